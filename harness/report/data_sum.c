#include "report/data_sum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stats/clustered.h"
#include "stats/quantile.h"

static void tally(struct tally *t, const char *cluster, enum outcome o)
{
    size_t k = label_number(&t->names, cluster);

    if (k == t->n) {
        t->of = mem_grow(t->of, t->n, sizeof *t->of);
        t->of[t->n++] = (struct clustered_count){ 0 };
    }
    t->of[k].n++;
    t->of[k].right += o == OUTCOME_CORRECT;
}

static void add_value(struct values *v, double x)
{
    v->at = mem_grow(v->at, v->n, sizeof *v->at);
    v->at[v->n++] = x;
}

static void add_time(struct times *t, int64_t us)
{
    if (us < 0)
        return;
    if (us > UINT32_MAX) {
        add_value(&t->long_ms, (double)us / 1000);
        return;
    }
    if (t->n % TIMES_TOGETHER == 0) {
        t->us = mem_grow(t->us, t->n / TIMES_TOGETHER, sizeof *t->us);
        t->us[t->n / TIMES_TOGETHER] =
            mem_alloc(TIMES_TOGETHER * sizeof **t->us);
    }
    t->us[t->n / TIMES_TOGETHER][t->n % TIMES_TOGETHER] = (uint32_t)us;
    t->n++;
}

static struct data_pace end_values(struct values *v)
{
    struct data_pace p = { quantile_of(v->at, v->n), v->n };

    free(v->at);
    return p;
}

static struct data_pace end_times(struct times *t)
{
    struct values ms = { NULL, t->n + t->long_ms.n };

    ms.at = mem_resize(NULL, ms.n, sizeof *ms.at);
    for (size_t i = 0; i < t->n; i++) {
        uint32_t us = t->us[i / TIMES_TOGETHER][i % TIMES_TOGETHER];
        ms.at[i] = (double)us / 1000;
    }
    for (size_t i = 0; i < t->long_ms.n; i++)
        ms.at[t->n + i] = t->long_ms.at[i];
    for (size_t i = 0; i < t->n; i += TIMES_TOGETHER)
        free(t->us[i / TIMES_TOGETHER]);
    free(t->us);
    free(t->long_ms.at);
    return end_values(&ms);
}

static void add_cost(
    struct cost_sum *k, const struct data_cost *c, struct data_summary *s)
{
    usage_add(&s->usage, &c->usage);
    add_time(&k->latency, c->latency_us);
    add_time(&k->ttft, c->first_text_us);
    if (!isnan(c->tokens_per_s))
        add_value(&k->tokens_per_s, c->tokens_per_s);
    s->replayed = s->replayed || c->replayed;
    if (c->cost_pusd < 0)
        k->unknown = true;
    else
        k->known_pusd += c->cost_pusd;
}

static void end_costs(struct cost_sum *k, struct data_summary *s)
{
    struct quantile_summary q = end_times(&k->latency).q;

    s->cost_known_usd = (double)k->known_pusd / 1e12;
    s->cost_usd =
        k->unknown || s->usage.replies == 0 ? (double)NAN : s->cost_known_usd;
    s->p50_ms = q.p50;
    s->p90_ms = q.p90;
    s->p99_ms = q.p99;
    s->ttft_ms = end_times(&k->ttft);
    s->tokens_per_s = end_values(&k->tokens_per_s);
}

void data_sums_begin(
    struct data_sums *s, struct data_run *d, const struct price_book *prices)
{
    memset(s, 0, sizeof *s);
    data_price_begin(&s->price, d, prices);
    d->whole = mem_zalloc(1, sizeof *d->whole);
}

void data_sums_verdict(
    struct data_sums *s, const struct answer_cost *a, bool clustered)
{
    struct data_run *d = s->price.d;
    struct data_summary *sum = d->whole;

    sum->outcomes[a->outcome]++;
    if (a->repeat >= sum->repeats)
        sum->repeats = a->repeat + 1;
    if (clustered && a->outcome != OUTCOME_FAILED)
        tally(&s->tally, a->cluster[0] != '\0' ? a->cluster : a->sample,
            a->outcome);
    reading_count(&d->reading, a->detail, a->outcome);
}

