#include "model/model_row.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/like.h"
#include "base/mem.h"
#include "model/dialect.h"
#include "model/tier.h"
#include "model/usage.h"

/* Field types, checked before anything is used; those of model_caps.c stand
 * there, for models and providers. */
static const struct {
    const char *name;
    char type;        // s string, n number, o object, v name of a variable
    bool models_only; // else a provider can say it for all of its models
} fields[] = {
    { "url", 's', false },
    { "key", 'v', false },
    { "dialect", 's', false },
    { "ca_file", 's', false },
    { "usage", 's', false },
    { "headers", 'o', false },
    { "about", 's', false }, // for readers: what the row is, and its source
    { "provider", 's', true },
    { "model", 's', true },
    { "usd_per_hour", 'n', true },
};

/* A key itself, written where its variable belongs, has other characters or
 * at least no capitals only. */
static bool is_variable(const char *s)
{
    static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";

    return s != NULL && s[0] != '\0' && strchr(capitals, s[0]) != NULL
           && s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789")] == '\0';
}

static bool fits(const struct json *value, char type)
{
    switch (type) {
    case 'v': return is_variable(json_str(value));
    case 's': return json_is_string(value);
    case 'b': return json_is_bool(value);
    case 'o':
        return json_is_object(value)
               || (json_is_array(value) && json_count(value) == 0);
    default: return json_is_number(value) && json_num(value, -1) >= 0;
    }
}

static const char *type_words(char type)
{
    switch (type) {
    case 'v':
        return "name of an environment variable in capitals, not the key "
               "itself";
    case 's': return "string";
    case 'b': return "boolean, true or false";
    case 'o': return "table by name, { [\"NAME\"] = VALUE }";
    default: return "number that is not negative";
    }
}

/* Type of a field in a row of this kind; 0 when there is none. */
static char type_of(const char *kind, const char *name)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strcmp(fields[i].name, name) == 0)
            return fields[i].models_only && strcmp(kind, "models") != 0
                       ? 0
                       : fields[i].type;
    return model_caps_type(name);
}

/* Says what is near. */
static int unknown_field(const char *kind, const struct json *row,
    const char *name, const char *where, struct err *e)
{
    struct like near = { .word = name };
    struct buf hint = { 0 };
    const char *of;

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (type_of(kind, fields[i].name) != 0)
            like_offer(&near, fields[i].name);
    for (size_t i = 0; (of = model_caps_name(i)) != NULL; i++)
        like_offer(&near, of);
    like_end(&near, &hint);
    err_set(e, ERR_CONFIG, "%s: %s.%s has an unknown field '%s'%s", where, kind,
        json_key(row), name, buf_str(&hint));
    buf_clear(&hint);
    return -1;
}

static int check_field(const char *kind, const struct json *row,
    const struct json *value, const char *where, struct err *e)
{
    char type = type_of(kind, json_key(value));

    if (type == 0)
        return unknown_field(kind, row, json_key(value), where, e);
    if (!fits(value, type))
        return err_set(e, ERR_CONFIG, "%s: %s.%s.%s must be a %s", where, kind,
            json_key(row), json_key(value), type_words(type));
    return 0;
}

int model_row_check(
    const char *kind, const struct json *row, const char *where, struct err *e)
{
    JSON_EACH(value, row) {
        if (check_field(kind, row, value, where, e) < 0)
            return -1;
    }
    return 0;
}

/* The model's own word, else its provider's, else NULL. */
static const char *word(
    const struct json *row, const struct json *provider, const char *key)
{
    const char *s = json_str(json_get(row, key));

    return s != NULL ? s : json_str(json_get(provider, key));
}

static void add_header(struct model *m, char *line)
{
    size_t n = 0;

    while (m->headers != NULL && m->headers[n] != NULL)
        n++;
    m->headers = mem_resize(m->headers, n + 2, sizeof *m->headers);
    m->headers[n] = line;
    m->headers[n + 1] = NULL;
}

static bool is_named(const char *line, const char *name)
{
    size_t len = strlen(name);

    return strncasecmp(line, name, len) == 0 && line[len] == ':';
}

