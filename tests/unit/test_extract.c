/* Extractors over replies as models write them, and over hostile ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "suite/extract/extract.h"

enum sureness { GUESS, SURE };

struct expected {
    const char *text;
    const char *want; // NULL: not found
    enum sureness sure;
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* Takes the extractor. The text is copied to its exact size, so that the
 * address sanitizer sees one byte read too many. */
static void check(struct extract *x, const struct expected *row, size_t n)
{
    assert_non_null(x);
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(row[i].text);
        char *copy = malloc(len > 0 ? len : 1);
        struct extract_found f = { 0 };
        bool ok;

        memcpy(copy, row[i].text, len);
        ok = extract_run(x, copy, len, &f);
        if (ok != (row[i].want != NULL)
            || (ok
                && (f.len != strlen(row[i].want)
                    || memcmp(f.s, row[i].want, f.len) != 0
                    || f.sure != (row[i].sure == SURE))))
            fail_msg("row %zu: '%s': found '%.*s'%s, expected '%s'%s", i,
                row[i].text, ok ? (int)f.len : 4, ok ? f.s : "none",
                f.sure ? " surely" : "",
                row[i].want != NULL ? row[i].want : "none",
                row[i].sure == SURE ? " surely" : "");
        free(copy);
    }
    extract_free(x);
}

static void after(void **state)
{
    static const struct expected rows[] = {
        { "Answer: 18", "18", SURE },
        { "ANSWER:18", "18", SURE },
        { "Answer: 18\nAnswer: 20", "20", SURE },
        { "**Answer:** 18.", "18", SURE },
        { "**Answer**: 18", "18", SURE },
        { "Answer\xef\xbc\x9a 18", "18", SURE },
        { "Answer: **$18$**\n", "18", SURE },
        { "Answer:\n\n  `x y`  \nmore", "x y", SURE },
        { "### Answer:**\n\n**(B) Paris**\n", "(B) Paris", SURE },
        { "Answer: \"yes\"", "yes", SURE },
        { "Answer: \"yes\" and 'no'", "\"yes\" and 'no'", SURE },
        { "Answer: -5", "-5", SURE },
        { "Answer: don't", "don't", SURE },
        { "Answer: \\(x = 5\\).", "x = 5", SURE },
        { "Answer: a\r\nb", "a", SURE },
        { "Answer:", NULL, GUESS },
        { "Answer:   \n\n**\n", NULL, GUESS },
        { "Answer: ...\nno", NULL, GUESS },
        { "Answer 18", NULL, GUESS },
        { "no marker", NULL, GUESS },
        { "aanswer: x", "x", SURE },
        { "Answer:\n```\n42\n```", "42", SURE },
        { "Answer: \xc2\xa0 7 \xc2\xa0", "7", SURE },
        { "Answer: \xe7\xad\x94\xe3\x80\x82", "\xe7\xad\x94", SURE },
    };
    static const struct expected hashes[] = {
        { "so\n#### 1,000\n", "1,000", SURE },
        { "#### \n#### 7", "7", SURE },
        { "##### 7", "7", SURE },
    };
    static const struct expected selfsame[] = {
        { "abaabab", NULL, GUESS },
        { "abababab!x", "!x", SURE },
        { "ab abab yes", "yes", SURE },
    };
    struct err e;

    (void)state;
    check(extract_after("answer:", 7, &e), rows, COUNT(rows));
    check(extract_after("####", 4, &e), hashes, COUNT(hashes));
    check(extract_after("abab", 4, &e), selfsame, COUNT(selfsame));
    assert_null(extract_after("", 0, &e));
    assert_int_equal(e.kind, ERR_SUITE);
}

/* Every marker of up to eight a and b in every text of twelve: what stands
 * behind the last, as a plain search finds it. */
