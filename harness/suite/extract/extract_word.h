/*
 * Running text as words, single marks and line ends: what extract_letter.c
 * reads instead of bytes.
 */
#ifndef RETORT_SUITE_EXTRACT_EXTRACT_WORD_H
#define RETORT_SUITE_EXTRACT_EXTRACT_WORD_H

#include <stdbool.h>
#include <stddef.h>

enum extract_word_kind {
    EXTRACT_WORD_END,     // no more text
    EXTRACT_WORD_NEWLINE, // one
    EXTRACT_WORD_MARK,    // one byte, or one wide mark as U+FF1A
    EXTRACT_WORD_PLAIN,   // letters, digits, _ and apostrophes inside
    EXTRACT_WORD_COMMAND, // LaTeX: \boxed, s is at the backslash
    EXTRACT_WORD_WIDE     // a run of three-byte characters, as Chinese
};

struct extract_word {
    enum extract_word_kind kind;
    const char *s;    // where it begins, borrowed
    size_t len;       // in bytes
    bool after_blank; // a blank, a line end or nothing stands before it
    bool letter;      // PLAIN of one ASCII letter that stands alone
};

/* Reads the next word at p, blanks before it skipped; returns the byte behind
 * it. start is where the text begins. */
const char *extract_word_next(const char *start, const char *p, const char *end,
    struct extract_word *out);

/* True when the word is one of a NULL-terminated list, ASCII case ignored. */
bool extract_word_in(const struct extract_word *w, const char *const *list);

/* True when the mark is this one. */
bool extract_word_is(const struct extract_word *w, char mark);

#endif
