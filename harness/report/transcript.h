/*
 * One sample of a run as it went: what was asked, what came back, what was
 * made of it. As text for a terminal, or as JSON.
 */
#ifndef RETORT_REPORT_TRANSCRIPT_H
#define RETORT_REPORT_TRANSCRIPT_H

#include "cost/price_book.h"
#include "store/store.h"

struct transcript_place { // a verdict, with strings of its own
    int64_t n;
    int repeat;
    char *id, *group, *cluster;
    enum outcome outcome;
    double value;    // NAN without a verdict
    char *extracted; // NULL: nothing read
    size_t extracted_len;
    char *target, *note, *detail; // NULL: none
};

struct transcript {
    struct transcript_place *places;
    size_t n;
};

/* All verdicts of a run, in order. */
int transcript_load(
    struct store *s, int64_t run, struct transcript *out, struct err *e);

/* Those of one sample, named by its id or its number, one for each repeat.
 * ERR_USAGE names what is near, or what there is. */
int transcript_find(struct store *s, int64_t run, const char *sample,
    struct transcript *out, struct err *e);

void transcript_clear(struct transcript *t);

/* Adds one of them whole, wrapped at width; or as one JSON object. */
int transcript_text(struct store *s, const struct run_row *run,
    const struct price_book *prices, const struct transcript_place *p,
    size_t width, struct buf *out, struct err *e);
int transcript_json(struct store *s, const struct run_row *run,
    const struct price_book *prices, const struct transcript_place *p,
    struct jsonw *w, struct err *e);

#endif
