#include "report/data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cost/money.h"
#include "cost/price_view.h"
#include "model/sampling.h"
#include "report/label.h"
#include "stats/clustered.h"
#include "stats/quantile.h"

struct tally { // verdicts by cluster
    struct label_set names;
    struct clustered_count *of;
    size_t n;
};

static void tally(void *arg, const char *cluster, enum outcome o)
{
    struct tally *t = arg;
    size_t k = label_number(&t->names, cluster);

    if (k == t->n) {
        t->of = mem_grow(t->of, t->n, sizeof *t->of);
        t->of[t->n++] = (struct clustered_count){ 0 };
    }
    t->of[k].n++;
    t->of[k].right += o == OUTCOME_CORRECT;
}

struct loading {
    struct data_run *d;
    const struct price_book *prices;
    int64_t wanted;
    size_t at; // item of the cost row before: both come in the same order
    struct price_view view; // of prices, for one served model at a time
    struct cost_sum *sum;   // where only the sums are wanted
    struct tally *tally;    // and samples are of clusters
};

struct values {
    double *at;
    size_t n, room;
};

struct cost_sum { // what is known before the last reply is
    struct values ms, ttft_ms, tokens_per_s;
    __int128 known_pusd;
    bool unknown;
};

static int keep_row(void *arg, const struct run_row *r)
{
    struct loading *l = arg;
    struct run_row *row = &l->d->row;
    const char **fields[] = { &row->identity, &row->suite, &row->suite_hash,
        &row->model, &row->role, &row->served, &row->endpoint, &row->provider,
        &row->sampling, &row->options, &row->status, &row->version,
        &row->part };

    if (r->id != l->wanted)
        return 0;
    *row = *r;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        l->d->strings[i] = mem_str(*fields[i]);
        *fields[i] = l->d->strings[i];
    }
    return 1;
}

static int keep_item(void *arg, const struct verdict_row *v)
{
    struct loading *l = arg;
    struct data_item *item;

    l->d->items = mem_grow(l->d->items, l->d->n, sizeof *l->d->items);
    item = &l->d->items[l->d->n++];
    item->n = v->n;
    item->repeat = v->repeat;
    item->id = mem_str(v->id);
    item->group = mem_str(v->group);
    item->cluster = mem_str(v->cluster);
    memcpy(item->hash, v->hash, HASH_SIZE);
    item->outcome = v->outcome;
    item->value = v->value;
    item->extracted =
        v->extracted == NULL ? NULL : mem_dup(v->extracted, v->extracted_len);
    item->target = mem_str(v->target);
    item->detail = mem_str(v->detail);
    reading_count(&l->d->reading, v->detail, v->outcome);
    return 0;
}

/* A machine's hour, shared among the replies by the time each took: what one
 * request at a time costs. */
static int64_t machine_pusd(double usd_per_hour, int64_t latency_us)
{
    return latency_us < 0
               ? -1
               : (int64_t)(usd_per_hour * (double)latency_us / 3.6e9 * 1e12
                           + 0.5);
}

int data_asks(const struct data_run *d)
{
    int most = 1;

    for (size_t i = 0; i < d->n; i++)
        if (d->items[i].repeat >= most)
            most = d->items[i].repeat + 1;
    return most;
}

struct price_query data_query(const struct data_run *d, const char *served,
    const char *tier, const char *region, int64_t wall_us)
{
    struct price_query q = {
        .model = served != NULL && served[0] != '\0' ? served : d->row.served,
        .provider = d->row.provider[0] != '\0' ? d->row.provider : NULL,
        .wall_us = wall_us,
    };

    price_query_served(&q, tier, region);
    return q;
}

static int64_t price(struct loading *l, const struct answer_cost *a)
{
    struct data_run *d = l->d;
    struct price_query q =
        data_query(d, a->served, a->tier, a->region, a->sent_wall_us);
    const struct price_book *rows;
    struct price_result r;

    if (d->row.usd_per_hour >= 0)
        return machine_pusd(d->row.usd_per_hour, a->latency_us);
    rows = price_view(&l->view, l->prices, q.model);
    if (rows->n == 0 && d->unpriced != NULL) /* that was said */
        return -1;
    if (!price_request(rows, &q, &a->usage, &r)) {
        if (d->unpriced == NULL)
            d->unpriced = mem_str(r.reason);
        return -1;
    }
    return r.cost_pusd;
}

