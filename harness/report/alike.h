/*
 * Like is compared with like: what differs between two runs besides the
 * model, and whether that is meant.
 */
#ifndef RETORT_REPORT_ALIKE_H
#define RETORT_REPORT_ALIKE_H

#include "report/pair.h"

struct alike {     // a set of differences: found, or accepted
    bool version;  // the suite's, by its author's count
    bool prompt;   // prompt or target of samples of the same name
    bool sampling; // temperature and the like; not what only adds detail
};

/* Reads a list like "prompt,sampling". ERR_USAGE names what it may hold. */
int alike_read(const char *list, struct alike *out, struct err *e);

/* Finds what differs; the empty words get it as a sentence's part, such as
 * "version (1 and 2) and sampling (temperature 0 and 0.7)". */
struct alike alike_find(const struct pair *p, struct buf *words);

/* ERR_USAGE where something differs that is not accepted, or where the two
 * share no sample. */
int alike_pair(
    const struct pair *p, const struct alike *accepted, struct err *e);

/* The same, and ERR_USAGE where no sample has a verdict on both sides. */
int alike_check(
    const struct pair *p, const struct alike *accepted, struct err *e);

/* Adds the first few names of a list, "a, b, c, ...". */
void alike_names(const struct pair_list *l, struct buf *out);

/* Adds the name of one sample, with the repeat if that is not the first. */
void alike_name(const struct data_item *item, struct buf *out);

#endif
