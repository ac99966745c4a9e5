/*
 * stats/ against the shared expected tables: conf_stats FOLDER, where FOLDER
 * holds reference/expected/. Every row is compared; a statistic without a
 * counterpart here fails, unless `to_come` lists it with the reason.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "stats/bootstrap.h"
#include "stats/interval.h"
#include "stats/mean.h"
#include "stats/paired.h"
#include "stats/passk.h"
#include "stats/special.h"

enum { COLUMNS_MAX = 12, NAMES_MAX = 80, ROWS_MAX = 4096 };

#define RELATIVE 1e-9
#define UNDERFLOW_LOG10 (-300.0)
#define LEVEL 0.95
#define DRAWS 10000
#define SEED 20240707

/* The sd of B draws is itself uncertain by 1 / sqrt(2 B); 4 of those. */
#define BOOT_SE_RELATIVE 0.0283

struct row {
    char *column[COLUMNS_MAX];
    int columns;
};

struct sheet {
    struct buf text;
    struct row row[ROWS_MAX];
    int rows; // without the heading
};

struct named {
    char name[40];
    double value;
    double tol; // absolute; 0: RELATIVE applies
};

struct results {
    struct named one[NAMES_MAX];
    int count;
};

struct tally {
    long passed;
    long failed;
};

/* Statistics of stats_expected.tsv that stats/ cannot say yet, and why not;
 * at present there is none. */
static const struct {
    const char *name;
    const char *reason;
} to_come[] = { { NULL, NULL } };

static void check(
    struct tally *t, bool ok, const char *what, double got, double want)
{
    if (ok) {
        t->passed++;
        return;
    }
    t->failed++;
    printf("FAIL %s: got %.15g, want %.15g\n", what, got, want);
}

/* Equal to 1e-9 relative. Below 1e-15 a table of proportions holds rounding
 * (8.7e-19 where the limit is 0). */
static bool equal(double got, double want)
{
    return fabs(got - want) <= RELATIVE * fabs(want)
           || (fabs(want) < 1e-15 && fabs(got) < 1e-15);
}

static double number(const char *s)
{
    char *end;
    double value = strtod(s, &end);

    return *s == '\0' || *end != '\0' ? NAN : value;
}

static void split(char *line, struct row *r)
{
    r->columns = 0;
    for (char *s = line; s && r->columns < COLUMNS_MAX;) {
        char *tab = strchr(s, '\t');

        r->column[r->columns++] = s;
        if (tab)
            *tab++ = '\0';
        s = tab;
    }
}

/* Reads FOLDER/reference/expected/name; a row that is short is an error. */
static int sheet_read(struct sheet *sheet, const char *folder, const char *name,
    int columns, struct err *e)
{
    char *path = mem_printf("%s/reference/expected/%s", folder, name);
    int rc = -1, line = 0;
    char *s, *next;

    buf_reset(&sheet->text);
    sheet->rows = 0;
    if (file_read(path, &sheet->text, e) < 0)
        goto out;
    for (s = sheet->text.s; s && *s; s = next) {
        struct row *r = &sheet->row[sheet->rows];

        if ((next = strchr(s, '\n')))
            *next++ = '\0';
        if (line++ == 0)
            continue;
        split(s, r);
        if (r->columns < columns || ++sheet->rows == ROWS_MAX) {
            err_set(e, ERR_DATA, "%s:%d: bad row", path, line);
            goto out;
        }
    }
    rc = sheet->rows > 0 ? 0 : err_set(e, ERR_DATA, "%s: no rows", path);
out:
    free(path);
    return rc;
}

static void put(struct results *r, const char *name, double value)
{
    struct named *n = &r->one[r->count++];

    snprintf(n->name, sizeof(n->name), "%s", name);
    n->value = value;
    n->tol = 0;
}

static void put_interval(
    struct results *r, const char *name, struct interval i, double tol)
{
    char full[40];

    snprintf(full, sizeof(full), "%s_lo", name);
    put(r, full, i.low);
    r->one[r->count - 1].tol = tol;
    snprintf(full, sizeof(full), "%s_hi", name);
    put(r, full, i.high);
    r->one[r->count - 1].tol = tol;
}

