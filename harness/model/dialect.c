#include "model/dialect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/dialect_openai_chat.h"

static const struct dialect *const dialects[] = { &dialect_openai_chat };

const struct dialect *dialect_at(int i)
{
    return i >= 0 && (size_t)i < sizeof dialects / sizeof *dialects
        ? dialects[i]
        : NULL;
}

const struct dialect *dialect_find(const char *name)
{
    const struct dialect *d;

    for (int i = 0; (d = dialect_at(i)) != NULL; i++)
        if (strcmp(d->name, name) == 0)
            return d;
    return NULL;
}

void reply_clear(struct reply *r)
{
    json_free(r->tree);
    free(r->joined);
    memset(r, 0, sizeof *r);
}

const char *finish_name(enum finish f)
{
    static const char *const names[] = { "unknown", "stop", "length",
        "filtered", "tool", "error" };
    return names[f];
}

static enum failure of_status(int status)
{
    switch (status) {
    case 401:
    case 403: return FAILURE_AUTH;
    case 402: return FAILURE_BILLING;
    case 404: return FAILURE_NOT_FOUND;
    case 408:
    case 409: return FAILURE_SERVER;
    case 429:
    case 498: return FAILURE_RATE_LIMIT;
    case 503:
    case 529: return FAILURE_OVERLOADED;
    default:
        return status >= 500 ? FAILURE_SERVER
            : status >= 400  ? FAILURE_BAD_REQUEST
                             : FAILURE_PROTOCOL;
    }
}

/* Codes and types that say more than the status (PROVIDER-APIS section 0.5
 * and 2.5, read 2026-11-21). A 429 for money must not be waited for. */
static const struct {
    const char *word;
    enum failure failure;
} codes[] = {
    { "insufficient_quota", FAILURE_BILLING },
    { "credit_balance_exhausted", FAILURE_BILLING },
    { "organization_spend_limit_exceeded", FAILURE_BILLING },
    { "project_spend_limit_exceeded", FAILURE_BILLING },
    { "organization_usage_limit_exceeded", FAILURE_BILLING },
    { "payment_required", FAILURE_BILLING },
    { "context_length_exceeded", FAILURE_CONTEXT_LENGTH },
    { "exceed_context_size_error", FAILURE_CONTEXT_LENGTH }, /* llama.cpp */
    { "invalid_api_key", FAILURE_AUTH },
    { "authentication_error", FAILURE_AUTH },
    { "model_not_found", FAILURE_NOT_FOUND },
};

static enum failure of_word(const char *word)
{
    for (size_t i = 0; word != NULL && i < sizeof codes / sizeof *codes; i++)
        if (strcmp(word, codes[i].word) == 0)
            return codes[i].failure;
    return FAILURE_NONE;
}

/* A filter that blocks the prompt answers with an error, but nothing failed:
 * it declined (Azure, OpenAI pictures). */
static bool declined(const char *code)
{
    return code != NULL
        && (strcmp(code, "content_filter") == 0
            || strcmp(code, "content_policy_violation") == 0);
}

void dialect_fail(struct reply *out, int status, const struct json *tree)
{
    const struct json *error = json_get(tree, "error");
    const char *message = json_str(error), *code, *type;
    enum failure by_word;

    if (message == NULL)
        message = json_str(json_get(error, "message"));
    code = json_str(json_get(error, "code"));
    type = json_str(json_get(error, "type"));
    if (declined(code)) {
        out->refusal = message != NULL ? message : code;
        out->finish = FINISH_FILTERED;
        return;
    }
    by_word = of_word(code);
    if (by_word == FAILURE_NONE)
        by_word = of_word(type);
    if (status == 200) /* an error inside a success carries its own code */
        status = (int)json_int(json_get(error, "code"), 500);
    out->failure = by_word != FAILURE_NONE ? by_word : of_status(status);
    snprintf(out->why, sizeof out->why, "HTTP %d%s%s%s%s", status,
        code != NULL || type != NULL ? " " : "",
        code != NULL       ? code
            : type != NULL ? type
                           : "",
        message != NULL ? ": " : "", message != NULL ? message : "");
}

void dialect_first_logprobs(
    const struct json *logprobs, logprob_fn fn, void *arg)
{
    const struct json *first = json_first(json_get(logprobs, "content"));

    JSON_EACH(alternative, json_get(first, "top_logprobs")) {
        const char *token = json_str(json_get(alternative, "token"));
        const struct json *p = json_get(alternative, "logprob");
        /* -9999 means "not in the list": unknown, no probability */
        if (token != NULL && json_is_number(p) && json_num(p, 0) > -9998)
            fn(arg, token, json_num(p, 0));
    }
}
