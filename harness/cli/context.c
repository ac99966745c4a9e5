#include "cli/context.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "catalog/embed.h"
#include "cli/terminal.h"
#include "cost/price_age.h"
#include "report/text/plain.h"
#include "suite/guest.h"

void context_open(struct context *c, const struct options *o)
{
    memset(c, 0, sizeof *c);
    c->o = o;
}

void context_close(struct context *c)
{
    store_close(c->store);
    if (!mem_is_watched())
        return;
    suites_free(c->suites);
    model_catalog_free(c->catalog);
    price_view_clear(&c->priced);
    price_book_clear(&c->prices);
    memset(c, 0, sizeof *c);
}

static int add_models(
    struct context *c, struct json *rows, const char *where, struct err *e)
{
    int rc = rows == NULL ? -1 : model_catalog_add(c->catalog, rows, where, e);

    json_free(rows);
    return rc;
}

int context_catalog(struct context *c, struct err *e)
{
    const char *path = c->o->models_file;
    struct json *rows;

    if (c->catalog != NULL)
        return 0;
    c->catalog = model_catalog_new();
    rows = json_parse(models_json, models_json_len, e);
    if (add_models(c, rows, "built-in models", e) < 0)
        return -1;
    if (path == NULL && !file_exists("models.lua"))
        return 0;
    if (path == NULL)
        path = "models.lua";
    else if (!file_exists(path))
        return err_set(e, ERR_USAGE,
            "%s is not there: --models-file names the file of your models "
            "(without it models.lua of this folder is read, if there is one)",
            path);
    rows = NULL;
    if (guest_data(path, &rows, e) < 0)
        return -1;
    return add_models(c, rows, path, e);
}

int context_prices(struct context *c, struct err *e)
{
    struct buf text = { 0 };
    int rc;

    if (c->prices.n > 0)
        return 0;
    if (price_book_add(
            &c->prices, "built-in prices", prices_json, prices_json_len, e)
        < 0)
        return -1;
    if (c->o->prices_file == NULL)
        return 0;
    rc = file_read(c->o->prices_file, &text, e);
    if (rc < 0)
        e->kind = ERR_USAGE;
    else
        rc = price_book_add(
            &c->prices, c->o->prices_file, buf_str(&text), text.len, e);
    buf_clear(&text);
    return rc;
}

int64_t context_now(const struct context *c)
{
    return c->o->today == NULL
               ? clock_wall_us()
               : (when_day(c->o->today) * INT64_C(2) + 1) * 43200000000;
}

void context_price_age(const struct context *c, struct buf *out)
{
    struct jsonw w = { .out = out, .comma = true };
    struct buf words = { 0 };

    if (!c->o->json) {
        price_age_text(&c->prices, context_now(c), &words);
        if (words.len > 0)
            plain_wrap(out, words.s, words.len, 0, terminal_prose());
        buf_clear(&words);
        return;
    }
    while (out->len > 0 && out->s[out->len - 1] == '\n')
        out->len--;
    if (out->len < 2 || out->s[--out->len] != '}')
        return;
    price_age_json(&c->prices, context_now(c), &w);
    buf_puts(out, "}\n");
}

int context_at(const struct context *c, int64_t *wall_us, struct err *e)
{
    const char *at = c->o->at;

    *wall_us = context_now(c);
    if (at == NULL)
        return 0;
    if (when_moment(at, 0, wall_us, e) < 0) {
        e->kind = ERR_USAGE;
        return err_wrap(e, "--at");
    }
    if (when_day(at) >= 0)
        *wall_us += 43200000000;
    return 0;
}

/* "k=v" of -T or -G. The strings live as long as the options. */
static int split(const struct options_list *list, const char *flag,
    struct suite_param *out, struct err *e)
{
    for (size_t i = 0; i < list->n; i++) {
        const char *eq = strchr(list->item[i], '=');
        if (eq == NULL || eq == list->item[i])
            return err_set(e, ERR_USAGE, "%s wants NAME=VALUE, not '%s'", flag,
                list->item[i]);
        out[i].key = mem_dup(list->item[i], (size_t)(eq - list->item[i]));
        out[i].value = eq + 1;
    }
    return 0;
}

static void free_keys(struct suite_param *params, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free((char *)(uintptr_t)params[i].key);
}

int context_suite(
    struct context *c, const char *name, struct suite **out, struct err *e)
{
    struct suite_param options[OPTIONS_LIST + 1] = { { 0 } },
                                              generate[OPTIONS_LIST] = {
                                                  { 0 }
                                              };
    struct suite_settings s = {
        .options = options,
        .option_count = c->o->option.n,
        .generate = generate,
        .generate_count = c->o->generate.n,
        .seed = c->o->seed,
        .limit = c->o->limit,
        .shots = (int)c->o->shots,
    };
    int rc = -1;

    if (c->suites == NULL)
        c->suites = suites_new(c->o->data);
    if (split(&c->o->option, "-T", options, e) == 0
        && split(&c->o->generate, "-G", generate, e) == 0) {
        if (c->o->variant != NULL)
            options[s.option_count++] =
                (struct suite_param){ "variant", c->o->variant };
        rc = suite_load(c->suites, name, &s, out, e);
    }
    free_keys(options, c->o->option.n);
    free_keys(generate, c->o->generate.n);
    return rc;
}

char *context_part(const struct options *o)
{
    if (o->sample != NULL)
        return mem_printf("sample %s", o->sample);
    return o->limit > 0 ? mem_printf("first %lld", (long long)o->limit)
                        : mem_str("");
}

int context_store(struct context *c, bool read_only, struct err *e)
{
    if (c->store != NULL)
        return 0;
    return store_open(c->o->out, read_only, &c->store, e);
}

/* A file of the user's was read before, and what is wrong with it said. */
static bool has_prices(struct context *c)
{
    struct err ignored = { 0 };

    return context_prices(c, &ignored) == 0;
}

int64_t context_price(struct context *c, const struct model *m,
    const struct reply *r, int64_t wall_us)
{
    bool told = r->served != NULL && r->served[0] != '\0';
    struct price_query q = { .model = told ? r->served : m->served,
        .provider = m->provider[0] != '\0' ? m->provider : NULL,
        .wall_us = wall_us };
    const struct price_book *rows;
    struct price_result result;

    if (m->usd_per_hour >= 0 || (c->prices.n == 0 && !has_prices(c)))
        return -1;
    rows = price_view(&c->priced, &c->prices, q.model);
    if (rows->n == 0) /* no need to hear in words why there is no price */
        return -1;
    price_query_served(&q, r->tier, r->region);
    return price_request(rows, &q, &r->usage, &result) ? result.cost_pusd : -1;
}

int64_t context_price_asked(struct context *c, const struct model *m,
    const struct usage *u, int64_t wall_us)
{
    struct reply r = { .tier = c->o->batch ? "batch" : m->caps.tier,
        .usage = *u };

    return context_price(c, m, &r, wall_us);
}

static volatile sig_atomic_t signals_seen;

static void on_signal(int number)
{
    (void)number;
    if (signals_seen < 2)
        signals_seen++;
}

const volatile sig_atomic_t *context_signals(void)
{
    struct sigaction a = { .sa_handler = on_signal }, was;

    sigaction(SIGINT, &a, NULL);
    sigaction(SIGTERM, &a, NULL);
    /* the terminal is gone; nohup has it ignored */
    if (sigaction(SIGHUP, NULL, &was) == 0 && was.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &a, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file at its limit is an error we tell */
    return &signals_seen;
}
