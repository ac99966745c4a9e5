/* The comparison as people read it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/compare.h"
#include "report/plain.h"
#include "report/runs.h"
#include "report/table.h"

static void cell_share(struct table *t, double share)
{
    struct buf b = { 0 };

    runs_percent(&b, share);
    table_cell(t, buf_str(&b));
    buf_clear(&b);
}

/* Points of a difference, always with their sign. */
static void put_points(struct buf *b, double x)
{
    if (isnan(x))
        buf_puts(b, "-");
    else
        buf_printf(b, "%+.1f", 100 * x);
}

static void put_limits(struct buf *b, struct interval ci)
{
    buf_puts(b, " (");
    put_points(b, ci.low);
    buf_puts(b, " to ");
    put_points(b, ci.high);
    buf_puts(b, ")");
}

static void cell_diff(struct table *t, double diff, struct interval ci)
{
    struct buf b = { 0 };

    put_points(&b, diff);
    put_limits(&b, ci);
    table_cell(t, buf_str(&b));
    buf_clear(&b);
}

static void cell_points(struct table *t, double points)
{
    struct buf b = { 0 };

    put_points(&b, points);
    table_cell(t, buf_str(&b));
    buf_clear(&b);
}

static void cell_interval(struct table *t, struct interval ci)
{
    struct buf b = { 0 };

    runs_interval(&b, ci);
    table_cell(t, buf_str(&b));
    buf_clear(&b);
}

static void cell_kept(struct table *t, const struct retention *kept)
{
    struct buf b = { 0 };

    runs_percent(&b, kept->ratio);
    if (!isnan(kept->ratio)) {
        buf_puts(&b, " (");
        runs_interval(&b, kept->ci);
        buf_puts(&b, ")");
    }
    table_cell(t, buf_str(&b));
    buf_clear(&b);
}

/* 0.031, 6.2e-08, 6.2e-758: the smallest never become 0. */
static void cell_p(struct table *t, double log10_p)
{
    double whole = floor(log10_p), digits = pow(10, log10_p - whole);

    if (isnan(log10_p))
        table_cell(t, "-");
    else if (log10_p >= -3)
        table_cellf(t, "%.3f", pow(10, log10_p));
    else if (digits < 9.95)
        table_cellf(t, "%.1fe%03.0f", digits, whole);
    else
        table_cellf(t, "1.0e%03.0f", whole + 1);
}

static void row(struct table *t, const struct compare_row *r)
{
    table_cell(t, r->group != NULL ? r->group : r->suite);
    table_cellf(t, "%lld", (long long)paired_n(&r->cells));
    cell_share(t, paired_accuracy_a(&r->cells));
    cell_share(t, paired_accuracy_b(&r->cells));
    cell_diff(t, r->diff, r->ci);
    cell_kept(t, &r->kept);
    cell_p(t, r->log10_p);
    cell_p(t, r->log10_p_holm);
    cell_points(t, r->loss.format);
    cell_points(t, r->loss.wrong);
    table_cellf(t, "%lld/%lld/%lld/%lld", (long long)r->cells.both,
        (long long)r->cells.only_a, (long long)r->cells.only_b,
        (long long)r->cells.neither);
    cell_interval(t, r->a_ci);
    cell_interval(t, r->b_ci);
}

static void macro_row(struct table *t, const struct compare_macro *m)
{
    table_cellf(t, "mean of %zu groups", m->groups);
    table_cell(t, NULL);
    cell_share(t, m->a);
    cell_share(t, m->b);
    cell_diff(t, m->diff, m->ci);
    cell_kept(t, &m->kept);
    for (int i = 0; i < 5; i++)
        table_cell(t, NULL);
    cell_interval(t, m->a_ci);
    cell_interval(t, m->b_ci);
}

static struct table *new_table(double level)
{
    struct table *t = table_new();
    char diff[48], keeps[48], ci[2][48];