/* A judge's reply is paid for, and nothing that the model under test costs. */
static bool count_judge(struct loading *l, const struct answer_cost *a)
{
    struct price_query q = { .model = a->served != NULL ? a->served : "",
        .wall_us = a->sent_wall_us };
    struct price_result r;

    if (!a->judge)
        return false;
    price_query_served(&q, a->tier, a->region);
    l->d->judged++;
    l->d->judge_usd += price_request(l->prices, &q, &a->usage, &r)
                           ? money_usd(r.cost_pusd)
                           : (double)NAN;
    return true;
}

static void read_cost(
    struct loading *l, const struct answer_cost *a, struct data_cost *c)
{
    c->usage = a->usage;
    c->latency_us = a->latency_us;
    c->first_text_us = a->first_text_us;
    c->tokens_per_s = a->tokens_per_s;
    if (a->changed != NULL) {
        l->d->changed |= sampling_fields(a->changed);
        l->d->noted++;
    }
    c->replayed = a->replayed;
    c->cost_pusd = price(l, a);
    l->d->tiers[price_tier_of(a->tier)]++;
    if (l->d->row.usd_per_hour < 0)
        billed_add(&l->d->billed, a->usage.reported_pusd, c->cost_pusd);
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Terms are few: mostly those of the reply before. */
static size_t terms_of(struct data_run *d, const struct answer_cost *a)
{
    size_t i = d->terms_count;

    while (i > 0
           && !(same_text(d->terms[i - 1].served, a->served)
                && same_text(d->terms[i - 1].tier, a->tier)
                && same_text(d->terms[i - 1].region, a->region)))
        i--;
    if (i > 0)
        return i - 1;
    d->terms = mem_resize(d->terms, d->terms_count + 1, sizeof *d->terms);
    d->terms[d->terms_count] = (struct data_terms){ mem_str(a->served),
        mem_str(a->tier), mem_str(a->region) };
    return d->terms_count++;
}

static bool is_before(const struct data_item *item, const struct answer_cost *a)
{
    return item->n < a->n || (item->n == a->n && item->repeat < a->repeat);
}

/* A run under way may have got a verdict since its items were read: the
 * replies of that one are none of ours. */
static int keep_cost(void *arg, const struct answer_cost *a)
{
    struct loading *l = arg;
    struct data_run *d = l->d;
    struct data_cost *c;

    if (!a->answered || count_judge(l, a))
        return 0;
    while (l->at < d->n && is_before(&d->items[l->at], a))
        l->at++;
    if (l->at == d->n || d->items[l->at].n != a->n
        || d->items[l->at].repeat != a->repeat)
        return 0;
    d->costs = mem_grow(d->costs, d->cost_count, sizeof *d->costs);
    c = &d->costs[d->cost_count++];
    c->item = l->at;
    c->terms = terms_of(d, a);
    read_cost(l, a, c);
    return 0;
}

static void add_value(struct values *v, double x)
{
    if (v->n == v->room) {
        v->room = v->room > 0 ? 2 * v->room : 256;
        v->at = mem_resize(v->at, v->room, sizeof *v->at);
    }
    v->at[v->n++] = x;
}

/* Room for one value of each sample: growing step by step takes twice that. */
static void expect_values(struct values *v, int64_t n)
{
    static const int64_t most = 1 << 24; /* what a damaged file may say */

    if (n > 0 && n < most)
        v->at = mem_resize(NULL, v->room = (size_t)n, sizeof *v->at);
}

static struct data_pace end_values(struct values *v)
{
    struct data_pace p = { quantile_of(v->at, v->n), v->n };

    free(v->at);
    return p;
}

static void add_cost(
    struct cost_sum *k, const struct data_cost *c, struct data_summary *s)
{
    usage_add(&s->usage, &c->usage);
    if (c->latency_us >= 0)
        add_value(&k->ms, (double)c->latency_us / 1000);
    if (c->first_text_us >= 0)
        add_value(&k->ttft_ms, (double)c->first_text_us / 1000);
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
    struct quantile_summary q = end_values(&k->ms).q;

