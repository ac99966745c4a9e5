/*
 * Equivalence of final answers: tables of what is the same, what is not, what
 * is refused for its form, and texts meant to be slow or to break the reader.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "suite/equiv/equiv.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

struct pair {
    const char *given, *gold;
};

static bool ask(const char *given, const char *gold, enum equiv_how *how)
{
    struct equiv_why why;
    bool yes = equiv_same(given, strlen(given), gold, strlen(gold), &why);

    *how = why.how;
    assert_true(yes == (why.how <= EQUIV_PARTS));
    return yes;
}

static void all(const struct pair *rows, size_t n, bool want)
{
    enum equiv_how how;

    for (size_t i = 0; i < n; i++) {
        if (ask(rows[i].given, rows[i].gold, &how) != want)
            fail_msg("'%s' and '%s': %s", rows[i].given, rows[i].gold,
                equiv_how_name(how));
        if (ask(rows[i].gold, rows[i].given, &how) != want)
            fail_msg("'%s' and '%s': %s", rows[i].gold, rows[i].given,
                equiv_how_name(how));
    }
}

static void same_numbers(void **state)
{
    static const struct pair rows[] = {
        { "42", " 42\n" },
        { "1,000,000", "1000000" },
        { "10{,}000", "10\\,000" },
        { "10\\!,\\!000", "1e4" },
        { "1000.0", "1000" },
        { "007", "7" },
        { "-0", "0" },
        { "+5", "5" },
        { "5.", "5" },
        { "4 2", "42" },
        { "\xe2\x88\x92"
          "5",
            "-5" },
        { ".5", "0.50" },
        { "1e-3", "0.001" },
        { "3.0\\times10^8", "300000000" },
        { "1.5\\cdot10^{3}", "1500" },
        { "2 million", "2000000" },
        { "\\$1.5\\text{ billion}", "1500000000" },
        { "0.\\overline{3}", "1/3" },
        { "0.1\\overline{6}", "\\frac16" },
        { "3/2", "1.5" },
        { "\\dfrac{3}{4}", "\\frac 34" },
        { "\\frac{1}{-2}", "-\\frac12" },
        { "1 1/2", "3/2" },
        { "-1 1/2", "-1.5" },
        { "3\\frac{1}{7}", "22/7" },
        { "1\xc2\xbd", "1.5" },
        { "6/4", "1.5" },
        { "12345678901234567890123456789012345678901234567890",
            "12,345,678,901,234,567,890,123,456,789,012,345,678,901,"
            "234,567,890" },
    };

    (void)state;
    all(rows, COUNT(rows), true);
}

static void same_units(void **state)
{
    static const struct pair rows[] = {
        { "10\\%", "10" },
        { "12.5%", "12.5\\%" },
        { "50 percent", "50\\%" },
        { "$10", "10" },
        { "\\$3.50", "3.5 dollars" },
        { "$\\frac12$", "0.5" },
        { "**12**", "`12`" },
        { "10\\text{ cm}", "10\\text{ centimeters}" },
        { "64 square feet", "64\\text{ ft}^2" },
        { "864 \\mbox{ inches}^2", "864" },
        { "5\\mathrm{~m}", "5 meters" },
        { "60 miles per hour", "60" },
        { "3\\text{ red apples}", "3\\text{ apples}" },
        { "90\xc2\xb0", "90^{\\circ}" },
        { "90 degrees", "90" },
        { "25\\pi cm^2", "25\\pi" },
        { "10\\text{ square units}", "10" },
    };

    (void)state;
    all(rows, COUNT(rows), true);
}

static void same_algebra(void **state)
{
    static const struct pair rows[] = {
        { "\\sqrt{12}", "2\\sqrt3" },
        { "\xe2\x88\x9a"
          "12",
            "sqrt(12)" },
        { "\\frac{1}{\\sqrt{2}}", "\\frac{\\sqrt{2}}{2}" },
        { "\\frac{1}{1+\\sqrt{2}}", "\\sqrt{2}-1" },
        { "\\sqrt[3]{16}", "2\\sqrt[3]{2}" },
        { "\\sqrt[3]{-2}", "-\\sqrt[3]{2}" },
        { "3^{1/2}", "\\sqrt{3}" },
        { "\\sqrt{2}\\sqrt{3}", "\\sqrt6" },
        { "\\sqrt{-4}", "2i" },
        { "(1+i)^2", "2i" },
        { "x^2", "x**2" },
        { "x^{10}", "x^10" },
        { "x^{-1}", "1/x" },
        { "\\sqrt{4x}", "2\\sqrt{x}" },
        { "2x+3", "3+2x" },
        { "(x-2)(x+2)", "x^2-4" },
        { "a+b+c", "c+b+a" },
        { "\\frac{x+2}{7}", "\\frac{x}{7}+\\frac{2}{7}" },
        { "\\frac{1}{x}+\\frac{1}{y}", "\\frac{x+y}{xy}" },
        { "\\pi r^2", "pi*r^2" },
        { "2^{x+1}", "2\\cdot 2^x" },
        { "4^n", "2^{2n}" },
        { "\\sin^2 x", "(\\sin x)^2" },
        { "\\log_2 8", "\\log_{2}(8)" },
        { "e^{2x}", "\\exp(x+x)" },
        { "x_1+x_2", "x_{2}+x_{1}" },
        { "|x-1|", "\\left|-1+x\\right|" },
        { "\\frac{5!}{7}", "120/7" },
        { "1/2x", "x/2" },
    };

    (void)state;
    all(rows, COUNT(rows), true);
}

static void same_parts(void **state)
{
    static const struct pair rows[] = {
        { "x = 5", "5" },
        { "f(x) = x+1", "1+x" },
        { "(x,y)=(1,2)", "(1,2)" },
        { "y=2x+1", "1+2x=y" },
        { "x+y=2", "y+x=2" },
        { "x>3", "3<x" },
        { "x\\in[1,2]", "[1,2]" },
        { "\\left(1,2\\right)", "(1, 2)" },
        { "(0.5,3)", "(\\frac{1}{2},3)" },
        { "(1,000, 2)", "(1000,2)" },
        { "(1,100)", "(1.0, 100)" },
        { "[6,\\infty)\\cup(-\\infty,5]", "(-inf,5]U[6,inf)" },
        { "\\{1,2\\}", "\\{2,1\\}" },
        { "{1,2}", "{2,1}" },
        { "\\{5\\}", "5" },
        { "\\emptyset", "\\{\\}" },
        { "1 or 2", "1,2" },
        { "x=1\\text{ or }x=2", "1, 2" },
        { "2,-2", "\\pm 2" },
        { "1\\pm\\sqrt2", "1-\\sqrt{2},1+\\sqrt{2}" },
        { "\\begin{bmatrix}1\\\\.5\\end{bmatrix}",
            "\\begin{pmatrix} 1 \\\\ \\frac12 \\end{pmatrix}" },
        { "3:4", "3 : 4" },
        { "\\text{(A)}", "A" },
        { "\\text{ a }\\text{ b }", "a b" },
        { "\\textbf{East}", "east" },
        { "Alice and Bob", "alice, bob" },
        { "\\overline{AB}", "AB" },
        { "\\\\dfrac{1}{2}", "1/2" },
    };

    (void)state;
    all(rows, COUNT(rows), true);
}

static void different(void **state)
{
    static const struct pair rows[] = {
        { "1 1/2", "11/2" },
        { "-1 1/2", "-1/2" },
        { "2\\frac{3}{2}", "3" }, // 3 and 7/2 are both meant by people
        { "\\frac{7}{3}", "2.333333" },
        { "\\frac{1}{3}", "0.3333333333333333" },
        { "0.\\overline{3}", "0.3" },
        { "\\pi", "3.14159265358979" },
        { "10%", "0.1" },
        { "5 cm", "5 inches" },
        { "10\\text{ cm}^2", "10\\text{ cm}" },
        { "\\$5", "5\\%" },
        { "10 m^2", "10" },
        { "18 eggs", "18" },
        { "x=5", "y=5" },
        { "abc=5", "5" },
        { "x+y=2", "2" },
        { "y=2x+1", "y=2x-1" },
        { "x>3", "x<3" },
        { "x\\ge 3", "x>3" },
        { "2R", "2r" },
        { "no", "on" },
        { "east", "seat" },
        { "ABC", "BCA" },
        { "\\text{Monday}", "Mon" },
        { "x-y", "y-x" },
        { "\\frac{x+2}{7}", "x+\\frac{2}{7}" },
        { "\\sqrt{x^2}", "x" },
        { "\\sin^{-1}x", "\\frac{1}{\\sin x}" },
        { "1/2x", "\\frac{1}{2x}" },
        { "3i+4", "3+4i" },
        { "\\infty", "-\\infty" },
        { "\\infty-\\infty", "0" },
        { "1/0", "2/0" },
        { "1101_2", "1101" },
        { "12_8", "12_9" },
        { "(1,2)", "(2,1)" },
        { "(1,2]", "(1,2)" },
        { "(1,2)", "1,2" },
        { "(1, 234)", "1234" },
        { "(1,2,3)", "(1,2)" },
        { "1,2", "2,1" },
        { "\\{1,2\\}", "\\{1,2,2\\}" },
        { "\\pm 2", "2" },
        { "\\begin{pmatrix}1&2\\end{pmatrix}",
            "\\begin{pmatrix}1\\\\2\\end{pmatrix}" },
        { "\\begin{vmatrix}1\\end{vmatrix}",
            "\\begin{pmatrix}1\\end{pmatrix}" },
        { "12:30", "12:30 PM" },
        { "3:4", "3/4" },
        { "(1,2", "(1,2)" },
        { "--5", "5" },
        { "answer is 5", "5" },
        { "", "5" },
        { "?", "5" },
        { "\\frac", "\\frac{1}{2}" },
        { "12345678901234567890123456789012345678901",
            "12345678901234567890123456789012345678902" },
        { "123456789012345678901234567890", "123456789012345678901234567891" },
    };

    (void)state;
    all(rows, COUNT(rows), false);
}

/* Rules 1 and 2: the value is right, the form is not. */
static void form(void **state)
{
    static const struct pair rows[] = {
        { "2^{10}", "1024" },
        { "\\frac{10}{5}", "2" },
        { "\\sqrt{4}", "2" },
        { "5!", "120" },
        { "2\\cdot3", "6" },
        { "10^3", "1000" },
        { "\\frac{2}{4}", "\\frac{1}{2}" },
        { "-4/8", "-1/2" },
        { "(2^3,1)", "(8,1)" },
    };
    enum equiv_how how;

    (void)state;
    all(rows, COUNT(rows), false);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ask(rows[i].given, rows[i].gold, &how);
        assert_int_equal(how, EQUIV_FORM);
    }
}

