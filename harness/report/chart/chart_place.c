#include "report/chart/chart_place.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

enum { PASSES = 4, GRID_PX = 9, NEAR_PX = 32, BESIDE_PX = 20 };

/* Prices of what is wrong with a place, in px of distance. */
static const double price_label = 1000, price_mark = 600;
static const double price_touch = 12, price_under = 1.5; // of a segment
static const double price_other = 35; // about as near to another's point

static double overlap(const struct chart_box *a, const struct chart_box *b)
{
    double w = fmin(a->x + a->w, b->x + b->w) - fmax(a->x, b->x);
    double h = fmin(a->y + a->h, b->y + b->h) - fmax(a->y, b->y);
    return w > 0 && h > 0 ? sqrt(w * h) : 0;
}

static bool inside(const struct chart_box *a, const struct chart_box *area)
{
    return a->x >= area->x && a->y >= area->y
           && a->x + a->w <= area->x + area->w
           && a->y + a->h <= area->y + area->h;
}

/* Cuts [*t0, *t1] to where from + t * by lies in low..high. */
static void clip(
    double from, double by, double low, double high, double *t0, double *t1)
{
    if (fabs(by) < 1e-12) {
        if (from < low || from > high)
            *t1 = -1;
        return;
    }
    double a = (low - from) / by, b = (high - from) / by;
    *t0 = fmax(*t0, fmin(a, b));
    *t1 = fmin(*t1, fmax(a, b));
}

/* Length of a segment within a box (Liang and Barsky 1984). */
static double length_in(
    const struct chart_segment *s, const struct chart_box *b)
{
    double dx = s->x1 - s->x0, dy = s->y1 - s->y0, t0 = 0, t1 = 1;

    clip(s->x0, dx, b->x, b->x + b->w, &t0, &t1);
    clip(s->y0, dy, b->y, b->y + b->h, &t0, &t1);
    return t1 > t0 ? (t1 - t0) * hypot(dx, dy) : 0;
}

void chart_place_nearest(
    const struct chart_box *box, double x, double y, double *px, double *py)
{
    *px = fmin(fmax(x, box->x), box->x + box->w);
    *py = fmin(fmax(y, box->y), box->y + box->h);
}

static double distance(const struct chart_label *l, const struct chart_box *b)
{
    double x, y;

    chart_place_nearest(b, l->x, l->y, &x, &y);
    return hypot(x - l->x, y - l->y);
}

/* What a leader from the point to the box would run through. */
static double leader_price(const struct chart_label *labels, size_t n,
    size_t me, const struct chart_box *box, bool *placed)
{
    struct chart_segment s = { labels[me].x, labels[me].y, 0, 0 };
    double sum = 0;

    chart_place_nearest(box, s.x0, s.y0, &s.x1, &s.y1);
    for (size_t i = 0; i < n; i++) {
        if (i == me || !placed[i])
            continue;
        if (length_in(&s, &labels[i].box) > 0)
            sum += price_label / 4;
    }
    return sum;
}

/* Whether a reader would take it for another's. */
static bool misleads(const struct chart_label *labels, size_t n, size_t me,
    const struct chart_box *box, double far)
{
    for (size_t i = 0; i < n; i++)
        if (i != me && distance(&labels[i], box) < far + 30)
            return true;
    return false;
}

static double price(const struct chart_field *f,
    const struct chart_label *labels, size_t n, size_t me,
    const struct chart_box *box, bool *placed, double best)
{
    double far = distance(&labels[me], box);
    double sum = far + (far > NEAR_PX ? 25 : 0);

    if (!inside(box, &f->area) || sum >= best)
        return INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (i != me && placed[i] && overlap(box, &labels[i].box) > 0)
            sum += price_label + overlap(box, &labels[i].box);
    }
    for (size_t i = 0; i < f->n_marks && sum < best; i++) {
        if (overlap(box, &f->marks[i]) > 0)
            sum += price_mark + overlap(box, &f->marks[i]);
    }
    for (size_t i = 0; i < f->n_segments && sum < best; i++) {
        double under = length_in(&f->segments[i], box);
        sum += under > 0 ? price_touch + price_under * under : 0;
    }
    if (sum < best && misleads(labels, n, me, box, far))
        sum += price_other;
    return far > NEAR_PX && sum < best
               ? sum + leader_price(labels, n, me, box, placed)
               : sum;
}

/* Corners first, because intervals leave a point straight up, down and
 * sideways; right before left, as one reads. */
