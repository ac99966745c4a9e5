#include "report/gating.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* A number and what must stand behind it. */
static int read_amount(const char *text, const char *unit, double *out)
{
    char *end;

    *out = strtod(text, &end);
    return end != text && strcmp(end, unit) == 0 && isfinite(*out) ? 0 : -1;
}

int gating_margin(const char *text, struct gate_rule *rule, struct err *e)
{
    double points;

    if ((read_amount(text, "pt", &points) < 0
            && read_amount(text, "pts", &points) < 0)
        || points < 0 || points >= 100)
        return err_set(e, ERR_USAGE,
            "--margin wants points from 0 to 100, as in 1pt or 0.5pt, not "
            "'%s'",
            text);
    rule->retain = false;
    rule->amount = points / 100;
    return 0;
}

int gating_retain(const char *text, struct gate_rule *rule, struct err *e)
{
    double percent;

    if (read_amount(text, "%", &percent) < 0 || percent <= 0 || percent > 100)
        return err_set(e, ERR_USAGE,
            "--retain wants a share of the baseline's accuracy, as in 98%%, "
            "not '%s'",
            text);
    rule->retain = true;
    rule->amount = percent / 100;
    return 0;
}

const char *gating_word(enum gate_verdict v)
{
    static const char *const words[] = { "not_worse", "worse", "unknown" };

    return words[v];
}

static bool right(const struct data_item *item)
{
    return item->outcome == OUTCOME_CORRECT;
}

static bool failed(const struct data_item *item)
{
    return item->outcome == OUTCOME_FAILED;
}

/* A sample counts once, however often it was asked. */
static void once(int64_t *count, int repeats)
{
    *count = (*count + repeats - 1) / repeats;
}

/* Samples without a verdict on one side, by what the other side says. A
 * sample that only one run has is open too: the other may still ask it. */
static struct gate_open count_open(const struct pair *p)
{
    struct gate_open o = { 0 };
    int64_t right_a = 0, right_b = 0, paired_a = 0, paired_b = 0;

    for (size_t i = 0; i < p->n; i++) {
        const struct data_item *a = &p->a->items[p->matches[i].a];
        const struct data_item *b = &p->b->items[p->matches[i].b];
        paired_a += right(a);
        paired_b += right(b);
        if (failed(a) && failed(b))
            o.both_missing++;
        else if (failed(a))
            *(right(b) ? &o.a_missing_b_right : &o.a_missing_b_wrong) += 1;
        else if (failed(b))
            *(right(a) ? &o.b_missing_a_right : &o.b_missing_a_wrong) += 1;
    }
    for (size_t i = 0; i < p->a->n; i++)
        right_a += right(&p->a->items[i]);
    for (size_t i = 0; i < p->b->n; i++)
        right_b += right(&p->b->items[i]);
    o.b_missing_a_right += right_a - paired_a;
    o.b_missing_a_wrong += p->only_a - (right_a - paired_a);
    o.a_missing_b_right += right_b - paired_b;
    o.a_missing_b_wrong += p->only_b - (right_b - paired_b);
    once(&o.a_missing_b_right, p->repeats);
    once(&o.a_missing_b_wrong, p->repeats);
    once(&o.b_missing_a_right, p->repeats);
    once(&o.b_missing_a_wrong, p->repeats);
    once(&o.both_missing, p->repeats);
    return o;
}

/* "+0.50 points", "97.80 % of the baseline" */
static const char *amount(const struct gate_rule *rule, double x, char out[48])
{
    snprintf(out, 48, rule->retain ? "%.2f %% of the baseline" : "%+.2f points",
        100 * x);
    return out;
}

static void say_clear(struct gating_suite *s, const struct gate_rule *rule)
{
    const struct gate_result *r = &s->result;
    bool fine = r->verdict == GATE_NOT_WORSE;
    char is[48], edge[48];

    snprintf(s->why, sizeof s->why, "%s at %s %s, and %s is %s",
        rule->retain ? "it keeps" : "the difference is",
        fine ? "least" : "most",
        amount(rule, fine ? r->limits.low : r->limits.high, is),
        amount(rule, r->edge, edge), rule->retain ? "needed" : "allowed");
}

