/* Rules of other harnesses by name, beside extraction_cases.jsonl
 * (tests/conformance/conf_extract.c): what its rows do not show, grids, names
 * of rules, and long hostile texts. Expected values: the publishers' regular
 * expressions under Python 3.11. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "suite/extract/extract.h"
#include "suite/named/named.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const char *const colours[] = { "red", "green", "blue", "yellow" };

/* Takes x. want NULL: nothing is found. */
static void reads(struct extract *x, const char *text, const char *want)
{
    struct extract_found f = { 0 };
    bool got;

    assert_non_null(x);
    got = extract_run(x, text, strlen(text), &f);
    if (got != (want != NULL)
        || (got && (f.len != strlen(want) || memcmp(f.s, want, f.len) != 0)))
        fail_msg("'%s' reads as '%.*s', not '%s'", text, got ? (int)f.len : 4,
            got ? f.s : "none", want != NULL ? want : "none");
    extract_free(x);
}

static void rules(void **state)
{
    static const struct {
        const char *rule, *text, *want;
    } rows[] = {
        { "openai/gsm8k", "#### 1,234,000", "1234000" },
        { "openai/gsm8k/a", "9 + 9\nA: 1,018", "1018" },
        { "lm-eval/gsm8k/strict", "####  7\n#### -8 and #### 9", "-8" },
        { "lm-eval/gsm8k/cot-strict", "The answer is 18", "1" },
        { "lm-eval/gsm8k/cot-strict", "The answer is 8", NULL },
        { "lm-eval/gsm8k/self-consistency", "The answer is 18.50.", "18.50" },
        { "lm-eval/gsm8k/llama-strict",
            "The final answer is 5. The final answer is -7", "-7" },
        { "lm-eval/gsm8k/flexible", "--5", "-5" },
        { "routellm/gsm8k", "about -15", "15" },
        { "routellm/gsm8k", "it is 7.8", "8" },
        { "routellm/gsm8k", "0.08", NULL },
        { "routellm/gsm8k", "1.00", "0" },
        { "routellm/gsm8k", "none", NULL },
        { "routellm/gsm8k", "it is ١٨", NULL }, /* no literal of Python's */
        { "routellm/gsm8k", "18 or 1٨", NULL },
        { "simple-evals/math", "Answer: \n4 cm\n", "4 cm" },
        { "simple-evals/math", "so the Answer : \n",
            " " }, /* \\s* gives back */
        { "simple-evals/math", "Answer:\n\n", NULL },
        { "simple-evals/multichoice", "An\u017fwer: B", "B" }, /* case of s */
        { "simple-evals/mgsm/de", "Antwort: 1.234,5. Antwort: 42.", "42" },
        { "simple-evals/mgsm/de", "Answer: 42", NULL },
        { "simple-evals/mgsm/ja", "答え: -1,000", "1000" },
        { "simple-evals/mgsm/bn", "উত্তর: ১৮", "১৮" },
        { "simple-evals/mmlu", "Answer: b", "b" },
        { "simple-evals/mmlu", "الإجابة: ج", "C" },
        { "simple-evals/mmlu", "উত্তরঃ ব", "B" },
        { "simple-evals/mmlu", "RÉPONSE : D", "D" },
        { "simple-evals/mmlu", "Answer: $\\boxed{\\text{C}}$", "C" },
        { "simple-evals/multichoice", "answer :\t$D$", "D" },
        { "hendrycks/mmlu", " B. because", "B" },
        { "lm-eval/mmlu/flan-flexible", "It is Red, not Yellow!", "(D)" },
        { "mmlu-pro/l1", "the answer is (J)", "J" },
        { "mmlu-pro/l2", "answer: B, Answer: C\nAnswer: D", "C" },
        { "mmlu-pro/l2", "éA is no word, nor is A_, but (B) is", "B" },
        { "mmlu-pro/l2", "\ufeffA", "A" }, /* a byte order mark is no word */
        { "bbh/direct", "\n (A) \n", "(A)" },
        { "bbh/cot", "So the answer is 1. No, the answer is 24..\nQ:", "24." },
        { "bbh/cot", "So the answer is ] ]", "] ]" },
        { "bbh/cot", "So it is 24.", NULL },
        { "lm-eval/bbh/cot", "So the answer is ] ]", "]" },
        { "hendrycks/boxed", "\\boxed{1} or \\boxed 2$ .", "2" },
        { "hendrycks/boxed", "\\boxed{1} \\boxed{2", NULL },
        { "minerva/final-answer",
            "Final Answer: The final answer is $7$. I hope it is correct.",
            "$7$" },
        { "lm-eval/humaneval", "    return 1\n\ndef g():\n#",
            "    return 1\n" },
        { "lm-eval/humaneval/instruct", "    return 1\n```\nDone",
            "    return 1\n" },
        { "lm-eval/mgsm/en-cot", "The answer is 1,018. No", "1,018." },
        { "lm-eval/mgsm/native/de", "Die Antwort lautet 42.", "42." },
        { "lm-eval/mgsm/native/de", "Die Antwort ist 42.", NULL },
        { "lm-eval/mgsm/native/bn", "The answer is -5", "-5" },
        { "lm-eval/mgsm/native/bn", "The answer is \u09ea\u09e8", NULL },
        { "lm-eval/mgsm/native/fr", "La r\u00e9ponse est $5", NULL },
        { "lm-eval/mgsm/native/ru", "\u041e\u0442\u0432\u0435\u0442 \u2014 7",
            "7" },
        { "lm-eval/mgsm/native/ja",
            "\u7b54\u3048\u306f5\u3002"
            "\u7b54\u3048\u306f1,000\u3067\u3059\u3002",
            "1,000" },
        { "lm-eval/mgsm/native/ja", "\u7b54\u3048\u306f5", NULL },
        { "lm-eval/mgsm/native/zh",
            "\u7b54\u6848\u662f 5.\u3002\u7b54\u6848\u662f 6\u3002", "5." },
        { "lm-eval/mgsm/flexible", "5 and -$1,200.50.", "-$1,200.50." },
        { "lm-eval/mgsm/direct", " 42 \n", "42" },
        { "lm-eval/arc/chat", " B\n", "B" },
        { "lm-eval/gpqa/strict", "The answer is (A)", "(A" },
        { "lm-eval/gpqa/flexible", "(A), no, (B)", "(B)" },
        { "lm-eval/mmlu/flan-cot", "So the answer is (C).", "(C)" },
        { "lm-eval/mmlu/flan-first", "(A), no, (B)", "(A)" },
        { "lm-eval/mmlu/flan-first", "Yellow, not red", "(D)" },
        { "lm-eval/mmlu/flan-first", "none: C or: D", "(C)" },
        { "lm-eval/bbh/zeroshot/strict", " True\n", " True\n" },
        { "lm-eval/bbh/zeroshot/boolean", "Untrue. False, so True", "False" },
        { "lm-eval/bbh/cot-zeroshot/boolean", "False, so True\u00e9 ",
            "False" },
        { "lm-eval/bbh/zeroshot/yes-no", "NO. Yes", "Yes" },
        { "lm-eval/bbh/cot-zeroshot/yes-no", "Yes, or no", "no" },
        { "lm-eval/bbh/zeroshot/valid", "not invalid but valid", "invalid" },
        { "lm-eval/bbh/cot-zeroshot/valid", "invalid: valid.", "valid" },
        { "lm-eval/bbh/zeroshot/plausible", "NOT PLAUSIBLE", "no" },
        { "lm-eval/bbh/zeroshot/plausible", "implausible", NULL },
        { "lm-eval/bbh/cot-zeroshot/plausible", "No; it is plausible", "yes" },
        { "lm-eval/bbh/zeroshot/truth", "Bo tells the truth. No", "yes" },
        { "lm-eval/bbh/cot-zeroshot/truth", "Bo does not tell the truth",
            "no" },
        { "lm-eval/bbh/zeroshot/truth", "Bo does tell the truth", NULL },
        { "lm-eval/bbh/zeroshot/brackets", "] ] >", "] ] >" },
        { "lm-eval/bbh/zeroshot/brackets", "The answer is ] ]", NULL },
        { "lm-eval/bbh/cot-zeroshot/brackets", "The answer is ] ].", "] ]" },
        { "lm-eval/bbh/zeroshot/number", "step-by-step: 5", "-" },
        { "lm-eval/bbh/cot-zeroshot/number", "(2 - 7) is -5.", "-5" },
        { "lm-eval/bbh/cot-zeroshot/number", "five", NULL },
        { "lm-eval/bbh/zeroshot/letter", "(B) or (A)", "(B)" },
        { "lm-eval/bbh/cot-zeroshot/letter", "blue, or green.", "(B)" },
        { "lm-eval/bbh/words", "yellow red, blue-red green redder",
            "yellow blue red green" },
        { "lm-eval/bbh/cot-zeroshot/strict", "Hence the answer is 24.", "24" },
        { "lm-eval/bbh/cot-zeroshot/strict", "The final answer: ] ]", "]" },
        { "lm-eval/hendrycks-math", "It is $1$ or $\\frac12$.",
            "1$ or $\\frac12" },
        { "lm-eval/hendrycks-math", "It costs $5", "It costs $5" },
        { "lm_eval_mbpp_instruct_code", "python\ndef f():\n  pass\n```",
            "def f():\n  pass" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = { 0 };
        reads(extract_named(rows[i].rule, colours, 4, &e), rows[i].text,
            rows[i].want);
    }
}

/* lm-eval looks for a choice's text in lower case and without punctuation. */
static void choices(void **state)
{
    static const struct {
        const char *choice[4], *text, *want;
    } rows[] = {
        /* the longest, wherever it is listed (since lm-eval 0.4.13) */
        { { "Guilty", "Guilty of Romance", "x", "y" }, "guilty of romance",
            "(B)" },
        { { "1", "10", "100", "1000" }, "It is 1000.", "(D)" },
        { { "red", "blue", "red", "green" }, "Red", "(C)" },
        /* one that is all punctuation is found behind everything */
        { { "...", "red", "green", "blue" }, "red", NULL },
        { { "...", "red", "green", "blue" }, "red, so: B", "(B)" },
        /* a blank that a dash leaves keeps it from being recognised */
        { { "red -", "green", "blue", "x" }, "RED -", "red" },
        { { "ΟΔΟΣ", "b", "c", "d" }, "Η ΟΔΟΣ.Α", NULL },
        { { "ΟΔΟΣ", "b", "c", "d" }, "ΟΔΟΣです", "(A)" },
        { { "ΟΔΟΣ", "b", "c", "d" }, "Η ΟΔΟΣ.", "(A)" },
        { { "İzmir", "b", "c", "d" }, "İZMİR", NULL },
        { { "İzmir", "b", "c", "d" }, "İZMIR", "(A)" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = { 0 };
        reads(
            extract_named("lm-eval/mmlu/flan-flexible", rows[i].choice, 4, &e),
            rows[i].text, rows[i].want);
    }
}

static void grids(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "[[0, 1], [2, 3]]", "01\n23" },
        { "```\n0 1 2\n3 4 5\n```", "012\n345" },
        { "012\n345\n", "012\n345" },
        { "| 0 | 1 |\n| 2 | 3 |", "01\n23" },
        { "First [[1]], then:\n[[5, 5],\n [6, 6]]. Done.", "55\n66" },
        { "[1, 2]\n[3, 4]", "12\n34" },
        { "np.array([[1 2]\n [3 4]])", "12\n34" },
        { "[[1, 2], [3]]", NULL },
        { "[[1, 2], [3, 4]", NULL },
        { "[[1, 2], [3, 12]]", NULL },
        { "10 20\n30 40", NULL },
        { "9 9 9\n\n1 2\n3 4\nso be it", "12\n34" },
        { "[[7]]", "7" },
        { "no grid [here] (1, 2)", NULL },
        { "", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        reads(extract_grid(), rows[i].text, rows[i].want);
}

static void names(void **state)
{
    struct err e = { 0 };
    struct extract *after = extract_after("A:", 2, &e);
    struct extract *boxed = extract_boxed();
    struct extract *last = extract_last_number();
    struct extract *inner = extract_chain(after, boxed, &e);
    struct extract *const parts[] = { inner, last };
    struct extract *first = extract_first_of(parts, 2, &e);
    struct extract *chain = extract_chain(first, last, &e);
    struct extract_found f = { 0 };

    (void)state;
    assert_true(extract_run(chain, "A: 8", 4, &f));
    assert_string_equal(
        f.rule, "first{after 'A:' > boxed | last_number} > last_number");
    assert_true(extract_run(first, "A: \\boxed{7} of 8", 17, &f));
    assert_string_equal(f.rule, "after 'A:' > boxed");
    assert_true(extract_run(first, "A: 8", 4, &f));
    assert_string_equal(f.rule, "last_number");
    assert_null(extract_named("lm-eval/gsm8k/strickt", NULL, 0, &e));
    assert_string_equal(e.text, "no rule 'lm-eval/gsm8k/strickt' (did you mean "
                                "'lm-eval/gsm8k/strict'?) ('retort ls rules')");
    extract_free(chain);
    extract_free(first);
    extract_free(inner);
    extract_free(last);
    extract_free(boxed);
    extract_free(after);
}

/* Every rule over 100 kB of what makes backtracking slow. A rule that is not
 * linear does not end here in any patience. */
static void hostile(void **state)
{
    static const char *const pieces[] = { " ", "\n", "Answer ", "answer is ",
        "Answer:", "-", ",", "[", "[0,", "0 ", "$", "{", "\\boxed{", "####",
        "```", "The final answer is ", "Final Answer: The final answer is",
        "\xff", "答", "(A", ":" };
    const struct named_rule *all;
    struct err e = { 0 };
    size_t n;

    (void)state;
    all = named_all(&n);
    for (size_t p = 0; p < COUNT(pieces); p++) {
        size_t len = strlen(pieces[p]), times = 100000 / len;
        char *text = mem_alloc(len * times + 1);
        for (size_t i = 0; i < times; i++)
            memcpy(text + i * len, pieces[p], len);
        for (size_t i = 0; i <= n; i++) {
            struct extract_found f;
            struct extract *x = i < n
                                    ? extract_named(all[i].name, colours, 4, &e)
                                    : extract_grid();
            extract_run(x, text, len * times, &f);
            extract_free(x);
        }
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules),
        cmocka_unit_test(choices),
        cmocka_unit_test(grids),
        cmocka_unit_test(names),
        cmocka_unit_test(hostile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
