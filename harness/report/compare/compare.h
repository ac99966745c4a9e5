/*
 * Two or more models on the same samples: what differs, and whether it is
 * real. Differences are A minus B; retention is B's accuracy over A's.
 *
 * Where the suite says that samples come in clusters, errors, intervals and p
 * of a row are those of stats/clustered.h; they speak about new clusters like
 * these. Else: interval_accuracy, paired_ci, Tang and exact McNemar, about new
 * samples.
 */
#ifndef RETORT_REPORT_COMPARE_COMPARE_H
#define RETORT_REPORT_COMPARE_COMPARE_H

#include "report/agree.h"
#include "report/alike.h"
#include "report/letters.h"
#include "report/pick.h"
#include "report/text/table.h"
#include "stats/bootstrap.h"

/* Where a difference comes from. lost: samples A has right and B has not, by
 * what became of them with B; won: the other way round. Net losses divided by
 * n, of format (unread, truncated, refused) and of wrong answers, add up to
 * the difference: a reply that could not be read may have been right, so the
 * loss of format is what a better prompt or extractor might still win. */
struct compare_loss {
    int64_t lost[OUTCOME_COUNT], won[OUTCOME_COUNT];
    double format, wrong; // format + wrong = diff
    struct interval format_ci, wrong_ci;
};

struct compare_row {
    const struct pair *pair;
    const char *suite;
    const char *group;     // NULL: the whole suite
    const size_t *matches; // its samples, of pair->matches
    size_t matched;
    struct paired_cells cells;
    struct interval a_ci, b_ci;
    double diff, se;
    struct interval ci;
    double p, log10_p;           // exact, or Student's t where clustered
    double p_holm, log10_p_holm; // corrected for all rows shown
    struct retention kept;
    struct compare_loss loss;
    size_t clusters;             // 0: every sample counts by itself
    double se_plain;             // as if it did
    struct bootstrap boot;       // of diff, over clusters; NAN where not drawn
    struct agree agree;          // of the whole suite only
    struct letters_pair letters; // the same
};

/* Means over the groups of a suite, each group counting once. Errors speak
 * about new samples of these groups; between_se about new groups. */
struct compare_macro {
    const struct pair *pair;
    size_t groups, single; // single: of one sample, which tells no error
    double a, b, diff, se, between_se;
    struct interval a_ci, b_ci, ci;
    struct retention kept;
    double stratified_se; // of the mean over all samples, these groups given
};

struct compare {
    struct pair **pairs;
    size_t pair_count;
    struct compare_row *rows;
    size_t n;
    struct compare_macro *macros; // one for each pair with groups
    size_t macro_count;
    double level;
    size_t draws;        // of the bootstrap of each row; 0: none
    uint64_t seed;       // of it
    double temperature;  // of letters' probabilities
    struct alike accept; // differences that are meant
};

/* Compares a with b on every suite both have; groups says whether each group
 * gets a row of its own. ERR_USAGE when they share no sample. */
int compare_add(struct compare *c, const struct pick *a, const struct pick *b,
    bool groups, struct err *e);

/* The same for two runs of one suite; both stay where they are. */
int compare_runs(struct compare *c, const struct data_run *a,
    const struct data_run *b, bool groups, struct err *e);

/* Corrects the p of all rows (Holm). Call once, behind the last add. */
void compare_correct(struct compare *c);

void compare_clear(struct compare *c);

/* Fills all of a row but suite, group and what is corrected. */
void compare_row_fill(const struct compare *c, struct compare_row *r);

/* Means over the rows of groups of one pair. */
void compare_macro_fill(struct compare_macro *m, const struct compare_row *rows,
    size_t n, double level);

/* flips: also lists up to so many samples that changed; 0: none. */
void compare_json(const struct compare *c, int64_t flips, struct buf *out);
void compare_text(
    const struct compare *c, size_t width, int look, struct buf *out);

/* The parts of that text: where the rows of two models end that begin at from
 * (two runs that bear one name are two models); "A = ..., B = ..." and the
 * table of the pair of models whose rows begin at from, and where they end; for
 * the same rows, where the loss comes from, both with a row for each group or
 * without; for its suites, whether both go wrong alike; of one suite, its
 * groups, those columns first that say most (the caller frees the tables); how
 * it was computed; rules and notes, a line each. */
size_t compare_end(const struct compare *c, size_t from);
void compare_sides(const struct compare *c, size_t from, struct buf *out);
struct table *compare_table(
    const struct compare *c, size_t from, bool groups, size_t *end);
struct table *compare_loss_table(
    const struct compare *c, size_t from, bool groups, size_t end);
struct table *compare_agree_table(
    const struct compare *c, size_t from, size_t end);
struct table *compare_group_table(
    const struct compare *c, size_t from, size_t end);
void compare_method(const struct compare *c, size_t width, struct buf *out);
void compare_below(const struct compare *c, size_t width, struct buf *out);

/* Adds the notes on one suite, as lines of this width; m or NULL: its means
 * over groups. several: name B's model in front. */
void compare_notes(const struct compare_row *r, const struct compare_macro *m,
    bool several, size_t width, struct buf *out);

/* Lists up to most samples whose outcome differs, worst group first. */
void compare_flips(const struct compare *c, int64_t most, size_t width,
    int look, struct buf *out);
void compare_flips_json(const struct compare *c, int64_t most, struct jsonw *w);

#endif
