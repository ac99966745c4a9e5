/*
 * Keys: copies in pages of their own that no core image holds, and nothing
 * left of them in the environment.
 */
#ifndef RETORT_BASE_SECRET_H
#define RETORT_BASE_SECRET_H

#include <stddef.h>

/* Returns a copy of the three texts one behind the other, to be freed with
 * secret_free. */
char *secret_join(const char *a, const char *b, const char *c);
void secret_free(char *secret);

/* Takes a variable out of the environment and wipes its bytes there, which
 * /proc/PID/environ would still show. */
void secret_hide(const char *variable);

/* Memory in whole pages that core images leave out; size is rounded up. */
void *secret_pages(size_t *size);

/* From here on the kernel writes no core image of this process, and no other
 * user but root may look into it. */
void secret_process(void);

#endif
