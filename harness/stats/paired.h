/*
 * Two models, the same items: everything a 2 x 2 table of right and wrong
 * can say about their difference, acc_a - acc_b.
 *
 * Any cell below zero, or no item at all, gives NAN. A CLT quantity needs
 * two items; with one it is NAN, while the score intervals stay defined.
 */
#ifndef RETORT_STATS_PAIRED_H
#define RETORT_STATS_PAIRED_H

#include <stdbool.h>
#include <stdint.h>

#include "stats/interval.h"

struct paired_cells {
    int64_t both;    // both right
    int64_t only_a;  // a right, b wrong
    int64_t only_b;  // b right, a wrong
    int64_t neither; // both wrong
};

struct paired_mcnemar {
    double p;       // exact two-sided; 1 when no pair is discordant; may be 0
    double p_log10; // the same, also below the smallest double
    double mid_p;   // exact p minus the point probability; 1 when none
    double mid_p_log10;
    double chi2; // without continuity correction; NAN: no discordant pair
    double chi2_p;
    double chi2_cc; // with continuity correction, Edwards (1948)
    double chi2_cc_p;
};

/* Puts one item in its cell. */
void paired_add(struct paired_cells *c, bool a_right, bool b_right);

/* Number of items. */
int64_t paired_n(const struct paired_cells *c);

/* Share of items a, and b, got right. */
double paired_accuracy_a(const struct paired_cells *c);
double paired_accuracy_b(const struct paired_cells *c);

/* acc_a - acc_b. */
double paired_diff(const struct paired_cells *c);

/* sqrt(var(a - b) / n), sample variance with n - 1: Miller (2024). */
double paired_se(const struct paired_cells *c);

/* diff / paired_se, the paired z of Miller (2024); NAN when the SE is 0. */
double paired_z(const struct paired_cells *c);

/* sqrt(se_a^2 + se_b^2), as if the items differed: what pairing saves. */
double paired_se_unpaired(const struct paired_cells *c);

/* Pearson correlation of a and b over items; NAN when one never varies. */
double paired_correlation(const struct paired_cells *c);

/* diff +- z * paired_se: Miller (2024). Empty width when nothing differs. */
struct interval paired_ci_clt(const struct paired_cells *c, double level);

/* Newcombe (1998), method 10: Wilson limits joined through phi, the
 * numerator of phi corrected for continuity. */
struct interval paired_ci_newcombe(const struct paired_cells *c, double level);

/* Tango (1998) score interval: never empty. */
struct interval paired_ci_tango(const struct paired_cells *c, double level);

/* The one to print: from the lower of Tango's and Newcombe's limits to the
 * upper. Each alone covers 91 to 93 % in places where all that differs goes
 * one way, on different sides of it (tests/simulate/RESULTS.md). */
struct interval paired_ci(const struct paired_cells *c, double level);

/* The same of a table in which every `each` answers count as one item, for each
 * item was asked so often: its repeats are not independent, and n items are
 * what an interval may count on. Cells are divided and need not be whole. Wider
 * than needed where repeats do differ. */
struct interval paired_ci_once(
    const struct paired_cells *c, double each, double level);

/* paired_ci_once with Tango's score corrected for continuity by half an item:
 * for decisions, where either limit alone must keep its level. For a z > 0, as
 * clusters may want more than a level can say. */
struct interval paired_ci_careful(
    const struct paired_cells *c, double each, double z);

/* McNemar (1947): exact binomial on the discordant pairs, mid-p of Fagerland,
 * Lydersen and Laake (2013), and chi-square with and without continuity. */
struct paired_mcnemar paired_mcnemar(const struct paired_cells *c);

#endif
