/*
 * Patterns of the price book for names of models. Case is ignored; '*' is any
 * run, '?' any character, '#' any digit.
 */
#ifndef RETORT_COST_PRICE_PATTERN_H
#define RETORT_COST_PRICE_PATTERN_H

#include <stdbool.h>

/* True when a pattern of a row fits a model's name. */
bool price_pattern_fits(const char *pattern, const char *name);

/* How narrow a pattern is: characters that stand for themselves, and above
 * everything else that all of them do. */
int price_pattern_weight(const char *pattern);

/* True when it names one model and no other. */
bool price_pattern_exact(const char *pattern);

#endif
