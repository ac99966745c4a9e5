/*
 * Tiers of service: at which one a reply was served, and how one is asked
 * for. Each has prices of its own.
 */
#ifndef RETORT_MODEL_TIER_H
#define RETORT_MODEL_TIER_H

#include <stdbool.h>

#include "base/json.h"

/* The tier that a reply's body tells: NULL for the standard one, else a word
 * of the price book (flex, priority, batch, fast) or the provider's own word.
 * Where nothing is told: NULL, or, when one was asked for (not NULL), a word
 * that tier_is_untold knows. Borrowed from body, asked or static. */
const char *tier_served(const struct json *body, const char *asked);
bool tier_is_untold(const char *tier);

/* The region that it tells, NULL: none, or wherever there was room. */
const char *tier_region(const struct json *body);

/* The tier that the body of a request asks for; NULL: none but the usual. */
const char *tier_asked(const struct json *request);

#endif