    snprintf(diff, sizeof diff, "A-B points (%g%% CI)", 100 * level);
    snprintf(keeps, sizeof keeps, "B keeps %% of A (%g%% CI)", 100 * level);
    snprintf(ci[0], sizeof ci[0], "A %g%% CI", 100 * level);
    snprintf(ci[1], sizeof ci[1], "B %g%% CI", 100 * level);
    table_column(t, "suite", TABLE_LEFT, TABLE_KEEP);
    table_column(t, "n", TABLE_RIGHT, TABLE_KEEP);
    table_column(t, "A %", TABLE_RIGHT, TABLE_KEEP);
    table_column(t, "B %", TABLE_RIGHT, TABLE_KEEP);
    table_column(t, diff, TABLE_RIGHT, TABLE_KEEP);
    table_column(t, keeps, TABLE_RIGHT, TABLE_DROP);
    table_column(t, "p", TABLE_RIGHT, TABLE_DROP);
    table_column(t, "p Holm", TABLE_RIGHT, TABLE_DROP);
    table_column(t, "format", TABLE_RIGHT, TABLE_DROP);
    table_column(t, "wrong", TABLE_RIGHT, TABLE_DROP);
    table_column(t, "both/A/B/none", TABLE_RIGHT, TABLE_DROP);
    table_column(t, ci[0], TABLE_RIGHT, TABLE_DROP);
    table_column(t, ci[1], TABLE_RIGHT, TABLE_DROP);
    return t;
}

/* "69 wrong, 3 unread" */
static void put_outcomes(struct buf *b, const int64_t counts[OUTCOME_COUNT])
{
    size_t before = b->len;

    for (int o = 0; o < OUTCOME_COUNT; o++)
        if (counts[o] > 0)
            buf_printf(b, "%s%lld %s", b->len > before ? ", " : "",
                (long long)counts[o], outcome_name((enum outcome)o));
}

/* What became of the samples that one side alone has right. */
static void loss_note(const struct compare_row *r, struct buf *out)
{
    const struct compare_loss *l = &r->loss;

    if (r->cells.only_a > 0) {
        buf_printf(
            out, "A alone has %lld right; B's: ", (long long)r->cells.only_a);
        put_outcomes(out, l->lost);
        buf_puts(out, ". ");
    }
    if (r->cells.only_b > 0) {
        buf_printf(
            out, "B alone has %lld right; A's: ", (long long)r->cells.only_b);
        put_outcomes(out, l->won);
        buf_puts(out, ". ");
    }
    put_points(out, r->diff);
    buf_puts(out, " points = format ");
    put_points(out, l->format);
    put_limits(out, l->format_ci);
    buf_puts(out, " + wrong answers ");
    put_points(out, l->wrong);
    put_limits(out, l->wrong_ci);
}

/* Mistakes that both make alike. */
static void agree_note(const struct agree *a, struct buf *out)
{
    if (a->wrong == 0)
        return;
    buf_printf(out,
        "same mistakes: of %lld that both answered wrong, %lld "
        "have the same answer, ",
        (long long)a->wrong, (long long)a->same);
    runs_percent(out, a->observed);
    buf_puts(out, " % (");
    runs_interval(out, a->ci);
    if (isnan(a->chance)) {
        buf_puts(out, "); what chance would give cannot be told");
        return;
    }
    buf_puts(out, "); by chance ");
    runs_percent(out, a->chance);
    buf_printf(out, " %%; beyond chance (kappa) %.2f (%.2f to %.2f)", a->kappa,
        a->kappa_ci.low, a->kappa_ci.high);
}

static void lone_note(
    const struct pair_list *l, const char *who, struct buf *out)
{
    if (l->n == 0)
        return;
    buf_printf(out, "%zu samples only %s has are left out: ", l->n, who);
    alike_names(l, out);
}

