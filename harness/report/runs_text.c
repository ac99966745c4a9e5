/* The table for people: one block a suite, one line a model. */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "cost/money.h"
#include "model/sampling.h"
#include "report/runs.h"
#include "report/text/cell.h"
#include "report/text/plain.h"
#include "report/text/table.h"

static void cell_count(struct table *t, int64_t n)
{
    table_cellf(t, "%lld", (long long)n);
}

/* 0 is the usual case for the rarer outcomes: shown as a dot, so that what
 * is there stands out. */
static void cell_rare(struct table *t, int64_t n)
{
    if (n == 0)
        table_cell(t, ".");
    else
        cell_count(t, n);
}

void runs_count(struct buf *b, double x)
{
    if (x < 0)
        buf_puts(b, "?");
    else if (x < 9999.5)
        buf_printf(b, "%.0f", x);
    else if (x < 999500)
        buf_printf(b, x < 99950 ? "%.1fK" : "%.0fK", x / 1e3);
    else
        buf_printf(b, "%.1fM", x / 1e6);
}

static void cell_tokens(struct table *t, const struct usage_sum *u)
{
    struct buf b = { 0 };
    int64_t in = 0, out = 0;

    if (u->replies == 0) {
        table_cell(t, "-");
        return;
    }
    for (int c = 0; c < USAGE_CLASSES; c++) {
        enum usage_side side = usage_class_side((enum usage_class)c);
        in += side == USAGE_PROMPT ? u->tokens[c] : 0;
        out += side == USAGE_REPLY ? u->tokens[c] : 0;
    }
    if (u->unknown > 0 && u->unknown == u->replies)
        in = out = -1;
    runs_count(&b, (double)in);
    buf_puts(&b, "/");
    runs_count(&b, (double)out);
    if (u->unknown > 0 && in >= 0)
        buf_puts(&b, "+?");
    table_cell(t, buf_str(&b));
    buf_clear(&b);
}

static void cell_money(struct table *t, const struct data_summary *s)
{
    char text[MONEY_SIZE];

    if (s->usage.replies == 0)
        table_cell(t, "-");
    else if (isnan(s->cost_usd))
        table_cell(t, "unknown");
    else
        table_cell(t, money_short(s->cost_usd, text));
}

static void cell_latency(struct table *t, const struct data_summary *s)
{
    char span[16];

    if (isnan(s->p50_ms))
        table_cell(t, "-");
    else if (s->p50_ms < 999.5)
        table_cellf(t, s->p50_ms < 9.95 ? "%.1fms" : "%.0fms", s->p50_ms);
    else
        table_cell(t, clock_span((int64_t)(s->p50_ms * 1000), span));
}

static void cell_kept(struct table *t, const struct runs_line *l)
{
    if (l->teacher == NULL)
        table_cell(t, "");
    else
        cell_percent_ci(t, l->kept.ratio, l->kept.ci);
}

/* What it could be at worst and at best, while anything has no verdict. */
static void cell_bounds(struct table *t, const struct data_summary *s)
{
    if (s->bounds.low < s->bounds.high)
        cell_interval(t, s->bounds);
    else
        table_cell(t, "");
}

/* What a student keeps stands at the end where there is room for all, and
 * near the accuracy where there is none. */
static struct table *new_table(double level, bool wide)
{
    static const char keeps[] = "|>keeps % of teacher:next";

    return table_new("model|role:next|>acc %%|>%g%% CI|>worst-best:next%s|"
                     ">correct:next|>wrong:next|>unread:next|>%s:next|"
                     ">refused:next|>failed:next|>tokens in/out:next|"
                     ">cost:next|>p50:next%s",
        100 * level, wide ? "" : keeps, wide ? "truncated" : "cut",
        wide ? keeps : "");
}

static void row(struct table *t, const struct runs_line *l, bool wide)
{
    const struct data_summary *s = &l->sum;

    table_cell(t, l->run->row.model);
    table_cell(t, l->run->row.role);
    cell_percent(t, s->accuracy);
    cell_interval(t, s->ci);
    cell_bounds(t, s);
    if (!wide)
        cell_kept(t, l);
    cell_count(t, s->outcomes[OUTCOME_CORRECT]);
    cell_count(t, s->outcomes[OUTCOME_WRONG]);
    cell_rare(t, s->outcomes[OUTCOME_UNREAD]);
    cell_rare(t, s->outcomes[OUTCOME_TRUNCATED]);
    cell_rare(t, s->outcomes[OUTCOME_REFUSED]);
    cell_rare(t, s->outcomes[OUTCOME_FAILED]);
    cell_tokens(t, &s->usage);
    cell_money(t, s);
    cell_latency(t, s);
    if (wide)
        cell_kept(t, l);
}

