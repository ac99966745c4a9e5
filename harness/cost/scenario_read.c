/* Scenarios from JSON and from --set, with errors that name the line. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/like.h"
#include "base/mem.h"
#include "base/scan.h"
#include "cost/scenario.h"
#include "cost/volume.h"

/* Words of a way: where they go, and which kinds have them. */
static const struct {
    const char *name;
    size_t offset;
    unsigned kinds;
} texts[] = {
    { "name", offsetof(struct scenario_way, name), ~0u },
    { "model", offsetof(struct scenario_way, model), SCENARIO_A },
    { "provider", offsetof(struct scenario_way, provider), SCENARIO_A },
    { "measured", offsetof(struct scenario_way, measured), SCENARIO_W },
    { "teacher", offsetof(struct scenario_way, teacher), SCENARIO_S },
    { "cheap", offsetof(struct scenario_way, cheap), SCENARIO_H },
    { "dear", offsetof(struct scenario_way, dear), SCENARIO_H },
};

enum { TEXTS = sizeof texts / sizeof *texts };

static const char *const other_words[] = { "kind", "tier", "cascade" };
static const char *const top_words[] = { "ways", "requests", "currency" };

struct reading {
    struct scenario *s;
    const char *where; // file, or "--set"
    const char *text;  // NULL: not a file
    enum err_kind error;
};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* True where `key =` stands at p. */
static bool is_key(const char *text, const char *p, const char *key)
{
    const char *end = p + strlen(key);

    if (strncmp(p, key, strlen(key)) != 0 || is_word(*end)
        || (p > text && is_word(p[-1])))
        return false;
    while (*end == '"' || *end == '\'' || *end == ']' || isblank(*end))
        end++;
    return *end == '=' && end[1] != '=';
}

/* Number of the line where a way's name stands in quotes; 0: nowhere. */
static int line_of_name(const char *text, const char *name)
{
    size_t len = strlen(name);
    int line = 1;

    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '\n')
            line++;
        else if ((*p == '"' || *p == '\'') && strncmp(p + 1, name, len) == 0
                 && p[1 + len] == *p)
            return line;
    }
    return 0;
}

/* The line where a key is set: of several, the nearest to the way's name. */
static int line_of(const char *text, const char *way, const char *key)
{
    int line = 1, best = 0, near = 0;

    if (text == NULL || key == NULL)
        return 0;
    near = way != NULL ? line_of_name(text, way) : 0;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '\n')
            line++;
        if (p[0] == '-' && p[1] == '-') {
            p += strcspn(p, "\n") - 1;
        } else if (is_key(text, p, key)
                   && (best == 0 || abs(line - near) <= abs(best - near))) {
            best = line;
        }
    }
    return best;
}

/* "FILE:LINE" of a field, for an error. */
static const char *place(const struct reading *r, const struct scenario_way *w,
    const char *key, char out[300])
{
    int line = line_of(r->text, w != NULL ? w->name : NULL, key);

    if (line > 0)
        snprintf(out, 300, "%.250s:%d", r->where, line);
    else
        snprintf(out, 300, "%.250s", r->where);
    return out;
}

/* Says which names there are: the near ones, or all. */
static int unknown_field(const struct reading *r, const struct scenario_way *w,
    const char *key, struct err *e)
{
    struct like like = { .word = key };
    struct buf near = { 0 }, all = { 0 };
    char at[300];

    for (int i = 0; i < SCENARIO_NUMBERS; i++) {
        const struct scenario_row *row = scenario_row((enum scenario_field)i);
        if (w != NULL && (row->kinds >> w->kind & 1) == 0)
            continue;
        like_offer(&like, row->name);
        buf_printf(&all, ", %s", row->name);
    }
    for (int i = 0; w != NULL && i < TEXTS; i++)
        if ((texts[i].kinds >> w->kind & 1) != 0) {
            like_offer(&like, texts[i].name);
            buf_printf(&all, ", %s", texts[i].name);
        }
    for (size_t i = 0; i < 3; i++)
        like_offer(&like, w != NULL ? other_words[i] : top_words[i]);
    if (like_end(&like, &near) == 0)
        buf_printf(&near, "; there are: %s", buf_str(&all) + 2);
    err_set(e, r->error, "%s: %s%s%s has no field '%.80s'%.700s",
        place(r, w, key, at), w != NULL ? "way '" : "a scenario",
        w != NULL ? w->name : "", w != NULL ? "'" : "", key, buf_str(&near));
    buf_clear(&near);
    buf_clear(&all);
    return -1;
}

