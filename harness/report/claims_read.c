/* Claims out of their text; a misspelt field is an error, never ignored. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/like.h"
#include "base/mem.h"
#include "cost/volume.h"
#include "report/claims.h"

struct reader { // where we are, for the messages
    const char *file, *claim, *said;
    size_t len, index; // of the text, of the claim in it
    const struct json *sources;
    struct err *e;
};

#define PRICE_FIELDS "model,provider,on,input,output,price"

static const char *const fields[CLAIMS_KINDS] = {
    [CLAIMS_YEARLY_COST] = PRICE_FIELDS ",tokens_per_day,mix",
    [CLAIMS_RATIO] = "over,under,mix",
    [CLAIMS_DIFFERENCE] = "a,b,n,as",
    [CLAIMS_PRICE_AT_DATE] = PRICE_FIELDS ",mix",
    [CLAIMS_MEMORY] = "params,bits,overhead",
    [CLAIMS_UNVERIFIABLE] = "why",
};

static int bad(const struct reader *r, const char *field, const char *what)
{
    return err_set(r->e, ERR_CONFIG, "%s:%ld: claim '%.60s': %s: %s", r->file,
        json_line(r->said, r->len, "claims", r->index), r->claim, field, what);
}

static bool listed(const char *list, const char *word)
{
    size_t len = strlen(word);

    while (list != NULL) {
        if (strncmp(list, word, len) == 0
            && (list[len] == ',' || list[len] == '\0'))
            return true;
        list = strchr(list, ',');
        list = list != NULL ? list + 1 : NULL;
    }
    return false;
}

/* "no such field here (did you mean 'says'?); there are name,..." */
static int no_field(const struct reader *r, const char *word, const char *list)
{
    struct like near = { .word = word };
    struct buf what = { 0 };
    char name[40];

    for (const char *p = list; *p != '\0'; p += strcspn(p, ",")) {
        p += *p == ',';
        snprintf(name, sizeof name, "%.*s", (int)strcspn(p, ","), p);
        like_offer(&near, name);
    }
    buf_puts(&what, "no such field here");
    like_end(&near, &what);
    buf_printf(&what, "; there are %s", list);
    bad(r, word, what.s);
    buf_clear(&what);
    return -1;
}

static int only(const struct reader *r, const struct json *o, const char *where,
    const char *list)
{
    if (!json_is_object(o))
        return bad(r, where, "is no object");
    JSON_EACH(member, o)
        if (!listed(list, json_key(member)))
            return no_field(r, json_key(member), list);
    return 0;
}

/* A string; missing stays NULL unless it is needed. */
static int text(const struct reader *r, const struct json *o, const char *key,
    bool needed, const char **out)
{
    const struct json *node = json_get(o, key);

    *out = json_str(node);
    if (*out == NULL && (node != NULL || needed))
        return bad(r, key, node != NULL ? "is no text" : "is missing");
    return 0;
}

/* A number above zero (or zero, with zero); missing stays as it is. */
static int number(const struct reader *r, const struct json *o, const char *key,
    bool needed, bool zero, double *out)
{
    const struct json *node = json_get(o, key);
    double x = json_num(node, (double)NAN);

    if (node == NULL)
        return needed ? bad(r, key, "is missing") : 0;
    if (!isfinite(x) || x < 0 || (x <= 0 && !zero))
        return bad(r, key,
            zero ? "wants a number, not below 0" : "wants a number above 0");
    *out = x;
    return 0;
}

static int claimed(
    const struct reader *r, const struct json *o, struct claims_row *c)
{
    const struct json *node = json_get(o, "claimed");

    c->low = c->high = (double)NAN;
    c->within = 0.05;
    if (json_is_array(node)) {
        c->low = json_num(json_at(node, 0), (double)NAN);
        c->high = json_num(json_at(node, 1), (double)NAN);
        if (json_count(node) != 2 || !(c->low >= 0) || !(c->high >= c->low))
            return bad(r, "claimed", "wants [low, high]");
    } else if (number(r, o, "claimed", false, false, &c->low) < 0) {
        return -1;
    } else {
        c->high = c->low;
    }
    if (isnan(c->low)
        && (c->kind == CLAIMS_YEARLY_COST || c->kind == CLAIMS_RATIO
            || c->kind == CLAIMS_MEMORY))
        return bad(r, "claimed", "is missing");
    return number(r, o, "within", false, true, &c->within);
}

