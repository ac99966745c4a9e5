/*
 * The exact test of a mean difference over items that were asked several times:
 * McNemar's, where an item may differ by more than one answer.
 *
 * If two models answer alike, an item's difference (answers a has right, less
 * those b has right) is as likely to be x as -x. Of all ways to choose these
 * signs, each as likely, p is the share in which the sum is as far from 0 as it
 * is: Fisher (1935), section 21; Pitman (1937). Repeats of an item move
 * together, so that they count once. Asked once, this is McNemar's exact test.
 */
#ifndef RETORT_STATS_SIGNFLIP_H
#define RETORT_STATS_SIGNFLIP_H

#include <stddef.h>

/* ln P(sum of n differences with signs by lot >= the sum there is); 0 for no
 * items, never above. Differences are small whole numbers: time and memory go
 * by n times their sum. */
double signflip_log_tail(const int *differences, size_t n);

/* ln of the two-sided p. */
double signflip_log_p(const int *differences, size_t n);

#endif
