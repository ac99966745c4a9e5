#include "report/chart/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/chart/chart_page.h"
#include "report/chart/chart_text.h"

enum {
    FEW = 8,         // lines that may show their interval as a band
    MANY = 12,       // lines whose labels are set small
    CROSSINGS = 24,  // marked
    SPELT = 6,       // ... with their words beside them, not numbered
    LEFT = 128,      // px: ticks as "$100M"
    LABEL_MAX = 400, // px
    LEADER = 34,     // px from the end of a line to its label
    LEADER_MANY = 84 //
};

static const int dash_of[] = {
    [CHART_API] = 1, // solid
    [CHART_SELFHOST] = 2,
    [CHART_STUDENT] = 4,
};

struct cost {
    const struct chart_line *lines;
    size_t n;
    struct chart_crossing crossings[CROSSINGS]; // in sight, by volume
    size_t n_crossings;
    size_t unmarked;  // crossings there was no room for
    struct buf marks; // chart_box of each mark drawn, for words to keep off
    struct chart_scale x, y;
    struct chart_script page;
    double font, step, leader; // of the labels, px
};

static bool drawable(const struct chart_line *l, size_t i)
{
    return isfinite(l->x[i]) && isfinite(l->y[i]) && l->x[i] > 0 && l->y[i] > 0;
}

/* Index of the last point that can be drawn, or l->n. */
static size_t last_point(const struct chart_line *l)
{
    for (size_t i = l->n; i > 0; i--) {
        if (drawable(l, i - 1))
            return i - 1;
    }
    return l->n;
}

enum missing { WHOLE, UNKNOWN, UNKNOWN_PART, FREE, FREE_PART };

/* What of a line cannot be drawn: unknown and free are two things. */
static enum missing missing(const struct chart_line *l)
{
    size_t unknown = 0, none = 0;

    for (size_t i = 0; i < l->n; i++) {
        unknown += isfinite(l->y[i]) ? 0 : 1;
        none += isfinite(l->y[i]) && l->y[i] <= 0 ? 1 : 0;
    }
    if (unknown + none == l->n)
        return none > 0 ? FREE : UNKNOWN;
    if (unknown > 0)
        return UNKNOWN_PART;
    return none > 0 ? FREE_PART : WHOLE;
}

static void note_missing(const struct cost *c, struct buf *notes)
{
    static const char *const words[] = {
        [UNKNOWN] = "Not drawn, cost unknown: ",
        [UNKNOWN_PART] = "Drawn where the cost is known: ",
        [FREE] = "Not drawn, costs nothing, and a log scale has no zero: ",
        [FREE_PART] = "Drawn where it costs more than nothing: ",
    };

    for (enum missing m = UNKNOWN; m <= FREE_PART; m++) {
        bool any = false;
        for (size_t i = 0; i < c->n; i++) {
            if (missing(&c->lines[i]) != m)
                continue;
            if (any)
                buf_puts(notes, ", ");
            else
                buf_printf(notes, "%s%s", notes->len > 0 ? "\n" : "", words[m]);
            chart_text_clean(notes, c->lines[i].label, false);
            any = true;
        }
    }
}

static void write_crossing(struct buf *out, const struct chart_crossing *at)
{
    if (at->label != NULL) {
        chart_text_clean(out, at->label, false);
        return;
    }
    chart_scale_write(out, CHART_COUNT, at->x);
    buf_puts(out, " a day");
}

/* True when crossings carry numbers and their words stand below. */
static bool numbered(const struct cost *c)
{
    return c->n_crossings > SPELT;
}

static void note_crossings(const struct cost *c, struct buf *notes)
{
    for (size_t i = 0; numbered(c) && i < c->n_crossings; i++) {
        buf_puts(notes, i > 0 ? "; " : notes->len > 0 ? "\n" : "");
        buf_printf(notes, "%s%zu: ", i > 0 ? "" : "Crossings: ", i + 1);
        write_crossing(notes, &c->crossings[i]);
    }
    if (c->unmarked > 0)
        buf_printf(notes, "%s%zu more crossing%s not marked",
            notes->len > 0 ? "\n" : "", c->unmarked,
            c->unmarked > 1 ? "s are" : " is");
}

