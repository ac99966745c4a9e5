/*
 * Exit codes, the same for every command. A finding is not an accident, and
 * nothing that is unfinished looks like success.
 */
#ifndef RETORT_CLI_EXIT_H
#define RETORT_CLI_EXIT_H

#include "base/err.h"

#define EXITS(X)                                                               \
    X(EXIT_DONE, 0, "done; gate passed")                                       \
    X(EXIT_FINDING, 1, "a finding: worse, or an unsound suite")                \
    X(EXIT_USAGE, 2, "usage or configuration; nothing was run")                \
    X(EXIT_SUITE, 3, "a suite's Lua failed")                                   \
    X(EXIT_INCOMPLETE, 4, "incomplete or inconclusive; saved, run it again")   \
    X(EXIT_SYSTEM, 5, "system or storage")                                     \
    X(EXIT_BUDGET, 6, "budget reached; saved")                                 \
    X(EXIT_INTERRUPTED, 130, "interrupted; saved")

enum exit_code {
#define X(id, code, help) id = code,
    EXITS(X)
#undef X
};

/* The code that an error ends the program with. */
static inline enum exit_code exit_of(enum err_kind kind)
{
    switch (kind) {
    case ERR_NONE: return EXIT_DONE;
    case ERR_USAGE:
    case ERR_CONFIG:
    case ERR_DATA: return EXIT_USAGE;
    case ERR_SUITE: return EXIT_SUITE;
    case ERR_REMOTE:
    case ERR_STOP: return EXIT_INCOMPLETE;
    case ERR_SYSTEM: return EXIT_SYSTEM;
    }
    return EXIT_SYSTEM;
}

#endif