static bool told_before(const struct runs_line *lines, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(lines[k].run->row.model, lines[i].run->row.model) == 0
            && lines[k].run->unpriced != NULL)
            return true;
    return false;
}

/* "first text 210ms, 45 tokens/s (medians of 200 streamed replies)" */
static void note_pace(const struct runs_line *l, struct buf *out)
{
    const struct data_summary *s = &l->sum;
    char span[16];

    if (s->ttft_ms.n == 0 && l->ttft)
        buf_printf(out,
            "%s on %s: no reply tells its first text: they were stored "
            "without, or came whole; --no-cache asks again.\n",
            l->run->row.model, l->run->row.suite);
    if (s->ttft_ms.n == 0)
        return;
    buf_printf(out, "%s on %s: first text after ", l->run->row.model,
        l->run->row.suite);
    if (s->ttft_ms.q.p50 < 999.5)
        buf_printf(out, "%.3gms", s->ttft_ms.q.p50);
    else
        buf_puts(out, clock_span((int64_t)(s->ttft_ms.q.p50 * 1000), span));
    if (s->tokens_per_s.n > 0) {
        buf_puts(out, ", then ");
        buf_figures(out, s->tokens_per_s.q.p50, 3);
        buf_puts(out, " tokens a second");
    }
    buf_printf(out, " (medians of %zu streamed repl%s", s->ttft_ms.n,
        s->ttft_ms.n == 1 ? "y" : "ies");
    if (l->ttft && (int64_t)s->ttft_ms.n < s->usage.replies)
        buf_printf(out, "; %lld more tell none",
            (long long)(s->usage.replies - (int64_t)s->ttft_ms.n));
    buf_puts(out, ").\n");
}

static void note_changed(const struct runs_line *l, struct buf *out)
{
    unsigned changed = l->run->changed;

    /* log-probabilities are asked for wherever there may be some */
    changed &= ~(unsigned)SAMPLING_TOP_LOGPROBS;
    if (changed == 0)
        return;
    buf_printf(out, "%s on %s: not sent as asked: ", l->run->row.model,
        l->run->row.suite);
    sampling_name_fields(changed, out);
    buf_puts(out, " (what this model does not take; 'retort show' has all).\n");
}

static void note_tiers(const struct runs_line *l, struct buf *out)
{
    const struct data_run *d = l->run;
    const char *comma = "";

    if (d->tiers[PRICE_BATCH] > 0)
        buf_printf(out,
            "%s on %s: %lld replies came from a batch service: their cost is "
            "at its price, their latency unknown.\n",
            d->row.model, d->row.suite, (long long)d->tiers[PRICE_BATCH]);
    if (!data_tiered(d, false))
        return;
    buf_printf(out,
        "%s on %s: replies by the tier they were served at: ", d->row.model,
        d->row.suite);
    for (int t = 0; t <= PRICE_TIERS; t++)
        if (d->tiers[t] > 0) {
            buf_printf(out, "%s%s %lld", comma,
                price_tier_name((enum price_tier)t), (long long)d->tiers[t]);
            comma = ", ";
        }
    buf_puts(out, ".\n");
}

/* More than text was in it, and is in its tokens and its cost. */
static void note_more(const struct runs_line *l, struct buf *out)
{
    struct buf more = { 0 };

    usage_more(l->sum.usage.tokens, &more);
    if (more.len > 0)
        buf_printf(out, "%s on %s: besides text: %s.\n", l->run->row.model,
            l->run->row.suite, buf_str(&more));
    buf_clear(&more);
}

/* Said once of a suite: what the intervals of its table are about. */
static void note_clusters(
    const struct runs_line *lines, size_t i, struct buf *out)
{
    const char *suite = lines[i].run->row.suite;

    for (size_t k = 0; k < i; k++)
        if (lines[k].sum.clusters > 0
            && strcmp(lines[k].run->row.suite, suite) == 0)
            return;
    if (lines[i].sum.clusters == 1)
        buf_printf(out,
            "%s: all samples are of one cluster: no error can be told from "
            "it.\n",
            suite);
    else if (lines[i].sum.clusters > 1)
        buf_printf(out,
            "%s: samples come in %zu clusters; intervals are about new "
            "clusters like these.\n",
            suite, lines[i].sum.clusters);
}

static void note_judge(const struct runs_line *l, struct buf *out)
{
    char usd[MONEY_SIZE];

    if (l->run->judged > 0)
        buf_printf(out,
            "%s on %s: a judge gave %lld replies beside, for %s, which is in "
            "no other figure here.\n",
            l->run->row.model, l->run->row.suite, (long long)l->run->judged,
            money_short(l->run->judge_usd, usd));
}

