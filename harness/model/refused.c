#include "model/refused.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *param, *name, *field;
    bool harmless;
    size_t flag;     // the field that becomes false; 0: none
    const char *key; // what the limit of tokens is called then; NULL
} rows[REFUSED_COUNT] = {
#define FLAG(member) offsetof(struct model_caps, member)
    [REFUSED_TEMPERATURE] = { "temperature", "temperature",
        "temperature = false", false, FLAG(temperature), NULL },
    [REFUSED_TOP_P] = { "top_p", "top_p", "top_p = false", false, FLAG(top_p),
        NULL },
    [REFUSED_TWO] = { "", "top_p beside temperature",
        "temperature_and_top_p = false", false, FLAG(both), NULL },
    [REFUSED_SEED] = { "seed", "seed", "seed = false", false, FLAG(seed),
        NULL },
    [REFUSED_STOP] = { "stop", "stop", "stop = false", false, FLAG(stop),
        NULL },
    [REFUSED_LOGPROBS] = { "logprobs", "log-probabilities", "logprobs = false",
        false, FLAG(logprobs), NULL },
    [REFUSED_MAX_TOKENS] = { "max_tokens", "max_tokens",
        "max_tokens_key = \"max_completion_tokens\"", true, 0,
        "max_completion_tokens" },
    [REFUSED_MAX_COMPLETION_TOKENS] = { "max_completion_tokens",
        "max_completion_tokens", "max_tokens_key = \"max_tokens\"", true, 0,
        "max_tokens" },
    /* how a reply travels is decided before: it is said, not learned */
    [REFUSED_STREAM] = { "stream", "stream", "stream = false", true, 0, NULL },
    [REFUSED_STREAM_OPTIONS] = { "stream_options", "stream_options",
        "stream_usage = false", true, FLAG(stream_usage), NULL },
#undef FLAG
};

const char *refused_name(enum refused what)
{
    return rows[what].name;
}

const char *refused_field(enum refused what)
{
    return rows[what].field;
}

bool refused_is_harmless(enum refused what)
{
    return rows[what].harmless;
}

static enum refused of_param(const char *param, size_t len)
{
    if (len == 12 && strncmp(param, "top_logprobs", len) == 0)
        return REFUSED_LOGPROBS;
    if (len == 14 && strncmp(param, "stop_sequences", len) == 0)
        return REFUSED_STOP; /* Anthropic */
    for (int i = 1; i < REFUSED_COUNT; i++)
        if (len > 0 && strlen(rows[i].param) == len
            && strncmp(param, rows[i].param, len) == 0)
            return (enum refused)i;
    return REFUSED_NONE;
}

/* No provider promises its words (not verified, 2026-11-26): these all say
 * that a parameter is not taken at all, none that its value is too high. */
static bool says_refused(const char *message)
{
    static const char *const words[] = { "not support", "nsupported",
        "deprecated", "not allowed", "not permitted", "nrecognized",
        "nknown parameter" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(message, words[i]) != NULL)
            return true;
    return false;
}

/* The first name of ours between quotes. */
static enum refused quoted(const char *message)
{
    static const char quotes[] = "`'\"";

    for (const char *at = message; (at = strpbrk(at, quotes)) != NULL; at++) {
        size_t len = strcspn(at + 1, quotes);
        enum refused found = of_param(at + 1, len);
        if (found != REFUSED_NONE && at[1 + len] == *at)
            return found;
    }
    return REFUSED_NONE;
}

enum refused refused_read(
    const struct json *error, const char *code, const char *message)
{
    const char *param = json_str(json_get(error, "param"));

    if (message != NULL && strstr(message, "temperature") != NULL
        && strstr(message, "top_p") != NULL
        && strstr(message, "cannot both be specified") != NULL)
        return REFUSED_TWO; /* Anthropic's 4.5 and 4.6 models */
    if (param != NULL && code != NULL && strncmp(code, "unsupported_", 12) == 0)
        return of_param(param, strlen(param));
    if (param == NULL && message != NULL && says_refused(message))
        return quoted(message);
    return REFUSED_NONE;
}

enum refused refused_told(const char *why)
{
    const char *hint = strstr(why, REFUSED_HINT);
    const char *field = hint != NULL ? hint + strlen(REFUSED_HINT) : "";

    for (int i = 1; i < REFUSED_COUNT; i++) {
        size_t len = strlen(rows[i].field);
        if (strncmp(field, rows[i].field, len) == 0 && field[len] == ')')
            return (enum refused)i;
    }
    return REFUSED_NONE;
}

bool refused_learn(enum refused what, struct model_caps *c)
{
    bool *flag = (bool *)((char *)c + rows[what].flag);

    if (rows[what].key != NULL) {
        if (strcmp(c->max_tokens_key, rows[what].key) == 0)
            return false;
        c->max_tokens_key = rows[what].key;
        return true;
    }
    if (rows[what].flag == 0 || !*flag)
        return false;
    *flag = false;
    return true;
}
