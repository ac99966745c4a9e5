#include "suite/named/named.h"

#include <string.h>

#define FLAN "answer is |The answer is |The answer: |The final answer: "

#define MGSM(lang, word)                                                       \
    {                                                                          \
        "simple-evals/mgsm/" lang, "simple_evals_mgsm_" lang,                  \
            named_number_mgsm, word, true, "last number behind '" word "'"     \
    }

/* lm-eval's MGSM with reasoning in the language. */
#define NATIVE(lang, read, word, about)                                        \
    {                                                                          \
        "lm-eval/mgsm/native/" lang, "lm_eval_mgsm_native_" lang, read, word,  \
            true, "first '" about "'"                                          \
    }
#define NATIVE_BEHIND(lang, word)                                              \
    NATIVE(lang, named_number_after, word, word "NUMBER")

/* A kind of task of lm-eval's zero-shot BBH: the first match without
 * reasoning, the last one with it. */
#define ZERO(kind, reader, word, about)                                        \
    { "lm-eval/bbh/zeroshot/" kind, "lm_eval_bbh_zeroshot_" kind,              \
        reader##_first, word, false, "first " about },                         \
    {                                                                          \
        "lm-eval/bbh/cot-zeroshot/" kind, "lm_eval_bbh_cot_zeroshot_" kind,    \
            reader##_last, word, false, "last " about                          \
    }
#define PLAUSIBLE "no=no|not plausible=no|yes=yes|plausible=yes"
#define TRUTH                                                                  \
    "no=no|does not tell the truth=no|is not telling the truth=no|yes=yes|"    \
    "tells the truth=yes|is telling the truth=yes"
#define ZERO_STRICT                                                            \
    "The answer is |the answer is |The answer: |The final answer: "

static const struct named_rule rules[] = {
    { "openai/gsm8k", "openai_gsm8k", named_number_plain, "#### ", true,
        "first '#### NUMBER', commas deleted" },
    { "openai/gsm8k/a", "openai_gsm8k_a", named_number_plain, "A: ", true,
        "first 'A: NUMBER', commas deleted: OpenAI's example solutions" },
    { "lm-eval/gsm8k/strict", "lm_eval_gsm8k_strict", named_number_after,
        "#### ", true, "first '#### NUMBER'" },
    { "lm-eval/gsm8k/flexible", "lm_eval_gsm8k_flexible", named_number_last,
        NULL, false, "last number, with its $ , ." },
    { "lm-eval/gsm8k/cot-strict", "lm_eval_gsm8k_cot_strict", named_number_dot,
        "The answer is ", true, "first 'The answer is NUMBER.'" },
    { "lm-eval/gsm8k/llama-strict", "lm_eval_gsm8k_llama_strict",
        named_number_word_last, "The final answer is ", true,
        "last 'The final answer is NUMBER'" },
    { "lm-eval/gsm8k/self-consistency", "lm_eval_gsm8k_self_consistency",
        named_number_digit, "The answer is ", true,
        "first 'The answer is NUMBER', ends with a digit" },
    { "routellm/gsm8k", "routellm_gsm8k", named_number_int, NULL, false,
        "last digits, commas deleted: no sign, no decimals" },
    { "simple-evals/math", "simple_evals_math_answer", named_line_answer, NULL,
        true, "first 'Answer: ...' up to the end of its line" },
    MGSM("bn", "উত্তর"),
    MGSM("de", "Antwort"),
    MGSM("en", "Answer"),
    MGSM("es", "Respuesta"),
    MGSM("fr", "Réponse"),
    MGSM("ja", "答え"),
    MGSM("ru", "Ответ"),
    MGSM("sw", "Jibu"),
    MGSM("te", "సమాధానం"),
    MGSM("th", "คำตอบ"),
    MGSM("zh", "答案"),
    { "lm-eval/mgsm/en-cot", "lm_eval_mgsm_en_cot", named_number_after,
        "The answer is ", true, "first 'The answer is NUMBER'" },
    NATIVE_BEHIND("bn", "The answer is "),
    NATIVE_BEHIND("de", "Die Antwort lautet "),
    NATIVE_BEHIND("en", "The answer is "),
    NATIVE_BEHIND("es", "La respuesta es "),
    NATIVE_BEHIND("fr", "La réponse est "),
    NATIVE("ja", named_number_between, "答えは|です。", "答えはNUMBERです。"),
    NATIVE_BEHIND("ru", "Ответ — "),
    NATIVE_BEHIND("sw", "Jibu ni "),
    NATIVE_BEHIND("te", "సమాధానం "),
    NATIVE_BEHIND("th", "คำตอบคือ "),
    NATIVE("zh", named_number_between, "答案是 |。", "答案是 NUMBER。"),
    { "lm-eval/mgsm/flexible", "lm_eval_mgsm_flexible", named_number_last, NULL,
        false, "last number, with its $ , ." },
    { "lm-eval/mgsm/direct", "lm_eval_mgsm_direct", named_line_whole, NULL,
        false, "the reply, stripped" },
    { "simple-evals/mmlu", "simple_evals_mmlu", named_letter_multilingual, NULL,
        true, "first 'Answer: LETTER' in 42 spellings, markup deleted" },
    { "simple-evals/multichoice", "simple_evals_multichoice",
        named_letter_answer, NULL, true, "first 'Answer: LETTER'" },
    { "hendrycks/mmlu", "hendrycks_mmlu", named_letter_first, NULL, false,
        "first character" },
    { "lm-eval/mmlu/generative", "lm_eval_mmlu_generative", named_line_first,
        NULL, false, "first line" },
    { "lm-eval/mmlu/flan-strict", "lm_eval_mmlu_flan_strict", named_line_behind,
        FLAN, true, "behind 'The answer is', less the last character" },
    { "lm-eval/mmlu/flan-flexible", "lm_eval_mmlu_flan_flexible",
        named_letter_flan, NULL, false,
        "last (LETTER), else an option's text, else ': LETTER'" },
    { "lm-eval/mmlu/flan-first", "lm_eval_mmlu_flan_first",
        named_letter_flan_first, NULL, false,
        "first (LETTER), else an option's text, else ': LETTER'" },
    { "lm-eval/mmlu/flan-cot", "lm_eval_mmlu_flan_cot", named_line_behind,
        "answer is ", true,
        "behind the first 'answer is', less the last character" },
    { "lm-eval/gpqa/strict", "lm_eval_gpqa_strict", named_line_behind,
        "The answer is ", true,
        "behind the first 'The answer is', less the last character" },
    { "lm-eval/gpqa/flexible", "lm_eval_gpqa_flexible", named_letter_flan, NULL,
        false, "last (LETTER), else an option's text, else ': LETTER'" },
    { "lm-eval/arc/chat", "lm_eval_arc_chat", named_line_whole, NULL, false,
        "the reply, stripped" },
    { "mmlu-pro/l1", "mmlu_pro_l1", named_letter_pro1, NULL, true,
        "first 'answer is (LETTER)'" },
    { "mmlu-pro/l2", "mmlu_pro_l2", named_letter_pro2, NULL, false,
        "as l1, else 'Answer: LETTER', else the last letter alone" },
    { "bbh/direct", "bbh_direct", named_line_whole, NULL, false,
        "the reply, stripped" },
    { "bbh/cot", "bbh_cot", named_line_last, "the answer is ", true,
        "behind the last 'the answer is ', without its full stop" },
    { "lm-eval/bbh/cot", "lm_eval_bbh_cot", named_line_behind, "the answer is ",
        true, "behind the first 'the answer is ', less the last character" },
    { "lm-eval/bbh/zeroshot/strict", "lm_eval_bbh_zeroshot_strict",
        named_line_raw, NULL, false, "the reply as it is" },
    { "lm-eval/bbh/cot-zeroshot/strict", "lm_eval_bbh_cot_zeroshot_strict",
        named_line_behind, ZERO_STRICT, true,
        "behind 'The answer is', less the last character" },
    ZERO("boolean", named_word, "True|False", "True or False"),
    ZERO("yes-no", named_word, "Yes|No|yes|no", "yes or no"),
    ZERO("valid", named_word, "valid|invalid", "valid or invalid"),
    ZERO("plausible", named_word_lower, PLAUSIBLE,
        "plausible or not, yes or no"),
    ZERO("truth", named_word_lower, TRUTH, "tells the truth or not, yes or no"),
    ZERO("brackets", named_brackets, NULL, "run of brackets and blanks"),
    ZERO("number", named_digits, NULL, "digits and hyphens"),
    { "lm-eval/bbh/zeroshot/letter", "lm_eval_bbh_zeroshot_letter",
        named_letter_flan_first, NULL, false,
        "first (LETTER), else an option's text, else ': LETTER'" },
    { "lm-eval/bbh/cot-zeroshot/letter", "lm_eval_bbh_cot_zeroshot_letter",
        named_letter_flan, NULL, false,
        "last (LETTER), else an option's text, else ': LETTER'" },
    { "lm-eval/bbh/words", "lm_eval_bbh_words", named_word_order, NULL, false,
        "the list's words in the order they are said last" },
    { "lm-eval/hendrycks-math", "lm_eval_hendrycks_math", named_line_dollars,
        NULL, false, "between the first and the last $, else all" },
    { "hendrycks/boxed", "hendrycks_last_boxed", named_line_boxed, NULL, true,
        "last \\boxed{...}" },
    { "tora/boxed", "tora_boxed", named_line_boxed, NULL, true,
        "last \\boxed{...}; numbers within 1e-4, or 100 times off" },
    { "minerva/final-answer", "minerva_unnormalized", named_line_minerva, NULL,
        true, "Final Answer: The final answer is .... I hope it is correct." },
    { "simple-evals/humaneval", "simple_evals_humaneval_code", named_code_body,
        NULL, false, "first python block, without its signature" },
    { "lm-eval/humaneval", "lm_eval_humaneval", named_code_stops, NULL, false,
        "up to the next class, def, comment, if or print" },
    { "lm-eval/humaneval/instruct", "lm_eval_humaneval_instruct",
        named_code_fence, NULL, false, "up to the first ```" },
    { "lm-eval/mbpp/instruct", "lm_eval_mbpp_instruct_code", named_code_block,
        NULL, false, "first block, the reply's first word its language" },
};

const struct named_rule *named_all(size_t *n)
{
    *n = sizeof rules / sizeof *rules;
    return rules;
}

const struct named_rule *named_find(const char *name)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].name, name) == 0
            || strcmp(rules[i].alias, name) == 0)
            return &rules[i];
    return NULL;
}
