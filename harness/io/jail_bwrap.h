/*
 * What bubblewrap is told: which language has which interpreter and judge,
 * and what of this machine is seen inside.
 */
#ifndef RETORT_IO_JAIL_BWRAP_H
#define RETORT_IO_JAIL_BWRAP_H

#include <stddef.h>
#include <stdint.h>

/* One language: a judge of its own that speaks the protocol in the head of
 * jail_python.py, and the interpreter that runs it. */
struct jail_language {
    const char *name;
    const char *path;     // where the distribution puts the interpreter
    const char *command;  // else: what to look for on PATH
    const char *package;  // what to install
    const char *flags[6]; // in front of the judge's text; ends with NULL
    const char *judge;    // text of the judge
};

extern const struct jail_language jail_languages[];
extern const size_t jail_languages_n;

/* Returns the path of the interpreter, NULL where there is none. Caller
 * frees. */
char *jail_bwrap_interpreter(const struct jail_language *lang);

/* Returns the path of bwrap, or NULL. Caller frees. */
char *jail_bwrap_path(void);

/* Returns bwrap's arguments, ending with NULL; interpreter is borrowed only
 * for the call. Free with jail_bwrap_free. */
char **jail_bwrap_argv(const struct jail_language *lang, const char *bwrap,
    const char *interpreter, int64_t tmp_size);

/* Frees arguments. NULL is fine. */
void jail_bwrap_free(char **argv);

#endif
