#include "cli/endpoint.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "model/dialect.h"

const char *endpoint_key(const struct model *m)
{
    const char *key = m->key != NULL       ? m->key
                      : m->key_env != NULL ? getenv(m->key_env)
                                           : NULL;

    return key != NULL && key[strspn(key, " ")] != '\0' ? key : NULL;
}

int endpoint_timeout(int64_t seconds, struct err *e)
{
    return seconds >= 1 && seconds <= 86400
               ? 0
               : err_set(e, ERR_USAGE,
                   "--timeout wants 1 to 86400 seconds, not %lld",
                   (long long)seconds);
}

void endpoint_keys(struct model *models, size_t n)
{
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        const char *key = endpoint_key(&models[i]);
        if (key != NULL && models[i].key == NULL)
            models[i].key = secret_join(key, "", "");
        any = any || key != NULL;
    }
    /* behind the loop: two models may have one key */
    for (size_t i = 0; i < n; i++)
        if (models[i].key != NULL)
            secret_hide(models[i].key_env);
    if (any)
        secret_process();
}

/* A file's line end often comes along, and would end the header. */
static int check_key(const struct model *m, const char *key, struct err *e)
{
    for (const char *p = key; p != NULL && *p != '\0'; p++)
        if ((unsigned char)*p < ' ' || *p == 127)
            return err_set(e, ERR_CONFIG,
                "%s: the key in %s has a line end or another control "
                "character in it: set the variable again, without",
                m->name, m->key_env);
    return 0;
}

/* The key goes into the header and nowhere else. */
struct http_endpoint *endpoint_at(struct http *h, const struct model *m,
    const char *url, const char *type, struct err *e)
{
    const char *key = endpoint_key(m);
    const char **headers;
    size_t n = 0, fixed = 0;
    struct http_endpoint *out;
    char *name, *line = NULL;

    if (check_key(m, key, e) < 0)
        return NULL;
    while (m->headers != NULL && m->headers[fixed] != NULL)
        fixed++;
    headers = mem_zalloc(fixed + 3, sizeof *headers);
    if (key != NULL) {
        name = mem_printf("%s: ", m->dialect->key_header);
        headers[n++] = line = secret_join(name, m->dialect->key_prefix, key);
        free(name);
    }
    for (size_t i = 0; i < fixed; i++)
        headers[n++] = m->headers[i];
    headers[n] = type;
    out = http_endpoint_new(h, url, headers, m->ca_file, e);
    free(headers);
    secret_free(line);
    if (out == NULL)
        err_wrap(e, "%s", m->where != NULL ? m->where : m->name);
    return out;
}

struct http_endpoint *endpoint_open(
    struct http *h, const struct model *m, enum endpoint_way way, struct err *e)
{
    struct http_endpoint *out;
    char *url;

    if (m->key_env != NULL && endpoint_key(m) == NULL
        && way != ENDPOINT_OFFLINE) {
        err_set(e, ERR_CONFIG,
            "%s needs a key: set %s in the environment (for what is "
            "stored, 'retort run --offline' needs none)",
            m->name, m->key_env);
        return NULL;
    }
    url = way == ENDPOINT_STREAM ? dialect_stream_url(m) : dialect_url(m);
    out = endpoint_at(h, m, url, NULL, e);
    free(url);
    return out;
}
