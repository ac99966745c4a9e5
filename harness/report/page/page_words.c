/* What a page says in words: what was found, and what is not known. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "cost/money.h"
#include "cost/price_age.h"
#include "cost/volume.h"
#include "report/bill/bill_bands.h"
#include "report/page/page.h"

enum {
    NAMED = 8, // models in a sentence
    SUITES = 4 // told one by one
};

static bool suite_before(const struct page *p, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(p->lines[k].run->row.suite, p->lines[i].run->row.suite) == 0)
            return true;
    return false;
}

static bool model_before(const struct page *p, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(p->lines[k].run->row.model, p->lines[i].run->row.model) == 0)
            return true;
    return false;
}

/* "2 models were measured (teacher big, student small)" */
static void put_models(const struct page *p, struct buf *out)
{
    struct buf names = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++) {
        const struct run_row *row = &p->lines[i].run->row;
        if (model_before(p, i) || n++ >= NAMED)
            continue;
        buf_printf(&names, "%s%s%s%s", n > 1 ? ", " : "", row->role,
            row->role[0] != '\0' ? " " : "", row->model);
    }
    buf_printf(out, "%zu model%s %s measured (%s", n, n == 1 ? "" : "s",
        n == 1 ? "was" : "were", buf_str(&names));
    if (n > NAMED)
        buf_printf(out, " and %zu more", n - NAMED);
    buf_putc(out, ')');
    buf_clear(&names);
}

static void put_suites(const struct page *p, struct buf *out)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++) {
        size_t end = runs_suite_end(p->lines, p->n, i), most = i;
        if (suite_before(p, i) || n++ >= NAMED)
            continue;
        for (size_t k = i; k < end; k++)
            if (p->lines[k].sum.n > p->lines[most].sum.n)
                most = k;
        buf_printf(
            out, "%s%s (", n > 1 ? ", " : "", p->lines[i].run->row.suite);
        runs_samples(&p->lines[most].sum, out);
        buf_putc(out, ')');
    }
    if (n > NAMED)
        buf_printf(out, " and %zu more", n - NAMED);
}

/* "on 2026-11-21", "from 2026-11-01 to 2026-11-21" */
static void put_dates(const struct page *p, struct buf *out)
{
    int64_t first = INT64_MAX, last = 0;
    char from[24], to[24];

    for (size_t i = 0; i < p->n; i++) {
        int64_t at = p->lines[i].run->row.started_us;
        first = at < first ? at : first;
        last = at > last ? at : last;
    }
    clock_iso(first, from);
    clock_iso(last, to);
    if (strncmp(from, to, 10) == 0)
        buf_printf(out, "on %.10s", from);
    else
        buf_printf(out, "from %.10s to %.10s", from, to);
}

static bool certain(const struct page *p, const struct compare_row *r)
{
    return r->p_holm < 1 - p->level;
}

/* "49.6 % (38.5-63.2) on mmlu-mini" */
static void put_kept(const struct compare_row *r, struct buf *out)
{
    if (isnan(r->kept.ratio)) {
        buf_printf(out, "an unknown share on %s", r->suite);
        return;
    }
    runs_percent(out, r->kept.ratio);
    buf_puts(out, " % (");
    runs_interval(out, r->kept.ci);
    buf_printf(out, ") on %s", r->suite);
}

/* Suites of rows from to end on which a difference is not certain. */
static void put_open(
    const struct page *p, size_t from, size_t end, struct buf *out)
{
    size_t n = 0;

    for (size_t i = from; i < end; i++)
        n += certain(p, &p->compare->rows[i]) ? 0 : 1;
    if (n == 0)
        return;
    buf_puts(out, "; not certain to differ");
    if (end - from > SUITES) {
        buf_printf(out, " on %zu of them", n);
        return;
    }
    for (size_t i = from, told = 0; i < end; i++)
        if (!certain(p, &p->compare->rows[i]))
            buf_printf(out, "%s%s", told++ > 0 ? ", " : ": ",
                p->compare->rows[i].suite);
}

/* Of many suites the two ends. */
static void put_ends(
    const struct compare *c, size_t from, size_t end, struct buf *out)
{
    const struct compare_row *low = NULL, *high = NULL;

    for (size_t i = from; i < end; i++) {
        const struct compare_row *r = &c->rows[i];
        if (isnan(r->kept.ratio))
            continue;
        low = low == NULL || r->kept.ratio < low->kept.ratio ? r : low;
        high = high == NULL || r->kept.ratio > high->kept.ratio ? r : high;
    }
    if (low == NULL) {
        buf_puts(out, " an unknown share");
        return;
    }
    buf_puts(out, " between ");
    put_kept(low, out);
    buf_puts(out, " and ");
    put_kept(high, out);
    buf_printf(out, ", over %zu suites,", end - from);
}

