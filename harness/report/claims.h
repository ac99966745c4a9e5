/*
 * Published claims, and what the arithmetic gives for each: rows of a text
 *   {"sources": {"B": {"title": ..., "date": "2026-02-21"}},
 *    "claims": [{"name", "source" (one of them, or a text), "said_on", "of",
 *      "says", "arithmetic", "claimed" (a number or [low, high]), "within"
 *      (0.05), "note", "inputs" (listed by `retort claims --help`)}, ...]}
 */
#ifndef RETORT_REPORT_CLAIMS_H
#define RETORT_REPORT_CLAIMS_H

#include "base/json.h"
#include "cost/price.h"

enum claims_kind {
    CLAIMS_YEARLY_COST,
    CLAIMS_RATIO,
    CLAIMS_DIFFERENCE,
    CLAIMS_PRICE_AT_DATE,
    CLAIMS_MEMORY,
    CLAIMS_UNVERIFIABLE,
    CLAIMS_KINDS
};

enum claims_verdict {
    CLAIMS_HOLDS,
    CLAIMS_MIXED,
    CLAIMS_NOT_IN_FORCE,
    CLAIMS_DOES_NOT_FOLLOW,
    CLAIMS_CANNOT_CHECK,
    CLAIMS_VERDICTS
};

struct claims_side {              // what is priced, or a plain number
    const char *model, *provider; // NULL: not said
    int64_t wall_us;              // noon of the day it is about
    double in, out, one;          // as said, USD per million tokens; NAN
    double number;                // NAN: a price
};

struct claims_row { // texts are borrowed from the document
    const char *name, *by, *title, *said_on, *of, *says, *note, *why;
    enum claims_kind kind;
    double low, high, within;   // claimed; NAN: no figure
    struct claims_side side[2]; // over and under; else the first
    double tokens_per_day, mix_in, mix_out;
    double a, b, n; // n NAN: not said
    bool retained;  // b / a instead of a - b
    double params, bits, overhead;
    const struct json *inputs; // as they were given
};

struct claims {
    struct json *doc;
    struct claims_row *rows;
    size_t n;
};

struct claims_result {
    enum claims_verdict verdict;
    double gives;                 // like for like, at the prices in force; NAN
    double basis_gives;           // by the basis that comes to the claim; NAN
    double in, out;               // prices in force of the first side; NAN
    double claimed;               // the figure that gives is held against; NAN
    double low, high, z, p;       // of a difference; NAN without a sample size
    double gives_low, gives_high; // interval of gives, likewise
    char basis[200], like[200], reason[500];
};

/* Reads a text; name says where it came from. ERR_CONFIG names it, the claim
 * and the field. The caller clears, also on error. */
int claims_read(struct claims *c, const char *name, const char *text,
    size_t len, struct err *e);
void claims_clear(struct claims *c);

/* Works one claim out against the price book; level is of the interval. */
void claims_work(const struct claims_row *c, const struct price_book *b,
    double level, struct claims_result *out);

const char *claims_verdict_name(enum claims_verdict v);
const char *claims_kind_name(enum claims_kind k);
int claims_kind_find(const char *name); // -1: none

#endif