static void put_cells(struct results *r, const struct paired_cells *c)
{
    put(r, "n", (double)paired_n(c));
    put(r, "n11_both_right", (double)c->both);
    put(r, "n10_only_A", (double)c->only_a);
    put(r, "n01_only_B", (double)c->only_b);
    put(r, "n00_neither", (double)c->neither);
    put(r, "acc_A", paired_accuracy_a(c));
    put(r, "acc_B", paired_accuracy_b(c));
    put(r, "diff", paired_diff(c));
    put(r, "pearson_corr", paired_correlation(c));
}

static void put_mcnemar(struct results *r, const struct paired_cells *c)
{
    struct paired_mcnemar m = paired_mcnemar(c);

    put(r, "mcnemar_exact_p", m.p);
    put(r, "mcnemar_midp", m.mid_p);
    put(r, "mcnemar_chi2", m.chi2);
    put(r, "mcnemar_chi2_p", m.chi2_p);
    put(r, "mcnemar_chi2_cc", m.chi2_cc);
    put(r, "mcnemar_chi2_cc_p", m.chi2_cc_p);
}

static void put_errors(struct results *r, const struct paired_cells *c)
{
    int64_t n = paired_n(c), a = c->both + c->only_a, b = c->both + c->only_b;
    double un = paired_se_unpaired(c), z = paired_z(c);

    put(r, "se_A_clt", mean_of_counts(a, n).se);
    put(r, "se_B_clt", mean_of_counts(b, n).se);
    put(r, "se_A_bernoulli", mean_se_bernoulli(a, n));
    put(r, "se_paired_clt", paired_se(c));
    put(r, "se_unpaired", un);
    put(r, "paired_z", z);
    put(r, "paired_z_p", 2 * special_normal_cdf(-fabs(z)));
    put_interval(r, "paired_ci95", paired_ci_clt(c, LEVEL), 0);
    put_interval(
        r, "unpaired_ci95", interval_normal(paired_diff(c), un, LEVEL), 0);
}

static void put_intervals(struct results *r, const struct paired_cells *c)
{
    int64_t n = paired_n(c), a = c->both + c->only_a, b = c->both + c->only_b;

    put_interval(r, "wilson_A", interval_wilson(a, n, LEVEL), 0);
    put_interval(r, "wilson_B", interval_wilson(b, n, LEVEL), 0);
    put_interval(
        r, "clopper_pearson_A", interval_clopper_pearson(a, n, LEVEL), 0);
    put_interval(
        r, "clopper_pearson_B", interval_clopper_pearson(b, n, LEVEL), 0);
    put_interval(r, "jeffreys_A", interval_jeffreys(a, n, LEVEL), 0);
    put_interval(r, "jeffreys_B", interval_jeffreys(b, n, LEVEL), 0);
    put_interval(r, "agresti_coull_A", interval_agresti_coull(a, n, LEVEL), 0);
    put_interval(r, "agresti_coull_B", interval_agresti_coull(b, n, LEVEL), 0);
    put_interval(r, "newcombe_paired", paired_ci_newcombe(c, LEVEL), 0);
    put_interval(r, "tango", paired_ci_tango(c, LEVEL), 0);
}

/* One-sided 95 % is the lower end of the two-sided 90 % interval. */
static void put_gates(struct results *r, const struct paired_cells *c)
{
    static const struct {
        const char *name;
        double margin;
    } gate[] = {
        { "gate_noninferior_margin_0.005", 0.005 },
        { "gate_noninferior_margin_0.01", 0.01 },
        { "gate_noninferior_margin_0.02", 0.02 },
        { "gate_noninferior_margin_0.05", 0.05 },
    };
    double low = paired_ci_clt(c, 0.90).low;

    for (size_t i = 0; i < sizeof(gate) / sizeof(gate[0]); i++)
        put(r, gate[i].name, low > -gate[i].margin ? 1 : 0);
}

