/*
 * SHA-256 of many texts that begin alike: the requests and prompts of a suite
 * differ in their last third, and a digest goes on from where they part.
 */
#ifndef RETORT_BASE_HASH_STEM_H
#define RETORT_BASE_HASH_STEM_H

#include <stddef.h>

#include "base/hash.h"

struct hash_stem;

/* Returns one that remembers nothing yet; free it with hash_stem_free, for
 * which NULL is fine. */
struct hash_stem *hash_stem_new(void);
void hash_stem_free(struct hash_stem *s);

/* The digest of two runs of bytes, one behind the other, as hash_bytes gives
 * it for them in one. */
void hash_stem_two(struct hash_stem *s, const void *a, size_t a_len,
    const void *b, size_t b_len, unsigned char out[HASH_SIZE]);

#endif