/* Another model of the comparison bears the same name. */
static bool has_namesake(const struct compare *c, const struct pair *pair)
{
    for (size_t i = 0; i < c->pair_count; i++)
        if (c->pairs[i] != pair && c->pairs[i]->b->row.id != pair->b->row.id
            && strcmp(c->pairs[i]->b->row.model, pair->b->row.model) == 0
            && strcmp(c->pairs[i]->b->row.suite, pair->b->row.suite) == 0)
            return true;
    return false;
}

static void put_pair(
    const struct page *p, size_t from, size_t end, struct buf *out)
{
    const struct compare *c = p->compare;
    const struct pair *pair = c->rows[from].pair;

    buf_puts(out, pair->b->row.model);
    if (has_namesake(c, pair))
        buf_printf(out, " (run %lld)", (long long)pair->b->row.id);
    buf_puts(out, " keeps");
    if (end - from > SUITES)
        put_ends(c, from, end, out);
    for (size_t k = from; k < end && end - from <= SUITES; k++) {
        buf_puts(out, k == from ? " " : k + 1 == end ? " and " : ", ");
        put_kept(&c->rows[k], out);
    }
    buf_printf(out, " of what %s gets right", pair->a->row.model);
    put_open(p, from, end, out);
    buf_puts(out, ".\n");
}

static void put_pairs(const struct page *p, struct buf *out)
{
    const struct compare *c = p->compare;
    size_t n = 0;

    for (size_t i = 0, end; i < c->n; i = end) {
        end = compare_end(c, i);
        if (n++ < NAMED)
            put_pair(p, i, end, out);
    }
    if (n > NAMED)
        buf_printf(out, "The tables have %zu more.\n", n - NAMED);
}

/* Without a pair: what each run got right. */
static void put_accuracy(const struct page *p, struct buf *out)
{
    for (size_t i = 0; i < p->n && i < NAMED; i++) {
        const struct runs_line *l = &p->lines[i];
        if (isnan(l->sum.accuracy)) {
            buf_printf(out, "%s on %s: no sample has a verdict.\n",
                l->run->row.model, l->run->row.suite);
            continue;
        }
        buf_printf(out, "%s gets ", l->run->row.model);
        runs_percent(out, l->sum.accuracy);
        buf_puts(out, " % (");
        runs_interval(out, l->sum.ci);
        buf_printf(out, ") of %s right.\n", l->run->row.suite);
    }
}

/* The cheapest way at a volume; n: no cost is known. */
static size_t cheapest(const struct bill *b, double volume)
{
    size_t best = b->n;

    for (size_t i = 0; i < b->n; i++) {
        double usd = bill_yearly(b, i, volume);
        if (!isnan(usd) && (best == b->n || usd < bill_yearly(b, best, volume)))
            best = i;
    }
    return best;
}

static bool known(const struct bill *b)
{
    return b->volume_count > 0 && cheapest(b, b->volumes[0]) < b->n;
}

/* "gpt-4o-mini at 1,000 requests a day ($28.42 a year), 10,000 ($284.20);
 * small at 100,000 ($2.63K, in 57 % of draws)" */
static void put_cheapest(const struct bill *b, struct buf *out)
{
    size_t last = b->n;

    buf_puts(out, "Of what has a known cost the cheapest is ");
    for (size_t k = 0; k < b->volume_count; k++) {
        size_t best = cheapest(b, b->volumes[k]);
        double share = bill_cheapest_share(b, best, b->volumes[k]);
        char volume[32], usd[MONEY_SIZE];
        buf_puts(out, k == 0 ? "" : best == last ? ", " : "; ");
        if (best != last)
            buf_printf(out, "%s at ", b->ways[best].model);
        buf_printf(out, "%s%s (%s%s", volume_long(b->volumes[k], volume),
            k == 0 ? " requests a day" : "",
            money_short(bill_yearly(b, best, b->volumes[k]), usd),
            k == 0 ? " a year" : "");
        if (share < 0.995)
            buf_printf(out, ", in %.0f %% of draws", 100 * share);
        buf_putc(out, ')');
        last = best;
    }
    buf_puts(out, ".");
}

void page_no_cost(const struct page *p, struct buf *out)
{
    const char *why =
        p->cost_unknown != NULL ? p->cost_unknown : "no cost is known";

    buf_printf(out, "%c%s.\n", toupper((unsigned char)why[0]), why + 1);
}

