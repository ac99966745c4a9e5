#include "cost/scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"

static const struct scenario_row rows[] = {
#define A SCENARIO_A
#define O SCENARIO_O
#define S SCENARIO_S
#define H SCENARIO_H
#define W SCENARIO_W
#define Q SCENARIO_Q
#define T SCENARIO_T
#define X(id, nam, kin, lea, mos, usu, wha)                                    \
    [SCENARIO_##id] = { .name = #nam,                                          \
        .what = wha,                                                           \
        .kinds = kin,                                                          \
        .least = lea,                                                          \
        .most = mos,                                                           \
        .usual = (double)(usu) },
    SCENARIO_FIELDS(X)
#undef X
#undef A
#undef O
#undef S
#undef H
#undef W
#undef Q
#undef T
};

const struct scenario_row *scenario_row(enum scenario_field field)
{
    return &rows[field];
}

const char *scenario_kind_name(enum scenario_kind kind)
{
    static const char *const names[SCENARIO_KINDS] = { "api", "self_hosted",
        "student", "hybrid" };

    return names[kind];
}

void scenario_init(struct scenario *s)
{
    memset(s, 0, sizeof *s);
    for (int i = 0; i < SCENARIO_NUMBERS; i++)
        s->n[i].low = s->n[i].high = rows[i].usual;
}

void scenario_clear(struct scenario *s)
{
    for (size_t i = 0; i < s->count; i++) {
        struct scenario_way *w = &s->ways[i];
        free(w->name);
        free(w->model);
        free(w->provider);
        free(w->measured);
        free(w->teacher);
        free(w->cheap);
        free(w->dear);
    }
    free(s->ways);
    free(s->requests);
    free(s->where);
    free(s->text);
    memset(s, 0, sizeof *s);
}

struct scenario_way *scenario_add(
    struct scenario *s, const char *name, enum scenario_kind kind)
{
    struct scenario_way *w;

    s->ways = mem_resize(s->ways, s->count + 1, sizeof *s->ways);
    w = &s->ways[s->count++];
    memset(w, 0, sizeof *w);
    w->name = mem_str(name);
    w->kind = kind;
    return w;
}

const struct scenario_way *scenario_find(
    const struct scenario *s, const char *name)
{
    for (size_t i = 0; name != NULL && i < s->count; i++)
        if (strcmp(s->ways[i].name, name) == 0)
            return &s->ways[i];
    return NULL;
}

const struct scenario_number *scenario_number(const struct scenario *s,
    const struct scenario_way *w, enum scenario_field field)
{
    static const struct scenario_number nothing = { .low = (double)NAN,
        .high = (double)NAN };
    bool tokens = field == SCENARIO_TOKENS_IN || field == SCENARIO_TOKENS_OUT;

    if (w != NULL && w->n[field].from != SCENARIO_USUAL)
        return &w->n[field];
    return w != NULL && w->measured != NULL && tokens ? &nothing : &s->n[field];
}

/* The same share of its range for a number in a draw, whoever asks. */
static double share_of(const struct scenario *s,
    const struct scenario_number *n, enum scenario_field field, uint64_t draw)
{
    uint64_t at = (uint64_t)field;
    struct rng r;

    for (size_t i = 0; i < s->count; i++)
        if (n == &s->ways[i].n[field])
            at += (i + 1) * SCENARIO_NUMBERS;
    rng_init(&r, draw * 1000003 + at);
    return rng_unit(&r);
}

double scenario_value(const struct scenario *s, const struct scenario_way *w,
    enum scenario_field field, const struct scenario_world *world)
{
    const struct scenario_number *n = scenario_number(s, w, field);

    if (n == world->moved
        && (world->kinds == 0 || (w != NULL && world->kinds >> w->kind & 1)))
        return world->to;
    if (n->low == n->high || isnan(n->low))
        return n->low;
    if (!world->drawn)
        return n->low + (n->high - n->low) / 2;
    return n->low + (n->high - n->low) * share_of(s, n, field, world->draw);
}

