/*
 * How much work a year brings: "1K", "1.5M", "100M tokens" a day.
 */
#ifndef RETORT_COST_VOLUME_H
#define RETORT_COST_VOLUME_H

#include <stdbool.h>

#include "base/err.h"
#include "model/usage.h"

struct volume {
    double per_day;
    bool tokens; // counts tokens, not requests
};

/* Reads a number with commas or underscores, K, M, G or B, T behind it, then
 * "tok", "tokens" or "requests", then "/day". Fails with ERR_USAGE. */
int volume_parse(const char *text, struct volume *out, struct err *e);

/* Whether a volume can be meant: none at all, or 1e300, is a slip. */
bool volume_fits(double per_day);

/* Reads a mix of input to output tokens, "3:1", as a request of that shape. */
int volume_mix(const char *text, struct usage *out, struct err *e);

/* Requests a day, of tokens_per_request each where tokens are counted; NaN
 * when that is unknown (not above zero). */
double volume_requests(const struct volume *v, double tokens_per_request);

/* Writes a number as volume_parse reads it ("1.5K"), returns out. */
const char *volume_short(double per_day, char out[16]);

/* Writes it for a sentence, three figures that count: "41,000". */
const char *volume_long(double per_day, char out[32]);

#endif
