/*
 * Near misses: what somebody may have meant who typed a name that is not
 * there.
 */
#ifndef RETORT_BASE_LIKE_H
#define RETORT_BASE_LIKE_H

#include <stddef.h>

#include "base/buf.h"

struct like { // the best few so far: struct like l = { .word = "gpt4" };
    const char *word;
    struct {
        char *name;
        size_t far;
    } best[3];
    size_t n;
};

/* Changes of one letter (other, more, less, two swapped) that turn a into b,
 * small and capital letters alike; names above 63 bytes are cut. */
size_t like_distance(const char *a, const char *b);

/* Offers one name that is there; copied when it is near. */
void like_offer(struct like *l, const char *name);

/* Adds " (did you mean 'a' or 'b'?)", or nothing when nothing was near;
 * returns how many it named. Frees them: l can be used again. */
size_t like_end(struct like *l, struct buf *out);

#endif
