#include "model/model.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/like.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "model/dialect.h"
#include "model/model_row.h"

enum { NAME_MOST = 200 };

struct model_catalog {
    struct json **rows; // parsed sources, later ones win
    char **where;       // what each is called in messages
    size_t n;
};

struct model_catalog *model_catalog_new(void)
{
    return mem_zalloc(1, sizeof(struct model_catalog));
}

void model_catalog_free(struct model_catalog *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->n; i++) {
        json_free(c->rows[i]);
        free(c->where[i]);
    }
    free(c->rows);
    free(c->where);
    free(c);
}

/* Row of kind ("providers", "models") and name in the newest source. */
static const struct json *lookup(const struct model_catalog *c,
    const char *kind, const char *name, const char **where)
{
    for (size_t i = c->n; i-- > 0;) {
        const struct json *row = json_get(json_get(c->rows[i], kind), name);
        if (row != NULL) {
            if (where != NULL)
                *where = c->where[i];
            return row;
        }
    }
    return NULL;
}

const struct json *model_catalog_row(
    const struct model_catalog *c, const char *name)
{
    return lookup(c, "models", name, NULL);
}

static int check_kind(
    const struct json *rows, const char *kind, const char *where, struct err *e)
{
    const struct json *table = json_get(rows, kind);

    if (table != NULL && !json_is_object(table)
        && (!json_is_array(table) || json_count(table) > 0))
        return err_set(e, ERR_CONFIG,
            "%s: '%s' must be a table by name, %s = { [\"NAME\"] = { url = "
            "\"URL\" } }",
            where, kind, kind);
    JSON_EACH(row, table) {
        if (!json_is_object(row)
            && (!json_is_array(row) || json_count(row) > 0))
            return err_set(e, ERR_CONFIG,
                "%s: %s.%s must be a table by name, [\"%s\"] = { url = "
                "\"URL\" }",
                where, kind, json_key(row), json_key(row));
        if (model_row_check(kind, row, where, e) < 0)
            return -1;
    }
    return 0;
}

int model_catalog_add(struct model_catalog *c, const struct json *rows,
    const char *where, struct err *e)
{
    struct buf text = { 0 };
    struct json *copy;

    JSON_EACH(member, rows) {
        const char *key = json_key(member);
        if (key == NULL
            || (strcmp(key, "models") != 0 && strcmp(key, "providers") != 0))
            return err_set(e, ERR_CONFIG,
                "%s: expected the tables 'models' and 'providers', found "
                "'%s': write models = { [\"NAME\"] = { url = \"URL\" } }",
                where, key != NULL ? key : "a list");
    }
    if (check_kind(rows, "providers", where, e) < 0
        || check_kind(rows, "models", where, e) < 0)
        return -1;
    json_print(rows, &text);
    copy = json_parse(buf_str(&text), text.len, e);
    buf_clear(&text);
    if (copy == NULL)
        return -1;
    c->rows = mem_resize(c->rows, c->n + 1, sizeof *c->rows);
    c->where = mem_resize(c->where, c->n + 1, sizeof *c->where);
    c->rows[c->n] = copy;
    c->where[c->n++] = mem_str(where);
    return 0;
}

const char *role_name(enum role r)
{
    static const char *const names[] = { "", "teacher", "student", "commercial",
        "judge" };
    return names[r];
}

void model_clear(struct model *m)
{
    free(m->name);
    free(m->where);
    free(m->served);
    free(m->url);
    free(m->key_env);
    secret_free(m->key);
    free(m->provider);
    free(m->ca_file);
    free(m->address);
    for (size_t i = 0; m->headers != NULL && m->headers[i] != NULL; i++)
        free(m->headers[i]);
    free(m->headers);
    model_caps_clear(&m->caps);
    memset(m, 0, sizeof *m);
}

static bool has_host(const char *url)
{
    const char *host = strstr(url, "://");

    return host != NULL && strchr("/:?@", host[3]) == NULL;
}

static bool is_http(const char *url)
{
    return strncasecmp(url, "http://", 7) == 0
           || strncasecmp(url, "https://", 8) == 0;
}

static bool ends_with(const char *s, const char *end)
{
    size_t len = strlen(s), n = strlen(end);

    return n > 0 && len >= n && strcmp(s + len - n, end) == 0;
}

/* It is stored with each run, and shown: no place for what nobody may see. */
static int check_secrets(const char *where, const char *host, struct err *e)
{
    const char *at = memchr(host, '@', strcspn(host, "/"));
    const char *colon = strchr(host, ':');

    if (at != NULL && colon != NULL && colon < at)
        return err_set(e, ERR_USAGE,
            "%s: a password in the URL would be stored and shown: name the "
            "variable of the environment that has it, in models.lua, key = "
            "\"VARIABLE\"",
            where);
    if (strchr(host, '?') != NULL)
        return err_set(e, ERR_USAGE,
            "%s: the URL has a query ('?'), and the path of the endpoint "
            "belongs before it: leave the query out",
            where);
    return 0;
}

