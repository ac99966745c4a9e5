/*
 * libcurl's memory. It copies keys into headers and requests, and a core image
 * of the program would hold them: so it gets pages that core images leave out,
 * and what it gives back stays in these. For io/http_curl.c only.
 */
#ifndef RETORT_IO_HTTP_MEMORY_H
#define RETORT_IO_HTTP_MEMORY_H

#include <stddef.h>

/* The calling thread is to be the quick one; only the first that asks is. All
 * threads may call all of the rest, for each other's blocks, too. */
void http_memory_own(void);

void *http_memory_alloc(size_t size);
void *http_memory_zalloc(size_t n, size_t size);
void *http_memory_resize(void *p, size_t size);
char *http_memory_str(const char *s);
void http_memory_free(void *p);

#endif
