#include "report/gate/gating_say.h"

#include <math.h>
#include <stdio.h>

#include "base/buf.h"

bool gating_points(const struct gating_suite *s, const struct gate_rule *rule)
{
    return s->asked.yes || !rule->retain;
}

/* "+0.50 points", "97.80 % of the baseline" */
static const char *amount(bool points, int decimals, double x, char out[48])
{
    double shown = 100 * x;

    if (fabs(shown) < 0.5 * pow(10, -decimals))
        shown = 0; // no -0.00
    snprintf(out, 48, points ? "%+.*f points" : "%.*f %% of the baseline",
        decimals, shown);
    return out;
}

/* Decimals that tell a limit from the edge, on one side of which it lies. */
static int decimals_of(double limit, double edge)
{
    enum { USUAL = 2, MOST = 8 };
    int d = USUAL;

    while (
        d < MOST && limit != edge && fabs(100 * (limit - edge)) < pow(10, -d))
        d++;
    return d;
}

static void add_clear(
    const struct gating_suite *s, const struct gate_rule *rule, struct buf *out)
{
    const struct gate_result *r = &s->result;
    bool fine = r->verdict == GATE_NOT_WORSE, points = gating_points(s, rule);
    double limit = fine ? r->limits.low : r->limits.high;
    int d = decimals_of(limit, r->edge);
    char is[48], edge[48];

    if (s->asked.yes)
        buf_printf(out, "over all %lld samples ", (long long)s->asked.of);
    buf_printf(out, "%s at %s %s, and %s %s",
        points ? "the difference is" : "it keeps", fine ? "least" : "most",
        amount(points, d, limit, is), amount(points, d, r->edge, edge),
        points ? "are allowed" : "is needed");
    if (points && rule->retain)
        buf_printf(out, " if %g %% are to be kept", 100 * rule->amount);
}

static void add_straddles(
    const struct gating_suite *s, const struct gate_rule *rule, struct buf *out)
{
    bool points = gating_points(s, rule);
    const struct interval *at = &s->result.limits;
    int to_low = decimals_of(at->low, s->result.edge);
    int to_high = decimals_of(at->high, s->result.edge);
    int d = to_low > to_high ? to_low : to_high;
    char low[48], high[48], edge[48];

    buf_printf(out,
        "anything from %s to %s is possible, and the edge of %s lies between: "
        "more samples would tell",
        amount(points, d, at->low, low), amount(points, d, at->high, high),
        amount(points, d, s->result.edge, edge));
}

static void add_reason(
    const struct gating_suite *s, const struct gate_rule *rule, struct buf *out)
{
    switch (s->result.reason) {
    case GATE_CLEAR: add_clear(s, rule, out); break;
    case GATE_STRADDLES: add_straddles(s, rule, out); break;
    case GATE_FAILED:
        buf_printf(out,
            "%lld samples without a verdict could flip the answer: run it "
            "again until none is left",
            (long long)s->result.open);
        break;
    case GATE_ON_EDGE: buf_puts(out, "it lies exactly on the edge"); break;
    case GATE_EMPTY:
        buf_puts(out, s->asked.yes ? "no sample has an answer yet"
                                   : "no sample has a verdict on both sides");
        break;
    case GATE_ONE_CLUSTER:
        buf_puts(out, "all samples are of one cluster, which says nothing "
                      "about others");
        break;
    case GATE_NO_RATIO:
        buf_puts(out, "the baseline has nothing right that could be kept");
        break;
    case GATE_BAD_RULE: buf_puts(out, "the rule makes no sense"); break;
    }
}

/* What clusters mean for the answer: two runs stand for more of the kind, a
 * sequence for this suite alone. */
static void add_clusters(const struct gating_suite *s, struct buf *out)
{
    if (s->clusters == 0)
        return;
    if (s->asked.yes)
        buf_printf(out,
            ". The samples come in %zu clusters: this is about these, not "
            "about new ones",
            s->clusters);
    else if (s->result.n > 0 && s->clusters >= (size_t)s->result.n)
        buf_puts(out, ". Every cluster has one sample: as if there were none");
    else if (s->widening > 1 && isfinite(s->widening))
        buf_printf(out,
            ". The samples come in %zu clusters, which makes the limits %.1f "
            "times as wide",
            s->clusters, s->widening);
}

void gating_say(struct gating_suite *s, const struct gate_rule *rule)
{
    struct buf b = { 0 };

    if (s->asked.skipped)
        buf_puts(&b, "not asked: another suite is worse already");
    else
        add_reason(s, rule, &b);
    add_clusters(s, &b);
    if (s->asked.stopped[0] != '\0')
        buf_printf(&b, " (%s)", s->asked.stopped);
    snprintf(s->why, sizeof s->why, "%.690s", buf_str(&b));
    buf_clear(&b);
}
