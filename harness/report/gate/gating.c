#include "report/gate/gating.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scan.h"
#include "report/gate/gating_cluster.h"
#include "report/gate/gating_say.h"
#include "stats/retention.h"

int gating_margin(const char *text, struct gate_rule *rule, struct err *e)
{
    double points;

    if ((!scan_number(text, "pt", &points)
            && !scan_number(text, "pts", &points))
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

    if (!scan_number(text, "%", &percent) || percent <= 0 || percent > 100)
        return err_set(e, ERR_USAGE,
            "--retain wants a share of the baseline's accuracy, as in 98%%, "
            "not '%s'",
            text);
    rule->retain = true;
    rule->amount = percent / 100;
    return 0;
}

int gating_sense(const struct gate_rule *rule, const char *suite,
    double accuracy, struct err *e)
{
    if (rule->retain || !(accuracy > 0) || rule->amount < accuracy)
        return 0;
    return err_set(e, ERR_USAGE,
        "%s: the baseline has %.1f %% right, so with a margin of %g points a "
        "candidate with nothing right would pass: allow less",
        suite, 100 * accuracy, 100 * rule->amount);
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

/* A repeat that one of both never asks is not open: it is no pair. */
static int asks_both(const struct pair *p)
{
    int a = data_asks(p->a), b = data_asks(p->b);

    return a < b ? a : b;
}

static int64_t planned_of(const struct data_run *d, int asks)
{
    return d->row.planned * asks / data_asks(d);
}

/* Verdicts that neither run got to, as far as it is known how many there
 * are. seen: those that one has. */
static int64_t never_asked(const struct pair *p, int asks, int64_t seen)
{
    int64_t a = planned_of(p->a, asks), b = planned_of(p->b, asks);
    int64_t planned = a > b ? a : b;

    return planned > seen ? planned - seen : 0;
}

/* What only one run has, by what it says. Returns how many. */
static int64_t count_lone(const struct pair_list *l, int asks,
    int64_t *when_right, int64_t *when_wrong, int64_t *when_failed)
{
    int64_t n = 0;

    for (size_t i = 0; i < l->n; i++) {
        const struct data_item *item = l->items[i];
        if (item->repeat >= asks)
            continue;
        *(failed(item)    ? when_failed
            : right(item) ? when_right
                          : when_wrong) += 1;
        n++;
    }
    return n;
}

/* Samples without a verdict on one side, by what the other side says. A
 * sample that only one run has is open too: the other may still ask it. */
static struct gate_open count_open(const struct pair *p)
{
    struct gate_open o = { 0 };
    int64_t seen = (int64_t)p->n;
    int asks = asks_both(p);

    for (size_t i = 0; i < p->n; i++) {
        const struct data_item *a = &p->a->items[p->matches[i].a];
        const struct data_item *b = &p->b->items[p->matches[i].b];
        if (failed(a) && failed(b))
            o.both_missing++;
        else if (failed(a))
            *(right(b) ? &o.a_missing_b_right : &o.a_missing_b_wrong) += 1;
        else if (failed(b))
            *(right(a) ? &o.b_missing_a_right : &o.b_missing_a_wrong) += 1;
    }
    seen += count_lone(&p->lone_a, asks, &o.b_missing_a_right,
        &o.b_missing_a_wrong, &o.both_missing);
    seen += count_lone(&p->lone_b, asks, &o.a_missing_b_right,
        &o.a_missing_b_wrong, &o.both_missing);
    o.both_missing += never_asked(p, asks, seen);
    return o;
}

struct gating_suite *gating_add(struct gating *g, const char *suite)
{
    struct gating_suite *s;

    g->suites = mem_resize(g->suites, g->n + 1, sizeof *g->suites);
    s = &g->suites[g->n++];
    memset(s, 0, sizeof *s);
    s->suite = suite;
    return s;
}

/* "run 3" */
static const char *run_name(const struct data_run *d, char out[32])
{
    if (d->row.id == 0)
        return "the baseline's file";
    snprintf(out, 32, "run %lld", (long long)d->row.id);
    return out;
}

/* What does not forbid an answer, and must stand beside it. */
static void note_pair(struct gating_suite *s)
{
    const struct data_run *const runs[] = { s->pair.b, s->pair.a };
    struct buf b = { 0 }, differ = { 0 };
    char name[32];

    for (int i = 0; i < 2; i++)
        if (strcmp(runs[i]->row.status, "complete") != 0)
            buf_printf(&b,
                "%s%s is not complete: what it lacks counts as "
                "without a verdict",
                b.len > 0 ? "; " : "", run_name(runs[i], name));
    if (data_asks(s->pair.b) != data_asks(s->pair.a))
        buf_printf(&b,
            "%sa sample was asked %d times in %s and %d in the candidate's: "
            "the first %d count",
            b.len > 0 ? "; " : "", data_asks(s->pair.b),
            run_name(s->pair.b, name), data_asks(s->pair.a),
            asks_both(&s->pair));
    alike_find(&s->pair, &differ);
    if (differ.len > 0)
        buf_printf(&b, "%sthe two differ in %s", b.len > 0 ? "; " : "",
            buf_str(&differ));
    snprintf(s->note, sizeof s->note, "%.290s", buf_str(&b));
    buf_clear(&differ);
    buf_clear(&b);
}

static int add_pair(struct gating *g, const struct data_run *candidate,
    const struct data_run *baseline, struct err *e)
{
    struct gating_suite *s = gating_add(g, baseline->row.suite);

    pair_make_as(&s->pair, candidate, baseline, g->accept.prompt);
    if (alike_pair(&s->pair, &g->accept, e) < 0)
        return -1;
    note_pair(s);
    s->cells = pair_cells(&s->pair, NULL);
    return gating_sense(&g->rule, s->suite, paired_accuracy_b(&s->cells), e);
}

/* A suite that the candidate has no run of: nothing is known about it. */
static void add_missing(struct gating *g, const struct data_run *baseline)
{
    struct gating_suite *s = gating_add(g, baseline->row.suite);

    s->result = gate_fixed(&g->rule, &s->cells, NULL);
    s->result.open = (int64_t)baseline->n;
    snprintf(s->note, sizeof s->note,
        "the candidate has no run of it: make one, or name the suites that "
        "the gate is about");
}

/* What is told is samples, each with all of its repeats. */
static void tell_samples(struct gating_suite *s)
{
    struct gate_result *r = &s->result;
    int64_t all = r->n + r->open;

    once(&all, s->pair.repeats);
    once(&r->n, s->pair.repeats);
    if (r->open > 0)
        r->n = all > r->n ? r->n : all - 1;
    r->open = all - r->n;
}

static void judge_pair(const struct gating *g, struct gating_suite *s)
{
    struct gate_open open = count_open(&s->pair);
    struct gate_rule rule = g->rule, strict = g->rule;

    strict.alpha /= strict.family;
    s->widening = gating_widening(&s->pair, &rule, &s->clusters);
    rule.widen = s->widening;
    rule.widen_worse = gating_widening(&s->pair, &strict, &s->clusters);
    rule.each = s->pair.repeats;
    s->result = gate_fixed(&rule, &s->cells, &open);
    tell_samples(s);
}

int gating_pair(struct gating *g, const struct pick *baseline,
    const struct pick *candidate, struct err *e)
{
    size_t shared = 0;

    for (size_t i = 0; i < baseline->n; i++) {
        const struct data_run *b = &baseline->runs[i];
        const struct data_run *other = pick_suite(candidate, b->row.suite);

        if (other == NULL)
            add_missing(g, b);
        else if (add_pair(g, other, b, e) < 0)
            return -1;
        shared += other != NULL;
    }
    if (shared == 0)
        return err_set(
            e, ERR_USAGE, "baseline and candidate have no suite in common");
    g->baseline = baseline->runs[0].row.model;
    g->candidate = candidate->runs[0].row.model;
    g->rule.family = (int)g->n;
    for (size_t i = 0; i < g->n; i++)
        if (g->suites[i].pair.a != NULL)
            judge_pair(g, &g->suites[i]);
    return 0;
}

void gating_end(struct gating *g)
{
    enum gate_verdict *verdicts = mem_zalloc(g->n, sizeof *verdicts);

    for (size_t i = 0; i < g->n; i++) {
        gating_say(&g->suites[i], &g->rule);
        verdicts[i] = g->suites[i].result.verdict;
    }
    g->verdict = gate_join(verdicts, g->n);
    free(verdicts);
}

/* Nothing is saved by what broke off: it is still to be asked. */
static double not_asked(const struct gating_suite *s)
{
    const struct gating_asked *a = &s->asked;
    bool certain = s->result.verdict != GATE_UNKNOWN || a->skipped;

    return a->yes && certain ? (double)(a->of - a->answered) : 0;
}

/* One reply for a sample, where none has come to say more. */
double gating_saved(const struct gating_suite *s)
{
    double each = s->asked.replies;

    return floor(not_asked(s) * (isnan(each) ? 1 : each) + 0.5);
}

double gating_saved_usd(const struct gating_suite *s)
{
    double n = not_asked(s);

    return n > 0 ? n * s->asked.usd : 0;
}

void gating_clear(struct gating *g)
{
    for (size_t i = 0; i < g->n; i++)
        pair_clear(&g->suites[i].pair);
    free(g->suites);
    g->suites = NULL;
    g->n = 0;
}