static bool said(const struct scenario *s, const struct scenario_way *w,
    enum scenario_field field)
{
    return !isnan(scenario_number(s, w, field)->low);
}

/* Two numbers that mean something together only: of one way, or both of all. */
static int check_both(const struct scenario *s, const struct scenario_way *w,
    enum scenario_field a, enum scenario_field b, const char *why,
    struct err *e)
{
    bool own_a = w->n[a].from != SCENARIO_USUAL;
    bool own_b = w->n[b].from != SCENARIO_USUAL;
    bool a_alone = own_a != own_b ? own_a : said(s, w, a);

    if (own_a == own_b && said(s, w, a) == said(s, w, b))
        return 0;
    return err_set(e, ERR_CONFIG,
        "way '%s' says %s, but %s stands elsewhere or nowhere: %s", w->name,
        rows[a_alone ? a : b].name, rows[a_alone ? b : a].name, why);
}

static int need(const struct scenario *s, const struct scenario_way *w,
    enum scenario_field field, const char *why, struct err *e)
{
    if (said(s, w, field))
        return 0;
    return err_set(e, ERR_CONFIG, "way '%s' (%s) does not say %s (%s)%s",
        w->name, scenario_kind_name(w->kind), rows[field].name,
        rows[field].what, why);
}

static bool is_paid_by_request(
    const struct scenario *s, const struct scenario_way *w)
{
    return w->kind == SCENARIO_API
           || (w->kind == SCENARIO_STUDENT
               && (w->model != NULL || said(s, w, SCENARIO_PRICE_IN)));
}

static int check_api(
    const struct scenario *s, const struct scenario_way *w, struct err *e)
{
    if (check_both(s, w, SCENARIO_PRICE_IN, SCENARIO_PRICE_OUT,
            "the input price of one model and the output price of another are "
            "nobody's price",
            e)
        < 0)
        return -1;
    if (w->model == NULL
        && (w->measured == NULL || said(s, w, SCENARIO_TOKENS_IN))
        && !said(s, w, SCENARIO_PRICE_IN))
        return err_set(e, ERR_CONFIG,
            "way '%s' (%s) has no price: say model (a name of the price "
            "book), or price_in and price_out",
            w->name, scenario_kind_name(w->kind));
    if (said(s, w, SCENARIO_PRICE_IN) && said(s, w, SCENARIO_CACHED_SHARE)
        && !said(s, w, SCENARIO_PRICE_CACHED))
        return need(s, w, SCENARIO_PRICE_CACHED, ", but has a cached_share", e);
    if (said(s, w, SCENARIO_PRICE_IN) && said(s, w, SCENARIO_BATCH_SHARE))
        return err_set(e, ERR_CONFIG,
            "way '%s': batch_share needs the price book: say model in place "
            "of price_in and price_out",
            w->name);
    return 0;
}

static int check_machines(
    const struct scenario *s, const struct scenario_way *w, struct err *e)
{
    if (need(s, w, SCENARIO_GPU_HOUR, "", e) < 0)
        return -1;
    if (w->measured == NULL
        && need(s, w, SCENARIO_OUTPUT_TOK_S,
               ", and no measured run that would tell", e)
               < 0)
        return -1;
    if (said(s, w, SCENARIO_WEIGHTS_GB) && !said(s, w, SCENARIO_GPUS)
        && need(s, w, SCENARIO_GPU_GB, ", but has weights_gb", e) < 0)
        return -1;
    if (said(s, w, SCENARIO_KV_KB)
        && (need(s, w, SCENARIO_CONTEXT, ", but has kv_kb", e) < 0
            || need(s, w, SCENARIO_SEQUENCES, ", but has kv_kb", e) < 0))
        return -1;
    return 0;
}

static int check_making(
    const struct scenario *s, const struct scenario_way *w, struct err *e)
{
    if (need(s, w, SCENARIO_TRAINING_USD, ": 0 if it costs nothing", e) < 0)
        return -1;
    if (scenario_number(s, w, SCENARIO_TEACHER_ANSWERS)->high > 0
        && w->teacher == NULL
        && need(s, w, SCENARIO_TEACHER_USD,
               ", nor a teacher (the name of a way)", e)
               < 0)
        return -1;
    return 0;
}