static const struct {
    int dx, dy;   // which side of the point
    double share; // of the width that lies left of it, for dx 0
} places[] = {
    { 1, -1, 0 }, { 1, 1, 0 }, { 1, 0, 0 },          //
    { -1, -1, 0 }, { -1, 1, 0 }, { -1, 0, 0 },       //
    { 0, -1, 0.5 }, { 0, 1, 0.5 }, { 0, -1, 0.25 },  //
    { 0, 1, 0.25 }, { 0, -1, 0.75 }, { 0, 1, 0.75 }, //
};

enum { PLACES = sizeof places / sizeof places[0] };

/* Place k at a reach of r px. */
static struct chart_box candidate(
    const struct chart_label *l, size_t k, double r)
{
    struct chart_box b = { .w = l->w, .h = l->h };
    double off = places[k].dx != 0 ? fmax(2, r - 10) : r;

    if (places[k].dx == 0)
        b.x = l->x - l->w * places[k].share;
    else
        b.x = places[k].dx > 0 ? l->x + r : l->x - r - l->w;
    if (places[k].dy == 0)
        b.y = l->y - l->h / 2;
    else
        b.y = places[k].dy > 0 ? l->y + off : l->y - off - l->h;
    return b;
}

/* Beside the point, at growing distances. */
static double try_around(const struct chart_field *f,
    struct chart_label *labels, size_t n, size_t me, bool *placed)
{
    static const double reach[] = { 12, 17, 26, 40, 60, 90, 125, 170, 220 };
    struct chart_label *l = &labels[me];
    double best = INFINITY;

    for (size_t r = 0; r < sizeof reach / sizeof reach[0]; r++) {
        for (size_t k = 0; k < PLACES; k++) {
            struct chart_box box = candidate(l, k, reach[r]);
            double bias = 0.6 * (double)k;
            double p = price(f, labels, n, me, &box, placed, best - bias);
            if (p + bias < best) {
                best = p + bias;
                l->box = box;
            }
        }
    }
    return best;
}

/* Anywhere on a grid over the area. */
static void try_anywhere(const struct chart_field *f,
    struct chart_label *labels, size_t n, size_t me, bool *placed, double best)
{
    struct chart_label *l = &labels[me];
    struct chart_box box = { .w = l->w, .h = l->h };
    const struct chart_box *a = &f->area;

    for (box.y = a->y; box.y + box.h <= a->y + a->h; box.y += GRID_PX) {
        for (box.x = a->x; box.x + box.w <= a->x + a->w; box.x += GRID_PX) {
            double p = price(f, labels, n, me, &box, placed, best);
            if (p < best) {
                best = p;
                l->box = box;
            }
        }
    }
}

static void place_one(const struct chart_field *f, struct chart_label *labels,
    size_t n, size_t me, bool *placed)
{
    struct chart_label *l = &labels[me];

    l->box = (struct chart_box){ l->x, l->y - l->h / 2, l->w, l->h };
    double best = try_around(f, labels, n, me, placed);
    if (best >= price_mark)
        try_anywhere(f, labels, n, me, placed, best);
    placed[me] = true;
    l->far = distance(l, &l->box) > BESIDE_PX;
}

void chart_place_around(
    const struct chart_field *field, struct chart_label *labels, size_t n)
{
    bool *placed = mem_zalloc(n + 1, sizeof *placed);

    for (int pass = 0; pass < PASSES; pass++) {
        for (size_t i = 0; i < n; i++)
            place_one(field, labels, n, i, placed);
    }
    free(placed);
}

struct run {    // neighbours that had to be moved together
    double sum; // of where each wants the first to be
    size_t n;
};

static double run_at(const struct run *r, double gap, double low, double high)
{
    double at = r->sum / (double)r->n;
    double last = high - (double)(r->n - 1) * gap;
    return fmax(low, fmin(at, last));
}

void chart_place_column(
    double *y, size_t n, double gap, double low, double high)
{
    struct run *runs = mem_zalloc(n + 1, sizeof *runs);
    size_t n_runs = 0, k = 0;

    /* Pool adjacent violators: least squares under the order and the gap. */
    for (size_t i = 0; i < n; i++) {
        runs[n_runs++] = (struct run){ y[i], 1 };
        while (n_runs > 1) {
            struct run *a = &runs[n_runs - 2], *b = &runs[n_runs - 1];
            double end = run_at(a, gap, low, high) + (double)a->n * gap;
            if (run_at(b, gap, low, high) >= end)
                break;
            a->sum += b->sum - (double)(a->n * b->n) * gap;
            a->n += b->n;
            n_runs--;
        }
    }
    for (size_t r = 0; r < n_runs; r++) {
        double at = run_at(&runs[r], gap, low, high);
        for (size_t i = 0; i < runs[r].n; i++)
            y[k++] = at + (double)i * gap;
    }
    free(runs);
}