static int bad_value(const struct reading *r, const struct scenario_way *w,
    const char *key, const char *wanted, const struct json *value,
    struct err *e)
{
    struct buf text = { 0 };
    char at[300];

    if (value != NULL
        && json_is_null(value)) /* what Lua's 0/0 and 1/0 become */
        buf_puts(&text, "what is no number");
    else if (value != NULL)
        json_print(value, &text);
    err_set(e, r->error, "%s: %s must be %s, not %.100s", place(r, w, key, at),
        key, wanted, buf_str(&text));
    buf_clear(&text);
    return -1;
}

/* A number or a range {low, high}. */
static int read_number(const struct reading *r, const struct scenario_way *w,
    enum scenario_field field, const struct json *value,
    struct scenario_number *out, struct err *e)
{
    const struct scenario_row *row = scenario_row(field);
    bool range = json_is_array(value) && json_count(value) == 2;
    const struct json *low = range ? json_at(value, 0) : value;
    const struct json *high = range ? json_at(value, 1) : value;
    struct scenario_number n;
    char wanted[200];

    snprintf(wanted, sizeof wanted, "%s from %g to %g, or a range of them (%s)",
        strstr(row->what, "USD") != NULL ? "US dollars" : "a number",
        row->least, row->most, row->what);
    n.low = json_num(low, (double)NAN);
    n.high = json_num(high, (double)NAN);
    if (!json_is_number(low) || !json_is_number(high)
        || !(n.low >= row->least && n.high <= row->most && n.low <= n.high))
        return bad_value(r, w, row->name, wanted, value, e);
    if (field == SCENARIO_YEARS && (n.low != n.high || n.low != floor(n.low)))
        return bad_value(r, w, row->name, "a whole number of years", value, e);
    n.from = r->text != NULL ? SCENARIO_FILE : SCENARIO_SET;
    n.line = line_of(r->text, w != NULL ? w->name : NULL, row->name);
    *out = n;
    return 0;
}

static int read_kind(const struct reading *r, struct scenario_way *w,
    const struct json *value, struct err *e)
{
    for (int k = 0; json_str(value) != NULL && k < SCENARIO_KINDS; k++)
        if (strcmp(json_str(value), scenario_kind_name((enum scenario_kind)k))
            == 0) {
            w->kind = (enum scenario_kind)k;
            return 0;
        }
    return bad_value(r, w, "kind",
        "\"api\", \"self_hosted\", \"student\" or \"hybrid\"", value, e);
}

static int read_tier(const struct reading *r, struct scenario_way *w,
    const struct json *value, struct err *e)
{
    int tier = json_str(value) != NULL ? price_tier_find(json_str(value)) : -1;

    if (tier < 0)
        return bad_value(r, w, "tier", price_tier_list(), value, e);
    w->tier = (enum price_tier)tier;
    return 0;
}

/* 1: the word is one of the texts, and was read; 0: it is none. */
static int read_text(const struct reading *r, struct scenario_way *w,
    const char *key, const struct json *value, struct err *e)
{
    for (int i = 0; i < TEXTS; i++) {
        char **to = (char **)(void *)((char *)w + texts[i].offset);
        if (strcmp(texts[i].name, key) != 0
            || (texts[i].kinds >> w->kind & 1) == 0)
            continue;
        if (json_str(value) == NULL || json_str(value)[0] == '\0')
            return bad_value(r, w, key, "a name in quotes", value, e);
        free(*to);
        *to = mem_str(json_str(value));
        return 1;
    }
    return 0;
}

