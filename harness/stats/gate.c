#include "stats/gate.h"

#include <math.h>

#include "stats/retention.h"

static bool rule_ok(const struct gate_rule *r)
{
    if (!(r->alpha > 0 && r->alpha < 0.5) || r->family < 1 || !(r->widen >= 0)
        || !(r->widen_worse >= 0))
        return false;
    if (r->retain)
        return r->amount > 0 && r->amount <= 1;
    return r->amount >= 0 && r->amount < 1;
}

static double edge(const struct gate_rule *r)
{
    return r->retain ? r->amount : -r->amount;
}

struct side { // one of both limits
    double alpha, widen;
};

static struct side not_worse(const struct gate_rule *r)
{
    return (struct side){ r->alpha, r->widen };
}

/* Of several suites each counts for its part. Student's t for few clusters
 * grows as alpha falls: it has a widening of its own. */
static struct side worse(const struct gate_rule *r)
{
    return (struct side){ r->alpha / r->family,
        r->widen_worse > 0 ? r->widen_worse : r->widen };
}

/* The z of a one-sided alpha, as wide as clusters want it. */
static double z_of(struct side s)
{
    return interval_z(1 - 2 * s.alpha) * fmax(1, s.widen);
}

static struct interval limits_at(
    const struct gate_rule *r, const struct paired_cells *c, struct side s)
{
    return r->retain ? retention_careful(c, r->each, z_of(s)).ci
                     : paired_ci_careful(c, r->each, z_of(s));
}

/* The limits that answers are given by: "not worse" by the lower one, "worse"
 * by the upper one. */
static struct interval limits(
    const struct gate_rule *r, const struct paired_cells *c)
{
    struct interval ci = limits_at(r, c, not_worse(r));

    if (r->family > 1)
        ci.high = limits_at(r, c, worse(r)).high;
    return ci;
}

static double estimate(const struct gate_rule *r, const struct paired_cells *c)
{
    if (!r->retain)
        return paired_diff(c);
    return c->both + c->only_b > 0 ? paired_accuracy_a(c) / paired_accuracy_b(c)
                                   : NAN;
}

/* Comparisons with NAN are false: no ratio, no answer. Retention asks the
 * score itself; its limits are the same test turned round. */
static enum gate_verdict judge(
    const struct gate_rule *r, const struct paired_cells *c)
{
    struct interval ci;
    double z;

    if (r->retain) {
        if (c->both + c->only_b == 0)
            return GATE_UNKNOWN;
        z = retention_z_careful(c, r->each, r->amount);
        if (z > z_of(not_worse(r)))
            return GATE_NOT_WORSE;
        return z < -z_of(worse(r)) ? GATE_WORSE : GATE_UNKNOWN;
    }
    ci = limits(r, c);
    if (ci.low > edge(r))
        return GATE_NOT_WORSE;
    return ci.high < edge(r) ? GATE_WORSE : GATE_UNKNOWN;
}

/* The table with every open item as bad, or as good, for the candidate as it
 * can be. A missing baseline verdict is right at its worst. */
static struct paired_cells at_worst(
    const struct paired_cells *c, const struct gate_open *o)
{
    return (struct paired_cells){ c->both + o->b_missing_a_right, c->only_a,
        c->only_b + o->a_missing_b_right + o->b_missing_a_wrong
            + o->both_missing,
        c->neither + o->a_missing_b_wrong };
}

static struct paired_cells at_best(
    const struct paired_cells *c, const struct gate_open *o)
{
    return (struct paired_cells){ c->both + o->a_missing_b_right,
        c->only_a + o->a_missing_b_wrong + o->b_missing_a_right
            + o->both_missing,
        c->only_b, c->neither + o->b_missing_a_wrong };
}

static struct gate_result nothing(
    const struct gate_rule *r, enum gate_reason reason)
{
    return (struct gate_result){ GATE_UNKNOWN, reason, edge(r), NAN,
        { NAN, NAN }, { NAN, NAN }, 0, 0 };
}

