/*
 * Extractors: what a reply says, found in whatever a model wrote.
 *
 * A tree of small rules, built once for a suite, run over every reply. Every
 * rule is one pass or a fixed number of passes over the bytes, without
 * backtracking: NUL, broken UTF-8 and 10 MB of blanks cost no more than
 * prose. The rules themselves, with their fine print:
 * suite/extract/extract_rules.h.
 */
#ifndef RETORT_SUITE_EXTRACT_EXTRACT_H
#define RETORT_SUITE_EXTRACT_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct extract; // never changes once built; counted, so parents may share it

struct extract_found {
    const char *s;    // a slice of the text, borrowed; never empty
    size_t len;       // in bytes
    bool sure;        // an explicit marker led to it
    bool at_end;      // only blanks, '.' or ',' follow: a cut may have cut it
    const char *rule; // name of the rule that found it; lives as long as it
};

enum { EXTRACT_MAX_NODES = 100 }; // rules in one tree, shared ones each time

/* Returns the text after the last marker (ASCII case ignored), one line. NULL
 * and ERR_SUITE when marker is empty. The marker is copied. */
struct extract *extract_after(
    const char *marker, size_t marker_len, struct err *e);

/* Returns a finder of the chosen letter of first..last, as 'A', 'D'. NULL and
 * ERR_SUITE when that is no range of capital letters. */
struct extract *extract_letter(char first, char last, struct err *e);

/* Numbers, in digits of any script: in a text that has other ones than ours,
 * what is found lives until the rule runs again. */
struct extract *extract_first_number(void);
struct extract *extract_last_number(void);
struct extract *extract_boxed(void);
struct extract *extract_json(void);
struct extract *extract_first_line(void);
struct extract *extract_last_line(void);
struct extract *extract_whole(void);

/* Returns a finder of a grid of digits; what it finds has a line of digits
 * for each row ("012\n345") and lives until it runs again. */
struct extract *extract_grid(void);

/* Returns the rule of another harness by its name (suite/named/named.h).
 * choices, n texts of the options, is copied; only some rules look at them.
 * What it finds lives until it runs again. NULL and ERR_SUITE, naming the
 * nearest. */
struct extract *extract_named(
    const char *name, const char *const *choices, size_t n, struct err *e);

/* Returns a finder of program text; language ("python") and entry (a function
 * it must define) may be NULL. Both are copied. */
struct extract *extract_code(const char *language, const char *entry);

/* Returns the rule that tries each of n in order. Holds its own references:
 * the caller still frees the parts. NULL and ERR_SUITE when n is 0, or the
 * tree would have more than EXTRACT_MAX_NODES. */
struct extract *extract_first_of(
    struct extract *const *part, size_t n, struct err *e);

/* Returns the rule that runs inner on what outer found; sure when outer was.
 * References and failure as extract_first_of. */
struct extract *extract_chain(
    struct extract *outer, struct extract *inner, struct err *e);

/* Gives one reference back, and the memory with the last one. NULL is fine. */
void extract_free(struct extract *x);

/* True and *out when the rule found something in text. Does not skip
 * thinking by itself: call extract_skip_thinking first. */
bool extract_run(const struct extract *x, const char *text, size_t len,
    struct extract_found *out);

/* Sets *rest to what follows the last </think> (all, when there is neither
 * tag). Returns 0, or -1 when thinking was opened and never closed. */
int extract_skip_thinking(
    const char *text, size_t len, const char **rest, size_t *rest_len);

#endif