    s->cost_known_usd = (double)k->known_pusd / 1e12;
    s->cost_usd =
        k->unknown || s->usage.replies == 0 ? (double)NAN : s->cost_known_usd;
    s->p50_ms = q.p50;
    s->p90_ms = q.p90;
    s->p99_ms = q.p99;
    s->ttft_ms = end_values(&k->ttft_ms);
    s->tokens_per_s = end_values(&k->tokens_per_s);
}

static void sum_verdict(struct loading *l, const struct answer_cost *a)
{
    struct data_summary *s = l->d->whole;

    s->outcomes[a->outcome]++;
    if (a->repeat >= s->repeats)
        s->repeats = a->repeat + 1;
    if (l->tally != NULL && a->outcome != OUTCOME_FAILED)
        tally(l->tally, a->cluster[0] != '\0' ? a->cluster : a->sample,
            a->outcome);
    reading_count(&l->d->reading, a->detail, a->outcome);
}

static int sum_cost(void *arg, const struct answer_cost *a)
{
    struct loading *l = arg;
    struct data_cost c;

    if (!a->again)
        sum_verdict(l, a);
    if (!a->answered || count_judge(l, a))
        return 0;
    read_cost(l, a, &c);
    add_cost(l->sum, &c, l->d->whole);
    return 0;
}

static int find_run(struct loading *l, struct store *s, struct err *e)
{
    int rc = store_runs(s, keep_row, l, e);

    if (rc == 0)
        return err_set(
            e, ERR_USAGE, "there is no run %lld", (long long)l->wanted);
    return rc < 0 ? -1 : 0;
}

int data_load_sum(struct store *s, int64_t run, const struct price_book *prices,
    struct data_run *out, struct err *e)
{
    struct cost_sum sum = { 0 };
    struct loading l = {
        .d = out, .prices = prices, .wanted = run, .sum = &sum
    };
    struct tally t = { 0 };
    int clustered, rc = -1;

    memset(out, 0, sizeof *out);
    out->whole = mem_zalloc(1, sizeof *out->whole);
    if (find_run(&l, s, e) == 0
        && (clustered = store_clustered(s, run, e)) >= 0) {
        l.tally = clustered > 0 ? &t : NULL;
        expect_values(&sum.ms, out->row.planned);
        rc = store_costs(s, run, sum_cost, &l, e);
    }
    end_costs(&sum, out->whole);
    label_clear(&t.names);
    out->clusters = t.of;
    out->cluster_count = t.n;
    price_view_clear(&l.view);
    if (rc < 0)
        data_clear(out);
    return rc;
}

int data_load(struct store *s, int64_t run, const struct price_book *prices,
    struct data_run *out, struct err *e)
{
    struct loading l = { .d = out, .prices = prices, .wanted = run };
    int rc = -1;

    memset(out, 0, sizeof *out);
    if (find_run(&l, s, e) == 0
        && store_verdicts(s, run, keep_item, &l, e) == 0)
        rc = store_costs(s, run, keep_cost, &l, e);
    price_view_clear(&l.view);
    if (rc < 0)
        data_clear(out);
    return rc;
}

void data_clear(struct data_run *d)
{
    for (size_t i = 0; i < d->n; i++) {
        free(d->items[i].id);
        free(d->items[i].group);
        free(d->items[i].cluster);
        free(d->items[i].extracted);
        free(d->items[i].target);
        free(d->items[i].detail);
    }
    for (size_t i = 0; i < sizeof d->strings / sizeof *d->strings; i++)
        free(d->strings[i]);
    for (size_t i = 0; i < d->terms_count; i++) {
        free(d->terms[i].served);
        free(d->terms[i].tier);
        free(d->terms[i].region);
    }
    reading_clear(&d->reading);
    free(d->terms);
    free(d->clusters);
    free(d->items);
    free(d->costs);
    free(d->unpriced);
    free(d->whole);
    memset(d, 0, sizeof *d);
}

bool data_tiered(const struct data_run *d, bool batch)
{
    for (int t = 0; t <= PRICE_TIERS; t++)
        if (t != PRICE_STANDARD && (batch || t != PRICE_BATCH)
            && d->tiers[t] > 0)
            return true;
    return false;
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