static void after_any(void **state)
{
    enum { LONG = 12 };

    (void)state;
    for (unsigned m = 2; m < 1u << 9; m++) {
        char word[16] = "", text[LONG + 1] = "";
        size_t len = 0;
        struct extract *x;
        struct err e;
        for (unsigned bits = m; bits > 1; bits >>= 1)
            word[len++] = bits & 1 ? 'a' : 'b';
        x = extract_after(word, len, &e);
        for (unsigned t = m % 7; t < 1u << LONG; t += 7) {
            struct extract_found f = { 0 };
            size_t at = LONG - len + 1;
            for (size_t i = 0; i < LONG; i++)
                text[i] = t >> i & 1 ? 'a' : 'b';
            while (at-- > 0 && memcmp(text + at, word, len) != 0)
                ;
            if (extract_run(x, text, LONG, &f)
                    != (at != SIZE_MAX && at + len < LONG)
                || (f.s != NULL && f.s != text + at + len))
                fail_msg("'%s' in '%s'", word, text);
        }
        extract_free(x);
    }
}

static void letter_whole(void **state)
{
    static const struct expected rows[] = {
        { "B", "B", SURE }, { "b", "b", SURE }, { " b. \n", "b", SURE },
        { "(B).", "B", SURE }, { "**B**", "B", SURE }, { "**(b)**", "b", SURE },
        { "$B$", "B", SURE }, { "\"B\"", "B", SURE }, { "A", "A", SURE },
        { "a", "a", SURE }, { "[[B]]", "B", SURE }, { "E", NULL, GUESS },
        { "", NULL, GUESS }, { "   ", NULL, GUESS }, { "AB", NULL, GUESS },
        { "\xef\xbc\xa2", NULL, GUESS }, // full-width B
    };
    struct err e;

    (void)state;
    check(extract_letter('A', 'D', &e), rows, COUNT(rows));
    assert_null(extract_letter('a', 'd', &e));
    assert_null(extract_letter('D', 'A', &e));
    assert_int_equal(e.kind, ERR_SUITE);
}

static void letter_stated(void **state)
{
    static const struct expected rows[] = {
        { "Answer: B", "B", SURE },
        { "Answer:C", "C", SURE },
        { "ANSWER: A", "A", SURE },
        { "answer: b", "b", SURE },
        { "The answer is b.", "b", SURE },
        { "The answer is (b) because of it", "b", SURE },
        { "Answer: a", "a", SURE },
        { "Answer: **B**", "B", SURE },
        { "**Answer:** B", "B", SURE },
        { "**Answer**: (B) Paris", "B", SURE },
        { "Answer: $B$", "B", SURE },
        { "Answer: B. Paris", "B", SURE },
        { "Answer: B.Paris", "B", SURE },
        { "The answer is (C).", "C", SURE },
        { "Therefore, the answer is\n\n**C**", "C", SURE },
        { "So the correct option is B.", "B", SURE },
        { "correct option is\nC", "C", SURE },
        { "The correct answer is option D: none", "D", SURE },
        { "The best choice would be (B).", "B", SURE },
        { "Final answer is: \\boxed{B}", "B", SURE },
        { "$\\boxed{\\text{(B) Paris}}$", "B", SURE },
        { "\\boxed{c}", "c", SURE },
        { "The answer is $\\mathbf{C}$.", "C", SURE },
        { "<answer>B</answer>", "B", SURE },
        { "{\"reason\": \"A is bad\", \"answer\": \"C\"}", "C", SURE },
        { "### Answer\nB", "B", SURE },
        { "Answer: A\n\nWait, actually.\nAnswer: B", "B", SURE },
        { "...answer is (A)... but the answer is (D)", "D", SURE },
        { "I choose A. No, B. Answer: B", "B", SURE },
        { "So the answer is (B).\nQ: next question", "B", SURE },
        { "\xe7\xad\x94\xe6\xa1\x88\xef\xbc\x9a"
          "D",
            "D", SURE },
        { "\xe7\xad\x94\xe6\xa1\x88\xe6\x98\xaf"
          "D",
            "D", SURE },
        { "\xec\xa0\x95\xeb\x8b\xb5: C", "C", SURE },
        { "Antwort: A", "A", SURE },
        { "R\xc3\xa9ponse : B", "B", SURE },
        { "The answer is A because it is", "A", SURE },
        { "The answer to question 5 is (B).", "B", SURE },
        { "Answer: I think it is B", "B", SURE },
        { "The answer is... B!", "B", SURE },
        { "Answer - B", "B", SURE },
        { "| Answer | B |", "B", SURE },
        { "Answer: \xe2\x9c\x85 B", "B", SURE },
        { "The answer is B, A is wrong.", "B", SURE },
        { "I choose B.", "B", SURE },
        { "I would go with (C) here", "C", SURE },
        { "So (A) and (B) are wrong, leaving (C)", "C", SURE },
        { "(B) is the correct answer.", "B", SURE },
        { "Option B is correct.", "B", SURE },
        { "A is wrong. C must be right.", "C", SURE },
        { "Option A: no. Option C: it fits. Option C is the best choice", "C",
            SURE },
        { "The answer:\n\nA) is wrong\nB) is not\nso (C) is the answer", "C",
            SURE },
    };
    struct err e;

    (void)state;
    check(extract_letter('A', 'D', &e), rows, COUNT(rows));
}