static void note_bands(const struct cost *c, struct buf *notes)
{
    bool any = false;

    for (size_t i = 0; i < c->n; i++)
        any = any || (c->lines[i].low != NULL && c->lines[i].high != NULL);
    if (any && c->n > FEW)
        buf_printf(notes,
            "%sIntervals are left out of a picture with more than %d lines",
            notes->len > 0 ? "\n" : "", FEW);
}

static bool banded(const struct cost *c, const struct chart_line *l)
{
    return c->n <= FEW && l->low != NULL && l->high != NULL;
}

static void fit(struct cost *c)
{
    chart_scale_init(&c->x, CHART_COUNT, true);
    chart_scale_init(&c->y, CHART_USD, true);
    for (size_t i = 0; i < c->n; i++) {
        const struct chart_line *l = &c->lines[i];
        for (size_t k = 0; k < l->n; k++) {
            if (!drawable(l, k))
                continue;
            chart_scale_see(&c->x, l->x[k]);
            chart_scale_see(&c->y, l->y[k]);
            /* A lower limit near nothing must not stretch the axis. */
            if (banded(c, l) && isfinite(l->low[k] + l->high[k])) {
                chart_scale_see(&c->y, fmax(l->low[k], l->y[k] / 10));
                chart_scale_see(&c->y, fmin(l->high[k], l->y[k] * 10));
            }
        }
    }
    chart_scale_fit(&c->x, 0.01);
    chart_scale_fit(&c->y, 0.04);
}

/* Entries for what the lines of this picture need explained. */
static size_t make_key(const struct cost *c, struct chart_key key[6])
{
    static const char *const words[] = {
        [CHART_API] = "paid by request",
        [CHART_SELFHOST] = "own machines",
        [CHART_STUDENT] = "distilled student, making included",
    };
    bool kinds[3] = { false }, published = false;
    size_t n = 0, n_kinds = 0;

    for (size_t i = 0; i < c->n; i++) {
        kinds[c->lines[i].kind] = true;
        published = published || c->lines[i].published;
    }
    for (size_t i = 0; i < 3; i++)
        n_kinds += kinds[i];
    for (size_t i = 0; i < 3 && n_kinds > 1; i++) {
        if (kinds[i])
            key[n++] = (struct chart_key){
                .dash = dash_of[i], .line = CHART_STYLE_SOFT, .text = words[i]
            };
    }
    struct chart_style_mark disc = { CHART_STYLE_SOFT, 7, 1 };
    if (published)
        key[n++] = (struct chart_key){ .mark = disc,
            .hollow = true,
            .text = "hollow: priced only, not run here" };
    disc = (struct chart_style_mark){ CHART_STYLE_INK, 7, 1 };
    if (c->n_crossings > 0)
        key[n++] = (struct chart_key){
            .mark = disc, .hollow = true, .text = "costs the same"
        };
    return n;
}

static double label_column(const struct cost *c)
{
    double widest = 0;

    for (size_t i = 0; i < c->n; i++)
        widest = fmax(widest,
            chart_text_clipped(c->lines[i].label, c->font, false, LABEL_MAX));
    return widest;
}

static void begin(struct cost *c, const struct chart_out *out)
{
    struct chart_key key[6];
    struct buf notes = { 0 };

    note_missing(c, &notes);
    note_bands(c, &notes);
    note_crossings(c, &notes);
    struct chart_frame frame = {
        .left = LEFT,
        .right = c->leader + 26 + label_column(c) + CHART_STYLE_MARGIN,
        .height = fmax(600, (double)c->n * c->step + 20),
        .x_label = "requests per day, log scale",
        .y_label = "US dollars per year, log scale",
        .key = key,
        .n_key = make_key(c, key),
        .notes = buf_str(&notes),
    };
    chart_page_begin(&c->page, out, &frame);
    chart_script_axes(&c->page, &c->x, &c->y);
    buf_clear(&notes);
}

