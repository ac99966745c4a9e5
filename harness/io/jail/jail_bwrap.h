/*
 * What bubblewrap is told: what of this machine is seen inside.
 */
#ifndef RETORT_IO_JAIL_JAIL_BWRAP_H
#define RETORT_IO_JAIL_JAIL_BWRAP_H

#include "io/jail/jail_language.h"

/* Returns the path of bwrap, or NULL. Caller frees. */
char *jail_bwrap_path(void);

/* Returns bwrap's arguments, ending with NULL: a keeper for this language. The
 * paths are borrowed only for the call. Free with jail_bwrap_free. */
char **jail_bwrap_argv(const struct jail_language *lang, const char *bwrap,
    const char *python, const char *interpreter);

/* Frees arguments. NULL is fine. */
void jail_bwrap_free(char **argv);

#endif