/* tol is what the table allows a run of 10,000 draws to be off. */
static void put_bootstrap(
    struct results *r, const struct paired_cells *c, double tol)
{
    size_t n = (size_t)paired_n(c), both = (size_t)c->both;
    size_t only_a = (size_t)c->only_a, only_b = (size_t)c->only_b;
    double *a = mem_zalloc(n, sizeof(*a)), *b = mem_zalloc(n, sizeof(*b));
    struct bootstrap_data data = { a, n, NULL, 0 };
    struct bootstrap diff;
    struct rng rng;

    for (size_t i = 0; i < n; i++) {
        a[i] = i < both + only_a;
        b[i] = i < both || (i >= both + only_a && i < both + only_a + only_b);
    }
    rng_init(&rng, SEED);
    diff = bootstrap_diff(&data, b, DRAWS, LEVEL, &rng);
    put_interval(r, "boot_pct_diff", diff.percentile, tol);
    put_interval(r, "boot_pct_A",
        bootstrap_mean(&data, DRAWS, LEVEL, &rng).percentile, tol);
    put(r, "boot_se_diff", diff.se);
    r->one[r->count - 1].tol = fmax(diff.se, 1e-12) * BOOT_SE_RELATIVE;
    put(r, "boot_tol_B10000", tol); // used, not computed
    free(b);
    free(a);
}

/* The value of a statistic among the rows from..to; NAN when not there. */
static double given(const struct sheet *s, int from, int to, const char *name)
{
    for (int i = from; i < to; i++) {
        if (strcmp(s->row[i].column[3], name) == 0)
            return number(s->row[i].column[4]);
    }
    return NAN;
}

static int64_t given_count(
    const struct sheet *s, int from, int to, const char *name)
{
    double value = given(s, from, to, name);

    return value >= 0 ? (int64_t)value : -1;
}

static bool is_to_come(const char *name)
{
    for (size_t i = 0; to_come[i].name; i++) {
        if (strcmp(to_come[i].name, name) == 0) {
            printf("SKIP %s: %s\n", name, to_come[i].reason);
            return true;
        }
    }
    return false;
}

/* Compares one row; a blank value means undefined, NAN with us. */
static void check_row(
    struct tally *t, const struct row *row, const struct results *r)
{
    const char *name = row->column[3];
    double want = number(row->column[4]);
    char *what = mem_printf("%s %s", row->column[0], name);

    for (int i = 0; i < r->count; i++) {
        const struct named *n = &r->one[i];

        if (strcmp(n->name, name) != 0)
            continue;
        if (*row->column[4] == '\0')
            check(t, isnan(n->value), what, n->value, NAN);
        else if (n->tol > 0)
            check(t, fabs(n->value - want) <= n->tol, what, n->value, want);
        else
            check(t, equal(n->value, want), what, n->value, want);
        goto out;
    }
    if (!is_to_come(name)) {
        t->failed++;
        printf("FAIL %s: no such statistic here\n", what);
    }
out:
    free(what);
}

static void check_dataset(
    struct tally *t, const struct sheet *s, int from, int to)
{
    struct paired_cells c = { given_count(s, from, to, "n11_both_right"),
        given_count(s, from, to, "n10_only_A"),
        given_count(s, from, to, "n01_only_B"),
        given_count(s, from, to, "n00_neither") };
    struct results r = { .count = 0 };

    if (isnan(paired_accuracy_a(&c))) {
        t->failed++;
        printf("FAIL %s: no counts\n", s->row[from].column[0]);
        return;
    }
    put_cells(&r, &c);
    put_mcnemar(&r, &c);
    put_errors(&r, &c);
    put_intervals(&r, &c);
    put_gates(&r, &c);
    put_bootstrap(&r, &c, given(s, from, to, "boot_tol_B10000"));
    for (int i = from; i < to; i++)
        check_row(t, &s->row[i], &r);
}

/* A dataset is a run of rows with the same first three columns. */
static bool same_dataset(const struct row *a, const struct row *b)
{
    return strcmp(a->column[0], b->column[0]) == 0
           && strcmp(a->column[1], b->column[1]) == 0
           && strcmp(a->column[2], b->column[2]) == 0;
}

static void check_expected(struct tally *t, const struct sheet *s)
{
    for (int from = 0, to; from < s->rows; from = to) {
        to = from + 1;
        while (to < s->rows && same_dataset(&s->row[from], &s->row[to]))
            to++;
        check_dataset(t, s, from, to);
    }
}