static void letter_refused(void **state)
{
    static const struct expected rows[] = {
        { "Answer: A or B", NULL, GUESS },
        { "A or B", NULL, GUESS },
        { "The answer is both A and B.", NULL, GUESS },
        { "Answer: A, B", NULL, GUESS },
        { "Answer: A/C", NULL, GUESS },
        { "answer: b or c", NULL, GUESS },
        { "\\boxed{A, B}", NULL, GUESS },
        { "Answer: E", NULL, GUESS },
        { "A thing. The answer is K.", NULL, GUESS },
        { "Answer: AB", NULL, GUESS },
        { "The answer is blue", NULL, GUESS },
        { "The answer: green.", NULL, GUESS },
        { "Answer: a cat", NULL, GUESS },
        { "Answer: A cat", NULL, GUESS },
        { "A cat sat there.", NULL, GUESS },
        { "It is a b or so", NULL, GUESS },
        { "So the answer is ) ) ].", NULL, GUESS },
        { "The wrong answer is B, I mean it is b", "B", GUESS },
        { "The answer is not B.", "B", GUESS },
        { "A) Paris\nB) London\nC) Rome\nD) Bonn", NULL, GUESS },
        { "Consider each answer choice:\nA) no\nB) no\nC) hm", NULL, GUESS },
        { "**A**: wrong\n**B**: right\n", NULL, GUESS },
        { "C++ and C# and the U.S. and A-levels", NULL, GUESS },
        { "Is it A? Is it B?", NULL, GUESS },
        { "A is the right ventricle", "A", GUESS },
    };
    struct err e;

    (void)state;
    check(extract_letter('A', 'D', &e), rows, COUNT(rows));
}

static void letter_lines(void **state)
{
    static const struct expected rows[] = {
        { "B) Paris", "B", SURE },
        { "B. Paris", "B", SURE },
        { "(B) Paris", "B", SURE },
        { "**B. Paris**", "B", SURE },
        { "B: Paris", "B", SURE },
        { "B\n\nParis is the capital.", "B", SURE },
        { "Paris is the capital.\n\nC", "C", SURE },
        { "Paris is the capital.\n\n**C**\n", "C", SURE },
        { "Paris it is.\n(C) Paris", "C", SURE },
        { "B\nbecause\nC", NULL, GUESS },
        { "B. Paris\n\nA. is wrong\nC. is wrong", "B", SURE },
        { "A. x\n\nA. is right\nB. is wrong", "A", SURE },
        { "It must be **B** here, in A time", "B", SURE },
        { "So:\n\n**B**\n\nBecause it is.", "B", SURE },
        { "It says **A** or **B**", NULL, GUESS },
        { "Well, that would be B, hm", "B", GUESS },
        { "Paris (B) of course", "B", GUESS },
    };
    static const struct expected ten[] = {
        { "I think it is a J", "J", GUESS },
        { "I", "I", SURE },
        { "I am sure: the answer is I.", "I", SURE },
        { "I believe this", NULL, GUESS },
        { "The answer is (J).", "J", SURE },
        { "I'd say H", "H", SURE },
    };
    struct err e;

    (void)state;
    check(extract_letter('A', 'D', &e), rows, COUNT(rows));
    check(extract_letter('A', 'J', &e), ten, COUNT(ten));
}