/* The gold decides whether order matters. */
static void order_of_gold(void **state)
{
    enum equiv_how how;

    (void)state;
    assert_true(ask("2,1", "\\{1,2\\}", &how));
    assert_false(ask("\\{1,2\\}", "2,1", &how));
    assert_true(ask("1,2", "2 or 1", &how));
    assert_false(ask("2 or 1", "1,2", &how));
}

static void how_it_was_decided(void **state)
{
    static const struct {
        const char *given, *gold;
        enum equiv_how how;
    } rows[] = {
        { "5", "5 ", EQUIV_BYTES },
        { "\\dfrac{1}{2}", "\\frac{1}{2}", EQUIV_TEXT },
        { "0.5", "1/2", EQUIV_VALUE },
        { "(0.5,1)", "(1/2,1)", EQUIV_PARTS },
        { "1", "2", EQUIV_DIFFER },
        { "2/4", "1/2", EQUIV_FORM },
        { "5 cm", "5 feet", EQUIV_UNIT },
        { "1+", "2", EQUIV_UNREAD },
        { "(x+y)^{24}(x-z)^{24}(y+z)^{24}(a+b)^{24}", "x", EQUIV_TOO_BIG },
    };
    enum equiv_how how;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ask(rows[i].given, rows[i].gold, &how);
        if (how != rows[i].how)
            fail_msg("'%s' and '%s': %s", rows[i].given, rows[i].gold,
                equiv_how_name(how));
    }
    assert_true(equiv_same("1", 1, "1.0", 3, NULL));
    assert_true(equiv_same("", 0, " ", 1, NULL));
}

