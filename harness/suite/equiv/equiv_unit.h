/*
 * Units behind a value: which words are one, and which units are the same
 * (cm, centimetres), so that two different ones are noticed.
 */
#ifndef RETORT_SUITE_EQUIV_EQUIV_UNIT_H
#define RETORT_SUITE_EQUIV_EQUIV_UNIT_H

#include <stdbool.h>
#include <stddef.h>

enum { EQUIV_UNIT_SIZE = 80 };

struct equiv_unit {
    char name[EQUIV_UNIT_SIZE]; // words by their first name; "" none at all
    int power;                  // 2 for square feet and ft^2
};

/* Bytes at s that are a unit without \text: "cm", "square feet", "miles per
 * hour". Only words of the table, and no letter that may be a variable. */
size_t equiv_unit_scan(const char *s, const char *end);

/* Reads the words of a unit, any words, with its power. */
void equiv_unit_read(
    const char *s, size_t len, int power, struct equiv_unit *out);

/* What "million" and its kin stand for as a power of ten; 0 when s is none. */
int equiv_unit_scale(const char *s, size_t len);

/* True when both are there and mean different things: "cm" and "inches", but
 * not "apples" and "red apples". */
bool equiv_unit_clash(const struct equiv_unit *a, const struct equiv_unit *b);

/* True for degrees of one of the two scales. */
bool equiv_unit_heat(const struct equiv_unit *u);

/* True for text that is more than a unit: "dozen", "or more", "squared" on its
 * own, a number. */
bool equiv_unit_changes(const char *s, size_t len);

#endif
