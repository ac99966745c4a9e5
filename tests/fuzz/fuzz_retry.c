/*
 * What headers say about when to come back, from any bytes: each line is the
 * value of one header in turn. A delay is never negative but for "none", and
 * what is decided from it stays within the policy.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/retry.h"

enum { LINES = 10 };

static const int64_t NOW_US = 1795296600LL * 1000000;

struct headers {
    const char *name[LINES];
    char *value[LINES];
};

static const char *header(const void *arg, const char *name)
{
    const struct headers *h = arg;

    for (int i = 0; i < LINES; i++)
        if (h->value[i] != NULL && strcmp(h->name[i], name) == 0)
            return h->value[i];
    return NULL;
}

static void decide(const struct headers *h, const char *resets)
{
    struct retry_policy p = retry_policy_default();
    bool stop;
    int64_t server = retry_server_us(header, h, resets, NOW_US, &stop), us;
    struct rng r;

    if (server < -1)
        abort();
    rng_init(&r, 1);
    for (int attempt = 1; attempt < 10; attempt++) {
        us = retry_delay_us(&p, RETRY_RATE_LIMIT, attempt, 0, server, &r);
        if (us < RETRY_PAUSE_RUN || us > p.max_total_us)
            abort();
        if (attempt >= p.max_attempts && us >= 0)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char *const names[LINES] = { "retry-after", "retry-after-ms",
        "x-should-retry", "x-ratelimit-reset-requests",
        "x-ratelimit-reset-tokens", "x-ratelimit-reset",
        "anthropic-ratelimit-requests-reset",
        "anthropic-ratelimit-tokens-reset",
        "anthropic-ratelimit-input-tokens-reset",
        "anthropic-ratelimit-output-tokens-reset" };
    struct headers h = { .value = { NULL } };
    char *text = malloc(len + 1), *at = text;

    if (text == NULL)
        return 0;
    memcpy(text, bytes, len);
    text[len] = '\0';
    for (int i = 0; i < LINES && at != NULL; i++) {
        h.name[i] = names[i];
        h.value[i] = strsep(&at, "\n");
        if (retry_parse_us(h.value[i], NOW_US) < -1
            || retry_parse_ms(h.value[i]) < -1)
            abort();
    }
    decide(&h, "x-ratelimit-reset-requests x-ratelimit-reset-tokens "
               "x-ratelimit-reset anthropic-ratelimit-requests-reset "
               "anthropic-ratelimit-tokens-reset "
               "anthropic-ratelimit-input-tokens-reset "
               "anthropic-ratelimit-output-tokens-reset");
    decide(&h, text); /* names from anywhere */
    decide(&h, NULL);
    free(text);
    return 0;
}
