/*
 * Retention: how much of the teacher's accuracy the student keeps, the ratio
 * acc_student / acc_teacher over the same items.
 *
 * In struct paired_cells the student is a and the teacher is b. A teacher
 * without one right answer has no ratio: the estimate and both limits are
 * NAN, never 0. With one right answer both limits are finite.
 */
#ifndef RETORT_STATS_RETENTION_H
#define RETORT_STATS_RETENTION_H

#include "stats/interval.h"
#include "stats/paired.h"

struct retention {
    double ratio;       // acc_student / acc_teacher
    struct interval ci; // score interval at the level asked for
};

/* The score interval for the ratio of paired proportions, Tang, Tang and Chan
 * (2003), closed form of Nam and Blackwelder (2002) for the constrained
 * estimates; compared with others by Fagerland, Lydersen and Laake (2014).
 * Wald and Fieller break down where a cell is 0; this is not empty when no
 * pair is discordant, and good for small n. */
struct retention retention_of(const struct paired_cells *c, double level);

/* The same of a table in which every `each` answers count as one item, as in
 * paired_ci_once. */
struct retention retention_once(
    const struct paired_cells *c, double each, double level);

/* Score statistic for the hypothesis ratio = r; positive when the student
 * keeps more than r. The one-sided gate "keeps at least r" is
 * retention_z(c, r) > z. NAN when the table says nothing about r. */
double retention_z(const struct paired_cells *c, double r);

/* Those as in paired_ci_careful: decisions at one limit without the correction
 * are wrong too often where few pairs are discordant (7 % for 5 at n = 100:
 * tests/simulate/RESULTS.md). */
struct retention retention_careful(
    const struct paired_cells *c, double each, double z);
double retention_z_careful(const struct paired_cells *c, double each, double r);

#endif