void data_sums_reply(struct data_sums *s, const struct answer_cost *a)
{
    struct data_cost c;

    if (data_price_judge(&s->price, a))
        return;
    data_price_reply(&s->price, a, &c);
    add_cost(&s->costs, &c, s->price.d->whole);
}

void data_sums_end(struct data_sums *s)
{
    struct data_run *d = s->price.d;

    end_costs(&s->costs, d->whole);
    label_clear(&s->tally.names);
    d->clusters = s->tally.of;
    d->cluster_count = s->tally.n;
    data_price_end(&s->price);
}

struct walk {
    struct data_sums sums;
    bool clustered;
};

static int sum_row(void *arg, const struct answer_cost *a)
{
    struct walk *w = arg;

    if (!a->again)
        data_sums_verdict(&w->sums, a, w->clustered);
    if (a->answered)
        data_sums_reply(&w->sums, a);
    return 0;
}

int data_load_sum(struct store *s, int64_t run, const struct price_book *prices,
    struct data_run *out, struct err *e)
{
    struct walk w = { .clustered = false };
    int clustered, rc = -1;

    memset(out, 0, sizeof *out);
    data_sums_begin(&w.sums, out, prices);
    if (data_find_row(s, run, out, e) == 0
        && (clustered = store_clustered(s, run, e)) >= 0) {
        w.clustered = clustered > 0;
        rc = store_costs(s, run, sum_row, &w, e);
    }
    data_sums_end(&w.sums);
    if (rc < 0)
        data_clear(out);
    return rc;
}

/* A reply that was cut, refused or could not be read gave no right answer, so
 * it counts in the denominator; only a failed request says nothing about the
 * model. The bounds take everything without a read answer as wrong, and then
 * as right. of: verdicts by cluster, NULL where samples have none. */
static void judge(const struct clustered_count *of, size_t clusters,
    double level, struct data_summary *s)
{
    int64_t right = s->outcomes[OUTCOME_CORRECT];
    struct clustered_items items = { 0, (double)right, s->repeats, of,
        clusters };

    s->n = 0;
    for (int o = 0; o < OUTCOME_COUNT; o++)
        s->n += s->outcomes[o];
    items.n = s->n - s->outcomes[OUTCOME_FAILED];
    s->accuracy = items.n > 0 ? (double)right / (double)items.n : (double)NAN;
    if (of != NULL && (int64_t)clusters < items.n)
        s->clusters = clusters;
    s->ci = clustered_accuracy(&items, level);
    s->bounds.low = s->n > 0 ? (double)right / (double)s->n : (double)NAN;
    s->bounds.high =
        s->n > 0 ? (double)(s->n - s->outcomes[OUTCOME_WRONG]) / (double)s->n
                 : (double)NAN;
}

static void judge_items(
    const struct data_run *d, double level, struct data_summary *s)
{
    struct tally t = { 0 };
    bool any = false;

    for (size_t i = 0; i < d->n; i++) {
        const struct data_item *item = &d->items[i];
        s->outcomes[item->outcome]++;
        if (item->outcome == OUTCOME_FAILED)
            continue;
        any = any || item->cluster[0] != '\0';
        tally(&t, label_cluster(item), item->outcome);
    }
    judge(any ? t.of : NULL, t.n, level, s);
    label_clear(&t.names);
    free(t.of);
}

static void sum_costs(const struct data_run *d, struct data_summary *s)
{
    struct cost_sum sum = { 0 };

    for (size_t i = 0; i < d->cost_count; i++)
        add_cost(&sum, &d->costs[i], s);
    end_costs(&sum, s);
}

struct data_summary data_sum(const struct data_run *d, double level)
{
    struct data_summary s = { 0 };

    if (d->whole != NULL) {
        s = *d->whole;
        judge(d->clusters, d->cluster_count, level, &s);
    } else {
        s.repeats = data_asks(d);
        sum_costs(d, &s);
        judge_items(d, level, &s);
    }
    return s;
}
