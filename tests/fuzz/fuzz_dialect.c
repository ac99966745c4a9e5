/*
 * Every dialect's decoder over any bytes, with several statuses: what comes
 * out is either a failure with its words, or a reply that can be used; and
 * reading it again says the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/dialect.h"
#include "model/tier.h"

static void on_logprob(void *arg, const char *token, double logprob)
{
    if (token == NULL || !(logprob > -9998))
        abort();
    ++*(size_t *)arg;
}

static void check_usage(const struct usage *u)
{
    for (int c = 0; c < USAGE_CLASSES; c++)
        if (u->tokens[c] < -1)
            abort();
    if (usage_in(u) < -1 || usage_out(u) < -1)
        abort();
}

/* The body as every provider would count it, and the tier it tells. */
static void read_usages(const struct json *body)
{
    const char *name;

    for (int i = 0; (name = usage_flavour_name(i)) != NULL; i++) {
        struct usage u = usage_read(usage_flavour_find(name), body);
        check_usage(&u);
    }
    if (tier_served(body, "flex") != NULL
        && tier_served(body, "flex")[0] == '\0')
        abort();
    (void)tier_region(body);
    (void)tier_asked(body);
}

static void check(const struct reply *r)
{
    size_t n = 0;

    if (r->text == NULL || memchr(r->why, '\0', sizeof r->why) == NULL
        || r->wait_us < 0)
        abort();
    if ((r->failure != FAILURE_NONE) != (r->why[0] != '\0'))
        abort();
    if (r->failure == FAILURE_NONE && r->finish == FINISH_ERROR)
        abort();
    check_usage(&r->usage);
    read_usages(r->tree);
    dialect_first_logprobs(r->logprobs, on_logprob, &n);
    if (strlen(r->text) + (r->reasoning != NULL ? strlen(r->reasoning) : 0)
            + (r->refusal != NULL ? strlen(r->refusal) : 0)
            + (r->served != NULL ? strlen(r->served) : 0)
        == SIZE_MAX)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int statuses[] = { 200, 400, 429 };
    const struct dialect *d;

    for (int i = 0; (d = dialect_at(i)) != NULL; i++)
        for (size_t k = 0; k < sizeof statuses / sizeof *statuses; k++) {
            struct reply a, b;
            d->decode(statuses[k], (const char *)data, size, &a);
            d->decode(statuses[k], (const char *)data, size, &b);
            check(&a);
            if (a.failure != b.failure || a.finish != b.finish
                || strcmp(a.text, b.text) != 0)
                abort();
            reply_clear(&a);
            reply_clear(&b);
        }
    return 0;
}
