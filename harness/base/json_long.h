/*
 * Inside base/json.c only: long strings of a text. cJSON takes twenty
 * instructions for each byte of a string, and most of a long reply is one
 * string. So the long ones are cut out of the text that cJSON reads, and put
 * into its tree afterwards.
 */
#ifndef RETORT_BASE_JSON_LONG_H
#define RETORT_BASE_JSON_LONG_H

#include <cjson/cJSON.h>
#include <stddef.h>

enum { JSON_LONG_MOST = 16 };

struct json_long { // those that were cut out, in order
    struct {
        const char *s; // in the text, between its quotes
        size_t len;
    } cut[JSON_LONG_MOST];
    size_t n;
};

/* Copies a text, but for strings that are long and have no escape of more than
 * one letter: in place of each stands one of a single byte, which is in no
 * UTF-8; a text that has it is copied whole. Returns the length, at most len.
 */
size_t json_long_cut(
    const char *text, size_t len, char *to, struct json_long *out);

/* Bytes that were cut out. */
size_t json_long_bytes(const struct json_long *l);

/* Puts what was cut into the tree of what was left; take gives the memory. */
void json_long_put(
    const struct json_long *l, cJSON *root, void *(*take)(size_t));

#endif
