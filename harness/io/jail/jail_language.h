/*
 * The languages of the jail: a table, and what a suite may ask of it.
 */
#ifndef RETORT_IO_JAIL_JAIL_LANGUAGE_H
#define RETORT_IO_JAIL_JAIL_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* One language. The keeper and the judges are Python's, whatever the
 * language; LANGUAGES of jail_cases.py has the same names. */
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
char *jail_language_interpreter(const struct jail_language *lang);

/* Copies the first word of a list of languages, as "python, c"; returns where
 * the next one is, or NULL when there was none. */
const char *jail_language_next(const char *list, char word[16]);

/* Adds every language there is: "python, lua, c"; if look, with what is to be
 * done where its interpreter is missing here: "lua (apt-get install lua5.4)" */
void jail_language_list(bool look, struct buf *out);

/* Returns whether the jail has a judge for this language at all. */
bool jail_language_known(const char *language);

/* Returns whether it takes tests in this language, not only cases. */
bool jail_language_has_tests(const char *language);

/* First executable file of this name on PATH, or NULL. Caller frees. */
char *jail_language_on_path(const char *name);

#endif