/* Noon: a price that changes with the hour is taken at its daytime. */
static int noon(
    const struct reader *r, const char *field, const char *day, int64_t *out)
{
    char moment[40];
    struct err why = { 0 };

    snprintf(moment, sizeof moment, "%.10sT12:00Z", day);
    if (strlen(day) != 10 || when_moment(moment, 0, out, &why) < 0)
        return bad(r, field, "wants a date such as 2026-02-21");
    return 0;
}

static int side(const struct reader *r, const struct json *o,
    const char *said_on, struct claims_side *s)
{
    const char *on;

    s->in = s->out = s->one = s->number = (double)NAN;
    if (text(r, o, "model", true, &s->model) < 0
        || text(r, o, "provider", false, &s->provider) < 0
        || text(r, o, "on", false, &on) < 0
        || number(r, o, "input", false, true, &s->in) < 0
        || number(r, o, "output", false, true, &s->out) < 0
        || number(r, o, "price", false, false, &s->one) < 0)
        return -1;
    if (!isnan(s->one) && (!isnan(s->in) || !isnan(s->out)))
        return bad(r, "price", "stands beside input or output; give either");
    if (on == NULL && said_on == NULL)
        return bad(r, "said_on", "is missing: prices hold at a date");
    return noon(r, on != NULL ? "on" : "said_on", on != NULL ? on : said_on,
        &s->wall_us);
}

static int mix(
    const struct reader *r, const struct json *o, struct claims_row *c)
{
    const char *word;
    struct usage u;
    struct err why = { 0 };

    if (text(r, o, "mix", false, &word) < 0)
        return -1;
    if (volume_mix(word != NULL ? word : "3:1", &u, &why) < 0)
        return bad(r, "mix", why.text);
    c->mix_in = (double)u.input;
    c->mix_out = (double)u.output;
    return 0;
}

/* One of the two sides of a ratio: a price, or a plain number. */
static int part(const struct reader *r, const struct json *o, const char *key,
    struct claims_row *c, struct claims_side *s)
{
    const struct json *node = json_get(o, key);

    s->in = s->out = s->one = s->number = (double)NAN;
    if (node == NULL || json_is_number(node))
        return number(r, o, key, true, false, &s->number);
    if (only(r, node, key, PRICE_FIELDS) < 0)
        return -1;
    return side(r, node, c->said_on, s);
}

static int ratio(
    const struct reader *r, const struct json *o, struct claims_row *c)
{
    if (part(r, o, "over", c, &c->side[0]) < 0
        || part(r, o, "under", c, &c->side[1]) < 0 || mix(r, o, c) < 0)
        return -1;
    if (isnan(c->side[0].number) != isnan(c->side[1].number))
        return bad(r, "under", "over and under are both prices or numbers");
    return 0;
}

static int difference(
    const struct reader *r, const struct json *o, struct claims_row *c)
{
    const char *as;

    c->n = (double)NAN;
    if (number(r, o, "a", true, true, &c->a) < 0
        || number(r, o, "b", true, true, &c->b) < 0
        || number(r, o, "n", false, false, &c->n) < 0
        || text(r, o, "as", false, &as) < 0)
        return -1;
    if (c->a > 100 || c->b > 100)
        return bad(r, c->a > 100 ? "a" : "b", "is above 100 percent");
    if (c->n < 1 || c->n > 1e9 || c->n > floor(c->n))
        return bad(r, "n", "is no number of samples");
    c->retained = as != NULL && strcmp(as, "retained") == 0;
    if (as != NULL && !c->retained && strcmp(as, "points") != 0)
        return bad(r, "as", "is points or retained");
    if (c->retained && !(c->a > 0))
        return bad(r, "a", "is 0: nothing to retain");
    return 0;
}