/* The interval as a band of the line's colour, broken where unknown. */
static void draw_band(struct cost *c, size_t i)
{
    const struct chart_line *l = &c->lines[i];
    size_t rows = 0;

    if (!banded(c, l))
        return;
    buf_printf(&c->page.blocks, "$band%zu << EOD\n", i + 1);
    for (size_t k = 0; k < l->n; k++) {
        bool known = drawable(l, k) && isfinite(l->low[k])
                     && isfinite(l->high[k]) && l->high[k] > 0;
        if (!known) {
            buf_puts(&c->page.blocks, rows > 0 ? "\n" : "");
            continue;
        }
        buf_printf(&c->page.blocks, "%.10g %.10g %.10g\n", l->x[k],
            chart_scale_cut(&c->y, l->low[k]),
            chart_scale_cut(&c->y, l->high[k]));
        rows++;
    }
    buf_puts(&c->page.blocks, "EOD\n");
    if (rows == 0)
        return;
    chart_script_plot(&c->page,
        "$band%zu using 1:2:3 with filledcurves"
        " fillcolor rgb '#%06x' fillstyle transparent solid 0.13 noborder",
        i + 1, chart_style_mark(i).color);
}

static void draw_line(struct cost *c, size_t i)
{
    const struct chart_line *l = &c->lines[i];

    buf_printf(&c->page.blocks, "$line%zu << EOD\n# ", i + 1);
    chart_text_clean(&c->page.blocks, l->label, false);
    buf_puts(&c->page.blocks, ": requests a day, USD a year\n");
    for (size_t k = 0; k < l->n; k++) {
        if (drawable(l, k))
            buf_printf(&c->page.blocks, "%.10g %.10g\n", l->x[k], l->y[k]);
        else
            buf_putc(&c->page.blocks, '\n');
    }
    buf_puts(&c->page.blocks, "EOD\n");
    chart_script_plot(&c->page,
        "$line%zu using 1:2 with lines lw %g dt %d lc rgb '#%06x'", i + 1,
        c->n > MANY ? 2.5 : 3.5, dash_of[l->kind], chart_style_mark(i).color);
}

/* True where a mark would lie on the ring of a crossing. */
static bool at_crossing(const struct cost *c, double x, double y)
{
    for (size_t i = 0; i < c->n_crossings; i++) {
        const struct chart_crossing *at = &c->crossings[i];
        double dx = chart_scale_px(&c->x, at->x) - chart_scale_px(&c->x, x);
        double dy = chart_scale_px(&c->y, at->y) - chart_scale_px(&c->y, y);
        if (hypot(dx, dy) < 24)
            return true;
    }
    return false;
}

/* Draws a mark and remembers where. */
static void draw_mark(struct cost *c, double x, double y, double radius,
    struct chart_style_mark mark, bool hollow)
{
    double r = radius + 1;
    struct chart_box box = { chart_scale_px(&c->x, x) - r,
        chart_scale_px(&c->y, y) - r, 2 * r, 2 * r };

    chart_script_point(&c->page, x, y, radius, mark, hollow);
    buf_add(&c->marks, &box, sizeof box);
}

/* A few marks along the line; those of neighbours do not stand in line. */
static void draw_marks(struct cost *c, size_t i)
{
    const struct chart_line *l = &c->lines[i];
    double w = c->page.plot.w, phase = fmod((double)i * 0.382, 1);
    double next = c->page.plot.x + w * (0.04 + phase * 0.2);
    double radius = c->n > MANY ? 6 : 8;
    size_t last = last_point(l);

    for (size_t k = 0; k < l->n; k++) {
        if (!drawable(l, k))
            continue;
        double px = chart_scale_px(&c->x, l->x[k]);
        if (px < next || k == last || at_crossing(c, l->x[k], l->y[k]))
            continue;
        draw_mark(
            c, l->x[k], l->y[k], radius, chart_style_mark(i), l->published);
        next = px + w * 0.27;
    }
}