static void status_note(
    const struct data_run *d, const char *who, struct buf *out)
{
    if (d->row.part[0] != '\0') {
        buf_printf(out, "%s (run %lld) asked ONLY A PART of the suite: %s", who,
            (long long)d->row.id, d->row.part);
        return;
    }
    if (strcmp(d->row.status, "complete") == 0)
        return;
    buf_printf(out, "%s is %s: %zu", who,
        strcmp(d->row.status, "running") == 0 ? "still running"
                                              : "NOT COMPLETE",
        d->n);
    if (d->row.planned > (int64_t)d->n)
        buf_printf(out, " of %lld", (long long)d->row.planned);
    buf_puts(out, " samples are there; the same 'retort run' goes on");
}

static void cluster_note(const struct compare_row *r, struct buf *out)
{
    if (r->clusters == 1)
        buf_puts(out,
            "all samples are of one cluster: no error can be told from it");
    else if (r->clusters > 1)
        buf_printf(out,
            "errors are clustered (CR1, %zu clusters, Student's t): they "
            "answer how new clusters like these would come out; for new "
            "samples of these very clusters the error is %.2f points, not "
            "%.2f",
            r->clusters, 100 * r->se_plain, 100 * r->se);
    else if (r->pair->clustered)
        buf_puts(
            out, "every cluster is of one sample: errors are those of samples");
}

static void accepted_note(const struct pair *p, struct buf *out)
{
    struct buf what = { 0 };

    alike_find(p, &what);
    if (what.len > 0)
        buf_printf(out, "compared although they differ in %s", what.s);
    if (what.len == 0
        && strcmp(p->a->row.suite_hash, p->b->row.suite_hash) != 0)
        buf_puts(out,
            "the suite's file changed between the two runs; 'retort score' "
            "judges the older one again, and sends nothing");
    buf_clear(&what);
}

static void macro_note(const struct compare_macro *m, struct buf *b)
{
    buf_printf(b,
        "the mean of groups counts each of the %zu groups once; its interval "
        "is about new samples of these groups (error %.2f points; for new "
        "groups of this kind it would be %.2f)",
        m->groups, 100 * m->se, 100 * m->between_se);
    if (m->single > 0)
        buf_printf(b, "; it is unknown because %zu of them have one sample",
            m->single);
}

struct notes { // below the table, each with its suite in front
    struct buf *out;
    char *head;
    size_t width;
};

static void note(struct notes *n, struct buf *text)
{
    struct buf line = { 0 };

    if (text->len > 0) {
        buf_printf(&line, "%s: ", n->head);
        buf_add(&line, text->s, text->len);
        buf_puts(&line, ".");
        plain_wrap(n->out, line.s, line.len, 0, n->width);
    }
    buf_clear(&line);
    buf_reset(text);
}

/* Samples that one side has alone are named, never dropped in silence. */
static void notes(const struct compare_row *r, const struct compare_macro *m,
    bool several, size_t width, struct buf *out)
{
    const struct pair *p = r->pair;
    struct buf b = { 0 };
    struct notes n = { out,
        mem_printf("%s%s%s", r->suite, several ? " on " : "",
            several ? p->b->row.model : ""),
        width };

    loss_note(r, &b);
    note(&n, &b);
    agree_note(&r->agree, &b);
    note(&n, &b);
    if (m != NULL)
        macro_note(m, &b);
    note(&n, &b);
    status_note(p->a, "A", &b);
    note(&n, &b);
    status_note(p->b, "B", &b);
    note(&n, &b);
    accepted_note(p, &b);
    note(&n, &b);
    lone_note(&p->lone_a, "A", &b);
    note(&n, &b);
    lone_note(&p->lone_b, "B", &b);
    note(&n, &b);
    cluster_note(r, &b);
    note(&n, &b);
    if (p->repeats > 1)
        buf_printf(&b,
            "each sample was asked %d times; intervals and p count it once",
            p->repeats);
    note(&n, &b);
    if (p->no_verdict > 0)
        buf_printf(&b,
            "left out are %lld samples whose request failed on one side",
            (long long)p->no_verdict);
    note(&n, &b);
    free(n.head);
    buf_clear(&b);
}

