#include "cost/annual.h"

#include <math.h>
#include <stdio.h>

enum { DAYS = 365, HOURS = 8760, DAY_S = 86400, MAX_STEPS = 2000000 };

/* A volume that fills n replicas needs n, whatever the last bit says. */
static const double last_bit = 1e-12;

static double or_one(double x)
{
    return x == 0 ? 1 : x;
}

double annual_busy_s(double input_tokens, double output_tokens,
    double prefill_tok_s, double decode_tok_s)
{
    double s = output_tokens / decode_tok_s;
    if (prefill_tok_s != 0)
        s += input_tokens / prefill_tok_s;
    return s;
}

static int years_of(const struct annual_way *w)
{
    return w->years > 1 ? (int)fmin(w->years, 100) : 1;
}

/* One of the models a way asks, in one of its years. */
struct part {
    const struct annual_way *way;
    double times;   // its requests / those a day of the first year
    double request; // its price / that of the first year
    double hour;    //
};

static struct part part_of(const struct annual_way *w, int year, double share)
{
    return (struct part){ w, share * pow(1 + w->growth, year),
        pow(1 - w->price_decline, year), pow(1 - w->hour_decline, year) };
}

/* The parts of a way in one year: itself, and the dear model behind it. */
static int parts_of(const struct annual_way *w, int year, struct part out[2])
{
    if (w->dear == NULL) {
        out[0] = part_of(w, year, 1);
        return 1;
    }
    out[0] = part_of(w, year, w->cascade ? 1 : 1 - w->share);
    out[1] = part_of(w->dear, year, w->share);
    return 2;
}

/* Requests a day of the first year that one replica carries; endless when it
 * is never busy. */
static double capacity(const struct part *p)
{
    const struct annual_way *w = p->way;

    if (w->busy_s == 0 || p->times == 0)
        return (double)INFINITY;
    return DAY_S * or_one(w->utilisation)
           / (or_one(w->peak) * w->busy_s * p->times);
}

/* Replicas for the load alone. */
static double loaded(const struct part *p, double requests_per_day)
{
    double need = requests_per_day / capacity(p);

    if (isnan(need))
        return need;
    return fmax(ceil(need * (1 - last_bit)), or_one(p->way->min_replicas));
}

static double replicas(const struct part *p, double requests_per_day)
{
    if (p->way->gpus == 0)
        return 0;
    return loaded(p, requests_per_day) + p->way->spare_replicas;
}

double annual_replicas(const struct annual_way *w, double requests_per_day)
{
    struct part parts[2];
    double n = 0;

    for (int i = 0, k = parts_of(w, 0, parts); i < k; i++)
        n += replicas(&parts[i], requests_per_day);
    return n;
}

static double replica_usd(const struct part *p)
{
    const struct annual_way *w = p->way;

    return (1 + w->tax) * w->gpus * w->usd_per_gpu_hour * p->hour * HOURS;
}

static double request_usd(const struct part *p)
{
    const struct annual_way *w = p->way;

    return (1 + w->tax) * w->usd_per_request * p->request * DAYS * p->times;
}

static double making_usd(const struct annual_way *w)
{
    double usd =
        w->once_usd / or_one(w->years) + w->repeats_per_year * w->repeat_usd;

    return w->dear == NULL ? usd : usd + making_usd(w->dear);
}

static struct annual_line running(
    const struct annual_way *w, int year, double at)
{
    struct annual_line l = { 0, 0 };
    struct part parts[2];

    for (int i = 0, k = parts_of(w, year, parts); i < k; i++) {
        const struct part *p = &parts[i];
        l.fixed += p->way->fixed_usd;
        if (p->way->gpus != 0)
            l.fixed += replicas(p, at) * replica_usd(p);
        l.slope += request_usd(p);
    }
    return l;
}

struct annual_line annual_line(const struct annual_way *w, double at)
{
    struct annual_line sum = { 0, 0 };
    int years = years_of(w);

    for (int y = 0; y < years; y++) {
        struct annual_line l = running(w, y, at);
        sum.fixed += l.fixed / years;
        sum.slope += l.slope / years;
    }
    sum.fixed += making_usd(w);
    return sum;
}

double annual_usd(const struct annual_way *w, double requests_per_day)
{
    struct annual_line l = annual_line(w, requests_per_day);

    return l.fixed + l.slope * requests_per_day;
}

double annual_running_usd(
    const struct annual_way *w, int year, double requests_per_day)
{
    struct annual_line l = running(w, year, requests_per_day);

    return l.fixed + l.slope * requests_per_day;
}

double annual_grown(const struct annual_way *w)
{
    int years = years_of(w);
    double sum = 0;

    for (int y = 0; y < years; y++)
        sum += pow(1 + w->growth, y);
    return sum / years;
}

double annual_each_usd(const struct annual_way *w)
{
    struct part parts[2];
    double usd = 0;

    for (int i = 0, k = parts_of(w, 0, parts); i < k; i++) {
        usd += request_usd(&parts[i]) / DAYS;
        if (parts[i].way->gpus != 0)
            usd += replica_usd(&parts[i]) / DAYS / capacity(&parts[i]);
    }
    return usd;
}

