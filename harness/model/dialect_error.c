#include "model/dialect_error.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "io/retry.h"

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
        return status >= 500   ? FAILURE_SERVER
               : status >= 400 ? FAILURE_BAD_REQUEST
                               : FAILURE_PROTOCOL;
    }
}

struct meaning {
    const char *word;
    enum failure failure;
};

/* Codes and types that say more than the status (PROVIDER-APIS section 0.5
 * and 2.5, read 2026-11-21). A 429 for money must not be waited for. */
static const struct meaning codes[] = {
    { "insufficient_quota", FAILURE_BILLING },
    { "credit_balance_exhausted", FAILURE_BILLING },
    { "organization_spend_limit_exceeded", FAILURE_BILLING },
    { "project_spend_limit_exceeded", FAILURE_BILLING },
    { "organization_usage_limit_exceeded", FAILURE_BILLING },
    { "payment_required", FAILURE_BILLING },
    { "enforced_spend_limit_reached", FAILURE_BILLING }, /* Anthropic */
    { "contract_spend_limit_reached", FAILURE_BILLING }, /* Anthropic */
    { "billing_error", FAILURE_BILLING },                /* Anthropic */
    { "context_length_exceeded", FAILURE_CONTEXT_LENGTH },
    { "exceed_context_size_error", FAILURE_CONTEXT_LENGTH }, /* llama.cpp */
    { "invalid_api_key", FAILURE_AUTH },
    { "authentication_error", FAILURE_AUTH },
    { "API_KEY_INVALID", FAILURE_AUTH }, /* Gemini, with status 400 */
    { "model_not_found", FAILURE_NOT_FOUND },
};

/* Types that repeat the status, for errors inside a success without one. */
static const struct meaning types[] = {
    { "overloaded_error", FAILURE_OVERLOADED },
    { "unavailable_error", FAILURE_OVERLOADED },
    { "rate_limit_error", FAILURE_RATE_LIMIT },
    { "rate_limit_exceeded", FAILURE_RATE_LIMIT },
    { "invalid_request_error", FAILURE_BAD_REQUEST },
    { "permission_error", FAILURE_AUTH },
    { "not_found_error", FAILURE_NOT_FOUND },
};

/* Messages of a 400 that mean a prompt which does not fit. No provider
 * promises its words: what is not known stays a bad request. */
static const char *const too_long[] = {
    "maximum context length",               /* OpenAI, vLLM */
    "prompt is too long",                   /* Anthropic */
    "exceeds the maximum number of tokens", /* Gemini */
    "context window", "context size",       /* llama.cpp */
};

enum { WORDS = 4 };

struct words { // of an error, most telling first
    const char *by[WORDS];
    const char *message;
};

static enum failure meaning(
    const struct meaning *table, size_t n, const struct words *w)
{
    for (int i = 0; i < WORDS; i++)
        for (size_t k = 0; w->by[i] != NULL && k < n; k++)
            if (strcmp(w->by[i], table[k].word) == 0)
                return table[k].failure;
    return FAILURE_NONE;
}

/* Anthropic: details.error_code; Google: a reason in a list of details. */
static const char *detail_word(const struct json *details)
{
    const char *word = json_str(json_get(details, "error_code"));

    JSON_EACH(detail, details) {
        if (word == NULL)
            word = json_str(json_get(detail, "reason"));
    }
    return word;
}

/* "37s"; anything else would be no duration of Google's. */
static int64_t duration_us(const char *s)
{
    size_t digits = s != NULL ? strspn(s, "0123456789.") : 0;

    if (digits == 0 || strcmp(s + digits, "s") != 0)
        return 0;
    return retry_parse_us(s, 0);
}

/* What is over for today is over, whatever the delay told beside it. The
 * name of the quota says it; how is not documented (PROVIDER-APIS 6). */
static bool daily(const struct json *violations)
{
    JSON_EACH(violation, violations) {
        const char *id = json_str(json_get(violation, "quotaId"));
        if (id != NULL && strstr(id, "PerDay") != NULL)
            return true;
    }
    return false;
}

static void read_quota(struct reply *out, const struct json *details)
{
    JSON_EACH(detail, details) {
        int64_t wait_us = duration_us(json_str(json_get(detail, "retryDelay")));
        if (wait_us > 0)
            out->wait_us = wait_us;
        if (out->failure == FAILURE_RATE_LIMIT
            && daily(json_get(detail, "violations")))
            out->failure = FAILURE_BILLING;
    }
}

static bool says_too_long(const char *message)
{
    for (size_t i = 0; i < sizeof too_long / sizeof *too_long; i++)
        if (message != NULL && strstr(message, too_long[i]) != NULL)
            return true;
    return false;
}

/* A filter that blocks the prompt answers with an error, but nothing failed:
 * it declined (Azure; OpenAI; the object misalignment since 2026-11). */
static bool declined(const struct json *error, const struct words *w)
{
    static const char *const reasons[] = { "content_filter",
        "content_policy_violation", "invalid_prompt", "bio_policy",
        "cyber_policy" };

    if (json_is_object(json_get(error, "misalignment")))
        return true;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (w->by[1] != NULL && strcmp(w->by[1], reasons[i]) == 0)
            return true;
    return false;
}

static enum failure classify(
    int *status, const struct json *error, const struct words *w)
{
    enum failure f = meaning(codes, sizeof codes / sizeof *codes, w);
    int64_t inner = json_int(json_get(error, "code"), -1);

    if (*status == 200) { /* an error inside a success has its own code */
        *status = inner >= 400 && inner < 600 ? (int)inner : 500;
        if (f == FAILURE_NONE && inner < 0)
            f = meaning(types, sizeof types / sizeof *types, w);
    }
    if (f == FAILURE_NONE)
        f = of_status(*status);
    if (f == FAILURE_BAD_REQUEST && says_too_long(w->message))
        f = FAILURE_CONTEXT_LENGTH;
    return f;
}

static struct words read_words(const struct json *error)
{
    struct words w = {
        .by = { detail_word(json_get(error, "details")),
            json_str(json_get(error, "code")),
            json_str(json_get(error, "type")),
            json_str(json_get(error, "status")) },
        .message = json_str(json_get(error, "message")),
    };

    if (json_is_string(error))
        w.message = json_str(error);
    return w;
}

void dialect_error(struct reply *out, int status, const struct json *root)
{
    const struct json *error = json_get(root, "error");
    struct words w = read_words(error);
    const char *label = NULL, *field;

    /* a key would go along */
    if (status > 300 && status < 309 && status != 304 && w.message == NULL)
        w.message = "sent to another address, which is not followed";
    if (declined(error, &w)) {
        out->refusal = w.message != NULL ? w.message : "content filter";
        out->finish = FINISH_FILTERED;
        return;
    }
    out->failure = classify(&status, error, &w);
    if (out->failure == FAILURE_BAD_REQUEST)
        out->refused = refused_read(error, w.by[1], w.message);
    field = refused_field(out->refused);
    read_quota(out, json_get(error, "details"));
    for (int i = 0; i < WORDS && label == NULL; i++)
        label = w.by[i];
    snprintf(out->why, sizeof out->why, "HTTP %d%s%s%s%.*s%s%s%s", status,
        label != NULL ? " " : "", label != NULL ? label : "",
        w.message != NULL ? ": " : "", field != NULL ? 180 : 300,
        w.message != NULL ? w.message : "", field != NULL ? REFUSED_HINT : "",
        field != NULL ? field : "", field != NULL ? ")" : "");
}
