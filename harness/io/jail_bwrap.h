/*
 * What bubblewrap is told: which language has which interpreter, and what of
 * this machine is seen inside.
 */
#ifndef RETORT_IO_JAIL_BWRAP_H
#define RETORT_IO_JAIL_BWRAP_H

#include <stddef.h>

/* One language. The keeper and the judges are Python's, whatever the
 * language; jail_keeper.py has a judge under the same name. */
struct jail_language {
    const char *name;
    const char *path;     // where the distribution puts the interpreter
    const char *command;  // else: what to look for on PATH
    const char *package;  // what to install
    const char *hello;    // a program that prints 1
    const char *more[14]; // what else it needs, as glob patterns; NULL ends
};

extern const struct jail_language jail_languages[];
extern const size_t jail_languages_n;

/* Returns the row of this name, or NULL. */
const struct jail_language *jail_language_find(const char *name);

/* Returns the path of the interpreter or compiler, NULL where there is none.
 * Caller frees. */
char *jail_bwrap_interpreter(const struct jail_language *lang);

/* Returns the path of bwrap, or NULL. Caller frees. */
char *jail_bwrap_path(void);

/* Returns bwrap's arguments, ending with NULL: a keeper for this language. The
 * paths are borrowed only for the call. Free with jail_bwrap_free. */
char **jail_bwrap_argv(const struct jail_language *lang, const char *bwrap,
    const char *python, const char *interpreter);

/* Frees arguments. NULL is fine. */
void jail_bwrap_free(char **argv);

#endif
