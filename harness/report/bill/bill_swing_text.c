/* What flips the choice, in words and as JSON. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cost/volume.h"
#include "report/bill/bill_swing.h"
#include "report/text/plain.h"

enum { TOLD = 6 };

void bill_swing_value(const struct bill_swing *s, double x, struct buf *out)
{
    char text[MONEY_SIZE];

    if (s->percent) { /* 98.6 and 101.4 stand together */
        buf_figures(out, 100 * x, x < 1 ? 3 : 4);
        buf_puts(out, " %");
    } else if (s->money)
        buf_puts(out, money_rate(x, text));
    else if (fabs(x) >= 999.5)
        buf_puts(out, volume_long(x, text));
    else
        buf_printf(out, "%.3g", x);
}

static size_t flips(const struct bill_swings *k)
{
    size_t n = 0;

    for (size_t i = 0; i < k->n; i++)
        n += isnan(k->s[i].flips_at) ? 0 : 1;
    return n;
}

/* "gpu_hour above 2.51" */
static void put_where(const struct bill_swing *s, struct buf *out)
{
    buf_printf(out, "%s %s ", s->label,
        s->whole                  ? "of"
        : s->flips_at > s->middle ? "above"
                                  : "below");
    bill_swing_value(s, s->flips_at, out);
}

/* How much of its range an assumption has to move. */
static double moved(const struct bill_swing *s)
{
    return fabs(s->flips_at - s->middle) / (s->high - s->low);
}

/* The one that flips with the least move; of the volume, which the curves
 * show, only when it is the only one. */
static const struct bill_swing *weakest(const struct bill_swings *k)
{
    const struct bill_swing *best = NULL;

    for (size_t i = 0; i < k->n; i++) {
        const struct bill_swing *s = &k->s[i];
        if (isnan(s->flips_at))
            continue;
        if (best == NULL || (best->volume && !s->volume)
            || (best->volume == s->volume && moved(s) < moved(best)))
            best = s;
    }
    return best;
}

char *bill_swings_finding(const struct bill_swings *k, const struct bill *b)
{
    const struct bill_swing *s = weakest(k);
    struct buf text = { 0 };
    char volume[32];

    volume_long(k->volume, volume);
    if (k->tied) {
        buf_printf(&text, "%s and %s cost the same at %s requests a day",
            b->ways[k->choice].model, b->ways[k->next].model, volume);
        return buf_take(&text);
    }
    if (s == NULL) {
        buf_printf(&text,
            "No single assumption makes another one cheaper than %s at %s "
            "requests a day",
            b->ways[k->choice].model, volume);
        return buf_take(&text);
    }
    buf_printf(&text, "%s is the cheapest at %s requests a day, until %s%s %s ",
        b->ways[k->choice].model, volume, s->percent ? "the " : "", s->label,
        s->volume                 ? "are"
        : s->whole                ? "is"
        : s->flips_at > s->middle ? "passes"
                                  : "falls below");
    bill_swing_value(s, s->flips_at, &text);
    buf_puts(&text, s->percent ? " of what it is" : "");
    return buf_take(&text);
}

static void put_range(const struct bill_swing *s, struct buf *out)
{
    bill_swing_value(s, s->low, out);
    buf_puts(out, " to ");
    bill_swing_value(s, s->high, out);
    if (s->usual)
        buf_puts(out, ", a usual range");
}

static void put_flip(
    const struct bill_swing *s, const struct bill *b, struct buf *out)
{
    put_where(s, out);
    buf_printf(out, ": then it is %s (looked at: ", b->ways[s->flips_to].model);
    put_range(s, out);
    buf_puts(out, ")");
}

static int by_move(const void *a, const void *b)
{
    double x = moved(*(const struct bill_swing *const *)a);
    double y = moved(*(const struct bill_swing *const *)b);

    return (x > y) - (x < y);
}

/* Those that flip the choice, the least move first. */
static void put_flips(const struct bill_swings *k, const struct bill *b,
    size_t width, struct buf *out)
{
    const struct bill_swing **s = mem_zalloc(k->n + 1, sizeof(*s));
    struct buf line = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < k->n; i++)
        if (!isnan(k->s[i].flips_at))
            s[n++] = &k->s[i];
    qsort(s, n, sizeof(*s), by_move);
    for (size_t i = 0; i < n && i < TOLD; i++) {
        put_flip(s[i], b, &line);
        plain_item(out, line.s, line.len, width);
        buf_reset(&line);
    }
    if (n > TOLD)
        buf_printf(out, "- and %zu more, in --json\n", n - TOLD);
    buf_clear(&line);
    free(s);
}

void bill_swings_text(const struct bill_swings *k, const struct bill *b,
    size_t width, struct buf *out)
{
    struct buf line = { 0 };
    char volume[32], usd[MONEY_SIZE];
    size_t n = flips(k);

    if (isnan(k->gap))
        return;
    buf_putc(out, '\n');
    if (k->tied) {
        buf_printf(&line,
            "at %s requests a day %s and %s cost the same%s: there is no "
            "choice to flip.",
            volume_long(k->volume, volume), b->ways[k->choice].model,
            b->ways[k->next].model, k->errors ? ", errors counted" : "");
        plain_wrap(out, line.s, line.len, 0, width);
        buf_clear(&line);
        return;
    }
    buf_printf(&line,
        "at %s requests a day %s is the cheapest%s, by %s a "
        "year; ",
        volume_long(k->volume, volume), b->ways[k->choice].model,
        k->errors ? ", errors counted" : "", money_short(k->gap, usd));
    if (n == 0)
        buf_printf(&line, "none of %zu assumptions flips that alone.", k->n);
    else
        buf_printf(&line, "each of these flips that alone:");
    plain_wrap(out, line.s, line.len, 0, width);
    put_flips(k, b, width, out);
    buf_clear(&line);
}

void bill_swings_json(
    const struct bill_swings *k, const struct bill *b, struct jsonw *w)
{
    if (isnan(k->gap)) {
        jsonw_null(w, "sensitivity");
        return;
    }
    jsonw_begin(w, "sensitivity", '{');
    jsonw_num(w, "requests_per_day", k->volume);
    jsonw_str(w, "choice", b->ways[k->choice].model);
    jsonw_num(w, "gap_usd", k->tied ? 0 : k->gap);
    jsonw_begin(w, "rows", '[');
    for (size_t i = 0; i < k->n; i++) {
        const struct bill_swing *s = &k->s[i];
        bool flipped = !isnan(s->flips_at);
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "assumption", s->label);
        jsonw_num(w, "low", s->low);
        jsonw_num(w, "high", s->high);
        jsonw_bool(w, "factor", s->percent);
        jsonw_bool(w, "usual", s->usual);
        jsonw_num(w, "gap_low", s->gap_low);
        jsonw_num(w, "gap_high", s->gap_high);
        jsonw_num(w, "flips_at", s->flips_at);
        jsonw_str(w, "flips_to", flipped ? b->ways[s->flips_to].model : NULL);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
    jsonw_end(w, '}');
}
