/*
 * A command: one file, one row in the list below.
 */
#ifndef RETORT_CLI_COMMAND_H
#define RETORT_CLI_COMMAND_H

#include "cli/exit.h"
#include "cli/options.h"

struct command {
    const char *name;
    const char *usage;   // behind the name
    const char *about;   // one line
    const char *more;    // a paragraph for --help, or NULL
    option_set options;  // which it takes, OPT(...) | ...
    size_t operands_min; // fewest operands
    enum exit_code (*run)(const struct options *o, struct err *e);
};

/* Every command, in the order of the help. */
#define COMMANDS(X)                                                            \
    X(run)                                                                     \
    X(compare)                                                                 \
    X(gate)                                                                    \
    X(plan)                                                                    \
    X(trend)                                                                   \
    X(report)                                                                  \
    X(cost)                                                                    \
    X(route)                                                                   \
    X(claims)                                                                  \
    X(prices)                                                                  \
    X(ls)                                                                      \
    X(show)                                                                    \
    X(check)                                                                   \
    X(new)                                                                     \
    X(score)                                                                   \
    X(import)                                                                  \
    X(export)                                                                  \
    X(serve)

#define X(name) extern const struct command cmd_##name;
COMMANDS(X)
#undef X

#endif
