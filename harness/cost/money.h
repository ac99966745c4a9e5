/*
 * Money as whole picodollars (1e-12 USD). One dollar per million tokens is a
 * million picodollars per token, so prices with up to six decimals are exact.
 */
#ifndef RETORT_COST_MONEY_H
#define RETORT_COST_MONEY_H

#include <stdint.h>

#include "base/err.h"

enum { MONEY_SIZE = 48 }; // room for any amount as text

/* Reads a decimal like "12.5" as a whole number of 10^-decimals: 12500000
 * for 6. Fails with ERR_CONFIG on anything else, more decimals than that,
 * a sign, or more than fits. */
int money_parse(const char *text, int decimals, int64_t *out, struct err *e);

/* The same for what a machine wrote: "3e-07" is understood. */
int money_parse_any(
    const char *text, int decimals, int64_t *out, struct err *e);

/* The same for a number of JSON: the decimal that was written there, as long
 * as it had no more than 15 figures; one that had is not exact, and refused. */
int money_of_number(double x, int decimals, int64_t *out, struct err *e);

/* Writes USD exactly, no zeros at the end: "0.0042". Returns out. */
const char *money_exact(int64_t pusd, char out[MONEY_SIZE]);

/* The same for sums beyond nine million dollars. */
const char *money_wide(__int128 pusd, char out[MONEY_SIZE]);

/* Writes USD for people, three figures that count: "$0.0042", "$12.30",
 * "$1.23K", "-$4.5M"; "unknown" for NaN. Returns out. */
const char *money_short(double usd, char out[MONEY_SIZE]);

/* Writes a price of an hour or the like: "$0.10", "$2.95"; below a dollar all
 * figures that count: "$0.108". Returns out. */
const char *money_rate(double usd, char out[MONEY_SIZE]);

/* Picodollars as a double of USD; -1 (unknown) gives NaN. */
double money_usd(int64_t pusd);

#endif
