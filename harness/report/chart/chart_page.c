#include "report/chart/chart_page.h"

#include <math.h>
#include <string.h>

#include "report/chart/chart_text.h"

enum {
    TITLE_STEP = 48, // px from line to line
    TITLE_GAP = 8,   // below the last
    SUBTITLE_STEP = 32,
    KEY_STEP = 36,
    NOTE_STEP = 26,
    TICK_ROOM = 46, // below the plot
    LABEL_ROOM = 40,
    GAP = 16,
    KEY_GAP = 34,  // between two entries
    KEY_SIGN = 34, // mark or line of an entry
    KEY_LINE = 66  //
};

/* A sample of a dash type, piece by piece: gnuplot 5.4 draws arrows solid in
 * svg whatever their dash type. */
static void dashes(
    struct chart_script *p, struct chart_segment s, unsigned color, int dash)
{
    static const double patterns[][4] = {
        { 10, 9, 10, 9 }, // gnuplot's dt 2
        { 16, 7, 4, 7 },  // dt 4
    };
    const double *pattern = patterns[dash == 4];
    double end = s.x1;

    for (int i = 0; s.x0 < end; i++) {
        s.x1 = dash == 1 ? end : fmin(end, s.x0 + pattern[i % 4]);
        if (i % 2 == 0)
            chart_script_rule(p, &s, color, 3);
        s.x0 = s.x1;
    }
}

static double key_width(const struct chart_key *k)
{
    return (k->dash != 0 ? KEY_LINE : KEY_SIGN)
           + chart_text_width(
               k->text, strlen(k->text), CHART_STYLE_SMALL, false)
           + KEY_GAP;
}

static void key_entry(
    struct chart_script *p, const struct chart_key *k, double x, double y)
{
    double sign = k->dash != 0 ? KEY_LINE : KEY_SIGN;
    struct chart_segment s = { x, y, x + sign - 10, y };

    if (k->dash != 0)
        dashes(p, s, k->line, k->dash);
    if (k->pattern != 0) {
        struct chart_box box = { x, y - 10, sign - 10, 20 };
        chart_script_hatch(p, &box, k->line, k->pattern);
    }
    if (k->mark.point != 0)
        chart_script_mark(
            p, x + (sign - 10) / 2, y, CHART_STYLE_MARK, k->mark, k->hollow);
    chart_script_text(p, x + sign, y,
        (struct chart_ink){
            .size = CHART_STYLE_SMALL, .color = CHART_STYLE_SOFT },
        k->text);
}

/* Lays the key out in rows; draws it when p is not NULL. Returns the rows. */
static size_t key_rows(
    struct chart_script *p, const struct chart_frame *f, double y)
{
    double x = CHART_STYLE_MARGIN;
    size_t rows = f->n_key > 0;

    for (size_t i = 0; i < f->n_key; i++) {
        double w = key_width(&f->key[i]);
        if (x + w - KEY_GAP > CHART_STYLE_WIDTH - CHART_STYLE_MARGIN
            && x > CHART_STYLE_MARGIN) {
            x = CHART_STYLE_MARGIN;
            rows++;
        }
        if (p != NULL)
            key_entry(p, &f->key[i], x, y + ((double)rows - 0.5) * KEY_STEP);
        x += w;
    }
    return rows;
}

/* Writes lines of text from y downwards; returns where they end. */
static double paragraph(struct chart_script *p, struct buf *lines, double y,
    double line_px, struct chart_ink ink)
{
    for (char *save,
         *line = lines->s == NULL ? NULL : strtok_r(lines->s, "\n", &save);
         line != NULL; line = strtok_r(NULL, "\n", &save)) {
        chart_script_text(p, CHART_STYLE_MARGIN, y + line_px / 2, ink, line);
        y += line_px;
    }
    return y;
}

struct words { // the texts of a page, wrapped
    struct buf title, subtitle, notes;
    size_t n_title, n_subtitle, n_notes, n_key;
};

