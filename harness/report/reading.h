/*
 * By which rules the answers of a run were read, and how often each was
 * right: an answer that only the last resort found missed the format that was
 * asked for, which is another fact than being wrong.
 */
#ifndef RETORT_REPORT_READING_H
#define RETORT_REPORT_READING_H

#include "base/json.h"
#include "report/transcript.h"

struct reading_rule {
    char *name;
    int64_t n, correct; // answers it read, those that were right
};

struct reading {
    struct reading_rule *rules; // most used first
    size_t n;
};

/* Counts the verdicts that say which rule read them. */
void reading_count(const struct transcript *all, struct reading *out);

void reading_clear(struct reading *r);

/* A line for each rule, or the member "rules" of an object. */
void reading_text(const struct reading *r, struct buf *out);
void reading_json(const struct reading *r, struct jsonw *w);

#endif