static void last_number(void **state)
{
    static const struct expected rows[] = {
        { "#### 18", "18", GUESS },
        { "It costs $1,234,567.89.", "1,234,567.89", GUESS },
        { "9 * $2 = $18 every day.", "18", GUESS },
        { "\xe2\x82\xac"
          "5",
            "5", GUESS },
        { "It is -5", "-5", GUESS },
        { "It is \xe2\x88\x92"
          "5.5",
            "\xe2\x88\x92"
            "5.5",
            GUESS },
        { "- 5", "5", GUESS },
        { "100%", "100", GUESS },
        { ".5", ".5", GUESS },
        { "about ...5", "5", GUESS },
        { "2.", "2", GUESS },
        { "18 .", "18", GUESS },
        { "10-3=7", "7", GUESS },
        { "on 3-4", NULL, GUESS },
        { "5 on 2024-01-15 at 12:30", "5", GUESS },
        { "7, version 1.2.3", "7", GUESS },
        { "18 with x2 and GPT-4 and 4b7", "18", GUESS },
        { "Total: 1,2,3", "3", GUESS },
        { "7 apples and 3 pears", "3", GUESS },
        { "x = 12", "12", GUESS },
        { "area 18 m^2", "18", GUESS },
        { "so 10^15 of them", "10^15", GUESS },
        { "it is 2^{10}", "2^{10}", GUESS },
        { "it is \\mathbf{12}", "12", GUESS },
        { "90^\\circ", "90", GUESS },
        { "5kg", "5", GUESS },
        { "It is 1/2", "1/2", GUESS },
        { "It is 1 1/2.", "1 1/2", GUESS },
        { "It is $\\frac{1}{2}$", "\\frac{1}{2}", GUESS },
        { "\xc2\xbd", "\xc2\xbd", GUESS },
        { "Total 12.\n3. So he is poor", "12", GUESS },
        { "1. So he is poor", "1", GUESS },
        { "1e6", "1e6", GUESS },
        { "no number here", NULL, GUESS },
        { "", NULL, GUESS },
        { "\xe5\x85\xb1"
          "5\xe4\xb8\xaa",
            "5", GUESS }, // Chinese: 5 pieces
        { "1,234,5678", "5678", GUESS },
        { "(7)", "7", GUESS },
        { "**7**", "7", GUESS },
        { "3x+5=20, x=5", "5", GUESS },
        { "so 70.5 thousand dollars", "70.5 thousand", GUESS },
        { "it comes to $18k.", "18k", GUESS },
        { "18 km, 18kg", "18", GUESS },
        { "some $18M", "18M", GUESS }, // and so not 18
        { "she bakes 7 dozen", "7", GUESS },
        { "it is 70 000 euros", "70 000", GUESS },
        { "it is 70'000.50", "70'000.50", GUESS },
        { "either 7 70", "70", GUESS },
        { "it costs 18,50 euros", "18,50", GUESS },
        { "so 3,5.", "3,5", GUESS },
        { "so 0,500.", "0,500", GUESS },
        { "1,2,3", "3", GUESS },
        { "x = 1, 2", "2", GUESS },
        { "\u0989\u09a4\u09cd\u09a4\u09b0: \u09e7,\u09e8\u09ea\u09ea", "1,244",
            GUESS },
        { "-\u0e51\u0e58.\u0e55 \u0e1a\u0e32\u0e17", "-18.5", GUESS },
        { "\uff11\uff18", "18", GUESS },
        { "18\u00b2", "18", GUESS }, // a power, as it was
        { "two 5 million-dollar houses", "5", GUESS },
    };
    static const struct expected first[] = {
        { "9*2 = $18 in all, not 5", "18", GUESS },
        { "16 - 3 - 4 = 9 * 2 = **18**", "18", GUESS },
        { "9 \xc3\x97 2 = -18", "-18", GUESS },
        { "5 (x = 18)", "5", GUESS },
        { "5 = x, so 18", "5", GUESS },
        { "5 apples = 18 pears", "5", GUESS },
        { "5\n= 18", "5", GUESS },
        { "7 apples and 3 pears", "7", GUESS },
        { "x2 is 5 or 6", "5", GUESS },
        { "1. Take 5", "5", GUESS },
        { "1. Take it\n2. Leave it", "1", GUESS },
    };

    (void)state;
    check(extract_last_number(), rows, COUNT(rows));
    check(extract_first_number(), first, COUNT(first));
}

