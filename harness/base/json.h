/*
 * JSON both ways. Both are ours (RFC 8259): every reply is read, and replies
 * hold what libraries stumble over, escaped NULs and halves of surrogate pairs;
 * writing has to be fast and never emits broken UTF-8.
 */
#ifndef RETORT_BASE_JSON_H
#define RETORT_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct json; // a node of a parsed text; the root owns the whole tree

/* Parses one JSON value with nothing but blanks around it. An escaped NUL and
 * half a surrogate pair become U+FFFD; a bare NUL is an error. Other control
 * characters may stand bare in strings: some servers send line ends so. Returns
 * NULL and ERR_DATA. */
struct json *json_parse(const char *text, size_t len, struct err *e);

/* The same for a file, which a person can mend: none may. */
struct json *json_parse_file(const char *text, size_t len, struct err *e);

/* Frees a root. NULL is fine. */
void json_free(struct json *root);

/* The member of an object, or NULL when there is none, or o is no object, or
 * the member is null: "missing" and "null" mean the same to us. */
const struct json *json_get(const struct json *o, const char *key);

/* json_get along "a.b.c"; of several paths with '|' between, the first that is
 * there. NULL for no path. */
const struct json *json_path(const struct json *o, const char *path);

/* Element i of an array, or NULL. Slow: walk with JSON_EACH instead. */
const struct json *json_at(const struct json *a, size_t i);

/* Number of elements or members; 0 for anything else. */
size_t json_count(const struct json *node);

/* First and next element or member, NULL at the end. */
const struct json *json_first(const struct json *node);
const struct json *json_next(const struct json *item);
#define JSON_EACH(item, node)                                                  \
    for (const struct json *item = json_first(node); item != NULL;             \
         item = json_next(item))

/* Name of a member of an object, NULL otherwise. */
const char *json_key(const struct json *member);

bool json_is_object(const struct json *node);
bool json_is_array(const struct json *node);
bool json_is_string(const struct json *node);
bool json_is_number(const struct json *node);
bool json_is_bool(const struct json *node);
bool json_is_null(const struct json *node);

/* The string, or NULL when the node is NULL or no string. Borrowed. */
const char *json_str(const struct json *node);

/* The number, or otherwise. */
double json_num(const struct json *node, double otherwise);

/* A count (whole and not negative), or otherwise (-1 means unknown). */
int64_t json_int(const struct json *node, int64_t otherwise);

/* True only for the JSON value true. */
bool json_true(const struct json *node);

/* The line, from 1, on which element i of the array under a key of the root
 * object begins; 0 when it is not there. For messages: the text is read again.
 */
long json_line(const char *text, size_t len, const char *key, size_t i);

/* Writes a node compactly at the end of out. */
void json_print(const struct json *node, struct buf *out);

/* Writer: the caller nests begin and end, the writer sets the commas. A key
 * is NULL inside an array. */
struct jsonw {
    struct buf *out; // borrowed
    bool comma;      // the next value needs one before it
};

void jsonw_begin(struct jsonw *w, const char *key, char bracket);
void jsonw_end(struct jsonw *w, char bracket);
void jsonw_str(struct jsonw *w, const char *key, const char *s); // NULL: null
void jsonw_bytes(struct jsonw *w, const char *key, const char *s, size_t len);
void jsonw_int(struct jsonw *w, const char *key, int64_t n);
void jsonw_count(struct jsonw *w, const char *key, int64_t n); // < 0: null
void jsonw_num(struct jsonw *w, const char *key, double x);    // NaN, inf: null
void jsonw_bool(struct jsonw *w, const char *key, bool yes);
void jsonw_null(struct jsonw *w, const char *key);
void jsonw_raw(struct jsonw *w, const char *key, const char *json);

/* Adds a string in quotes: escaped, broken UTF-8 replaced by U+FFFD. */
void json_quote(struct buf *out, const char *s, size_t len);

#endif
