/* Models that `cost` and `report` only price: those of -m. */
#include <stdlib.h>
#include <string.h>

#include "base/like.h"
#include "base/mem.h"
#include "cli/costing.h"

/* NAME, or PROVIDER/NAME where several sell it. */
static int add_priced(struct costing *k, const char *word, struct err *e)
{
    struct model m = { 0 };
    const char *slash, *model;
    struct scenario_way *w;
    char *provider = NULL;
    enum role role;

    if (model_role(&word, &role, e) < 0)
        return -1;
    slash = strchr(word, '/');
    model = word;
    if (model_parse(word, k->c.catalog, &m, NULL) == 0) {
        provider = m.provider[0] != '\0' ? mem_str(m.provider) : NULL;
        model = m.served;
    } else if (slash != NULL) {
        provider = mem_dup(word, (size_t)(slash - word));
        model = slash + 1;
    }
    w = scenario_add(&k->scenario, model, SCENARIO_API);
    w->model = mem_str(model);
    w->provider = provider;
    model_clear(&m);
    return 0;
}

int costing_priced(struct costing *k, struct err *e)
{
    const struct options *o = k->c.o;

    k->priced = k->scenario.count;
    for (size_t i = 0; i < o->models.n; i++)
        if (add_priced(k, o->models.item[i], e) < 0)
            return -1;
    return 0;
}

void costing_providers(struct costing *k)
{
    for (size_t i = 0; i < k->scenario.count; i++) {
        struct scenario_way *w = &k->scenario.ways[i];
        struct model m = { 0 };
        if (w->model != NULL && w->provider == NULL
            && model_parse(w->model, k->c.catalog, &m, NULL) == 0
            && m.provider[0]) {
            w->provider = mem_str(m.provider);
            free(w->model);
            w->model = mem_str(m.served);
        }
        model_clear(&m);
    }
}

/* --- what nobody knows -----------------------------------------------------
 */

static bool known(const struct costing *k, size_t way, const char *word)
{
    const struct scenario_way *w = &k->scenario.ways[way];
    struct model m = { 0 };
    bool yes = price_rule_known(&k->c.prices, w->model)
               || scenario_number(&k->scenario, w, SCENARIO_PRICE_IN)->from
                      != SCENARIO_USUAL;

    if (!yes && model_parse(word, k->c.catalog, &m, NULL) == 0)
        yes = true;
    model_clear(&m);
    return yes;
}

static int offer_run(void *arg, const struct run_row *r)
{
    like_offer(arg, r->model);
    return 0;
}

static void offer_model(void *arg, const struct model *m)
{
    like_offer(arg, m->name);
}

static int unknown(struct costing *k, const char *word, struct err *e)
{
    struct like near = { .word = word };
    struct buf hint = { 0 };
    bool runs = k->c.store != NULL;

    if (runs && store_runs(k->c.store, offer_run, &near, e) < 0)
        return -1;
    model_catalog_each(k->c.catalog, offer_model, &near, NULL);
    price_rule_offer(&k->c.prices, &near);
    like_end(&near, &hint);
    err_set(e, ERR_USAGE,
        "unknown model '%.100s'%s: %s%s%sneither the catalogue ('retort ls "
        "models') nor the price book ('retort prices') has it; --prices FILE "
        "adds a price, and so do --set %.100s.price_in=0.5 and --set "
        "%.100s.price_out=1.5",
        word, buf_str(&hint), runs ? "no run in " : "", runs ? k->c.o->out : "",
        runs ? " is of it, and " : "", word, word);
    buf_clear(&hint);
    return -1;
}

/* A run of a model that is only priced has been told by -m to be so. */
static int has_runs(void *arg, const struct run_row *r)
{
    return strcmp(r->model, arg) == 0;
}

int costing_priced_check(struct costing *k, struct err *e)
{
    const struct options *o = k->c.o;

    for (size_t i = 0; i < o->models.n; i++) {
        struct scenario_way *w = &k->scenario.ways[k->priced + i];
        if (known(k, k->priced + i, o->models.item[i]))
            continue;
        if (k->c.store != NULL
            && store_runs(k->c.store, has_runs, w->name, e) == 1)
            return err_set(e, ERR_USAGE,
                "'%.100s' was measured and has no price: name it without -m",
                w->name);
        return unknown(k, w->name, e);
    }
    return 0;
}
