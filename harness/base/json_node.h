/*
 * Inside base/json*.c only: a node of a parsed text.
 */
#ifndef RETORT_BASE_JSON_NODE_H
#define RETORT_BASE_JSON_NODE_H

#include "base/json.h"

enum json_kind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
};

struct json {
    struct json *next; // in its array or object
    const char *key;   // NULL, but in an object
    union {
        struct json *child; // the first; NULL: empty
        const char *string;
        double number;
    } is;
    enum json_kind kind;
};

#endif