/* A part again and again, up to size bytes. */
static char *repeat(const char *part, size_t size)
{
    size_t n = strlen(part);
    char *s = mem_alloc(size + 1);

    for (size_t i = 0; i < size; i++)
        s[i] = part[i % n];
    s[size] = '\0';
    return s;
}

/* Each ends within a second of processor time, whatever the answer. */
static void hostile(void **state)
{
    static const char *const parts[] = { "(", "{", "[", "-", "+", "\\frac",
        "\\sqrt{", "\\sqrt", "\\text{", "\\text{\\text{a}", "x^", "2^{", "!",
        "1!", "1/", "1,", "1,000,", "a,", "(1,", "\\{1,", "\\pm1,", "\\pm", "|",
        "x|", "$", "\"", "\\", "\\\\", "_", "x_", "x_{", "\\sin", "\\sin x",
        "sqrt", "\\log_", "\\overline{", "\\begin{pmatrix}", "1&", "1\\\\",
        "\\cup", "[1,2]U", "=", "x=", "<", "x<", " ", "1 ", "0.", "9", "9.",
        "1e9", "e", "i", "\\sqrt{9007199254740993}", "(x+1)", "(x+y+z)^2",
        "(a+b+c+d)^{9}", "((((x^9)^9)^9)^9)^9", "x^{y^", "3^{1/7}", "\\sqrt{x+",
        "\\or", " or ", "million", "cm", "5 cm ", "\\%", "\xff", "\xe2\x88\x9a",
        "\xc2\xbd", "east ", "\\angle", "\\unknown", ".", "^\\circ",
        "3\\frac12" };
    static const size_t sizes[] = { 7, 100, 1000, EQUIV_SIZE_MAX,
        EQUIV_SIZE_MAX + 1, 100000 };
    enum equiv_how how;

    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++)
        for (size_t j = 0; j < COUNT(sizes); j++) {
            char *s = repeat(parts[i], sizes[j]);
            int64_t start = clock_cpu_us();
            ask(s, "x+1", &how);
            ask("\\{1,2,\\pm3\\}", s, &how);
            s[0] = s[0] == 'z' ? 'y' : 'z';
            ask(s, "1", &how);
            if (clock_cpu_us() - start > 1000000)
                fail_msg("%zu bytes of '%s' take too long", sizes[j], parts[i]);
            free(s);
        }
}

static void bytes_of_any_kind(void **state)
{
    (void)state;
    assert_true(equiv_same("1\0", 2, "1\0", 2, NULL));
    assert_true(equiv_same("1\0002", 3, "12", 2, NULL)); // as a blank
    assert_false(equiv_same("1\0", 2, "2", 1, NULL));
    assert_false(equiv_same("\xe2\x88", 2, "5", 1, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_numbers),
        cmocka_unit_test(same_units),
        cmocka_unit_test(same_algebra),
        cmocka_unit_test(same_parts),
        cmocka_unit_test(different),
        cmocka_unit_test(form),
        cmocka_unit_test(order_of_gold),
        cmocka_unit_test(how_it_was_decided),
        cmocka_unit_test(hostile),
        cmocka_unit_test(bytes_of_any_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
