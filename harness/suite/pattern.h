/*
 * Lua's patterns (manual 5.4, section 6.4.1) with an end to their patience.
 *
 * The time of string.find and its kin grows with a power of the text: a
 * natural trim pattern takes 27 s on 2,000 blanks, and no hook can stop the
 * library's own matcher. Ours counts its steps and asks now and then.
 */
#ifndef RETORT_SUITE_PATTERN_H
#define RETORT_SUITE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

enum {
    PATTERN_CAPTURES = 32,
    PATTERN_POSITION = -2, // len of a capture "()"
    PATTERN_OPEN = -1      // len of one not closed yet
};

struct pattern {
    const char *text, *text_end;
    const char *from, *end; // the pattern, behind its anchor
    bool anchored;          // it began with '^', where that means something
    int level;              // captures of the last match
    struct {
        const char *s;
        ptrdiff_t len;
    } capture[PATTERN_CAPTURES];

    /* Asked every so many steps: true ends the match. */
    bool (*tired)(void *arg);
    void *arg;
    unsigned steps;
    int depth;
    const char *wrong; // what is wrong with the pattern; NULL: nothing
    bool stopped;      // tired said so
};

/* Prepares; text and pattern are borrowed. A leading '^' is an anchor if
 * anchors is true. */
void pattern_init(struct pattern *m, const char *text, size_t text_len,
    const char *pattern, size_t len, bool anchors);

/* Matches exactly at s: the end of the match, or NULL (also when wrong or
 * stopped is set). */
const char *pattern_at(struct pattern *m, const char *s);

/* Matches at s or behind it, *start says where; only at s when anchored. */
const char *pattern_search(
    struct pattern *m, const char *s, const char **start);

#endif
