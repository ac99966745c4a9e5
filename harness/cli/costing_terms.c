/* Volumes, and what holds for all ways, in words. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/costing.h"
#include "cost/price_age.h"
#include "cost/volume.h"

enum { FEW_SAMPLES = 20 };

bool costing_tokens_said(const struct costing *k, size_t way)
{
    return !isnan(scenario_number(
        &k->scenario, &k->scenario.ways[way], SCENARIO_TOKENS_IN)
                      ->low);
}

/* Tokens of a request, to count tokens a day. */
static void set_reference(struct costing *k)
{
    const struct scenario_world middle = { 0 };
    const struct scenario_way *w = &k->scenario.ways[k->bill.reference];
    struct work_drawn all;
    struct work_unit m;

    work_drawn_make(&all, &k->bill.keys, NULL);
    m = work_mean(&k->bill.ways[k->bill.reference].work, &all);
    work_drawn_clear(&all);
    k->bill.reference_tokens = m.in + m.out;
    if (costing_tokens_said(k, k->bill.reference))
        k->bill.reference_tokens =
            scenario_value(&k->scenario, w, SCENARIO_TOKENS_IN, &middle)
            + scenario_value(&k->scenario, w, SCENARIO_TOKENS_OUT, &middle);
}

static int add_volume(
    struct costing *k, const char *text, bool tokens, struct err *e)
{
    struct volume v;
    double requests;

    if (volume_parse(text, &v, e) < 0)
        return err_wrap(
            e, tokens ? "--per-day (tokens)" : "--requests (a day)");
    v.tokens = v.tokens || tokens;
    requests = volume_requests(&v, k->bill.reference_tokens);
    if (isnan(requests))
        return err_set(e, ERR_USAGE,
            "%s tokens a day cannot be turned into requests: no run tells its "
            "tokens; say --mix IN:OUT or --requests",
            text);
    if (!(requests > 0))
        return err_set(
            e, ERR_USAGE, "a volume must be above zero, not '%s'", text);
    bill_add_volume(&k->bill, requests);
    if (v.tokens) {
        struct buf each = { 0 };
        char often[32];
        buf_figures(&each, k->bill.reference_tokens, 4);
        bill_assume(&k->bill,
            "%s tokens a day are %s requests of %s tokens "
            "each%s",
            text, volume_long(requests, often), each.s,
            costing_tokens_said(k, k->bill.reference)
                ? ""
                : ", as measured on the first model");
        buf_clear(&each);
    }
    return 0;
}

int costing_volumes(struct costing *k, struct err *e)
{
    const struct options *o = k->c.o;
    const struct scenario *s = &k->scenario;
    char *list, *word, *rest;
    int rc = 0;

    set_reference(k);
    if (o->per_day != NULL)
        rc = add_volume(k, o->per_day, true, e);
    if (o->requests == NULL && (o->per_day != NULL || s->request_count > 0)) {
        for (size_t i = 0; o->per_day == NULL && i < s->request_count; i++)
            bill_add_volume(&k->bill, s->requests[i]);
        return rc;
    }
    if (rc == 0) {
        list = mem_str(o->requests != NULL ? o->requests : "1K,10K,100K,1M");
        rest = list; /* an empty word is a mistake as well */
        while (rc == 0 && (word = strsep(&rest, ",")) != NULL)
            rc = add_volume(k, word, false, e);
        free(list);
    }
    return rc;
}

/* What holds for all ways, in words. */
static void say_terms(struct costing *k, size_t draws)
{
    const struct scenario *s = &k->scenario;
    double years = s->n[SCENARIO_YEARS].low;
    struct buf said = { 0 };

    price_age_text(&k->c.prices, k->wall_us, &said);
    if (said.len > 0)
        bill_assume(&k->bill, "%.*s", (int)said.len - 1, said.s);
    buf_reset(&said);
    scenario_words(s, NULL, false, &said);
    if (said.len > 0)
        bill_assume(&k->bill, "for all ways: %s", said.s);
    if (years > 1)
        bill_assume(&k->bill,
            "what is told is the mean of %g years of 365 days; the volume, "
            "and prices, are those of the first",
            years);
    else
        bill_assume(
            &k->bill, "a year is 365 days of the same volume; prices stay");
    bill_assume(&k->bill,
        "intervals are %g %%, of %d draws (seed %lld): samples drawn again "
        "in each suite, for all models together%s",
        100 * k->bill.level, (int)draws, (long long)k->bill.seed,
        k->scenario.where != NULL || k->c.o->set.n > 0 ? ", ranges evenly"
                                                       : "");
    buf_clear(&said);
}

static void say_few(struct costing *k)
{
    for (size_t i = 0; i < k->bill.n; i++) {
        const struct bill_way *w = &k->bill.ways[i];
        size_t n = work_groups(&w->work, &k->bill.keys);
        if (!w->exact && n > 0 && n < FEW_SAMPLES)
            bill_assume(&k->bill, "%zu %s%s of %.100s: its intervals are %s", n,
                work_clustered(&w->work, &k->bill.keys) ? "cluster" : "sample",
                n == 1 ? "" : "s", w->model,
                n == 1 ? "unknown" : "narrower than they should be");
    }
}

static void say_repeats(struct costing *k)
{
    bool mixed = false;

    for (size_t i = 0; i < k->bill.n; i++)
        mixed = mixed || k->bill.ways[i].work.mixed;
    if (mixed)
        bill_assume(&k->bill,
            "every sample weighs the same, however often its suite was asked");
}

void costing_terms(struct costing *k, size_t draws)
{
    say_terms(k, draws);
    say_repeats(k);
    say_few(k);
}