static void put_money(const struct page *p, struct buf *out)
{
    const struct bill *b = p->bill;

    if (!known(b)) {
        page_no_cost(p, out);
        return;
    }
    put_cheapest(b, out);
    for (size_t k = 0; k < b->volume_count; k++)
        if (isnan(b->ways[cheapest(b, b->volumes[k])].accuracy)) {
            buf_puts(out, " How good a priced model's answers are was not "
                          "measured here.");
            break;
        }
    buf_putc(out, '\n');
}

void page_finding(const struct page *p, struct buf *out)
{
    put_models(p, out);
    buf_puts(out, " on ");
    put_suites(p, out);
    buf_putc(out, ' ');
    put_dates(p, out);
    buf_puts(out, ".\n");
    if (p->compare->n > 0)
        put_pairs(p, out);
    else
        put_accuracy(p, out);
    put_money(p, out);
}

/* Replies that gave no answer, or none at all: what they could have been. */
static void put_bounds(const struct runs_line *l, struct buf *out)
{
    static const enum outcome order[] = { OUTCOME_FAILED, OUTCOME_TRUNCATED,
        OUTCOME_REFUSED, OUTCOME_UNREAD };
    const struct data_summary *s = &l->sum;
    bool comma = false;

    buf_printf(out, "- %s on %s: of %lld samples ", l->run->row.model,
        l->run->row.suite, (long long)s->n);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (s->outcomes[order[i]] > 0) {
            buf_printf(out, "%s%lld %s", comma ? ", " : "",
                (long long)s->outcomes[order[i]], outcome_name(order[i]));
            comma = true;
        }
    buf_puts(out, "; its accuracy is ");
    runs_interval(out, s->bounds);
    buf_puts(out, " % at worst and at best\n");
}

static void put_status(const struct runs_line *l, struct buf *out)
{
    const struct run_row *row = &l->run->row;

    if (row->part[0] != '\0')
        buf_printf(out, "- %s on %s asked only a part of the suite: %s\n",
            row->model, row->suite, row->part);
    else if (strcmp(row->status, "complete") != 0)
        buf_printf(out,
            "- %s on %s is not complete; there are %lld of its samples\n",
            row->model, row->suite, (long long)l->sum.n);
    if (l->sum.usage.replies > 0 && l->sum.usage.unknown > 0)
        buf_printf(out,
            "- %s on %s: %lld of %lld replies did not tell their tokens\n",
            row->model, row->suite, (long long)l->sum.usage.unknown,
            (long long)l->sum.usage.replies);
    if (l->sum.usage.replies == 0)
        buf_printf(out,
            "- %s on %s: no tokens, cost or latency are stored with it\n",
            row->model, row->suite);
}

static void put_ways(const struct bill *b, struct buf *out)
{
    size_t n = 0;

    for (size_t i = 0; i < b->n; i++)
        if (b->ways[i].why_unknown != NULL)
            buf_printf(out, "- the cost of %s is unknown: %s\n",
                b->ways[i].model, b->ways[i].why_unknown);
    for (size_t i = 0; i < b->n; i++)
        if (b->ways[i].kind == BILL_PRICED && isnan(b->ways[i].accuracy))
            buf_printf(out, "%s%s", n++ > 0 ? ", " : "- ", b->ways[i].model);
    if (n > 0)
        buf_printf(out, " %s priced, not run: what %s right is unknown\n",
            n == 1 ? "was" : "were", n == 1 ? "it gets" : "they get");
}

void page_unknown(const struct page *p, struct buf *out)
{
    bool replayed = false;
    struct buf age = { 0 };
    size_t open = 0;

    for (size_t i = 0; i < p->n; i++) {
        const struct interval *bounds = &p->lines[i].sum.bounds;
        if (bounds->low < bounds->high && open++ < NAMED)
            put_bounds(&p->lines[i], out);
        put_status(&p->lines[i], out);
        replayed = replayed || p->lines[i].sum.replayed;
    }
    if (open > NAMED)
        buf_printf(out,
            "- %zu more runs have samples without a read answer: worst-best "
            "says between what their accuracy is\n",
            open - NAMED);
    buf_puts(out, p->apart);
    put_ways(p->bill, out);
    if (replayed)
        buf_puts(out, "- latencies are those of when the replies were "
                      "recorded, not of today\n");
    price_age_text(p->prices, p->wall_us, &age);
    if (age.len > 0)
        buf_printf(out, "- %s", age.s);
    buf_clear(&age);
}
