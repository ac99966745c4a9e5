/*
 * A command: one file, one row in the table of main.c.
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

extern const struct command cmd_gate, cmd_plan, cmd_run, cmd_compare, cmd_cost,
    cmd_ls, cmd_show, cmd_check, cmd_serve, cmd_export, cmd_import, cmd_score,
    cmd_claims, cmd_prices;

#endif
