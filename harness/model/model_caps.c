#include "model/model_caps.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define AT(member) offsetof(struct model_caps, member)

/* Of an endpoint that no row tells about: whoever stands behind it, these are
 * the families that were seen (PROVIDER-APIS 4.1, 5, 10; 2026-11-21). */
static const char any_reset[] =
    "x-ratelimit-reset-requests x-ratelimit-reset-tokens x-ratelimit-reset "
    "anthropic-ratelimit-requests-reset anthropic-ratelimit-tokens-reset "
    "anthropic-ratelimit-input-tokens-reset "
    "anthropic-ratelimit-output-tokens-reset";

/* One row per field of the catalogue; texts first, in the order of words. */
static const struct {
    const char *name;
    char type;
    size_t at;             // in struct model_caps
    const char *otherwise; // of a text
} fields[] = {
    { "max_tokens_key", 's', AT(max_tokens_key), "max_tokens" },
    { "seed_key", 's', AT(seed_key), "seed" },
    { "system_role", 's', AT(system_role), "system" },
    { "reasoning_effort", 's', AT(reasoning_effort), NULL },
    { "send", 'o', AT(send), NULL },
    { "reasoning_text", 's', AT(reasoning_text), NULL },
    { "tier", 's', AT(tier), NULL },
    { "reset_headers", 's', AT(reset_headers), any_reset },
    { "thinking_budget", 'n', AT(thinking_budget), NULL },
    { "max_tokens", 'n', AT(max_tokens), NULL },
    { "num_ctx", 'n', AT(num_ctx), NULL },
    { "temperature", 'b', AT(temperature), NULL },
    { "top_p", 'b', AT(top_p), NULL },
    { "temperature_and_top_p", 'b', AT(both), NULL },
    { "seed", 'b', AT(seed), NULL },
    { "stop", 'b', AT(stop), NULL },
    { "logprobs", 'b', AT(logprobs), NULL },
    { "logprobs_flag", 'b', AT(logprobs_flag), NULL },
    { "stream", 'b', AT(stream), NULL },
    { "stream_usage", 'b', AT(stream_usage), NULL },
};

enum { FIELDS = sizeof fields / sizeof *fields };

char model_caps_type(const char *name)
{
    for (size_t i = 0; i < FIELDS; i++)
        if (strcmp(fields[i].name, name) == 0)
            return fields[i].type;
    return 0;
}

const char *model_caps_name(size_t i)
{
    return i < FIELDS ? fields[i].name : NULL;
}

/* Members of an object without its braces, as they go into a body. */
static char *members(const struct json *object)
{
    struct buf b = { 0 };

    json_print(object, &b);
    if (b.len <= 2) { /* {} */
        buf_clear(&b);
        return NULL;
    }
    b.s[--b.len] = '\0';
    memmove(b.s, b.s + 1, b.len--);
    return buf_take(&b);
}

static char *text_of(const struct json *value, const char *otherwise)
{
    if (json_is_object(value))
        return members(value);
    return mem_str(json_is_string(value) ? json_str(value) : otherwise);
}

static void read_field(
    const struct json *value, size_t i, struct model_caps *out)
{
    char *base = (char *)out;

    if (fields[i].type == 'n') {
        int64_t n = json_int(value, -1);
        memcpy(base + fields[i].at, &n, sizeof n);
    } else if (fields[i].type == 'b') {
        bool yes = value == NULL || json_true(value);
        memcpy(base + fields[i].at, &yes, sizeof yes);
    } else {
        const char *word = out->words[i] = text_of(value, fields[i].otherwise);
        memcpy(base + fields[i].at, &word, sizeof word);
    }
}

static const struct json *field(
    const struct json *row, const struct json *provider, const char *name)
{
    const struct json *value = json_get(row, name);

    return value != NULL ? value : json_get(provider, name);
}

void model_caps_read(
    const struct json *row, const struct json *provider, struct model_caps *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < FIELDS; i++)
        read_field(field(row, provider, fields[i].name), i, out);
    if (out->max_tokens < 0)
        out->max_tokens = 0;
    if (out->num_ctx < 0)
        out->num_ctx = 0;
    if (field(row, provider, "top_p") == NULL)
        out->top_p = out->temperature;
}

void model_caps_clear(struct model_caps *c)
{
    for (size_t i = 0; i < MODEL_CAPS_WORDS; i++)
        free(c->words[i]);
    memset(c, 0, sizeof *c);
}

/* Gives the text at this place of the struct another owner's words. */
static void set_word(struct model_caps *c, size_t at, char *word)
{
    size_t i = 0;

    while (fields[i].at != at)
        i++;
    free(c->words[i]);
    c->words[i] = word;
    memcpy((char *)c + at, &c->words[i], sizeof word);
}

void model_caps_add(struct model_caps *c, const char *key, const char *value)
{
    struct buf b = { 0 };
    struct jsonw w = { &b, false };

    model_caps_send(c, &w);
    jsonw_str(&w, key, value);
    set_word(c, AT(send), buf_take(&b));
}

void model_caps_tier(struct model_caps *c, const char *tier)
{
    set_word(c, AT(tier), mem_str(tier));
}

void model_caps_send(const struct model_caps *c, struct jsonw *w)
{
    if (c->send == NULL)
        return;
    if (w->comma)
        buf_putc(w->out, ',');
    buf_puts(w->out, c->send);
    w->comma = true;
}