/* 1: read, 0: a way of this kind has no such field, -1: it is wrong. */
static int read_field(const struct reading *r, struct scenario_way *w,
    const char *key, const struct json *value, struct err *e)
{
    if (strcmp(key, "kind") == 0)
        return read_kind(r, w, value, e) < 0 ? -1 : 1;
    if (strcmp(key, "tier") == 0 && (SCENARIO_A >> w->kind & 1) != 0)
        return read_tier(r, w, value, e) < 0 ? -1 : 1;
    if (strcmp(key, "cascade") == 0 && w->kind == SCENARIO_HYBRID) {
        if (!json_is_bool(value))
            return bad_value(r, w, key, "true or false", value, e);
        w->cascade = json_true(value);
        return 1;
    }
    for (int i = 0; i < SCENARIO_NUMBERS; i++) {
        const struct scenario_row *row = scenario_row((enum scenario_field)i);
        if (strcmp(row->name, key) == 0 && (row->kinds >> w->kind & 1) != 0)
            return read_number(r, w, (enum scenario_field)i, value, &w->n[i], e)
                           < 0
                       ? -1
                       : 1;
    }
    return read_text(r, w, key, value, e);
}

static int read_way(
    const struct reading *r, const struct json *row, struct err *e)
{
    const char *name = json_str(json_get(row, "name"));
    struct scenario_way *w;

    if (!json_is_object(row) || name == NULL || name[0] == '\0'
        || strlen(name) > 200)
        return err_set(e, r->error,
            "%s: way %zu of ways needs a name: { name = \"...\", kind = "
            "\"api\", ... }",
            r->where, r->s->count + 1);
    w = scenario_add(r->s, name, SCENARIO_API);
    if (read_kind(r, w, json_get(row, "kind"), e) < 0)
        return -1;
    JSON_EACH(field, row) {
        const char *key = json_key(field);
        int rc = read_field(r, w, key, field, e);
        if (rc == 0)
            return unknown_field(r, w, key, e);
        if (rc < 0)
            return -1;
    }
    return 0;
}

static int add_volume(
    const struct reading *r, const struct json *value, struct err *e)
{
    struct scenario *s = r->s;
    struct volume v = { json_num(value, 0), false };

    if (json_str(value) != NULL
        && (volume_parse(json_str(value), &v, e) < 0 || v.tokens))
        v.per_day = 0;
    if (!volume_fits(v.per_day))
        return bad_value(r, NULL, "requests",
            "requests a day above zero, up to 1e14: {1000, \"100K\"}", value,
            e);
    s->requests =
        mem_resize(s->requests, s->request_count + 1, sizeof *s->requests);
    s->requests[s->request_count++] = v.per_day;
    return 0;
}

static int read_requests(
    const struct reading *r, const struct json *value, struct err *e)
{
    r->s->request_count = 0;
    if (!json_is_array(value))
        return add_volume(r, value, e);
    JSON_EACH(one, value) {
        if (add_volume(r, one, e) < 0)
            return -1;
    }
    return 0;
}

/* Prices and budgets come in many currencies; the price book knows one. */
static int read_currency(
    const struct reading *r, const struct json *value, struct err *e)
{
    const char *word = json_str(value);
    char at[300];

    if (word != NULL && strcmp(word, "USD") == 0)
        return 0;
    return err_set(e, r->error,
        "%s: all money here is in US dollars, and rates change daily: convert "
        "it and say currency = \"USD\" (not %s)",
        place(r, NULL, "currency", at), word != NULL ? word : "that");
}

static int read_top(const struct reading *r, const char *key,
    const struct json *value, struct err *e)
{
    if (strcmp(key, "requests") == 0)
        return read_requests(r, value, e);
    if (strcmp(key, "currency") == 0)
        return read_currency(r, value, e);
    for (int i = 0; i < SCENARIO_NUMBERS; i++)
        if (strcmp(scenario_row((enum scenario_field)i)->name, key) == 0)
            return read_number(
                r, NULL, (enum scenario_field)i, value, &r->s->n[i], e);
    return unknown_field(r, NULL, key, e);
}

