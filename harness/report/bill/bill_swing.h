/*
 * Which single assumption, moved over its range, flips the choice: for each
 * one, how far the choice stays below the best of the others.
 */
#ifndef RETORT_REPORT_BILL_BILL_SWING_H
#define RETORT_REPORT_BILL_BILL_SWING_H

#include "report/bill/bill.h"

struct bill_swing {
    char *label;              // "gpu_hour of X"
    double low, middle, high; // its range
    bool usual;               // nobody gave it: the range is a usual one
    bool percent;             // low and high are factors
    bool whole;               // machines come whole
    bool volume;              // it is that
    bool money;               // US dollars
    double gap_low, gap_high; // USD a year below the next, there; < 0: flipped
    double flips_at; // where it flips, nearest to the middle; NAN: nowhere
    size_t flips_to; // who is chosen beyond
};

struct bill_swings {
    struct bill_swing *s; // those that move the gap, the widest first
    size_t n;
    double volume; // requests a day
    size_t choice; // the cheapest there, errors counted where they cost
    size_t next;   // the next best; of equal cost where tied
    double gap;    // USD a year below it
    bool tied;     // but for rounding they cost the same: nothing to flip
    bool errors;   // a wrong answer has a price
};

/* b is left as it was. n is 0 when there are no two ways to choose from. */
void bill_swings_make(struct bill_swings *k, struct bill *b, double volume);
void bill_swings_clear(struct bill_swings *k);

/* Whether there is a choice that could be flipped. */
bool bill_swings_choose(const struct bill_swings *k);

/* The finding in one sentence, without a full stop; the caller frees it. */
char *bill_swings_finding(const struct bill_swings *k, const struct bill *b);

void bill_swings_text(const struct bill_swings *k, const struct bill *b,
    size_t width, struct buf *out);

/* Writes the key "sensitivity". */
void bill_swings_json(
    const struct bill_swings *k, const struct bill *b, struct jsonw *w);

/* Writes an end of a range: "$1.50", "50 %", "2,500". */
void bill_swing_value(const struct bill_swing *s, double x, struct buf *out);

/* The volume at the middle of those asked for. */
double bill_main_volume(const struct bill *b);

#endif