static void say_straddles(struct gating_suite *s, const struct gate_rule *rule)
{
    char low[48], high[48], edge[48];

    snprintf(s->why, sizeof s->why,
        "anything from %s to %s is possible, and the edge of %s lies between: "
        "more samples would tell",
        amount(rule, s->result.limits.low, low),
        amount(rule, s->result.limits.high, high),
        amount(rule, s->result.edge, edge));
}

static void say(struct gating_suite *s, const struct gate_rule *rule)
{
    const struct gate_result *r = &s->result;

    switch (r->reason) {
    case GATE_CLEAR: say_clear(s, rule); break;
    case GATE_STRADDLES: say_straddles(s, rule); break;
    case GATE_FAILED:
        snprintf(s->why, sizeof s->why,
            "%lld samples without a verdict could flip the answer: run it "
            "again until none is left",
            (long long)r->open);
        break;
    case GATE_ON_EDGE:
        snprintf(s->why, sizeof s->why, "it lies exactly on the edge");
        break;
    case GATE_EMPTY:
        snprintf(
            s->why, sizeof s->why, "no sample has a verdict on both sides");
        break;
    case GATE_NO_RATIO:
        snprintf(s->why, sizeof s->why,
            "the baseline has nothing right that could be kept");
        break;
    case GATE_BAD_RULE:
        snprintf(s->why, sizeof s->why, "the rule makes no sense");
        break;
    }
}

static int add_suite(struct gating *g, const struct data_run *candidate,
    const struct data_run *baseline, struct err *e)
{
    struct gating_suite *s;

    g->suites = mem_resize(g->suites, g->n + 1, sizeof *g->suites);
    s = &g->suites[g->n++];
    memset(s, 0, sizeof *s);
    s->suite = baseline->row.suite;
    pair_make(&s->pair, candidate, baseline);
    if (s->pair.changed > 0)
        return err_set(e, ERR_USAGE,
            "%s: %lld samples have the same name but another prompt or target "
            "in runs %lld and %lld: run both with the same suite",
            s->suite, (long long)s->pair.changed, (long long)baseline->row.id,
            (long long)candidate->row.id);
    if (s->pair.n == 0)
        return err_set(e, ERR_USAGE, "%s: runs %lld and %lld share no sample",
            s->suite, (long long)baseline->row.id,
            (long long)candidate->row.id);
    s->cells = pair_cells(&s->pair, NULL);
    return 0;
}

int gating_decide(struct gating *g, const struct pick *baseline,
    const struct pick *candidate, struct err *e)
{
    enum gate_verdict *verdicts;

    for (size_t i = 0; i < baseline->n; i++) {
        const struct data_run *other =
            pick_suite(candidate, baseline->runs[i].row.suite);
        if (other != NULL && add_suite(g, other, &baseline->runs[i], e) < 0)
            return -1;
    }
    if (g->n == 0)
        return err_set(
            e, ERR_USAGE, "baseline and candidate have no suite in common");
    g->baseline = baseline->runs[0].row.model;
    g->candidate = candidate->runs[0].row.model;
    g->rule.family = (int)g->n;
    verdicts = mem_zalloc(g->n, sizeof *verdicts);
    for (size_t i = 0; i < g->n; i++) {
        struct gate_open open = count_open(&g->suites[i].pair);
        struct paired_cells cells =
            paired_once(&g->suites[i].cells, g->suites[i].pair.repeats);
        g->suites[i].result = gate_fixed(&g->rule, &cells, &open);
        say(&g->suites[i], &g->rule);
        verdicts[i] = g->suites[i].result.verdict;
    }
    g->verdict = gate_join(verdicts, g->n);
    free(verdicts);
    return 0;
}

void gating_clear(struct gating *g)
{
    for (size_t i = 0; i < g->n; i++)
        pair_clear(&g->suites[i].pair);
    free(g->suites);
    g->suites = NULL;
    g->n = 0;
}
