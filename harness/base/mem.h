/*
 * Memory that is there or the program is not: running out is no error that a
 * benchmark could handle honestly, so these end the process with a sentence.
 */
#ifndef RETORT_BASE_MEM_H
#define RETORT_BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

/* Returns size bytes, or ends the process. The caller frees with free(). */
void *mem_alloc(size_t size) __attribute__((malloc, alloc_size(1)));

/* Returns n * size zeroed bytes; overflow ends the process. */
void *mem_zalloc(size_t n, size_t size) __attribute__((malloc));

/* Returns p grown or shrunk to n * size bytes; overflow ends the process. */
void *mem_resize(void *p, size_t n, size_t size);

/* Returns p, which grew from NULL in this way to n times size, with room for
 * one more: room doubles, so that nobody has to keep it. */
void *mem_grow(void *p, size_t n, size_t size);

/* Returns a copy of len bytes with a NUL behind them. */
char *mem_dup(const void *bytes, size_t len);

/* Bytes that two runs of len bytes have in common at the start. */
size_t mem_same(const void *a, const void *b, size_t len);

/* Returns a copy of a string; NULL stays NULL. */
char *mem_str(const char *s);

/* Returns a printed string. */
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Whether a process that ends has to free what it has: only where a sanitizer
 * looks for what was lost. The kernel takes all of it back, and at once. */
bool mem_is_watched(void);

/* Gives what was freed back to the system, where the C library can. */
void mem_trim(void);

#endif
