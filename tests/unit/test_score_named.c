/* How harnesses compare what their rules read with the gold answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "suite/named/score_named.h"

/* Wanted: the publishers' code under Python 3.11. */
static void compares(void **state)
{
    static const struct {
        const char *rule, *given, *gold;
        bool same;
    } rows[] = {
        { "lm-eval/gsm8k/strict", "1,000", "1000", true },
        { "lm-eval/gsm8k/flexible", "$18.", "18", true },
        { "lm-eval/gsm8k/flexible", "18.0", "18", false },
        { "lm-eval/gsm8k/flexible", "18", "work <<1+1=2>>\n#### 18", true },
        { "lm-eval/gsm8k/flexible", "18..", "18", false },
        { "lm-eval/gsm8k/flexible", "18.\n", "18\n", true },
        { "lm-eval/gsm8k/flexible", "18\n", "18", false },
        { "openai/gsm8k", "1000", "1,000", true },
        { "openai/gsm8k", "1000.0", "1000", false },
        { "routellm/gsm8k", "1000", "1,000", true },
        { "simple-evals/mgsm/de", "18.50", "18.5", true },
        { "simple-evals/mgsm/de", "18.00", "18", true },
        { "simple-evals/mgsm/de", "180", "18", false },
        { "lm-eval/mmlu/generative", "b.", "B", true },
        { "lm-eval/mmlu/generative", "(B)", "B", true },
        { "lm-eval/mmlu/generative", "Answer: B", "B", false },
        { "lm-eval/mmlu/flan-flexible", "(B)", "B", true },
        { "lm-eval/mmlu/flan-strict", "(B", "B", true }, /* no full stop */
        { "lm-eval/mmlu/flan-strict", "b", "(B)", true },
        { "lm-eval/mmlu/flan-strict", "B or C", "B", false },
        { "lm-eval/mmlu/generative", "É", "é", true },
        { "simple-evals/mmlu", "b", "B", false },
        { "simple-evals/math", "0.5", "\\frac{1}{2}", true },
        { "hendrycks/boxed", "\\dfrac12", "\\frac{1}{2}", true },
        { "tora/boxed", "3.14159", "3.1416", true },
        { "tora/boxed", "3.141", "3.1416", false },
        { "tora/boxed", "0.25", "25", true },
        { "tora/boxed", "25", "0.25", true },
        { "tora/boxed", "2.5", "25", false },
        { "tora/boxed", "x+1", "1+x", true },
        { "bbh/cot", "(A)", "(A)", true },
        { "bbh/cot", "(a)", "(A)", false },
        { "mmlu-pro/l1", "J", "J", true },
        { "lm-eval/mgsm/native/de", "1,000.", "1000", true },
        { "lm-eval/mgsm/flexible", "-5", "5", true }, /* signs are marks */
        { "lm-eval/mgsm/direct", "3.5", "35", true },
        { "lm-eval/mgsm/direct", "35", "36", false },
        { "lm-eval/mmlu/flan-first", "(A)", "(A)", true },
        { "lm-eval/mmlu/flan-first", "(A)", "A", false },
        { "lm-eval/mmlu/flan-cot", "(A", "(A)", true },
        { "lm-eval/arc/chat", "b.", "B", true },
        { "lm-eval/gpqa/strict", "(A", "(A)", true },
        { "lm-eval/hendrycks-math", "0.5", "\\frac12", true },
        { "lm-eval/bbh/zeroshot/strict", "true.\n", "True", true },
        { "lm-eval/bbh/zeroshot/strict", " True", "True", false },
        { "lm-eval/bbh/zeroshot/brackets", "] ]", "] ]", true },
        { "lm-eval/bbh/cot-zeroshot/number", "1,000", "1000", true },
        { "lm-eval/bbh/cot-zeroshot/strict", "a\\b \"c\"", "AB C", true },
        { "lm-eval/bbh/words", "a b", "b a", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *a = rows[i].given, *b = rows[i].gold;
        if (score_named(rows[i].rule)(a, strlen(a), b, strlen(b))
            != rows[i].same)
            fail_msg("%s: '%s' for '%s'", rows[i].rule, a, b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(compares) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
