#include "stats/sequence.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

enum { BETS = 5 };

/* What the mixture of gamblers believes the mean's distance from the
 * candidate to be, in units of focus, and how much each starts with. Chosen
 * with tests/simulate for differences of 1 to 3 times the focus from the
 * edge; any other choice is as valid, only slower or faster. */
static const double distance[BETS] = { 0.3, 0.85, 1.3, 2.1, 4 };
static const double purse[BETS] = { 0.03, 0.40, 0.23, 0.28, 0.06 };

/* No gambler risks more than this share of his wealth on one reply. */
#define AT_STAKE 0.7

/* Variance before anything is seen, and how many replies that is worth. */
#define PRIOR_VARIANCE 0.25
#define PRIOR_WEIGHT 10.0

/* Finest total told apart where values are not whole. */
#define FINE 1e-6

struct item {
    double low, high; // the difference; apart when there is no verdict
    bool base;
};

/* One direction: evidence that the mean of v is above a candidate, with v
 * the difference (sign 1) or its opposite (sign -1). */
struct side {
    int sign;
    int64_t n;
    double sum;             // of v
    double y_sum, y_square; // of v less the control variate
    int64_t base_n[2];      // by the baseline's verdict
    double base_sum[2];
};

/* What a reply brought and what was staked on it before it came: the same
 * for all candidates. */
struct step {
    double y;      // v less the control variate: same expectation
    double least;  // least y possible
    double before; // sum of v before it
    double left;   // items left before it
    double bet;    // stake per unit of distance
};

/* The wealth against one candidate total of v. */
struct line {
    double total;
    double wealth[BETS];
    double peak; // greatest sum of wealth; INFINITY: ruled out for certain
};

struct sequence {
    struct sequence_plan plan;
    struct side up, down;
    struct line above, below;
    struct item *items;
    int64_t open; // items without verdict
    double level; // of the limits kept below
    int64_t low, high;
};

static double unit(const struct sequence *s)
{
    return s->plan.whole ? 1 : FINE;
}

/* Least and greatest total of v the items not yet seen can have. */
static void rest(
    const struct sequence *s, const struct side *d, double *least, double *most)
{
    double left = (double)(s->plan.population - d->n);
    double right = (double)(s->plan.base_right - d->base_n[1]);

    if (s->plan.base_right < 0) {
        *least = -left;
        *most = left;
    } else {
        *least = d->sign > 0 ? -right : right - left;
        *most = *least + left;
    }
}

/* How much v falls when the baseline is right: regression on what was seen,
 * drawn towards 0. */
static double slope(const struct sequence *s, const struct side *d)
{
    if (s->plan.base_right < 0)
        return 0;
    return d->base_sum[1] / ((double)d->base_n[1] + PRIOR_WEIGHT)
           - d->base_sum[0] / ((double)d->base_n[0] + PRIOR_WEIGHT);
}

static double variance(const struct side *d)
{
    double n = (double)d->n, about = d->y_square;

    if (d->n > 0)
        about = fmax(0, about - d->y_sum * d->y_sum / n);
    return (about + PRIOR_VARIANCE * PRIOR_WEIGHT) / (n + PRIOR_WEIGHT);
}

/* Bets, then learns. The approximate growth-optimal bet is distance over
 * variance (Waudby-Smith and Ramdas 2024, aGRAPA); a distance between two
 * totals is carried by ever fewer items, so it grows by N / left. Nothing
 * here knows the candidate: see excluded() for why that matters. */