/* What a number in the table needs words for. */
void runs_notes(const struct runs_line *lines, size_t n, struct buf *out)
{
    bool recorded = false, open = false;
    char share[RUNS_SHARE];

    for (size_t i = 0; i < n; i++) {
        const struct runs_line *l = &lines[i];
        const struct data_summary *s = &l->sum;
        const char *model = l->run->row.model, *suite = l->run->row.suite;

        recorded = recorded || s->replayed;
        open = open || s->bounds.low < s->bounds.high;
        if (s->outcomes[OUTCOME_FAILED] > 0)
            buf_printf(out,
                "%s on %s: without a verdict, because the request failed: %lld "
                "of %lld; were they wrong, the accuracy would be %s %%. "
                "'retort show %lld' names them.\n",
                model, suite, (long long)s->outcomes[OUTCOME_FAILED],
                (long long)s->n, runs_share(s->bounds.low, 1, share),
                (long long)l->run->row.id);
        if (strcmp(l->run->row.status, "complete") != 0)
            buf_printf(
                out, "%s on %s is not complete: run it again.\n", model, suite);
        if (l->teacher != NULL && l->unpaired > 0)
            buf_printf(out,
                "%s on %s: left out of what it keeps: %lld of its samples, "
                "without "
                "a verdict here or in the teacher's run.\n",
                model, suite, (long long)l->unpaired);
        if (billed_differs(&l->run->billed)) {
            buf_printf(out, "%s on %s: ", model, suite);
            billed_words(&l->run->billed, out);
            buf_puts(out, ".\n");
        }
        note_clusters(lines, i, out);
        note_pace(l, out);
        note_changed(l, out);
        note_tiers(l, out);
        note_more(l, out);
        note_judge(l, out);
        if (l->repeats != NULL)
            repeats_text(l->repeats, model, out);
        if (l->run->unpriced != NULL && !told_before(lines, i))
            buf_printf(
                out, "cost of %s is unknown: %s.\n", model, l->run->unpriced);
    }
    if (open)
        buf_puts(out, "worst-best: the accuracy if all that is unread, "
                      "truncated, refused or failed were wrong, or right.\n");
    if (recorded)
        buf_puts(out, "latencies are those measured when the replies were "
                      "recorded.\n");
}

static struct table *table_of(
    const struct runs_line *lines, size_t n, double level, bool wide)
{
    struct table *t = new_table(level, wide);

    for (size_t i = 0; i < n; i++)
        row(t, &lines[i], wide);
    return t;
}

struct table *runs_table(const struct runs_line *lines, size_t n, double level)
{
    return table_of(lines, n, level, true);
}

void runs_samples(const struct data_summary *s, struct buf *out)
{
    int often = s->repeats > 1 ? s->repeats : 1;

    int64_t n = (s->n + often - 1) / often;

    buf_printf(out, "%lld sample%s", (long long)n, n == 1 ? "" : "s");
    if (often > 1)
        buf_printf(out, ", asked %d times each", often);
}

void runs_reading(
    const struct runs_line *lines, size_t n, size_t width, struct buf *out)
{
    struct reading all = { 0 };
    struct buf line = { 0 };
    bool one = true;

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            one = one
                  && reading_meets(
                      &lines[i].run->reading, &lines[k].run->reading);
        reading_add(&all, &lines[i].run->reading);
    }
    for (size_t i = 0; i < (one ? 1 : n) && all.n > 0; i++) {
        buf_printf(&line, "%s%s%s: read by ", lines[i].run->row.suite,
            one ? "" : " on ", one ? "" : lines[i].run->row.model);
        reading_words(one ? &all : &lines[i].run->reading, &line);
        plain_wrap(out, line.s, line.len, 0, width);
        buf_reset(&line);
    }
    buf_clear(&line);
    reading_clear(&all);
}

size_t runs_suite_end(const struct runs_line *lines, size_t n, size_t from)
{
    size_t i = from;

    while (i < n
           && strcmp(lines[i].run->row.suite, lines[from].run->row.suite) == 0)
        i++;
    return i;
}

void runs_text(const struct runs_line *lines, size_t n, double level,
    size_t width, int look, struct buf *out)
{
    enum { WIDE = 140, PROSE = 100 };
    size_t prose = width == 0 || width > PROSE ? PROSE : width;
    struct table *t;

    for (size_t i = 0, k; i < n; i = k) {
        const struct run_row *first = &lines[i].run->row;

        k = runs_suite_end(lines, n, i);
        buf_printf(out, "%s%s (version %d, ", i > 0 ? "\n" : "", first->suite,
            first->suite_version);
        runs_samples(&lines[i].sum, out);
        buf_puts(out, ")\n");
        t = table_of(lines + i, k - i, level, width == 0 || width >= WIDE);
        table_print(t, width, look, out);
        table_free(t);
        runs_reading(lines + i, k - i, prose, out);
    }
    if (n > 0)
        buf_putc(out, '\n');
    runs_notes(lines, n, out);
}