static int inputs(
    const struct reader *r, const struct json *o, struct claims_row *c)
{
    if (only(r, o, "inputs", fields[c->kind]) < 0)
        return -1;
    switch (c->kind) {
    case CLAIMS_YEARLY_COST:
        return number(r, o, "tokens_per_day", true, false, &c->tokens_per_day)
                           < 0
                       || mix(r, o, c) < 0
                   ? -1
                   : side(r, o, c->said_on, &c->side[0]);
    case CLAIMS_RATIO: return ratio(r, o, c);
    case CLAIMS_DIFFERENCE: return difference(r, o, c);
    case CLAIMS_PRICE_AT_DATE:
        if (mix(r, o, c) < 0 || side(r, o, c->said_on, &c->side[0]) < 0)
            return -1;
        if (isnan(c->side[0].in) && isnan(c->side[0].out)
            && isnan(c->side[0].one))
            return bad(r, "input", "is missing: no price is said");
        return 0;
    case CLAIMS_MEMORY:
        return number(r, o, "params", true, false, &c->params) < 0
                       || number(r, o, "bits", true, false, &c->bits) < 0
                   ? -1
                   : number(r, o, "overhead", false, true, &c->overhead);
    case CLAIMS_UNVERIFIABLE: return text(r, o, "why", true, &c->why);
    case CLAIMS_KINDS: break;
    }
    return -1;
}

/* A source is a row of "sources", or who said it in the claim itself. */
static int source(
    const struct reader *r, const struct json *o, struct claims_row *c)
{
    const struct json *known;
    int64_t ignored;

    if (text(r, o, "source", true, &c->by) < 0
        || text(r, o, "said_on", false, &c->said_on) < 0)
        return -1;
    known = json_get(r->sources, c->by);
    c->title = json_str(json_get(known, "title"));
    if (c->said_on == NULL)
        c->said_on = json_str(json_get(known, "date"));
    return c->said_on != NULL ? noon(r, "said_on", c->said_on, &ignored) : 0;
}

static int row(struct reader *r, const struct json *o, struct claims_row *c)
{
    const char *kind;
    int found;

    r->claim = "?";
    if (only(r, o, "claim",
            "name,source,said_on,of,says,arithmetic,claimed,within,note,inputs")
            < 0
        || text(r, o, "name", true, &c->name) < 0)
        return -1;
    r->claim = c->name;
    if (source(r, o, c) < 0 || text(r, o, "of", true, &c->of) < 0
        || text(r, o, "says", true, &c->says) < 0
        || text(r, o, "note", false, &c->note) < 0
        || text(r, o, "arithmetic", true, &kind) < 0)
        return -1;
    found = claims_kind_find(kind);
    if (found < 0)
        return bad(r, "arithmetic",
            "is yearly_cost, ratio, difference, price_at_date, memory or "
            "unverifiable");
    c->kind = (enum claims_kind)found;
    c->inputs = json_get(o, "inputs");
    if (claimed(r, o, c) < 0)
        return -1;
    return inputs(r, c->inputs, c);
}

int claims_read(struct claims *c, const char *name, const char *said,
    size_t len, struct err *e)
{
    struct reader r = {
        .file = name, .claim = "?", .said = said, .len = len, .e = e
    };
    const struct json *list;

    *c = (struct claims){ .doc = json_parse_file(said, len, e) };
    if (c->doc == NULL) {
        e->kind = ERR_CONFIG;
        return err_wrap(e, "%s", name);
    }
    list = json_get(c->doc, "claims");
    r.sources = json_get(c->doc, "sources");
    if (!json_is_array(list))
        return err_set(e, ERR_CONFIG, "%s: claims: is no array", name);
    c->rows = mem_zalloc(json_count(list) + 1, sizeof *c->rows);
    JSON_EACH(o, list) {
        if (row(&r, o, &c->rows[c->n]) < 0)
            return -1;
        for (size_t i = 0; i < c->n; i++)
            if (strcmp(c->rows[i].name, c->rows[c->n].name) == 0)
                return bad(&r, "name", "is that of an earlier claim");
        r.index = ++c->n;
    }
    return c->n > 0 ? 0 : err_set(e, ERR_CONFIG, "%s: claims: is empty", name);
}

void claims_clear(struct claims *c)
{
    json_free(c->doc);
    free(c->rows);
    *c = (struct claims){ 0 };
}
