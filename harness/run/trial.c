#include "run/trial.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "run/order.h"

enum seen { NOT_YET, RIGHT, NOT_RIGHT, NO_VERDICT };

struct trial {
    struct trial_plan plan;
    struct order *order;
    struct sequence *sequence;
    size_t *items;       // by position in the order: index into plan.items
    int64_t *places;     // the same as places in the suite
    size_t *position;    // by index into plan.items
    unsigned char *seen; // enum seen, by position
    size_t given;        // samples handed out
    size_t looked;       // positions the sequence has
    struct paired_cells cells;
};

static int64_t baseline_right(const struct trial_plan *p)
{
    int64_t right = 0;

    for (size_t i = 0; i < p->n; i++)
        right += p->items[i].right;
    return right;
}

struct trial *trial_new(const struct trial_plan *plan)
{
    struct trial *t = mem_zalloc(1, sizeof *t);
    struct sequence_plan sp =
        gate_plan(plan->rule, (int64_t)plan->n, baseline_right(plan));
    struct rng rng;

    t->plan = *plan;
    t->sequence = sequence_new(&sp);
    t->items = mem_zalloc(plan->n, sizeof *t->items);
    t->places = mem_zalloc(plan->n, sizeof *t->places);
    t->position = mem_zalloc(plan->n, sizeof *t->position);
    t->seen = mem_zalloc(plan->n, 1);
    for (size_t i = 0; i < plan->n; i++)
        t->items[i] = i;
    rng_init(&rng, plan->seed);
    rng_shuffle(&rng, t->items, plan->n);
    for (size_t i = 0; i < plan->n; i++) {
        t->places[i] = plan->items[t->items[i]].n;
        t->position[t->items[i]] = i;
    }
    t->order = order_new(plan->suite, t->places, plan->n);
    return t;
}

void trial_free(struct trial *t)
{
    if (t == NULL)
        return;
    order_free(t->order);
    sequence_free(t->sequence);
    free(t->items);
    free(t->places);
    free(t->position);
    free(t->seen);
    free(t);
}

int trial_next(void *trial, struct sample *out, struct err *e)
{
    struct trial *t = trial;
    const struct trial_item *item;
    int rc = order_next(t->order, out, e);

    if (rc != 1)
        return rc;
    item = &t->plan.items[t->items[t->given++]];
    if (strcmp(item->id, out->id) == 0
        && memcmp(item->hash, out->hash, t->plan.hash_len) == 0)
        return 1;
    err_set(e, ERR_USAGE,
        "%s: sample %lld is not the one the baseline answered ('%.60s' there, "
        "'%.60s' here, or with another prompt or target): use the suite, data, "
        "-T, --shots and --seed of the baseline, or run the baseline again",
        suite_info(t->plan.suite)->name, (long long)item->n, item->id, out->id);
    sample_clear(out);
    return -1;
}

static int by_place(const void *key, const void *item)
{
    int64_t n = *(const int64_t *)key;
    const struct trial_item *i = item;

    return (n > i->n) - (n < i->n);
}

/* One more reply in the order asked. */
static void look(struct trial *t, enum seen seen)
{
    bool base = t->plan.items[t->items[t->looked++]].right;

    sequence_add_pair(
        t->sequence, seen == RIGHT ? 1 : 0, seen == NOT_RIGHT ? 0 : 1, base);
    if (seen != NO_VERDICT)
        paired_add(&t->cells, seen == RIGHT, base);
}

static bool certain(const struct trial *t)
{
    return !t->plan.to_the_end
           && gate_look(t->plan.rule, t->sequence) != GATE_UNKNOWN;
}

bool trial_judged(void *trial, int64_t n, enum outcome o)
{
    struct trial *t = trial;
    const struct trial_item *item =
        bsearch(&n, t->plan.items, t->plan.n, sizeof *t->plan.items, by_place);

    if (item == NULL)
        return false;
    t->seen[t->position[item - t->plan.items]] = o == OUTCOME_CORRECT ? RIGHT
                                                 : o == OUTCOME_FAILED
                                                     ? NO_VERDICT
                                                     : NOT_RIGHT;
    while (
        t->looked < t->plan.n && t->seen[t->looked] != NOT_YET && !certain(t))
        look(t, t->seen[t->looked]);
    return certain(t);
}

struct gate_result trial_result(struct trial *t, struct paired_cells *cells)
{
    *cells = t->cells;
    return gate_sequence(t->plan.rule, t->sequence);
}
