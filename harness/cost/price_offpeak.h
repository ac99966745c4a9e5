/*
 * Off-peak hours as LiteLLM's map has them, as rows of a book can say them.
 */
#ifndef RETORT_COST_PRICE_OFFPEAK_H
#define RETORT_COST_PRICE_OFFPEAK_H

#include "base/json.h"
#include "cost/when.h"

enum { PRICE_OFFPEAK_MOST = 7 };

/* Reads {"hours_utc": "16:30-00:30" or [...], "weekdays": [1, "sun"],
 * "windows": [{"hours_utc", "weekdays"}], "weekday_timezone"}. Writes when the
 * lower prices hold: no two of them meet, all in UTC. Returns how many there
 * are; 0 for never, -1 where a book cannot say it. */
int price_offpeak_read(
    const struct json *block, struct when out[PRICE_OFFPEAK_MOST]);

#endif