static bool same_models(const struct pair *p, const struct pair *q)
{
    return strcmp(p->a->row.model, q->a->row.model) == 0
           && strcmp(p->b->row.model, q->b->row.model) == 0;
}

static const struct compare_macro *macro_of(
    const struct compare *c, const struct pair *p)
{
    for (size_t i = 0; i < c->macro_count; i++)
        if (c->macros[i].pair == p)
            return &c->macros[i];
    return NULL;
}

/* "qwen, teacher (runs 1, 4)" */
static void put_side(
    const struct compare *c, size_t from, bool b, struct buf *out)
{
    const struct pair *first = c->rows[from].pair;
    const struct run_row *row = b ? &first->b->row : &first->a->row;
    struct buf runs = { 0 };
    size_t n = 0;

    for (size_t i = from; i < c->n && same_models(c->rows[i].pair, first); i++)
        if (c->rows[i].group == NULL)
            buf_printf(&runs, "%s%lld", n++ > 0 ? ", " : "",
                (long long)(b ? c->rows[i].pair->b : c->rows[i].pair->a)
                    ->row.id);
    buf_printf(out, "%s%s%s (run%s %s)", row->model, row->role[0] ? ", " : "",
        row->role, n > 1 ? "s" : "", buf_str(&runs));
    buf_clear(&runs);
}

/* Rows of one pair of models; returns the first row of the next. */
static size_t block(const struct compare *c, size_t from, size_t width,
    int look, struct buf *out)
{
    const struct pair *first = c->rows[from].pair;
    struct table *t = new_table(c->level);
    size_t i = from;

    buf_puts(out, from > 0 ? "\nA = " : "A = ");
    put_side(c, from, false, out);
    buf_puts(out, ", B = ");
    put_side(c, from, true, out);
    buf_putc(out, '\n');
    for (; i < c->n && same_models(c->rows[i].pair, first); i++) {
        const struct compare_macro *m = macro_of(c, c->rows[i].pair);
        row(t, &c->rows[i]);
        if (m != NULL
            && (i + 1 == c->n || c->rows[i + 1].pair != c->rows[i].pair))
            macro_row(t, m);
    }
    table_print(t, width, look, out);
    table_free(t);
    return i;
}

static void method(const struct compare *c, size_t width, struct buf *out)
{
    struct buf b = { 0 };
    bool plain = false;

    for (size_t i = 0; i < c->n; i++)
        plain = plain || c->rows[i].clusters == 0;
    buf_puts(&b, "paired by sample");
    if (plain)
        buf_puts(&b,
            "; p: exact McNemar; intervals: Clopper-Pearson for accuracy "
            "(Wilson from 1,000 samples on), Tango's and Newcombe's joined for "
            "the difference, Tang's for what B keeps");
    buf_printf(&b,
        "; Holm over the %zu row%s shown. format + wrong = A-B: points lost "
        "to replies that were unread, truncated or refused, and to wrong "
        "answers.",
        c->n, c->n == 1 ? "" : "s");
    buf_putc(out, '\n');
    plain_wrap(out, b.s, b.len, 0, width);
    buf_clear(&b);
}

void compare_text(
    const struct compare *c, size_t width, int look, struct buf *out)
{
    const struct pair *last = c->pairs[c->pair_count - 1];
    bool several = !same_models(c->pairs[0], last);
    size_t prose = width == 0 || width > 100 ? 100 : width;

    for (size_t i = 0; i < c->n;)
        i = block(c, i, width, look, out);
    method(c, prose, out);
    for (size_t i = 0; i < c->n; i++)
        if (c->rows[i].group == NULL)
            notes(
                &c->rows[i], macro_of(c, c->rows[i].pair), several, prose, out);
}