static int check_url(const struct model *m, struct err *e)
{
    const char *where = m->where != NULL ? m->where : m->name;
    const char *host = strstr(m->url, "://");

    if (!has_host(m->url))
        return err_set(e, ERR_USAGE,
            "%s: the URL '%s' names no host: write it as http://HOST:PORT/v1",
            where, m->url);
    if (check_secrets(where, host + 3, e) < 0)
        return -1;
    if (!is_http(m->url))
        return err_set(e, ERR_USAGE,
            "%s: the URL '%s' is neither http nor https: write it as "
            "http://HOST:PORT/v1",
            where, m->url);
    if (strchr(host, '#') != NULL)
        return err_set(e, ERR_USAGE,
            "%s: the URL '%s' has a '#' in it, and what stands behind would "
            "not be sent: the server's name of a model is model = \"NAME\"",
            where, m->url);
    if (ends_with(m->url, m->dialect->path))
        return err_set(e, ERR_USAGE,
            "%s: the URL '%s' has the path %s, which the dialect %s puts "
            "behind it: leave that out",
            where, m->url, m->dialect->path, m->dialect->name);
    return 0;
}

/* Where a row has its URL from: its own, or its provider's. */
static int no_url(const char *where, const char *name, const char *provider,
    const struct model_catalog *c, struct err *e)
{
    static const char write[] = "write url = \"http://HOST:PORT/v1\" there";
    struct like near = { .word = provider };
    struct buf hint = { 0 };

    if (provider == NULL)
        return err_set(
            e, ERR_CONFIG, "%s: model '%s' has no url: %s", where, name, write);
    if (lookup(c, "providers", provider, NULL) != NULL)
        return err_set(e, ERR_CONFIG,
            "%s: model '%s' has no url, and neither has its provider '%s': %s",
            where, name, provider, write);
    for (size_t i = 0; i < c->n; i++) {
        JSON_EACH(row, json_get(c->rows[i], "providers")) {
            like_offer(&near, json_key(row));
        }
    }
    like_end(&near, &hint);
    err_set(e, ERR_CONFIG,
        "%s: model '%s' has no url, and its provider '%s' has no row that "
        "tells one%s: %s",
        where, name, provider, buf_str(&hint), write);
    buf_clear(&hint);
    return -1;
}

static int from_row(const struct model_catalog *c, const char *name,
    const struct json *row, const char *where, struct model *out, struct err *e)
{
    const char *provider_name = json_str(json_get(row, "provider"));
    const struct json *provider =
        provider_name == NULL ? NULL
                              : lookup(c, "providers", provider_name, NULL);
    const char *url = json_str(json_get(row, "url"));
    const char *served = json_str(json_get(row, "model"));

    if (url == NULL)
        url = json_str(json_get(provider, "url"));
    if (url == NULL)
        return no_url(where, name, provider_name, c, e);
    if (served != NULL && served[0] == '\0')
        return err_set(e, ERR_CONFIG,
            "%s: models.%s.model is empty: write the server's name of the "
            "model, or leave it out where that is '%s', too",
            where, name, name);
    out->name = mem_str(name);
    out->where = provider_name == NULL
                     ? mem_printf("%s: models.%s", where, name)
                     : mem_printf("%s: models.%s (provider %s)", where, name,
                         provider_name);
    out->served = mem_str(served != NULL ? served : name);
    out->url = model_row_url(url, strlen(url));
    out->provider = mem_str(provider_name != NULL ? provider_name : "");
    return model_row_read(row, provider, where, out, e);
}

int model_catalog_each(
    const struct model_catalog *c, model_fn fn, void *arg, struct err *e)
{
    for (size_t i = 0; i < c->n; i++) {
        JSON_EACH(row, json_get(c->rows[i], "models")) {
            struct model m = { 0 };
            const char *where = NULL;
            int rc = 0;
            /* a row replaced by a later source is shown there */
            if (lookup(c, "models", json_key(row), &where) == row) {
                rc = from_row(c, json_key(row), row, where, &m, e);
                if (rc == 0)
                    fn(arg, &m);
                model_clear(&m);
            }
            if (rc < 0)
                return -1;
        }
    }
    return 0;
}

int model_role(const char **spec, enum role *role, struct err *e)
{
    const char *s = *spec;
    size_t n =
        strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    *role = ROLE_NONE;
    if (s[n] != '=')
        return 0;
    for (int r = ROLE_TEACHER; r <= ROLE_JUDGE; r++) {
        const char *name = role_name((enum role)r);
        if (strlen(name) == n && strncmp(s, name, n) == 0) {
            *role = (enum role)r;
            *spec = s + n + 1;
            return 0;
        }
    }
    return err_set(e, ERR_USAGE,
        "'%.*s' in '%s' is no role; the roles are teacher, student, "
        "commercial and judge",
        (int)n, s, s);
}

