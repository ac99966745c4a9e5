/* What would flip the choice, and who is the cheapest when errors cost. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cost/cheapest.h"
#include "cost/volume.h"
#include "report/bill/bill_quality.h"
#include "report/chart/chart_choice.h"
#include "report/chart/draw.h"

enum {
    ROWS = 20,     // assumptions in one picture
    COLUMNS = 300, // volumes of the map
    SPANS = 64     // winners along one of them
};

/* Puts those that flip the choice before those that only move it. */
static size_t choose(
    const struct bill_swings *k, const struct bill_swing *out[ROWS])
{
    size_t n = 0;

    for (int flips = 1; flips >= 0; flips--)
        for (size_t i = 0; i < k->n && n < ROWS; i++)
            if (isnan(k->s[i].flips_at) == (flips == 0))
                out[n++] = &k->s[i];
    return n;
}

static int by_width(const void *a, const void *b)
{
    const struct bill_swing *x = *(const struct bill_swing *const *)a;
    const struct bill_swing *y = *(const struct bill_swing *const *)b;
    double wide = fabs(x->gap_high - x->gap_low);
    double other = fabs(y->gap_high - y->gap_low);

    return (wide < other) - (wide > other);
}

static char *value_text(const struct bill_swing *s, double x)
{
    struct buf out = { 0 };

    bill_swing_value(s, x, &out);
    return buf_take(&out);
}

static char *tornado_subtitle(const struct bill_swings *k, const struct bill *b)
{
    char volume[32];

    return mem_printf(
        "how much less %s costs a year than the next best%s, at %s requests a "
        "day, when one assumption moves over its range and all others stay",
        b->ways[k->choice].model, k->errors ? ", errors counted" : "",
        volume_long(k->volume, volume));
}

static void put_left_out(const struct bill_swings *k, size_t n, struct buf *out)
{
    if (k->n > n)
        buf_printf(out, "%zu more that move it less are left out. ", k->n - n);
    for (size_t i = 0; i < k->n; i++)
        if (k->s[i].usual) {
            buf_puts(out, "Where nobody gave a range it is a usual one of "
                          "such figures. ");
            break;
        }
}

int draw_tornado(const char *dir, const struct bill_swings *k,
    const struct bill *b, struct err *e)
{
    const struct bill_swing *picked[ROWS];
    struct chart_swing rows[ROWS];
    size_t n = choose(k, picked);
    char *title = bill_swings_finding(k, b);
    char *subtitle = tornado_subtitle(k, b);
    struct buf note = { 0 };
    struct chart_out out = { dir, "tornado", title, subtitle, NULL };
    int rc;

    qsort(picked, n, sizeof(*picked), by_width);
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct chart_swing){ .label = picked[i]->label,
            .low = value_text(picked[i], picked[i]->low),
            .high = value_text(picked[i], picked[i]->high),
            .flips = isnan(picked[i]->flips_at)
                         ? NULL
                         : value_text(picked[i], picked[i]->flips_at),
            .at_low = picked[i]->gap_low,
            .at_high = picked[i]->gap_high };
    put_left_out(k, n, &note);
    draw_assumptions(b, &note);
    out.note = buf_str(&note);
    rc = chart_tornado(&out, k->gap, rows, n, e);
    for (size_t i = 0; i < n; i++) {
        free((char *)(uintptr_t)rows[i].low);
        free((char *)(uintptr_t)rows[i].high);
        free((char *)(uintptr_t)rows[i].flips);
    }
    free(title);
    free(subtitle);
    buf_clear(&note);
    return rc;
}

struct field {                      // of the map
    double x[COLUMNS], *low, *high; // low, high: way by way
    double y_low, y_high;
    double *right; // share of each way, where all answered; NAN: not known
    struct annual_line *lines;
};

/* USD a year against the price of an error, at one volume: straight lines. */
static void lines_at(const struct field *f, const struct bill *b, double volume)
{
    for (size_t i = 0; i < b->n; i++)
        f->lines[i] = (struct annual_line){ bill_yearly(b, i, volume),
            volume * 365 * annual_grown(&b->ways[i].way) * (1 - f->right[i]) };
}

/* Prices of an error at which the winner changes, over all volumes: the map
 * shows a decade around them. */
static void see_changes(struct field *f, const struct bill *b)
{
    struct cheapest_span s[SPANS];
    double least = (double)INFINITY, most = 0;

    for (size_t k = 0; k < COLUMNS; k += 10) {
        size_t n;
        lines_at(f, b, f->x[k]);
        n = cheapest_along(f->lines, b->n, 0, 1e9, s, SPANS);
        for (size_t i = 0; i + 1 < n && i < SPANS; i++) {
            least = fmin(least, s[i].to);
            most = fmax(most, s[i].to);
        }
    }
    if (most == 0) { /* nobody but one wins: the prices people name */
        least = 0.01;
        most = 1;
    }
    f->y_low = fmax(least / 10, 1e-7);
    f->y_high = fmin(fmax(most * 10, f->y_low * 100), 1e6);
}

