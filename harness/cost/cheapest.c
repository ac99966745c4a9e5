#include "cost/cheapest.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

enum { MAX_STEPS = 1000000 };

struct spans {
    struct cheapest_span *out;
    size_t room, n;
};

static void add(struct spans *s, size_t way, double from, double to)
{
    struct cheapest_span *last =
        s->n == 0 ? NULL : &s->out[(s->n < s->room ? s->n : s->room) - 1];

    if (last != NULL && last->way == way) {
        last->to = to;
        return;
    }
    if (s->n < s->room)
        last = &s->out[s->n];
    s->n++;
    *last = (struct cheapest_span){ way, from, to };
}

static double at(const struct annual_line *l, double volume)
{
    return l->fixed + l->slope * volume;
}

/* The lowest line just above a volume: of those that meet, the flattest. */
static size_t lowest(const struct annual_line *l, size_t n, double volume)
{
    size_t best = n;

    for (size_t i = 0; i < n; i++) {
        double usd = at(&l[i], volume), gap;
        if (!isfinite(usd))
            continue;
        gap = best == n ? -1 : usd - at(&l[best], volume);
        if (best == n || gap < -1e-12 * fabs(usd)
            || (gap <= 1e-12 * fabs(usd) && l[i].slope < l[best].slope))
            best = i;
    }
    return best;
}

/* Where the first line gets below line `best`, or `to`. */
static double overtaken(
    const struct annual_line *l, size_t n, size_t best, double from, double to)
{
    double first = to;

    for (size_t i = 0; i < n; i++) {
        double meet;
        if (!isfinite(l[i].fixed + l[i].slope) || l[i].slope >= l[best].slope)
            continue;
        meet = (l[i].fixed - l[best].fixed) / (l[best].slope - l[i].slope);
        if (meet > from && meet < first)
            first = meet;
    }
    return first;
}

/* One stretch without steps: every way is a straight line. */
static void stretch(struct spans *s, const struct annual_line *l, size_t n,
    double from, double to)
{
    /* each turn finds a flatter line: n turns at most */
    for (size_t turn = 0; turn < n && from < to; turn++) {
        size_t best = lowest(l, n, from);
        double end;
        if (best == n)
            return;
        end = overtaken(l, n, best, from, to);
        add(s, best, from, end);
        from = end;
    }
}

size_t cheapest_along(const struct annual_line *lines, size_t n, double from,
    double to, struct cheapest_span *out, size_t room)
{
    struct spans s = { out, room, 0 };

    stretch(&s, lines, n, from, to);
    return s.n;
}

static double next_step(const struct annual_way *ways, size_t n, double from)
{
    double next = (double)INFINITY;

    for (size_t i = 0; i < n; i++)
        next = fmin(next, annual_step(&ways[i], from));
    return next;
}

size_t cheapest_over(const struct annual_way *ways, size_t n, double from,
    double to, struct cheapest_span *out, size_t room)
{
    struct annual_line *lines = mem_zalloc(n, sizeof *lines);
    struct spans s = { out, room, 0 };

    for (int steps = 0; from < to && steps < MAX_STEPS; steps++) {
        double end = fmin(to, next_step(ways, n, from));
        for (size_t i = 0; i < n; i++)
            lines[i] = annual_line(&ways[i], from + (end - from) / 2);
        stretch(&s, lines, n, from, end);
        from = end;
    }
    free(lines);
    return s.n;
}

size_t cheapest_at(const struct annual_way *ways, size_t n, double volume)
{
    size_t best = n;
    double least = (double)INFINITY;

    for (size_t i = 0; i < n; i++) {
        double usd = annual_usd(&ways[i], volume);
        if (usd < least) {
            least = usd;
            best = i;
        }
    }
    return best;
}