struct end { // where a line ends, and where its label goes
    size_t line;
    double x, y, order;
};

static int by_height(const void *a, const void *b)
{
    const struct end *one = a, *other = b;

    if (one->order != other->order)
        return one->order < other->order ? -1 : 1;
    return one->line < other->line ? -1 : one->line > other->line;
}

static void draw_label(
    struct cost *c, const struct end *at, double column, double y)
{
    const struct chart_line *l = &c->lines[at->line];
    struct chart_style_mark mark = chart_style_mark(at->line);
    struct chart_segment leader = { at->x + 8, at->y, column - 10, y };

    chart_script_rule(&c->page, &leader, mark.color, 1);
    chart_script_mark(
        &c->page, column, y, c->n > MANY ? 6 : 8, mark, l->published);
    chart_script_clip(&c->page, column + 16, y, LABEL_MAX,
        (struct chart_ink){ .size = c->font, .color = CHART_STYLE_INK },
        l->label);
}

/* Labels stand in a column right of the plot, each at the height of its
 * line's end or as near as the others let it. */
static void draw_labels(struct cost *c)
{
    struct end *ends = mem_zalloc(c->n + 1, sizeof *ends);
    double *y = mem_zalloc(c->n + 1, sizeof *y);
    const struct chart_box *b = &c->page.plot;
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++) {
        size_t last = last_point(&c->lines[i]);
        if (last == c->lines[i].n)
            continue;
        ends[n].line = i;
        ends[n].x = chart_scale_px(&c->x, c->lines[i].x[last]);
        ends[n].y = chart_scale_px(&c->y, c->lines[i].y[last]);
        ends[n].order = ends[n].y;
        n++;
    }
    qsort(ends, n, sizeof *ends, by_height);
    for (size_t i = 0; i < n; i++)
        y[i] = ends[i].y;
    chart_place_column(y, n, c->step, b->y + 4, b->y + b->h - 4);
    for (size_t i = 0; i < n; i++)
        draw_label(c, &ends[i], b->x + b->w + c->leader, y[i]);
    free(y);
    free(ends);
}

/* The lines as straight pieces in px, which labels keep off. */
static struct chart_segment *pieces(const struct cost *c, size_t *n)
{
    size_t room = 1, k = 0;

    for (size_t i = 0; i < c->n; i++)
        room += c->lines[i].n;
    struct chart_segment *s = mem_zalloc(room, sizeof *s);
    for (size_t i = 0; i < c->n; i++) {
        const struct chart_line *l = &c->lines[i];
        for (size_t j = 1; j < l->n; j++) {
            if (!drawable(l, j - 1) || !drawable(l, j))
                continue;
            s[k++] = (struct chart_segment){ chart_scale_px(&c->x, l->x[j - 1]),
                chart_scale_px(&c->y, l->y[j - 1]),
                chart_scale_px(&c->x, l->x[j]),
                chart_scale_px(&c->y, l->y[j]) };
        }
    }
    *n = k;
    return s;
}

struct tag { // the words beside a crossing
    char *text;
    bool bold;
};

static void draw_tag(
    struct cost *c, const struct chart_label *l, const struct tag *tag)
{
    chart_script_leader(&c->page, l, 10);
    chart_script_paper(&c->page, &l->box);
    chart_script_text(&c->page, l->box.x + l->box.w / 2,
        l->box.y + l->box.h / 2,
        (struct chart_ink){ .size = CHART_STYLE_SMALL,
            .color = CHART_STYLE_INK,
            .align = CHART_CENTER,
            .bold = tag->bold },
        tag->text);
}

static void place_tags(struct cost *c, struct chart_label *labels,
    const struct tag *tags, size_t n)
{
    const struct chart_box *marks = (const void *)c->marks.s;
    struct chart_field field = {
        .area = c->page.plot,
        .marks = marks,
        .n_marks = c->marks.len / sizeof *marks,
    };
    struct chart_segment *s = pieces(c, &field.n_segments);

    field.segments = s;
    chart_place_around(&field, labels, n);
    for (size_t i = 0; i < n; i++)
        draw_tag(c, &labels[i], &tags[i]);
    free(s);
}

