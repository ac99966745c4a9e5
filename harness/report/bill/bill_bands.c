#include "report/bill/bill_bands.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cost/cheapest.h"
#include "cost/volume.h"
#include "report/text/plain.h"

enum { SPANS = 16 };

/* Articles of February and March 2026 on distilled models: FACTS section 3,
 * claims.json. The last band has no end; ten millions a day is far in it. */
static const struct band {
    double from, to;
    const char *name, *advice;
} bands[] = {
    { 1, 1e3, "under 1,000 a day", "call the big model" },
    { 1e3, 1e5, "1,000 to 100,000", "consider distilling" },
    { 1e5, 1e7, "over 100,000", "distil" },
};

enum { BANDS = sizeof bands / sizeof *bands };

struct spans {
    struct cheapest_span s[SPANS];
    size_t n, shown;
};

static struct annual_way *ways_of(const struct bill *b)
{
    struct annual_way *ways = mem_zalloc(b->n + 1, sizeof *ways);

    for (size_t i = 0; i < b->n; i++)
        ways[i] = b->ways[i].way;
    return ways;
}

static void find(const struct bill *b, const struct band *band, struct spans *s)
{
    struct annual_way *ways = ways_of(b);

    s->n = cheapest_over(ways, b->n, band->from, band->to, s->s, SPANS);
    s->shown = s->n < SPANS ? s->n : SPANS;
    free(ways);
}

/* A model of few answers has none in some draws, which say nothing then. */
static bool all_known(
    const struct bill *b, const struct annual_way *ways, double volume)
{
    for (size_t i = 0; i < b->n; i++)
        if (isnan(annual_usd(&ways[i], volume))
            && !isnan(bill_yearly(b, i, volume)))
            return false;
    return true;
}

double bill_cheapest_share(const struct bill *b, size_t i, double volume)
{
    size_t times = 0, draws = 0;

    for (size_t d = 0; d < b->draws; d++) {
        const struct annual_way *ways = &b->drawn[d * b->n];
        if (!all_known(b, ways, volume))
            continue;
        draws++;
        times += cheapest_at(ways, b->n, volume) == i;
    }
    return draws > 0 ? (double)times / (double)draws : (double)NAN;
}

/* The volume in the middle of a span, as a logarithmic axis has it. */
static double middle(const struct cheapest_span *s)
{
    return sqrt(s->from * s->to);
}

/* "a up to 31,000, then b"; where machines make them take turns, the first
 * and the last. */
static void put_spans(
    const struct bill *b, const struct spans *s, struct buf *out)
{
    const struct cheapest_span *first = &s->s[0], *last = &s->s[s->shown - 1];
    size_t twin = bill_twin(b, first->way, middle(first));
    char volume[32];

    buf_puts(out, b->ways[first->way].model);
    if (twin < b->n)
        buf_printf(out, ", or %s at the same cost,", b->ways[twin].model);
    if (s->n == 1)
        buf_puts(out, " is the cheapest throughout");
    else if (s->n == 2)
        buf_printf(out, " is the cheapest up to %s, then %s",
            volume_long(first->to, volume), b->ways[last->way].model);
    else
        buf_printf(out,
            " is the cheapest up to %s, then they change %zu times; %s from",
            volume_long(first->to, volume), s->n - 1, b->ways[last->way].model);
    if (s->n > 2)
        buf_printf(out, " %s on", volume_long(last->from, volume));
}

/* What the cheapest costs at a volume of the band, beside the reference. */
static void put_saving(const struct bill *b, double volume, struct buf *out)
{
    struct annual_way *ways = ways_of(b);
    size_t way = cheapest_at(ways, b->n, volume);
    double other = bill_yearly(b, b->reference, volume), share;
    char text[MONEY_SIZE], more[MONEY_SIZE], at[32];

    free(ways);
    buf_printf(out, "; at %s %s costs %s a year", volume_long(volume, at),
        b->ways[way].model, money_short(bill_yearly(b, way, volume), text));
    if (b->reference != way && isfinite(other))
        buf_printf(out, ", %s %s", b->ways[b->reference].model,
            money_short(other, more));
    share = bill_cheapest_share(b, way, volume);
    if (share < 0.995)
        buf_printf(
            out, " (the cheapest there in %.0f %% of the draws)", 100 * share);
}

static void put_heading(const struct bill *b, size_t width, struct buf *out)
{
    struct buf text = { 0 };
    bool all = true;

    for (size_t i = 0; i < b->n; i++)
        all = all && !isnan(bill_yearly(b, i, 1e3));
    buf_printf(&text,
        "published advice by requests a day, and what your "
        "figures say%s:",
        all ? "" : " of what has a known cost");
    buf_putc(out, '\n');
    plain_wrap(out, text.s, text.len, 0, width);
    buf_clear(&text);
}

void bill_bands_text(const struct bill *b, size_t width, struct buf *out)
{
    struct buf line = { 0 };
    bool any = false;

    for (int i = 0; i < BANDS; i++) {
        struct spans s;
        find(b, &bands[i], &s);
        if (s.n == 0)
            continue;
        if (!any)
            put_heading(b, width, out);
        any = true;
        buf_printf(&line, "%s (advice: %s): ", bands[i].name, bands[i].advice);
        put_spans(b, &s, &line);
        put_saving(b, i == BANDS - 1 ? 1e6 : bands[i].to, &line);
        buf_puts(&line, ".");
        plain_item(out, line.s, line.len, width);
        buf_reset(&line);
    }
    buf_clear(&line);
}

static void write_span(
    const struct bill *b, const struct cheapest_span *s, struct jsonw *w)
{
    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "model", b->ways[s->way].model);
    jsonw_num(w, "from", s->from);
    jsonw_num(w, "to", s->to);
    jsonw_num(w, "share_of_draws", bill_cheapest_share(b, s->way, middle(s)));
    jsonw_end(w, '}');
}

void bill_bands_json(const struct bill *b, struct jsonw *w)
{
    jsonw_begin(w, "bands", '[');
    for (int i = 0; i < BANDS; i++) {
        struct spans s;
        find(b, &bands[i], &s);
        jsonw_begin(w, NULL, '{');
        jsonw_num(w, "from", i == 0 ? 0 : bands[i].from);
        jsonw_num(w, "to", i == BANDS - 1 ? (double)NAN : bands[i].to);
        jsonw_str(w, "advice", bands[i].advice);
        jsonw_int(w, "changes", s.n > 0 ? (int64_t)s.n - 1 : 0);
        jsonw_begin(w, "cheapest", '[');
        for (size_t k = 0; k < s.shown; k++)
            write_span(b, &s.s[k], w);
        jsonw_end(w, ']');
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}