static struct step side_step(
    const struct sequence *s, struct side *d, const struct item *i)
{
    double n = (double)s->plan.population, left = n - (double)d->n;
    double share = (double)(s->plan.base_right - d->base_n[1]) / left;
    double tilt = slope(s, d), v = d->sign > 0 ? i->low : -i->high;
    struct step t = { v, -1, d->sum, left, 0 };

    t.bet = s->plan.focus * n / left / variance(d);
    if (s->plan.base_right >= 0) {
        t.y = v - tilt * ((i->base ? 1 : 0) - share);
        t.least = d->sign > 0 ? fmin(tilt * share, -1 - tilt * (1 - share))
                              : fmin(tilt * share - 1, -tilt * (1 - share));
    }
    d->n++;
    d->sum += v;
    d->y_sum += t.y;
    d->y_square += t.y * t.y;
    d->base_n[i->base]++;
    d->base_sum[i->base] += v;
    return t;
}

static void line_start(struct line *l, double total)
{
    l->total = total;
    l->peak = 1;
    for (int k = 0; k < BETS; k++)
        l->wealth[k] = purse[k];
}

/* Pays out one reply; wealth far below a chance of return is dropped, which
 * costs nothing but evidence, and keeps the arithmetic off denormals. */
static void line_step(struct line *l, const struct step *t)
{
    double mean = (l->total - t->before) / t->left, sum = 0;
    double most = AT_STAKE / fmax(mean - t->least, 1e-12);

    for (int k = 0; k < BETS; k++) {
        l->wealth[k] *= 1 + fmin(distance[k] * t->bet, most) * (t->y - mean);
        if (l->wealth[k] < 1e-100)
            l->wealth[k] = 0;
        sum += l->wealth[k];
    }
    l->peak = fmax(l->peak, sum);
}

/* What is known without any chance: the candidate, or all up to it, cannot be
 * (evidence without end), or the mean is surely no higher (none to come). */
static void line_bound(
    const struct sequence *s, struct line *l, const struct side *d)
{
    double need = l->total - d->sum, least, most, fuzz = unit(s) / 4;

    rest(s, d, &least, &most);
    if (need < least - fuzz)
        l->peak = INFINITY;
    if (need > most + fuzz)
        for (int k = 0; k < BETS; k++)
            l->wealth[k] = 0;
}

static void line_add(const struct sequence *s, struct line *l, struct side *d,
    const struct item *i)
{
    struct step t = side_step(s, d, i);

    if (l->peak < 1e100) {
        line_step(l, &t);
        line_bound(s, l, d);
    }
}

/* Default distance: what about a quarter of the items could show if one pair
 * in ten is discordant, sqrt(2 variance ln(1 / alpha) / n). */
static double focus(const struct sequence_plan *p)
{
    if (p->focus > 0)
        return p->focus;
    return fmin(0.5, sqrt(2 * 0.1 * 3 / (0.25 * (double)p->population)));
}

struct sequence *sequence_new(const struct sequence_plan *plan)
{
    struct sequence *s = mem_zalloc(1, sizeof(*s));
    double total;

    assert(plan->population >= 1 && plan->base_right <= plan->population);
    s->plan = *plan;
    s->plan.focus = focus(plan);
    s->up.sign = 1;
    s->down.sign = -1;
    s->items = mem_zalloc((size_t)plan->population, sizeof(*s->items));
    /* The hardest of the totals up to the edge, and of those from it on. */
    total = plan->edge * (double)plan->population / unit(s);
    line_start(&s->above, floor(total + 1e-6) * unit(s));
    line_start(&s->below, -ceil(total - 1e-6) * unit(s));
    line_bound(s, &s->above, &s->up);
    line_bound(s, &s->below, &s->down);
    return s;
}

void sequence_free(struct sequence *s)
{
    if (!s)
        return;
    free(s->items);
    free(s);
}

static void add(struct sequence *s, struct item i)
{
    assert(s->up.n < s->plan.population);
    assert(i.low >= -1 && i.low <= i.high && i.high <= 1);
    assert(s->plan.base_right < 0 || !i.base
           || s->up.base_n[1] < s->plan.base_right);
    assert(s->plan.base_right < 0 || i.base
           || s->up.base_n[0] < s->plan.population - s->plan.base_right);
    s->items[s->up.n] = i;
    s->open += i.low < i.high;
    line_add(s, &s->above, &s->up, &i);
    line_add(s, &s->below, &s->down, &i);
}