double annual_step(const struct annual_way *w, double at)
{
    double next = (double)INFINITY;

    for (int y = 0, years = years_of(w); y < years; y++) {
        struct part parts[2];
        for (int i = 0, k = parts_of(w, y, parts); i < k; i++) {
            double cap = capacity(&parts[i]), n = loaded(&parts[i], at), step;
            if (parts[i].way->gpus == 0 || isinf(cap))
                continue;
            step = n * cap;
            next =
                fmin(next, step > at * (1 + last_bit) ? step : (n + 1) * cap);
        }
    }
    return next;
}

/* Far out a way is a line again, with its machines in the slope: it costs
 * between that line and `above` more. */
struct far {
    struct annual_line line;
    double above;
};

static struct far far_of(const struct annual_way *w)
{
    struct far f = { annual_line(w, 0), 0 };
    int years = years_of(w);

    for (int y = 0; y < years; y++) {
        struct part parts[2];
        for (int i = 0, k = parts_of(w, y, parts); i < k; i++) {
            const struct part *p = &parts[i];
            double least = or_one(p->way->min_replicas);
            if (p->way->gpus == 0)
                continue;
            f.line.slope += replica_usd(p) / capacity(p) / years;
            f.line.fixed -= least * replica_usd(p) / years;
            f.above += fmax(least, 1) * replica_usd(p) / years;
        }
    }
    return f;
}

/* A volume beyond which a and b cannot change places any more. */
static double settled(const struct annual_way *a, const struct annual_way *b)
{
    struct far x = far_of(a), y = far_of(b);
    double turn = fabs(x.line.slope - y.line.slope);
    double most = fmax(fabs(x.line.slope), fabs(y.line.slope));

    if (!(turn > 1e-9 * most))
        return (double)INFINITY;
    return 1.001 * (fabs(x.line.fixed - y.line.fixed) + x.above + y.above)
           / turn;
}

static int sign(double x, double scale)
{
    return fabs(x) <= last_bit * scale ? 0 : x < 0 ? -1 : 1;
}

/* Notes that the cheaper one at this volume is a (-1) or b (1). */
struct walk {
    struct annual_crossing *out;
    int was; // 0: the same all the way so far
};

static void note(struct walk *k, int cheaper, double at)
{
    if (cheaper == 0 || cheaper == k->was)
        return;
    if (k->was == 0) {
        k->out->a_first = cheaper < 0;
    } else {
        if (k->out->changes++ == 0)
            k->out->first = at;
        k->out->last = at;
    }
    k->was = cheaper;
    k->out->a_last = cheaper < 0;
}

/* One stretch without steps: two straight lines. */
static void stretch(struct walk *k, const struct annual_way *a,
    const struct annual_way *b, double lo, double hi)
{
    struct annual_line x = annual_line(a, lo + (hi - lo) / 2);
    struct annual_line y = annual_line(b, lo + (hi - lo) / 2);
    double a_lo = x.fixed + x.slope * lo, b_lo = y.fixed + y.slope * lo;
    double a_hi = x.fixed + x.slope * hi, b_hi = y.fixed + y.slope * hi;
    double slope = y.slope - x.slope, gap = a_lo - b_lo;
    int s_lo = sign(gap, fmax(fabs(a_lo), fabs(b_lo)));
    int s_hi = sign(a_hi - b_hi, fmax(fabs(a_hi), fabs(b_hi)));

    note(k, s_lo, lo);
    note(k, s_hi, s_lo && s_hi == -s_lo ? lo + gap / slope : lo);
}

static bool is_known(const struct annual_way *w, double limit)
{
    return isfinite(annual_usd(w, 0)) && isfinite(annual_usd(w, limit));
}

struct annual_crossing annual_crossing_in(const struct annual_way *a,
    const struct annual_way *b, double limit, size_t steps)
{
    struct annual_crossing out = { .first = (double)NAN, .last = (double)NAN };
    struct walk k = { &out, 0 };
    double at = 0;

    if (!is_known(a, limit) || !is_known(b, limit) || !(limit > 0))
        return out;
    limit = fmin(limit, fmax(1, settled(a, b)));
    for (size_t i = 0; at < limit; i++) {
        double to = fmin(limit, fmin(annual_step(a, at), annual_step(b, at)));
        if (i == steps) {
            out.cut = true;
            break;
        }
        stretch(&k, a, b, at, to);
        at = to;
    }
    out.verdict = out.changes ? ANNUAL_CROSSES
                  : k.was < 0 ? ANNUAL_A_ALWAYS
                  : k.was > 0 ? ANNUAL_B_ALWAYS
                              : ANNUAL_SAME;
    return out;
}

struct annual_crossing annual_crossing(
    const struct annual_way *a, const struct annual_way *b, double limit)
{
    return annual_crossing_in(a, b, limit, MAX_STEPS);
}

const char *annual_exact(int64_t pusd, int64_t n, int64_t requests_per_day,
    int days, char out[MONEY_SIZE])
{
    __int128 whole;
    if (pusd < 0 || n <= 0 || requests_per_day < 0 || days < 0
        || __builtin_mul_overflow(
            (__int128)pusd, (__int128)requests_per_day * days, &whole)) {
        snprintf(out, MONEY_SIZE, "unknown");
        return out;
    }
    __int128 half = whole % n * 2 >= n;
    return money_wide(whole / n + half, out);
}