static void fill(struct field *f, const struct bill *b)
{
    struct cheapest_span s[SPANS];

    for (size_t k = 0; k < COLUMNS; k++) {
        size_t n;
        lines_at(f, b, f->x[k]);
        n = cheapest_along(f->lines, b->n, f->y_low, f->y_high, s, SPANS);
        for (size_t i = 0; i < n && i < SPANS; i++) {
            f->low[s[i].way * COLUMNS + k] = s[i].from;
            f->high[s[i].way * COLUMNS + k] = s[i].to;
        }
    }
}

static char *map_title(const struct field *f, const struct bill *b)
{
    struct cheapest_span s[SPANS];
    double volume = bill_main_volume(b);
    char at[32], usd[MONEY_SIZE];
    struct buf out = { 0 };
    size_t n;

    lines_at(f, b, volume);
    n = cheapest_along(f->lines, b->n, f->y_low, f->y_high, s, SPANS);
    n = n < SPANS ? n : SPANS;
    volume_long(volume, at);
    buf_printf(&out, "At %s requests a day %s is the cheapest", at,
        n > 0 ? b->ways[s[0].way].model : "nobody");
    if (n == 1)
        buf_puts(&out, ", whatever a wrong answer costs");
    else if (n > 1)
        buf_printf(&out, ", until a wrong answer costs %s: then it is %s",
            money_short(s[0].to, usd), b->ways[s[1].way].model);
    if (n > 2)
        buf_printf(&out, ", and from %s on %s", money_short(s[n - 1].from, usd),
            b->ways[s[n - 1].way].model);
    return buf_take(&out);
}

/* On how many samples models are held against each other. */
static void put_shared(const struct bill *b, struct buf *out)
{
    double *mask = bill_shared(b);
    size_t n = 0;

    for (size_t u = 0; u < b->keys.n; u++)
        n += mask[u] > 0;
    if (n > 0)
        buf_printf(out,
            "How often a model is right is counted on the %zu samples that all "
            "answered. ",
            n);
    free(mask);
}

static void put_unknown(
    const struct bill *b, const double *right, struct buf *out)
{
    bool any = false;

    for (size_t i = 0; i < b->n; i++) {
        const struct bill_way *w = &b->ways[i];
        if (!isnan(right[i] + bill_yearly(b, i, 1)))
            continue;
        buf_printf(out, "%s%s",
            any ? ", " : "Not on the map, quality or cost unknown: ", w->model);
        any = true;
    }
    if (any)
        buf_puts(out, ". ");
}

bool draw_has_map(const struct bill *b)
{
    double *right = bill_shared_accuracy(b);
    size_t n = 0;

    for (size_t i = 0; i < b->n; i++)
        n += isnan(right[i] + bill_yearly(b, i, 1)) ? 0 : 1;
    free(right);
    return n > 1;
}

int draw_map(const char *dir, const struct bill *b, struct draw_runs runs,
    double low, double high, struct err *e)
{
    struct field *f = mem_zalloc(1, sizeof *f);
    struct chart_region *regions = mem_zalloc(b->n + 1, sizeof *regions);
    struct buf note = { 0 };
    struct chart_out out = { dir, "map", NULL,
        "what a year costs, wrong answers counted: the yearly cost, and each "
        "wrong answer at the price on the left",
        NULL };
    char *title;
    int rc;

    f->low = mem_zalloc(b->n * COLUMNS + 1, sizeof *f->low);
    f->high = mem_zalloc(b->n * COLUMNS + 1, sizeof *f->high);
    f->lines = mem_zalloc(b->n + 1, sizeof *f->lines);
    f->right = bill_shared_accuracy(b);
    for (size_t k = 0; k < COLUMNS; k++)
        f->x[k] = low * pow(high / low, (double)k / (COLUMNS - 1));
    see_changes(f, b);
    fill(f, b);
    for (size_t i = 0; i < b->n; i++)
        regions[i] = (struct chart_region){ .label = b->ways[i].model,
            .way = i,
            .low = &f->low[i * COLUMNS],
            .high = &f->high[i * COLUMNS] };
    title = map_title(f, b);
    put_shared(b, &note);
    put_unknown(b, f->right, &note);
    draw_assumptions(b, &note);
    draw_note_below(runs, &note);
    out.title = title;
    out.note = buf_str(&note);
    rc = chart_map(&out, f->x, COLUMNS, f->y_low, f->y_high, regions, b->n, e);
    free(title);
    free(f->low);
    free(f->high);
    free(f->lines);
    free(f->right);
    free(f);
    free(regions);
    buf_clear(&note);
    return rc;
}
