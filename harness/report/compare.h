/*
 * Two or more models on the same samples: what differs, and whether it is
 * real. Differences are A minus B; retention is B's accuracy over A's.
 */
#ifndef RETORT_REPORT_COMPARE_H
#define RETORT_REPORT_COMPARE_H

#include "report/pair.h"
#include "report/pick.h"

struct compare_row {
    const struct pair *pair;
    const char *suite;
    const char *group; // NULL: the whole suite
    struct paired_cells cells;
    struct interval a_ci, b_ci; // Wilson
    double diff, se;
    struct interval ci; // Tango
    struct paired_mcnemar test;
    double p_holm; // corrected for all rows shown
    struct retention kept;
};

struct compare {
    struct pair *pairs;
    size_t pair_count;
    struct compare_row *rows;
    size_t n;
    double level;
};

/* Compares a with b on every suite both have; groups says whether each group
 * gets a row of its own. ERR_USAGE when they share no sample. */
int compare_add(struct compare *c, const struct pick *a, const struct pick *b,
    bool groups, struct err *e);

/* Corrects the p of all rows (Holm). Call once, behind the last add. */
void compare_correct(struct compare *c);

void compare_clear(struct compare *c);

void compare_json(const struct compare *c, struct buf *out);
void compare_text(
    const struct compare *c, size_t width, int look, struct buf *out);

/* Lists up to most samples whose verdict differs, group by group. */
void compare_flips(const struct compare *c, int64_t most, size_t width,
    int look, struct buf *out);

#endif
