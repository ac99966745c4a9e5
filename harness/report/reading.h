/*
 * By which rules the answers of a run were read, and how often each was
 * right: an answer that only the last resort found missed the format that was
 * asked for, which is another fact than being wrong.
 */
#ifndef RETORT_REPORT_READING_H
#define RETORT_REPORT_READING_H

#include <stdbool.h>

#include "base/json.h"
#include "store/store.h"

struct reading_rule {
    char *name;
    char *detail;       // that named it first
    int64_t n, correct; // answers it read, those that were right
};

struct reading {
    struct reading_rule *rules; // most used first
    size_t n;
};

/* Counts a verdict whose detail (NULL: none) says which rule read it; and
 * those of a run. */
void reading_count(struct reading *r, const char *detail, enum outcome o);
int reading_load(
    struct store *s, int64_t run, struct reading *out, struct err *e);

void reading_clear(struct reading *r);

/* Adds the rules of b to those of a. */
void reading_add(struct reading *a, const struct reading *b);

/* Whether both can be called the same reading: they share a rule, or one has
 * none at all. */
bool reading_meets(const struct reading *a, const struct reading *b);

/* A line for each rule, or the member of an object ("rules"). */
void reading_text(const struct reading *r, struct buf *out);
void reading_json(const struct reading *r, const char *key, struct jsonw *w);

/* Adds the rules as part of a sentence: the name alone where one read all,
 * else each with how often; the least used are only counted. */
void reading_words(const struct reading *r, struct buf *out);

#endif
