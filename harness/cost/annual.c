#include "cost/annual.h"

#include <math.h>
#include <stdio.h>

enum { DAYS = 365, HOURS = 8760, DAY_S = 86400, MAX_STEPS = 2000000 };

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

/* Requests a day that one replica carries; endless when it is never busy. */
static double capacity(const struct annual_way *w)
{
    if (w->busy_s == 0)
        return (double)INFINITY;
    return DAY_S * or_one(w->utilisation) / (or_one(w->peak) * w->busy_s);
}

double annual_replicas(const struct annual_way *w, double requests_per_day)
{
    if (w->gpus == 0)
        return 0;
    double need = requests_per_day / capacity(w);
    if (isnan(need))
        return need;
    /* a volume that fills n replicas needs n, whatever the last bit says */
    need = ceil(need * (1 - 1e-12));
    return fmax(need, or_one(w->min_replicas));
}

static double replica_usd(const struct annual_way *w)
{
    return (1 + w->tax) * w->gpus * w->usd_per_gpu_hour * HOURS;
}

static double slope_usd(const struct annual_way *w)
{
    return (1 + w->tax) * w->usd_per_request * DAYS;
}

static double fixed_usd(const struct annual_way *w)
{
    return w->once_usd / or_one(w->years) + w->repeats_per_year * w->repeat_usd;
}

double annual_usd(const struct annual_way *w, double requests_per_day)
{
    double usd = fixed_usd(w) + slope_usd(w) * requests_per_day;
    if (w->gpus != 0)
        usd += annual_replicas(w, requests_per_day) * replica_usd(w);
    return usd;
}

/* The volume up to which the replicas of now are enough. */
static double next_step(const struct annual_way *w, double at)
{
    if (w->gpus == 0 || w->busy_s == 0)
        return (double)INFINITY;
    double cap = capacity(w), n = annual_replicas(w, at);
    double step = n * cap;
    return step > at * (1 + 1e-12) ? step : (n + 1) * cap;
}

/* Cost with the replicas of a stretch that begins just above from. */
static double usd_on(
    const struct annual_way *w, double from, double to, double at)
{
    double usd = fixed_usd(w) + slope_usd(w) * at;
    if (w->gpus != 0)
        usd += annual_replicas(w, from + (to - from) / 2) * replica_usd(w);
    return usd;
}

static int sign(double x, double scale)
{
    return fabs(x) <= 1e-12 * scale ? 0 : x < 0 ? -1 : 1;
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

/* One stretch without steps: two straight lines, a minus b is dlo .. dhi. */
static void stretch(struct walk *k, const struct annual_way *a,
    const struct annual_way *b, double lo, double hi)
{
    double a_lo = usd_on(a, lo, hi, lo), b_lo = usd_on(b, lo, hi, lo);
    double a_hi = usd_on(a, lo, hi, hi), b_hi = usd_on(b, lo, hi, hi);
    double slope = slope_usd(b) - slope_usd(a), gap = a_lo - b_lo;
    int s_lo = sign(gap, fmax(fabs(a_lo), fabs(b_lo)));
    int s_hi = sign(a_hi - b_hi, fmax(fabs(a_hi), fabs(b_hi)));

    note(k, s_lo, lo);
    note(k, s_hi, s_lo && s_hi == -s_lo ? lo + gap / slope : lo);
}

static bool is_known(const struct annual_way *w, double limit)
{
    return isfinite(annual_usd(w, 0)) && isfinite(annual_usd(w, limit));
}

struct annual_crossing annual_crossing(
    const struct annual_way *a, const struct annual_way *b, double limit)
{
    struct annual_crossing out = { .first = (double)NAN, .last = (double)NAN };
    struct walk k = { &out, 0 };
    double at = 0;

    if (!is_known(a, limit) || !is_known(b, limit) || !(limit > 0))
        return out;
    for (int steps = 0; at < limit; steps++) {
        double to = fmin(limit, fmin(next_step(a, at), next_step(b, at)));
        if (steps == MAX_STEPS) {
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
