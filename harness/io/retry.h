/*
 * When to try again: pure decisions, no clock and no I/O of their own.
 * Constants and the grammar of delays: PROVIDER-APIS.md 2.6.
 */
#ifndef RETORT_IO_RETRY_H
#define RETORT_IO_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rng.h"

enum retry_why {
    RETRY_NETWORK,    // no name, no connection, reset, time-out
    RETRY_SERVER,     // 408, 409, 500, 502, 504, 524
    RETRY_RATE_LIMIT, // 429, 498
    RETRY_OVERLOADED, // 503, 529
    RETRY_PROTOCOL    // bad JSON, a reply without its parts: a small budget
};

struct retry_policy {
    int max_attempts;      // sends of one sample, the first included
    int protocol_attempts; // the same where replies make no sense
    int64_t base_us;       // first exponential delay
    int64_t cap_us;        // longest exponential delay
    int64_t limit_cap_us;  // the same for rate limit and overload
    int64_t max_total_us;  // from the first send to the start of the next
    int64_t max_server_us; // a longer wish of the server ends the run
};

enum { RETRY_GIVE_UP = -1, RETRY_PAUSE_RUN = -2 };

/* Returns the constants of PROVIDER-APIS.md 2.6. */
struct retry_policy retry_policy_default(void);

/* Returns how long to wait before sending again. attempt counts the sends
 * made so far (>= 1), spent_us the time since the first; server_us is what
 * the server asked for; 0 and -1 mean nothing. RETRY_GIVE_UP when the attempts
 * or the time are used up, RETRY_PAUSE_RUN when the server wants more patience
 * than max_server_us: stop the run, resumable. */
int64_t retry_delay_us(const struct retry_policy *p, enum retry_why why,
    int attempt, int64_t spent_us, int64_t server_us, struct rng *r);

/* Reads a delay: seconds ("2", "0.5"), a duration ("1m30s", "500ms"), or a
 * time against wall_us (past: 0): HTTP-date, RFC 3339, or a number from 1e9
 * on as seconds, from 1e12 on as milliseconds since 1970. -1 if it is none. */
int64_t retry_parse_us(const char *value, int64_t wall_us);

/* Reads a retry-after-ms value; -1 if it is no number. */
int64_t retry_parse_ms(const char *value);

/* Gives a header of the reply by name, or NULL. */
typedef const char *(*retry_header_fn)(const void *arg, const char *name);

/* Returns the delay the headers ask for, in the order of 2.6: retry-after-ms,
 * retry-after, else the largest in those that resets names (blanks between;
 * NULL: no limit was met); -1 if they are silent. A time is against the reply's
 * date, where it has one: our clock may be another. Sets *stop when
 * x-should-retry says false. */
int64_t retry_server_us(retry_header_fn header, const void *arg,
    const char *resets, int64_t wall_us, bool *stop);

#endif