int scenario_read(struct scenario *s, const struct json *root, const char *text,
    const char *where, struct err *e)
{
    struct reading r = { s, where, text, ERR_CONFIG };

    s->where = mem_str(where);
    s->text = mem_str(text);
    JSON_EACH(field, root) {
        const char *key = json_key(field);
        if (key == NULL)
            return err_set(e, ERR_CONFIG,
                "%s: must return a table of named fields: { ways = { ... } }",
                where);
        if (strcmp(key, "ways") == 0) {
            if (!json_is_array(field))
                return bad_value(&r, NULL, key,
                    "a list of ways: { { name = ... }, ... }", field, e);
            JSON_EACH(row, field) {
                if (read_way(&r, row, e) < 0)
                    return -1;
            }
        } else if (read_top(&r, key, field, e) < 0) {
            return -1;
        }
    }
    return 0;
}

/* "2.1", "1.5..3", "true", or a word, as JSON. */
static struct json *value_of(const char *word)
{
    struct buf text = { 0 };
    struct json *value;
    struct err e = { 0 };
    const char *dots = strstr(word, "..");
    char *first = mem_dup(word, dots != NULL ? (size_t)(dots - word) : 0);
    double low, high;

    if (dots != NULL && scan_number(first, "", &low)
        && scan_number(dots + 2, "", &high))
        buf_printf(&text, "[%.17g,%.17g]", low, high);
    else if (scan_number(word, "", &low))
        buf_printf(&text, "%.17g", low);
    else if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0)
        buf_puts(&text, word);
    else
        json_quote(&text, word, strlen(word));
    value = json_parse(buf_str(&text), text.len, &e);
    free(first);
    buf_clear(&text);
    return value;
}

/* A number said without a way is one of all ways: none keeps its own. */
static int set_all(const struct reading *r, const char *key,
    const struct json *value, struct err *e)
{
    for (int i = 0; i < TEXTS; i++)
        if (strcmp(texts[i].name, key) == 0 || strcmp(key, "tier") == 0)
            return err_set(e, r->error,
                "--set: %s is of one way: write WAY.%s=...", key, key);
    if (read_top(r, key, value, e) < 0)
        return -1;
    for (int k = 0; k < SCENARIO_NUMBERS; k++)
        if (strcmp(scenario_row((enum scenario_field)k)->name, key) == 0)
            for (size_t i = 0; i < r->s->count; i++)
                memset(&r->s->ways[i].n[k], 0, sizeof r->s->ways[i].n[k]);
    return 0;
}

int scenario_set(struct scenario *s, const char *word, struct err *e)
{
    struct reading r = { s, "--set", NULL, ERR_USAGE };
    const char *eq = strchr(word, '=');
    const char *dot = NULL;
    struct scenario_way *w = NULL;
    struct json *value;
    char *way = NULL, *key;
    int rc;

    if (eq == NULL || eq == word)
        return err_set(e, ERR_USAGE,
            "--set wants FIELD=VALUE or WAY.FIELD=VALUE, not '%.100s'", word);
    for (const char *p = word; p < eq; p++)
        if (*p == '.')
            dot = p;
    key = mem_dup(dot != NULL ? dot + 1 : word,
        (size_t)(eq - (dot != NULL ? dot + 1 : word)));
    way = dot != NULL ? mem_dup(word, (size_t)(dot - word)) : NULL;
    value = value_of(eq + 1);
    for (size_t i = 0; way != NULL && i < s->count; i++)
        if (strcmp(s->ways[i].name, way) == 0)
            w = &s->ways[i];
    if (way != NULL && w == NULL) {
        rc = err_set(e, ERR_USAGE, "--set: there is no way '%.100s'", way);
    } else if (w == NULL) {
        rc = set_all(&r, key, value, e);
    } else {
        rc = read_field(&r, w, key, value, e);
        if (rc == 0)
            rc = unknown_field(&r, w, key, e);
    }
    free(key);
    free(way);
    json_free(value);
    return rc < 0 ? -1 : 0;
}