/* The dialect's fixed headers, unless the catalogue has its own. */
static int read_headers(
    const struct json *own, const char *where, struct model *m, struct err *e)
{
    const char *const *fixed = m->dialect->headers;

    JSON_EACH(header, own) {
        if (!json_is_string(header))
            return err_set(e, ERR_CONFIG,
                "%s: model '%s': headers.%s must be a string", where, m->name,
                json_key(header));
        add_header(m, mem_printf("%s: %s", json_key(header), json_str(header)));
    }
    for (; fixed != NULL && *fixed != NULL; fixed++) {
        bool replaced = false;
        JSON_EACH(header, own) {
            replaced = replaced || is_named(*fixed, json_key(header));
        }
        if (!replaced)
            add_header(m, mem_str(*fixed));
    }
    return 0;
}

/* Replies of another dialect, or of another path of it, are others. */
static char *address_of(const struct model *m)
{
    return m->dialect->base_address ? mem_str(m->url) : dialect_url(m);
}

static int read_dialect(
    const char *word, const char *where, struct model *m, struct err *e)
{
    struct buf known = { 0 };
    const struct dialect *d;

    m->dialect = word != NULL ? dialect_find(word) : dialect_at(0);
    if (m->dialect != NULL)
        return 0;
    for (int i = 0; (d = dialect_at(i)) != NULL; i++)
        buf_printf(&known, "%s%s", i > 0 ? ", " : "", d->name);
    err_set(e, ERR_CONFIG,
        "%s: model '%s' speaks '%s', which is no dialect of retort (%s)", where,
        m->name, word, buf_str(&known));
    buf_clear(&known);
    return -1;
}

static int read_usage(
    const char *word, const char *where, struct model *m, struct err *e)
{
    struct buf known = { 0 };
    const char *name;

    if (word == NULL)
        word = m->dialect->usage;
    m->usage = usage_flavour_find(word);
    if (m->usage != NULL)
        return 0;
    for (int i = 0; (name = usage_flavour_name(i)) != NULL; i++)
        buf_printf(&known, "%s%s", i > 0 ? ", " : "", name);
    err_set(e, ERR_CONFIG,
        "%s: model '%s' counts tokens like '%s', which retort does not know "
        "(known: %s)",
        where, m->name, word, buf_str(&known));
    buf_clear(&known);
    return -1;
}

/* A tier is asked for by its own field, or by what is sent in any case. */
static int read_tier(const char *where, struct model *m, struct err *e)
{
    const char *tier = m->caps.tier;
    struct buf sent = { 0 };
    struct json *o;

    if (tier == NULL) {
        buf_printf(&sent, "{%s}", m->caps.send != NULL ? m->caps.send : "");
        o = json_parse(sent.s, sent.len, NULL);
        if (tier_asked(o) != NULL)
            model_caps_tier(&m->caps, tier_asked(o));
        json_free(o);
        buf_clear(&sent);
        return 0;
    }
    if (strcmp(tier, "flex") != 0 && strcmp(tier, "priority") != 0)
        return err_set(e, ERR_CONFIG,
            "%s: model '%s': tier is '%s'; flex and priority can be asked for "
            "(batch: run --batch)",
            where, m->name, tier);
    if (m->dialect->tier_key == NULL)
        return err_set(e, ERR_CONFIG,
            "%s: model '%s' speaks %s, which has no word to ask for the tier "
            "%s: leave tier out",
            where, m->name, m->dialect->name, tier);
    model_caps_add(&m->caps, m->dialect->tier_key, tier);
    return 0;
}

char *model_row_url(const char *url, size_t len)
{
    while (len > 0 && url[len - 1] == '/'
           && !(len > 2 && memcmp(url + len - 3, "://", 3) == 0))
        len--;
    return mem_dup(url, len);
}

int model_row_read(const struct json *row, const struct json *provider,
    const char *where, struct model *m, struct err *e)
{
    const struct json *headers = json_get(row, "headers");

    if (headers == NULL)
        headers = json_get(provider, "headers");
    m->key_env = mem_str(word(row, provider, "key"));
    m->ca_file = mem_str(word(row, provider, "ca_file"));
    m->usd_per_hour = json_num(json_get(row, "usd_per_hour"), -1);
    model_caps_read(row, provider, &m->caps);
    if (read_dialect(word(row, provider, "dialect"), where, m, e) < 0
        || read_usage(word(row, provider, "usage"), where, m, e) < 0
        || read_tier(where, m, e) < 0)
        return -1;
    m->address = address_of(m);
    return read_headers(headers, where, m, e);
}
