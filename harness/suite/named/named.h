/*
 * Rules of other harnesses, by name: how the publishers' own code reads an
 * answer out of a reply, so that their figures come out here as they do
 * there. The exact patterns stand beside each rule; where one is worse than
 * ours, it stays as it is. Linear, like all extractors
 * (suite/extract/extract.h).
 */
#ifndef RETORT_SUITE_NAMED_NAMED_H
#define RETORT_SUITE_NAMED_NAMED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct named_call;

struct named_span { // a run of bytes; s NULL: nothing found
    const char *s;
    size_t len;
};

struct named_rule {
    const char *name;  // "lm-eval/gsm8k/strict"
    const char *alias; // as test files spell it: "lm_eval_gsm8k_strict"
    struct named_span (*read)(struct named_call *c);
    const char *word;  // what tells rules of one kind apart, or NULL
    bool sure;         // an explicit marker leads it
    const char *about; // one line for people
};

struct named_call { // one reply to be read; all borrowed
    const char *text;
    size_t len;
    const char *word;           // of the rule
    const char *const *choices; // texts of the options, for rules that look
    size_t choice_count;        // for them; 0: not told
    struct buf *scratch;        // room for what is no slice of the text
};

/* The rule of this name or alias; NULL. */
const struct named_rule *named_find(const char *name);

/* All of them, *n rows. */
const struct named_rule *named_all(size_t *n);

/* The readers, each beside its kin. A found span lies in the text, in the
 * scratch or in a constant. */
struct named_span named_number_after(struct named_call *c); // word (-?[0-9.,]+)
struct named_span named_number_dot(struct named_call *c);   // word (..).
struct named_span named_number_digit(struct named_call *c); // word (..[0-9]+)
struct named_span named_number_plain(struct named_call *c); // commas deleted
struct named_span named_number_last(struct named_call *c);
struct named_span named_number_word_last(struct named_call *c);
struct named_span named_number_int(struct named_call *c);
struct named_span named_number_mgsm(struct named_call *c);
struct named_span named_number_between(struct named_call *c); // word: "a|b"
struct named_span named_letter_multilingual(struct named_call *c);
struct named_span named_letter_answer(struct named_call *c);
struct named_span named_letter_first(struct named_call *c);
struct named_span named_letter_pro1(struct named_call *c);
struct named_span named_letter_pro2(struct named_call *c);
struct named_span named_letter_flan(struct named_call *c);
struct named_span named_line_answer(struct named_call *c);
struct named_span named_line_first(struct named_call *c);
struct named_span named_letter_flan_first(struct named_call *c);
struct named_span named_line_behind(struct named_call *c); // (?<=word)(.*)(?=.)
struct named_span named_line_last(struct named_call *c);
struct named_span named_line_whole(struct named_call *c);
struct named_span named_line_raw(struct named_call *c); // not even stripped
struct named_span named_line_dollars(struct named_call *c);
struct named_span named_line_boxed(struct named_call *c);
struct named_span named_line_minerva(struct named_call *c);
struct named_span named_code_body(struct named_call *c);
struct named_span named_code_stops(struct named_call *c);
struct named_span named_code_fence(struct named_call *c);
struct named_span named_code_block(struct named_call *c);
struct named_span named_word_first(struct named_call *c); // \b(one|two)\b
struct named_span named_word_last(struct named_call *c);
struct named_span named_word_lower_first(struct named_call *c); // "two=value"
struct named_span named_word_lower_last(struct named_call *c);
struct named_span named_word_order(struct named_call *c);
struct named_span named_brackets_first(struct named_call *c);
struct named_span named_brackets_last(struct named_call *c);
struct named_span named_digits_first(struct named_call *c);
struct named_span named_digits_last(struct named_call *c);

#endif
