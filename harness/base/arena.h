/*
 * Memory that is given back all at once: many small pieces out of a few
 * blocks, which are kept for the next time.
 */
#ifndef RETORT_BASE_ARENA_H
#define RETORT_BASE_ARENA_H

#include <stddef.h>

struct arena { // { 0 } is an empty one
    struct arena_block *blocks, *at;
};

/* Returns n bytes, aligned for anything, until the next reset. */
void *arena_take(struct arena *a, size_t n);

/* A copy of n bytes with a NUL behind it; NULL for NULL. */
void *arena_copy(struct arena *a, const void *bytes, size_t n);
char *arena_str(struct arena *a, const char *s);

/* Gives all pieces back; blocks of the common size are kept. */
void arena_reset(struct arena *a);
void arena_clear(struct arena *a);

#endif
