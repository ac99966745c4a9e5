/*
 * For what is loaded before libc (LD_PRELOAD): the function that a call would
 * have gone to, and the name of an open file.
 */
#ifndef RETORT_TESTS_CLI_PRELOAD_H
#define RETORT_TESTS_CLI_PRELOAD_H

#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

/* False: it has none. */
static inline bool name_of(int fd, char name[PATH_MAX])
{
    char link[32];
    ssize_t n;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    n = readlink(link, name, PATH_MAX - 1);
    if (n < 0)
        return false;
    name[n] = '\0';
    return true;
}

#endif
