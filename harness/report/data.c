#include "report/data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/data_price.h"

struct loading {
    struct data_run *d;
    struct data_price price;
    size_t at; // item of the cost row before: both come in the same order
};

void data_keep_row(struct data_run *d, const struct run_row *r)
{
    struct run_row *row = &d->row;
    const char **fields[] = { &row->identity, &row->suite, &row->suite_hash,
        &row->model, &row->role, &row->served, &row->endpoint, &row->provider,
        &row->sampling, &row->options, &row->status, &row->version,
        &row->part };

    *row = *r;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        char *copy = mem_str(*fields[i]);
        free(d->strings[i]);
        *fields[i] = d->strings[i] = copy;
    }
}

struct wanted {
    struct data_run *d;
    int64_t run;
};

static int keep_wanted(void *arg, const struct run_row *r)
{
    const struct wanted *w = arg;

    if (r->id != w->run)
        return 0;
    data_keep_row(w->d, r);
    return 1;
}

int data_find_row(
    struct store *s, int64_t run, struct data_run *d, struct err *e)
{
    struct wanted w = { d, run };
    int rc = store_runs(s, keep_wanted, &w, e);

    if (rc == 0)
        return err_set(e, ERR_USAGE, "there is no run %lld", (long long)run);
    return rc < 0 ? -1 : 0;
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

int data_asks(const struct data_run *d)
{
    int most = 1;

    for (size_t i = 0; i < d->n; i++)
        if (d->items[i].repeat >= most)
            most = d->items[i].repeat + 1;
    return most;
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

    if (!a->answered || data_price_judge(&l->price, a))
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
    data_price_reply(&l->price, a, c);
    return 0;
}

int data_load(struct store *s, int64_t run, const struct price_book *prices,
    struct data_run *out, struct err *e)
{
    struct loading l = { .d = out };
    int rc = -1;

    memset(out, 0, sizeof *out);
    data_price_begin(&l.price, out, prices);
    if (data_find_row(s, run, out, e) == 0
        && store_verdicts(s, run, keep_item, &l, e) == 0)
        rc = store_costs(s, run, keep_cost, &l, e);
    data_price_end(&l.price);
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