/* Several at one spot, as where machines cost the same, have one tag. */
static bool joins(const struct cost *c, const struct chart_label *last,
    const struct chart_crossing *at)
{
    return numbered(c)
           && hypot(chart_scale_px(&c->x, at->x) - last->x,
                  chart_scale_px(&c->y, at->y) - last->y)
                  < 6;
}

static char *tag_text(const struct cost *c, size_t first, size_t last)
{
    struct buf text = { 0 }, full = { 0 };

    if (numbered(c)) {
        buf_printf(&text, "%zu", first + 1);
        if (last > first)
            buf_printf(
                &text, "%s%zu", last == first + 1 ? ", " : "-", last + 1);
    } else {
        write_crossing(&full, &c->crossings[first]);
        chart_text_clip(&text, buf_str(&full), CHART_STYLE_SMALL, false, 420);
    }
    buf_clear(&full);
    return buf_take(&text);
}

static void draw_crossings(struct cost *c)
{
    struct chart_label labels[CROSSINGS];
    struct tag tags[CROSSINGS];
    struct chart_style_mark disc = { CHART_STYLE_INK, 7, 1 };
    size_t n = 0, next;

    for (size_t i = 0; i < c->n_crossings; i = next) {
        const struct chart_crossing *at = &c->crossings[i];
        struct chart_label *l = &labels[n];
        *l = (struct chart_label){ .x = chart_scale_px(&c->x, at->x),
            .y = chart_scale_px(&c->y, at->y),
            .h = 26 };
        next = i + 1;
        while (next < c->n_crossings && joins(c, l, &c->crossings[next]))
            next++;
        tags[n] = (struct tag){ tag_text(c, i, next - 1), numbered(c) };
        l->w = 10
               + chart_text_width(tags[n].text, strlen(tags[n].text),
                   CHART_STYLE_SMALL, numbered(c));
        draw_mark(c, at->x, at->y, 9, disc, true);
        n++;
    }
    place_tags(c, labels, tags, n);
    for (size_t i = 0; i < n; i++)
        free(tags[i].text);
}

static int by_volume(const void *a, const void *b)
{
    const struct chart_crossing *one = a, *other = b;

    return one->x < other->x ? -1 : one->x > other->x;
}

/* Takes the first that can be seen, as the caller put the one that matters
 * most first, and numbers them by volume. */
static void choose_crossings(
    struct cost *c, const struct chart_crossing *crossings, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct chart_crossing *at = &crossings[i];
        bool seen = at->x >= c->x.low && at->x <= c->x.high && at->y >= c->y.low
                    && at->y <= c->y.high;
        if (seen && c->n_crossings < CROSSINGS)
            c->crossings[c->n_crossings++] = *at;
        else if (isfinite(at->x))
            c->unmarked++;
    }
    qsort(c->crossings, c->n_crossings, sizeof c->crossings[0], by_volume);
}

int chart_cost(const struct chart_out *out, const struct chart_line *lines,
    size_t n, const struct chart_crossing *crossings, size_t n_crossings,
    struct err *e)
{
    struct cost c = { .lines = lines, .n = n };

    c.font = n > MANY ? CHART_STYLE_SMALL : CHART_STYLE_LABEL;
    c.step = n > MANY ? 24 : 32;
    c.leader = n > MANY ? LEADER_MANY : LEADER;
    fit(&c);
    choose_crossings(&c, crossings, n_crossings);
    begin(&c, out);
    for (size_t i = 0; i < n; i++)
        draw_band(&c, i);
    for (size_t i = 0; i < n; i++) {
        if (last_point(&lines[i]) < lines[i].n)
            draw_line(&c, i);
    }
    for (size_t i = 0; i < n; i++)
        draw_marks(&c, i);
    draw_labels(&c);
    draw_crossings(&c);
    if (c.page.plots.len == 0)
        chart_page_empty(&c.page);
    buf_clear(&c.marks);
    return chart_script_finish(&c.page, e);
}