void sequence_add(struct sequence *s, double x)
{
    assert(s->plan.base_right < 0);
    add(s, (struct item){ x, x, false });
}

void sequence_add_pair(struct sequence *s, double low, double high, bool base)
{
    double b = base ? 1 : 0;

    assert(low >= 0 && high <= 1);
    add(s, (struct item){ low - b, high - b, base });
}

int64_t sequence_n(const struct sequence *s)
{
    return s->up.n;
}

int64_t sequence_open(const struct sequence *s)
{
    return s->open;
}

int64_t sequence_left(const struct sequence *s)
{
    return s->plan.population - s->up.n;
}

double sequence_edge(const struct sequence *s)
{
    return s->plan.edge;
}

double sequence_mean(const struct sequence *s)
{
    if (s->up.n == 0)
        return NAN;
    return (s->up.sum - s->down.sum) / 2 / (double)s->up.n;
}

double sequence_above(const struct sequence *s)
{
    return isnan(s->plan.edge) ? NAN : log(s->above.peak);
}

double sequence_below(const struct sequence *s)
{
    return isnan(s->plan.edge) ? NAN : log(s->below.peak);
}

/* True when the evidence that v has a greater total ever reached peak. Bets
 * do not depend on the candidate, so wealth falls as the candidate rises
 * (also where AT_STAKE caps the bet: the factor is then 1 - a + a (y - least)
 * / (mean - least)). So what is not excluded is one interval, and bisection
 * finds its end exactly, without a grid. */
static bool excluded(
    const struct sequence *s, int sign, int64_t total, double peak)
{
    struct side d = { .sign = sign };
    struct line l;

    line_start(&l, (double)total * unit(s));
    line_bound(s, &l, &d);
    for (int64_t i = 0; i < s->up.n && l.peak < peak; i++)
        line_add(s, &l, &d, &s->items[i]);
    return l.peak >= peak;
}

/* The least total of v not excluded, from low up; above high if there is
 * none. */
static int64_t least_left(
    const struct sequence *s, int sign, int64_t low, int64_t high, double peak)
{
    int64_t mid;

    if (!excluded(s, sign, low, peak))
        return low;
    if (excluded(s, sign, high, peak))
        return high + 1;
    while (high - low > 1) {
        mid = low + (high - low) / 2;
        if (excluded(s, sign, mid, peak))
            low = mid;
        else
            high = mid;
    }
    return high;
}

/* What is known without chance, in totals of the difference. */
static struct interval certain(const struct sequence *s)
{
    struct interval out;
    double least, most;

    rest(s, &s->up, &least, &most);
    out.low = s->up.sum + least;
    rest(s, &s->down, &least, &most);
    out.high = -(s->down.sum + least);
    return out;
}

struct interval sequence_interval(struct sequence *s, double level)
{
    struct interval sure = certain(s);
    double h = unit(s), n = (double)s->plan.population, peak = 2 / (1 - level);
    double slack = s->plan.whole ? 0 : h; // totals between two that are tried
    int64_t low = (int64_t)floor(sure.low / h + 1e-3);
    int64_t high = (int64_t)ceil(sure.high / h - 1e-3);

    if (!(level > 0 && level < 1))
        return (struct interval){ NAN, NAN };
    if (s->level != level) {
        s->low = low;
        s->high = high;
        s->level = level;
    }
    low = s->low > low ? s->low : low;
    high = s->high < high ? s->high : high;
    if (low <= high) {
        s->low = least_left(s, 1, low, high, peak);
        s->high = -least_left(s, -1, -high, -low, peak);
    }
    if (low > high || s->low > s->high)
        return (struct interval){ sure.low / n, sure.high / n };
    return (struct interval){ fmax(sure.low, (double)s->low * h - slack) / n,
        fmin(sure.high, (double)s->high * h + slack) / n };
}