struct gate_result gate_fixed(const struct gate_rule *rule,
    const struct paired_cells *c, const struct gate_open *open)
{
    static const struct gate_open none;
    const struct gate_open *o = open ? open : &none;
    struct paired_cells worst = at_worst(c, o), best = at_best(c, o);
    struct gate_result out = nothing(rule, GATE_CLEAR);

    out.n = paired_n(c);
    out.open = paired_n(&worst) - out.n;
    if (!rule_ok(rule)) {
        out.reason = GATE_BAD_RULE;
        return out;
    }
    if (out.n <= 0) {
        out.reason = out.open > 0 ? GATE_FAILED : GATE_EMPTY;
        return out;
    }
    out.estimate = estimate(rule, c);
    if (isinf(rule->widen)) {
        out.reason = GATE_ONE_CLUSTER;
        return out;
    }
    out.limits = limits(rule, c);
    /* fmin and fmax pass over NAN: a ratio that one table does not have */
    out.bounds.low = fmin(out.limits.low, limits(rule, &worst).low);
    out.bounds.high = fmax(out.limits.high, limits(rule, &best).high);
    out.verdict = judge(rule, c);
    if (rule->retain && c->both + c->only_b == 0)
        out.reason = GATE_NO_RATIO;
    else if (out.verdict == GATE_UNKNOWN)
        out.reason = GATE_STRADDLES;
    else if (judge(rule, &worst) != out.verdict
             || judge(rule, &best) != out.verdict) {
        out.verdict = GATE_UNKNOWN;
        out.reason = GATE_FAILED;
    }
    return out;
}

struct sequence_plan gate_plan(
    const struct gate_rule *rule, int64_t population, int64_t base_right)
{
    struct sequence_plan p = { population, base_right, true, NAN, 0 };
    double share = (double)base_right / (double)population;

    if (!rule_ok(rule) || (rule->retain && base_right < 0))
        return p;
    p.focus = rule->retain ? (1 - rule->amount) * share : rule->amount;
    p.edge = -p.focus;
    return p;
}

enum gate_verdict gate_look(
    const struct gate_rule *rule, const struct sequence *s)
{
    if (!rule_ok(rule))
        return GATE_UNKNOWN;
    /* Without an edge both are NAN: unknown. */
    if (sequence_above(s) >= -log(rule->alpha))
        return GATE_NOT_WORSE;
    if (sequence_below(s) >= -log(worse(rule).alpha))
        return GATE_WORSE;
    return GATE_UNKNOWN;
}

struct gate_result gate_sequence(
    const struct gate_rule *rule, struct sequence *s)
{
    struct gate_result out = nothing(rule, GATE_CLEAR);

    out.open = sequence_open(s);
    out.n = sequence_n(s) - out.open;
    if (!rule_ok(rule)) {
        out.reason = GATE_BAD_RULE;
        return out;
    }
    out.edge = sequence_edge(s);
    out.estimate = sequence_mean(s);
    out.limits = sequence_interval(s, 1 - 2 * rule->alpha);
    if (rule->family > 1)
        out.limits.high = sequence_interval(s, 1 - 2 * worse(rule).alpha).high;
    out.bounds = out.limits;
    out.verdict = gate_look(rule, s);
    if (isnan(out.edge))
        out.reason = GATE_NO_RATIO;
    else if (sequence_n(s) == 0 && out.verdict == GATE_UNKNOWN)
        out.reason = GATE_EMPTY;
    else if (out.verdict == GATE_UNKNOWN && sequence_left(s) > 0)
        out.reason = GATE_STRADDLES;
    else if (out.verdict == GATE_UNKNOWN)
        out.reason = out.open > 0 ? GATE_FAILED : GATE_ON_EDGE;
    return out;
}

enum gate_verdict gate_join(const enum gate_verdict *verdicts, size_t n)
{
    enum gate_verdict out = n > 0 ? GATE_NOT_WORSE : GATE_UNKNOWN;

    for (size_t i = 0; i < n; i++) {
        if (verdicts[i] == GATE_WORSE)
            return GATE_WORSE;
        if (verdicts[i] == GATE_UNKNOWN)
            out = GATE_UNKNOWN;
    }
    return out;
}