/* The provider that is at exactly this URL, or NULL: it speaks as its row
 * says, and gets the key that its row names. */
static const struct json *provider_at(
    const struct model_catalog *c, const char *url)
{
    for (size_t i = 0; i < c->n; i++) {
        JSON_EACH(row, json_get(c->rows[i], "providers")) {
            const struct json *in_force =
                lookup(c, "providers", json_key(row), NULL);
            const char *at = json_str(json_get(in_force, "url"));
            char *plain = at != NULL ? model_row_url(at, strlen(at)) : NULL;
            bool here = plain != NULL && strcmp(plain, url) == 0;
            free(plain);
            if (here)
                return in_force;
        }
    }
    return NULL;
}

/* [NAME@]URL#SERVED. The URL may itself hold an @, so NAME has no slash. */
static int from_url(const struct model_catalog *c, const char *spec,
    struct model *out, struct err *e)
{
    const struct json *provider;

    const char *hash = strrchr(spec, '#'), *at = strchr(spec, '@');
    const char *scheme = strstr(spec, "://");

    if (hash == NULL || hash[1] == '\0')
        return err_set(e, ERR_USAGE,
            "'%s' names an endpoint but no model: write %.*s#NAME, with NAME "
            "as the server calls it",
            spec, (int)strcspn(spec, "#"), spec);
    if (at > scheme)
        at = NULL;
    out->name =
        at != NULL ? mem_dup(spec, (size_t)(at - spec)) : mem_str(hash + 1);
    out->url = at != NULL ? model_row_url(at + 1, (size_t)(hash - at - 1))
                          : model_row_url(spec, (size_t)(hash - spec));
    out->served = mem_str(hash + 1);
    provider = provider_at(c, out->url);
    out->provider = mem_str(provider != NULL ? json_key(provider) : "");
    return model_row_read(NULL, provider, spec, out, e);
}

struct names { // for the message on one that is not there
    struct buf all;
    struct like near;
};

static void add_name(void *arg, const struct model *m)
{
    struct names *n = arg;

    like_offer(&n->near, m->name);
    if (n->all.len < 600)
        buf_printf(&n->all, "%s%s", n->all.len > 0 ? ", " : "", m->name);
}

/* Says what is near, or else what there is. */
static int unknown(
    const struct model_catalog *c, const char *spec, struct err *e)
{
    struct names n = { .near = { .word = spec } };
    struct buf hint = { 0 };

    if (spec[0] == '\0')
        return err_set(e, ERR_USAGE,
            "no model is named: write one of the catalogue ('retort ls "
            "models'), of models.lua, or URL#NAME");
    if (strchr(spec, ',') != NULL)
        buf_puts(&hint, " (each model has an -m of its own)");
    else
        model_catalog_each(c, add_name, &n, NULL);
    if (hint.len == 0 && like_end(&n.near, &hint) == 0)
        buf_printf(&hint, " (known: %s)", buf_str(&n.all));
    err_set(e, ERR_USAGE,
        "unknown model '%s': name one of the catalogue ('retort ls models'), "
        "add it to models.lua, or write URL#NAME%s",
        spec, buf_str(&hint));
    buf_clear(&n.all);
    buf_clear(&hint);
    return -1;
}

/* Names go into tables, messages and pictures, and stay in the store. */
static bool is_name(const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < len; i++)
        if ((unsigned char)name[i] < ' ' || name[i] == 127)
            return false;
    return len > 0 && len <= NAME_MOST && utf8_valid(name, len);
}

int model_parse(const char *spec, const struct model_catalog *c,
    struct model *out, struct err *e)
{
    const char *where = NULL;
    const struct json *row;
    enum role role;
    int rc;

    memset(out, 0, sizeof *out);
    if (model_role(&spec, &role, e) < 0)
        return -1;
    row = lookup(c, "models", spec, &where);
    if (row != NULL) {
        rc = from_row(c, spec, row, where, out, e);
    } else if (strstr(spec, "://") != NULL) {
        rc = from_url(c, spec, out, e);
    } else {
        rc = unknown(c, spec, e);
    }
    out->role = role;
    if (rc == 0)
        rc = check_url(out, e);
    if (rc == 0 && !is_name(out->name))
        rc = err_set(e, ERR_USAGE,
            "a model's name has 1 to %d bytes of UTF-8 and no control "
            "characters; give it another with NAME@URL#SERVED",
            NAME_MOST);
    if (rc < 0)
        model_clear(out);
    return rc;
}