static void boxed(void **state)
{
    static const struct expected rows[] = {
        { "\\boxed{42}", "42", SURE },
        { "$\\boxed{1}$ and $\\boxed{2}$", "2", SURE },
        { "\\fbox{7}", "7", SURE },
        { "\\boxed{a{b}c}", "a{b}c", SURE },
        { "nested \\boxed{\\boxed{3}}", "3", SURE },
        { "$$\\boxed{x=5}$$", "x=5", SURE },
        { "so $\\boxed 5$ is", "5", SURE },
        { "\\boxed{\\left\\{ 1 \\right.}", "\\left\\{ 1 \\right.", SURE },
        { "\\boxed{1} then \\boxed{2", NULL, GUESS },
        { "\\boxed{ }", NULL, GUESS },
        { "\\boxed", NULL, GUESS },
        { "\\boxed{a\\", NULL, GUESS },
        { "no box", NULL, GUESS },
    };

    (void)state;
    check(extract_boxed(), rows, COUNT(rows));
}

static void code(void **state)
{
    static const struct expected rows[] = {
        { "```python\ndef f(x):\n    return x+1\n```",
            "def f(x):\n    return x+1", SURE },
        { "A:\n```python\ndef f(x):\n    return 1\n```\nB:\n"
          "```python\ndef f(x):\n    return 2\n```",
            "def f(x):\n    return 2", SURE },
        { "```py\ndef f(x):\n    return 4\n```\n```\nf(1)\n```",
            "def f(x):\n    return 4", SURE },
        { "    return x+1\n", "    return x+1", GUESS },
        { "[BEGIN]\ndef f(x):\n    return 1\n[DONE]", "def f(x):\n    return 1",
            GUESS },
        { "def f(x):\n    return 1\n[DONE]\nYou are an",
            "def f(x):\n    return 1", GUESS },
        { "\n[BEGIN] \n    return 1", "    return 1", GUESS },
        { "[BEGIN]\nHere it is\n[DONE]", NULL, GUESS },
        { "[BEGIN]\n[DONE]", NULL, GUESS },
        { "[BEGIN]", NULL, GUESS },
        { "def f(x):\n    return 1\n```\nExplanation",
            "def f(x):\n    return 1", SURE },
        { "```python\ndef f(x): return 6", "def f(x): return 6", GUESS },
        { "```bash\npip install f\n```\n```\ndef f(x):\n  pass\n```",
            "def f(x):\n  pass", SURE },
        { "```python\ndef g(x):\n  pass\n```\n```python\ndef f(x):\n  1\n```"
          "\n```python\nf(1)\n```",
            "def f(x):\n  1", SURE },
        { "```python\n\n    return 5\n\n```", "    return 5", SURE },
        { "```\nx = 1\n```", "x = 1", GUESS },
        { "~~~python\nasync def f(x):\n  `a`\n~~~", "async def f(x):\n  `a`",
            SURE },
        { "````python\ndef f():\n  '''\n```\n'''\n````",
            "def f():\n  '''\n```\n'''", SURE },
        { "from math import pi\nprint(pi)", "from math import pi\nprint(pi)",
            GUESS },
        { "N = 3\r\ndef f(x):\n    return N",
            "N = 3\r\ndef f(x):\n    return N", GUESS },
        { "# adds\ndef f(x):\n    return x", "# adds\ndef f(x):\n    return x",
            GUESS },
        { "N = 3 is what we need", NULL, GUESS },
        { "from what I know, no", NULL, GUESS },
        { "Sorry, I cannot.", NULL, GUESS },
        { "```", NULL, GUESS },
        { "```python\n```", NULL, GUESS },
        { "", NULL, GUESS },
        { "  ```python\r\n  def f(x):\r\n    pass\r\n  ```",
            "  def f(x):\r\n    pass", SURE },
    };
    static const struct expected any[] = {
        { "```js\nlet x\n```", "let x", SURE },
        { "text\n```\na\n```\n```js\nb\n```", "b", SURE },
    };

    (void)state;
    check(extract_code("python", "f"), rows, COUNT(rows));
    check(extract_code(NULL, NULL), any, COUNT(any));
}

