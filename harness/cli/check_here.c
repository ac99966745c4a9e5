/* retort check without arguments: what works here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/check.h"
#include "cli/terminal.h"
#include "cost/price_age.h"
#include "io/jail/jail.h"
#include "io/jail/jail_language.h"
#include "report/chart/chart.h"
#include "report/text/table.h"

struct here {
    struct context *c;
    struct table *t; // NULL with --json
    struct jsonw *w;
    enum exit_code code;
};

enum state { STATE_OK, STATE_NO, STATE_HALF };

static void say(
    struct here *h, const char *what, enum state state, const char *text)
{
    static const char *const words[] = { "ok", "no", "look" };

    if (h->t != NULL) {
        table_cell(h->t, words[state]);
        table_cell(h->t, what);
        table_cell(h->t, text);
        return;
    }
    jsonw_begin(h->w, NULL, '{');
    jsonw_str(h->w, "what", what);
    jsonw_bool(h->w, "ok", state != STATE_NO);
    jsonw_str(h->w, "text", text);
    jsonw_end(h->w, '}');
}

/* Every command needs this: without it the whole is not well. */
static void fail(struct here *h, const char *what, const struct err *e)
{
    say(h, what, STATE_NO, e->text);
    h->code = exit_of(e->kind);
}

static void check_jail(struct here *h)
{
    struct buf text = { 0 };
    struct err e = { 0 };
    struct loop *l = loop_new(&e);
    struct jail *j = l != NULL ? jail_new(l, NULL, &e) : NULL;

    buf_puts(&text,
        "programs run, without network, and their limits hold; languages: ");
    jail_language_list(true, &text);
    if (j != NULL && jail_probe(j, NULL, &e) == 0)
        say(h, "jail", STATE_OK, text.s);
    else
        say(h, "jail", STATE_NO, e.text);
    jail_free(j);
    loop_free(l);
    buf_clear(&text);
}

static void check_gnuplot(struct here *h)
{
    struct err e = { 0 };

    if (chart_available(&e) == 0)
        say(h, "gnuplot", STATE_OK, "charts can be drawn");
    else
        say(h, "gnuplot", STATE_NO, e.text);
}

/* The folder that is there, of path and those above it. The caller frees. */
static char *nearest(const char *path)
{
    char *p = mem_str(path), *slash;

    while (!file_exists(p)) {
        slash = strrchr(p, '/');
        if (slash == NULL || slash == p) {
            free(p);
            return mem_str(slash == NULL ? "." : "/");
        }
        *slash = '\0';
    }
    return p;
}

static int count_run(void *arg, const struct run_row *r)
{
    (void)r;
    ++*(int64_t *)arg;
    return 0;
}

static void check_results(struct here *h)
{
    const char *dir = h->c->o->out;
    char *there = nearest(dir), *db = file_join(dir, "retort.db");
    char *text = NULL;
    struct err e = { 0 };
    int64_t runs = 0;

    if (access(there, W_OK | X_OK) != 0) {
        err_errno(&e, ERR_SYSTEM,
            "%s: cannot write in %s: name another folder with -o", dir, there);
    } else if (!file_exists(db)) {
        text = mem_printf("%s: can be written, no runs yet", dir);
    } else if (context_store(h->c, true, &e) == 0
               && store_runs(h->c->store, count_run, &runs, &e) == 0) {
        text = mem_printf("%s: can be written, %lld run%s so far", dir,
            (long long)runs, runs == 1 ? "" : "s");
    }
    if (text != NULL)
        say(h, "results", STATE_OK, text);
    else
        fail(h, "results", &e);
    free(text);
    free(db);
    free(there);
}

struct counts {
    int models, keys;
};

static void count_model(void *arg, const struct model *m)
{
    struct counts *k = arg;
    const char *key = m->key_env != NULL ? getenv(m->key_env) : NULL;

    k->models++;
    k->keys += m->key_env == NULL || (key != NULL && key[0] != '\0');
}

static void check_catalog(struct here *h)
{
    struct counts k = { 0 };
    struct err e = { 0 };
    char text[120];

    if (context_catalog(h->c, &e) < 0
        || model_catalog_each(h->c->catalog, count_model, &k, &e) < 0) {
        fail(h, "models", &e);
        return;
    }
    snprintf(text, sizeof text,
        "%d in the catalogue, the key of %d is set "
        "('retort ls models')",
        k.models, k.keys);
    say(h, "models", STATE_OK, text);
}

static void check_prices(struct here *h)
{
    struct err e = { 0 };
    char text[160];
    int age;

    if (context_prices(h->c, &e) < 0) {
        fail(h, "prices", &e);
        return;
    }
    age = price_book_age_days(&h->c->prices, context_now(h->c));
    snprintf(text, sizeof text, "%zu rows, the youngest checked %d day%s ago%s",
        h->c->prices.n, age, age == 1 ? "" : "s",
        age > PRICE_AGE_OLD_DAYS ? ": old, bring newer ones with --prices FILE"
                                 : "");
    say(h, "prices", age > PRICE_AGE_OLD_DAYS ? STATE_HALF : STATE_OK, text);
}

struct shelf {
    struct here *h;
    int found, sound;
    struct buf without; // data
    struct buf broken;
};

static void on_suite(void *arg, const char *name, const char *path)
{
    struct shelf *s = arg;
    struct suite *suite = NULL;
    struct sample sample = { 0 };
    struct err e = { 0 };
    int rc = context_suite(s->h->c, path, &suite, &e);

    s->found++;
    if (rc == 0)
        rc = suite_rewind(suite, &e);
    if (rc == 0)
        rc = suite_next(suite, &sample, &e);
    sample_clear(&sample);
    if (rc >= 0)
        s->sound++;
    else if (e.kind == ERR_CONFIG)
        buf_printf(&s->without, "%s%s", s->without.len > 0 ? ", " : "", name);
    else
        buf_printf(&s->broken, "; %s", e.text);
}

static void check_suites(struct here *h)
{
    struct shelf s = { .h = h };
    struct buf text = { 0 };

    suite_each(on_suite, &s);
    buf_printf(&text,
        "%d found, %d ready ('retort check SUITE' takes one "
        "through its paces)",
        s.found, s.sound);
    if (s.without.len > 0)
        buf_printf(&text,
            "; data to fetch first (scripts/fetch-data, --data "
            "DIR): %s",
            s.without.s);
    if (s.found == 0)
        buf_puts(&text, "; they are looked for in ./suites and where retort "
                        "was built or installed: 'retort new NAME' writes one");
    buf_puts(&text, buf_str(&s.broken));
    say(h, "suites",
        s.found == 0 || s.broken.len > 0 ? STATE_NO
        : s.without.len > 0              ? STATE_HALF
                                         : STATE_OK,
        text.s);
    buf_clear(&s.without);
    buf_clear(&s.broken);
    buf_clear(&text);
}

enum exit_code check_here(struct context *c, struct buf *out, struct jsonw *w)
{
    static void (*const checks[])(struct here *) = { check_jail, check_gnuplot,
        check_results, check_catalog, check_prices, check_suites };
    struct here h = { .c = c, .w = w, .code = EXIT_DONE };

    if (c->o->json)
        jsonw_begin(w, "here", '[');
    else
        h.t = table_new("|what|:wrap");
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        checks[i](&h);
    if (h.t != NULL)
        table_print(h.t, terminal_prose(), TABLE_BARE, out);
    else
        jsonw_end(w, ']');
    table_free(h.t);
    return h.code;
}