/* Counts a row as one: all its numbers must agree. */
static void check_proportions(struct tally *t, const struct sheet *s)
{
    for (int i = 0; i < s->rows; i++) {
        char *const *column = s->row[i].column;
        int64_t k = atoll(column[0]), n = atoll(column[1]);
        struct interval ours[] = { interval_wilson(k, n, LEVEL),
            interval_clopper_pearson(k, n, LEVEL),
            interval_jeffreys(k, n, LEVEL),
            interval_agresti_coull(k, n, LEVEL) };
        double worst_got = 0, worst_want = 0;
        bool ok = true;
        char what[60];

        for (int j = 0; j < 8; j++) {
            double got = j % 2 ? ours[j / 2].high : ours[j / 2].low;
            double want = number(column[2 + j]);

            if (!equal(got, want)) {
                ok = false;
                worst_got = got;
                worst_want = want;
            }
        }
        snprintf(
            what, sizeof(what), "proportion %s of %s", column[0], column[1]);
        check(t, ok, what, worst_got, worst_want);
    }
}

/* A p written as 0 fell below the smallest double: the logarithm says so. */
static bool equal_p(double got, double got_log10, double want)
{
    if (want > 0)
        return equal(got, want) && equal(pow(10, got_log10), want);
    return got < 1e-300 && got_log10 < UNDERFLOW_LOG10 && isfinite(got_log10);
}

static void check_mcnemar(struct tally *t, const struct sheet *s)
{
    for (int i = 0; i < s->rows; i++) {
        char *const *column = s->row[i].column;
        struct paired_cells c = { 0, atoll(column[0]), atoll(column[1]), 0 };
        struct paired_mcnemar m = paired_mcnemar(&c);
        double p = number(column[2]), mid = number(column[3]);
        double cc = number(column[4]);
        bool ok = equal_p(m.p, m.p_log10, p)
                  && equal_p(m.mid_p, m.mid_p_log10, mid)
                  && (cc > 0 ? equal(m.chi2_cc_p, cc) : m.chi2_cc_p < 1e-300);
        char what[60];

        snprintf(what, sizeof(what), "mcnemar %s %s", column[0], column[1]);
        check(t, ok, what, m.p, p);
    }
}

static void check_passk(struct tally *t, const struct sheet *s)
{
    for (int i = 0; i < s->rows; i++) {
        char *const *column = s->row[i].column;
        double want = number(column[3]);
        double got = passk_unbiased(
            atoll(column[0]), atoll(column[1]), atoll(column[2]));
        char what[60];

        snprintf(what, sizeof(what), "pass@%s, %s of %s", column[2], column[1],
            column[0]);
        check(t, equal(got, want), what, got, want);
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *file;
        int columns;
        void (*check)(struct tally *, const struct sheet *);
    } table[] = {
        { "stats_expected.tsv", 5, check_expected },
        { "stats_proportion_ci.tsv", 10, check_proportions },
        { "stats_mcnemar_grid.tsv", 5, check_mcnemar },
        { "pass_at_k_expected.tsv", 4, check_passk },
    };
    struct tally all = { 0, 0 };
    struct sheet *sheet;
    struct err e = { 0 };

    if (argc != 2) {
        fprintf(stderr, "usage: conf_stats FOLDER\n");
        return 2;
    }
    sheet = mem_zalloc(1, sizeof(*sheet));
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct tally t = { 0, 0 };

        if (sheet_read(sheet, argv[1], table[i].file, table[i].columns, &e)
            < 0) {
            printf("FAIL %s\n", e.text);
            t.failed++;
        } else {
            table[i].check(&t, sheet);
            printf("%s: %d rows, %ld passed, %ld failed\n", table[i].file,
                sheet->rows, t.passed, t.failed);
        }
        all.passed += t.passed;
        all.failed += t.failed;
    }
    buf_clear(&sheet->text);
    free(sheet);
    printf("%ld passed, %ld failed\n", all.passed, all.failed);
    return all.failed > 0 ? 1 : 0;
}
