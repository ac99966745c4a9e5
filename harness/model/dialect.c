#include "model/dialect.h"

#include <ctype.h>
#include <string.h>

#include "model/dialect_error.h"
#include "model/tier.h"

const struct dialect *dialect_at(int i)
{
    static const struct dialect *const all[] = {
#define X(name) &dialect_##name,
        DIALECTS(X)
#undef X
    };

    return i >= 0 && (size_t)i < sizeof all / sizeof *all ? all[i] : NULL;
}

const struct dialect *dialect_find(const char *name)
{
    const struct dialect *d;

    for (int i = 0; (d = dialect_at(i)) != NULL; i++)
        if (strcmp(d->name, name) == 0)
            return d;
    return NULL;
}

/* A name with a slash says itself what it is ("tunedModels/x"). */
static void put_model(const char *name, struct buf *out)
{
    buf_puts(out, strchr(name, '/') != NULL ? "/" : "/models/");
    for (const char *p = name; *p != '\0'; p++)
        if (isalnum((unsigned char)*p) || strchr("-._~/@", *p) != NULL)
            buf_putc(out, *p);
        else
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)*p);
}

static char *url_of(const struct model *m, const char *path)
{
    static const char model[] = "{model}";
    struct buf b = { 0 };

    buf_puts(&b, m->url);
    if (strncmp(path, model, sizeof model - 1) == 0) {
        put_model(m->served, &b);
        path += sizeof model - 1;
    }
    buf_puts(&b, path);
    return buf_take(&b);
}

char *dialect_url(const struct model *m)
{
    return url_of(m, m->dialect->path);
}

char *dialect_stream_url(const struct model *m)
{
    const struct dialect_stream *s = m->dialect->stream;

    return s != NULL && s->path != NULL ? url_of(m, s->path) : dialect_url(m);
}

/* Takes the brace and what stands before it off the end of an object. */
static void open_end(struct buf *body, const char *without)
{
    size_t len = without != NULL ? strlen(without) : 0;

    body->len--;
    if (len > 0 && body->len > len
        && memcmp(body->s + body->len - len, without, len) == 0)
        body->len -= len;
}

void dialect_stream_body(const struct model *m, struct buf *body)
{
    const struct dialect_stream *d = m->dialect->stream;

    if (d == NULL || d->members[0] == '\0' || body->len < 2)
        return;
    open_end(body, d->without);
    buf_printf(body, ",%s", d->members);
    if (d->usage != NULL && m->caps.stream_usage)
        buf_printf(body, ",%s", d->usage);
    buf_putc(body, '}');
}

void dialect_changed(
    const struct model *m, const struct sampling *s, struct buf *out)
{
    sampling_sent(s, &m->dialect->limits, &m->caps, out);
}

/* A body may come in a list of one (Gemini's errors do). */
static const struct json *root_of(const struct json *tree)
{
    return json_is_array(tree) ? json_first(tree) : tree;
}

/* Reads it again where it is no JSON, to hear why. */
static void say_broken(struct reply *out, const char *body, size_t len)
{
    struct err e = { 0 };

    if (out->tree == NULL)
        json_free(json_parse(body, len, &e));
    reply_broken(out, out->tree != NULL ? "the reply is no JSON object"
                      : len == 0        ? "the reply is empty"
                                        : e.text);
}

const struct json *dialect_open(const struct dialect *d, int status,
    const char *body, size_t len, struct reply *out)
{
    const struct json *root;

    memset(out, 0, sizeof *out);
    out->usage = usage_unknown();
    out->text = "";
    out->tree = json_parse(body, len, NULL);
    root = root_of(out->tree);
    if (status != 200 || json_get(root, "error") != NULL) {
        dialect_error(out, status, root);
        return NULL;
    }
    if (!json_is_object(root)) {
        say_broken(out, body, len);
        return NULL;
    }
    out->served = json_str(json_get(root, "model"));
    out->usage = usage_read(usage_flavour_find(d->usage), root);
    return root;
}

/* A name that the catalogue knows and the dialect does not. */
static const char *reasoning_at(const char *name, const struct json *tree)
{
    const struct json *choice = json_first(json_get(root_of(tree), "choices"));

    return json_str(json_get(json_get(choice, "message"), name));
}

void dialect_decode(const struct model *m, int status, const char *body,
    size_t len, struct reply *out)
{
    m->dialect->decode(status, body, len, out);
    if (out->tree != NULL) {
        out->tier = tier_served(root_of(out->tree), m->caps.tier);
        out->region = tier_region(root_of(out->tree));
    }
    if (out->reasoning == NULL && m->caps.reasoning_text != NULL)
        out->reasoning = reasoning_at(m->caps.reasoning_text, out->tree);
    if (m->usage != NULL && m->usage != usage_flavour_find(m->dialect->usage)
        && out->tree != NULL)
        out->usage = usage_read(m->usage, root_of(out->tree));
}

bool dialect_is_system(const struct message *m)
{
    return strcmp(m->role, "system") == 0 || strcmp(m->role, "developer") == 0;
}

void dialect_system(const struct message *messages, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n; i++) {
        if (!dialect_is_system(&messages[i]))
            continue;
        if (out->len > 0)
            buf_puts(out, "\n\n");
        buf_add(out, messages[i].text, messages[i].len);
    }
}