static void json(void **state)
{
    static const struct expected rows[] = {
        { "{\"a\": [1, {\"b\": \"}\"}]}", "{\"a\": [1, {\"b\": \"}\"}]}",
            SURE },
        { "Here: {\"a\": \"\\\"{\"} and {\"b\": 1}", "{\"a\": \"\\\"{\"}",
            SURE },
        { "set {1, 2} and {\"a\": 1}", "{\"a\": 1}", SURE },
        { "```json\n[1, -2.5e3, true, null]\n```", "[1, -2.5e3, true, null]",
            SURE },
        { "see [1]", "[1]", GUESS },
        { "[see {\"a\": 1}]", "{\"a\": 1}", SURE },
        { "\\frac{1}{2}", NULL, GUESS },
        { "{\"a\": {\"b\": 1}, \"c\": \"cu", NULL, GUESS },
        { "{\"a\": 1", NULL, GUESS },
        { "{'a': 1}", NULL, GUESS },
        { "{\"a\": 1,}", NULL, GUESS },
        { "{\"a\" 1}", NULL, GUESS },
        { "[1}", NULL, GUESS },
        { "[1 2]", NULL, GUESS },
        { "{}", "{}", SURE },
        { "[]", "[]", SURE },
        { "[\"", NULL, GUESS },
        { "[\"\\", NULL, GUESS },
    };

    (void)state;
    check(extract_json(), rows, COUNT(rows));
}

static void lines(void **state)
{
    static const struct expected first[] = { { "\n\n a b \nc\n", "a b", GUESS },
        { " \n ", NULL, GUESS } };
    static const struct expected last[] = { { "a\n c \n\n", "c", GUESS },
        { "only", "only", GUESS } };
    static const struct expected whole[] = { { "\xef\xbb\xbf a\nb \r\n", "a\nb",
        GUESS } };

    (void)state;
    check(extract_first_line(), first, COUNT(first));
    check(extract_last_line(), last, COUNT(last));
    check(extract_whole(), whole, COUNT(whole));
}

static void trees(void **state)
{
    static const struct expected rows[] = {
        { "Answer: 18 dollars (not 20)", "18", SURE },
        { "So 18 dollars", "18", GUESS },
        { "Answer: none", NULL, GUESS },
    };
    struct err e;
    struct extract *part[3], *chain, *first;

    (void)state;
    part[0] = extract_after("Answer:", 7, &e);
    part[1] = extract_first_number();
    chain = extract_chain(part[0], part[1], &e);
    part[2] = extract_last_number();
    first = extract_first_of((struct extract *[]){ chain, part[2] }, 2, &e);
    for (int i = 0; i < 3; i++)
        extract_free(part[i]);
    extract_free(chain);
    check(first, rows, COUNT(rows));
    assert_null(extract_first_of(NULL, 0, &e));
    extract_free(NULL);
}

/* Twice itself, again and again: 2^n runs from n lines of Lua. */
static void tree_limit(void **state)
{
    struct extract *x = extract_whole();
    struct err e;
    int n = 0;

    (void)state;
    for (;; n++) {
        struct extract *y = extract_chain(x, x, &e);
        if (y == NULL)
            break;
        extract_free(x);
        x = y;
    }
    assert_int_equal(n, 5);
    assert_int_equal(e.kind, ERR_SUITE);
    extract_free(x);
}

static void at_end(void **state)
{
    static const struct {
        const char *text;
        bool at_end;
    } rows[] = { { "It is 18", true }, { "It is 18.", true },
        { "It is 18,\n ", true }, { "It is 18 dollars", false },
        { "18%", false } };
    struct extract *x = extract_last_number();
    struct extract_found f;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(extract_run(x, rows[i].text, strlen(rows[i].text), &f));
        assert_int_equal(f.at_end, rows[i].at_end);
    }
    extract_free(x);
}