/* The way a field names must be there, and no hybrid. */
static int check_named(const struct scenario *s, const struct scenario_way *w,
    const char *field, const char *name, struct err *e)
{
    const struct scenario_way *other = scenario_find(s, name);

    if (name == NULL)
        return err_set(e, ERR_CONFIG, "way '%s' (%s) does not say %s", w->name,
            scenario_kind_name(w->kind), field);
    if (other == NULL)
        return err_set(e, ERR_CONFIG, "way '%s': %s = '%s' is no way here",
            w->name, field, name);
    if (other->kind == SCENARIO_HYBRID || other == w)
        return err_set(e, ERR_CONFIG, "way '%s': %s must not be %s", w->name,
            field, other == w ? "itself" : "a hybrid");
    return 0;
}

static int check_way(
    const struct scenario *s, const struct scenario_way *w, struct err *e)
{
    if (scenario_find(s, w->name) != w)
        return err_set(e, ERR_CONFIG, "two ways are called '%s'", w->name);
    if (w->kind == SCENARIO_HYBRID) {
        if (check_named(s, w, "cheap", w->cheap, e) < 0
            || check_named(s, w, "dear", w->dear, e) < 0)
            return -1;
        return need(s, w, SCENARIO_SHARE,
            w->cascade ? ", nor are there stored answers of both to tell: "
                         "measure both on one suite"
                       : "",
            e);
    }
    if (check_both(s, w, SCENARIO_TOKENS_IN, SCENARIO_TOKENS_OUT,
            "the prompt of one request and the reply of another are no "
            "request",
            e)
        < 0)
        return -1;
    if (scenario_number(s, w, SCENARIO_TOKENS_IN)->high == 0
        && scenario_number(s, w, SCENARIO_TOKENS_OUT)->high == 0)
        return err_set(e, ERR_CONFIG,
            "way '%s': a request without tokens is none", w->name);
    if (w->kind == SCENARIO_STUDENT && check_making(s, w, e) < 0)
        return -1;
    if (w->teacher != NULL && check_named(s, w, "teacher", w->teacher, e) < 0)
        return -1;
    return is_paid_by_request(s, w) ? check_api(s, w, e)
                                    : check_machines(s, w, e);
}

int scenario_check(const struct scenario *s, struct err *e)
{
    for (size_t i = 0; i < s->count; i++)
        if (check_way(s, &s->ways[i], e) < 0)
            return s->where == NULL ? -1 : err_wrap(e, "%s", s->where);
    return 0;
}

static void put_number(double x, struct buf *out)
{
    if (fabs(x) >= 1e6 && x == floor(x))
        buf_printf(out, "%.0f", x);
    else
        buf_printf(out, "%.6g", x);
}

static void put_field(const struct scenario_number *n,
    enum scenario_field field, bool first, struct buf *out)
{
    buf_printf(out, "%s%s ", first ? "" : ", ", rows[field].name);
    put_number(n->low, out);
    if (n->low == n->high)
        return;
    buf_puts(out, " to ");
    put_number(n->high, out);
}

void scenario_words(const struct scenario *s, const struct scenario_way *w,
    bool usual, struct buf *out)
{
    bool first = true;

    for (int i = 0; i < SCENARIO_NUMBERS; i++) {
        enum scenario_field field = (enum scenario_field)i;
        const struct scenario_number *n = w != NULL ? &w->n[i] : &s->n[i];
        if (n->from == SCENARIO_USUAL) {
            if (!usual || w == NULL || (rows[i].kinds >> w->kind & 1) == 0
                || s->n[i].from != SCENARIO_USUAL)
                continue; /* what is said at the top is said there */
            n = &s->n[i];
        }
        if (isnan(n->low))
            continue;
        put_field(n, field, first, out);
        first = false;
    }
}
