/*
 * How the harnesses whose rules suite/named/named.h has compare what they read
 * with the gold answer.
 */
#ifndef RETORT_SUITE_NAMED_SCORE_NAMED_H
#define RETORT_SUITE_NAMED_SCORE_NAMED_H

#include <stdbool.h>
#include <stddef.h>

/* The comparison that goes with a named rule; rules without one of their own
 * compare bytes. */
typedef bool (*score_named_fn)(
    const char *a, size_t a_len, const char *gold, size_t gold_len);
score_named_fn score_named(const char *rule);

#endif