static void thinking(void **state)
{
    static const struct {
        const char *text, *rest; // NULL: unclosed
    } rows[] = {
        { "<think>a</think>b", "b" },
        { " \n<THINK>a</Think>b", "b" },
        { "a</think>b", "b" },
        { "<think>a</think>b</think>c", "c" },
        { "<thinking>a</thinking> b", " b" },
        { "<think>a", NULL },
        { "<think>a</think><think>b", NULL },
        { "a <think> b", "a <think> b" },
        { "plain", "plain" },
        { "<think></think>", "" },
        { "<", "<" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *rest;
        size_t len;
        int rc = extract_skip_thinking(
            rows[i].text, strlen(rows[i].text), &rest, &len);
        assert_int_equal(rc, rows[i].rest != NULL ? 0 : -1);
        if (rc == 0) {
            assert_int_equal(len, strlen(rows[i].rest));
            assert_memory_equal(rest, rows[i].rest, len);
        }
    }
}

/* Every extractor there is, to run over what no one should write. */
static size_t all(struct extract **x)
{
    struct err e;
    size_t n = 0;

    x[n++] = extract_after("Answer:", 7, &e);
    x[n++] = extract_after("****:", 5, &e);
    x[n++] = extract_letter('A', 'J', &e);
    x[n++] = extract_first_number();
    x[n++] = extract_last_number();
    x[n++] = extract_boxed();
    x[n++] = extract_json();
    x[n++] = extract_code("python", "f");
    x[n++] = extract_code("rust", "f");
    x[n++] = extract_first_line();
    x[n++] = extract_last_line();
    return n;
}

/* Runs everything over a text; what is found must lie inside it. */
static void run_all(const char *text, size_t len)
{
    struct extract *x[12];
    size_t n = all(x);

    for (size_t i = 0; i < n; i++) {
        struct extract_found f;
        if (extract_run(x[i], text, len, &f)) {
            assert_true(f.s >= text && f.len > 0);
            assert_true(f.s + f.len <= text + len);
        }
        extract_free(x[i]);
    }
}

/* A square cost would take minutes here: 100 kB of each, 1 MB of some. */
static void hostile(void **state)
{
    static const char *const unit[] = { " ", "\n", "```\n", "```", "~~~a\n",
        "{", "[", "{\"", "[\"a\",", "{\"a\":", "[{\"a\":1},", "\\", "\\boxed{",
        "\\boxed", "9", "1,", "1,22,", "1,222,", "1/", "1-", "1.", "1 1/",
        "\\frac{", "\\frac{1}", "A ", "A", "A or ", "**A", "**", "*",
        "Answer:", "answer ", "Answer: ", "Answer:\n", "A)\n", "\nA) B", "(",
        "((A", "'", "\xff", "\xe2\x80", "\xef\xbb\xbf", "\xc2\xa0",
        "\xe7\xad\x94\xe6\xa1\x88", "<think>", "</think>", "<", "def f",
        "\ndef f(", "a'", "_", "__A", "x2", "- ", "-", ".", "\"", "f ",
        "Option A is the most likely ", "is A ", "$", "A, " };

    (void)state;
    for (size_t i = 0; i < COUNT(unit); i++) {
        struct buf b = { 0 };
        while (b.len < 100000)
            buf_puts(&b, unit[i]);
        run_all(b.s, b.len);
        buf_puts(&b, "\nAnswer: B");
        run_all(b.s, b.len);
        buf_clear(&b);
    }
}

static void hostile_bytes(void **state)
{
    char *nul = mem_zalloc(1, 1000000);
    struct extract_found f;
    struct extract *x = extract_whole();

    (void)state;
    run_all(nul, 1000000);
    assert_false(extract_run(x, nul, 1000000, &f));
    assert_false(extract_run(x, NULL, 0, &f));
    memcpy(nul + 500000, "Answer: B", 9);
    extract_free(x);
    x = extract_letter('A', 'D', NULL);
    assert_true(extract_run(x, nul, 1000000, &f));
    assert_ptr_equal(f.s, nul + 500008);
    extract_free(x);
    free(nul);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(after),
        cmocka_unit_test(after_any),
        cmocka_unit_test(letter_whole),
        cmocka_unit_test(letter_stated),
        cmocka_unit_test(letter_refused),
        cmocka_unit_test(letter_lines),
        cmocka_unit_test(last_number),
        cmocka_unit_test(boxed),
        cmocka_unit_test(code),
        cmocka_unit_test(json),
        cmocka_unit_test(lines),
        cmocka_unit_test(trees),
        cmocka_unit_test(tree_limit),
        cmocka_unit_test(at_end),
        cmocka_unit_test(thinking),
        cmocka_unit_test(hostile),
        cmocka_unit_test(hostile_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