static void wrap_words(
    struct words *w, const struct chart_out *out, const struct chart_frame *f)
{
    double width = CHART_STYLE_WIDTH - 2 * CHART_STYLE_MARGIN;

    w->n_title =
        chart_text_wrap(&w->title, out->title, CHART_STYLE_TITLE, true, width);
    w->n_subtitle = chart_text_wrap(
        &w->subtitle, out->subtitle, CHART_STYLE_SUBTITLE, false, width);
    w->n_notes =
        chart_text_wrap(&w->notes, f->notes, CHART_STYLE_SMALL, false, width);
    w->n_notes +=
        chart_text_wrap(&w->notes, out->note, CHART_STYLE_SMALL, false, width);
    w->n_key = key_rows(NULL, f, 0);
}

/* Decides the size of the canvas and where the plot lies on it. */
static void measure(
    struct chart_script *p, const struct chart_frame *f, const struct words *w)
{
    double top = CHART_STYLE_MARGIN - 12.0 + (double)w->n_title * TITLE_STEP
                 + TITLE_GAP + (double)w->n_subtitle * SUBTITLE_STEP
                 + (w->n_key > 0 ? 10.0 + (double)w->n_key * KEY_STEP : 0)
                 + (f->y_label != NULL ? LABEL_ROOM : 0) + GAP;
    double below = TICK_ROOM + (f->x_label != NULL ? LABEL_ROOM : 0)
                   + (w->n_notes > 0 ? GAP : 0) + (double)w->n_notes * NOTE_STEP
                   + 24;

    p->w = CHART_STYLE_WIDTH;
    p->h = f->snug ? CHART_STYLE_SNUG : CHART_STYLE_HEIGHT;
    if (top + f->height + below > p->h)
        p->h = top + f->height + below;
    p->h = (double)(int)(p->h + 0.5);
    p->plot = (struct chart_box){ f->left, top, p->w - f->left - f->right,
        p->h - top - below };
}

void chart_page_begin(struct chart_script *p, const struct chart_out *out,
    const struct chart_frame *f)
{
    struct words w = { 0 };
    const struct chart_ink soft = { .size = CHART_STYLE_LABEL,
        .color = CHART_STYLE_SOFT };
    struct chart_ink ink = { .color = CHART_STYLE_INK, .bold = true };

    *p = (struct chart_script){ .out = out, .next = 1 };
    wrap_words(&w, out, f);
    measure(p, f, &w);
    ink.size = CHART_STYLE_TITLE;
    double y =
        paragraph(p, &w.title, CHART_STYLE_MARGIN - 12.0, TITLE_STEP, ink);
    ink = soft;
    ink.size = CHART_STYLE_SUBTITLE;
    y = paragraph(p, &w.subtitle, y + TITLE_GAP, SUBTITLE_STEP, ink);
    key_rows(p, f, y + 10);
    if (f->y_label != NULL)
        chart_script_text(
            p, CHART_STYLE_MARGIN, p->plot.y - GAP - 16, soft, f->y_label);
    double bottom = p->plot.y + p->plot.h;
    if (f->x_label != NULL) {
        ink = soft;
        ink.align = CHART_RIGHT;
        chart_script_text(p, p->plot.x + p->plot.w,
            bottom + TICK_ROOM + LABEL_ROOM / 2.0 - 6, ink, f->x_label);
        bottom += LABEL_ROOM;
    }
    ink = soft;
    ink.size = CHART_STYLE_SMALL;
    paragraph(p, &w.notes, bottom + TICK_ROOM + GAP, NOTE_STEP, ink);
    buf_clear(&w.title);
    buf_clear(&w.subtitle);
    buf_clear(&w.notes);
}

void chart_page_empty(struct chart_script *p)
{
    chart_script_text(p, p->plot.x + p->plot.w / 2, p->plot.y + p->plot.h / 2,
        (struct chart_ink){ .size = CHART_STYLE_SUBTITLE,
            .color = CHART_STYLE_SOFT,
            .align = CHART_CENTER },
        "nothing is known that could be drawn here");
}
