/*
 * Inside the store only: requests in pieces. Those of a run share most of
 * their bytes, instructions and examples, and what a request has in common
 * with an earlier one at its start and its end is not written again. None
 * builds on one that is in pieces itself.
 */
#ifndef RETORT_STORE_REQUEST_H
#define RETORT_STORE_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct request_base { // a request that is stored whole
    int64_t id;       // of its answer; 0: none
    struct buf text;
};

struct request_cut {   // what is left out of a request
    int64_t base;      // whose bytes they are; 0: nothing is left out
    size_t head, tail; // at its start, and at its end
};

/* How to cut a text, which is worth it from half of its bytes on. */
struct request_cut request_cut(
    const struct request_base *b, const char *text, size_t len);

/* Puts a text together again: out is overwritten. False when the base has not
 * so many bytes. */
bool request_join(const struct request_base *b, const struct request_cut *cut,
    const char *middle, size_t len, struct buf *out);

/* Makes a text the base; b borrows nothing. */
void request_base_set(
    struct request_base *b, int64_t id, const char *text, size_t len);
void request_base_clear(struct request_base *b);

#endif
