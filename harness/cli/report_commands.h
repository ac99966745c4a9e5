/*
 * The command lines that make a report again: its runs, the commands whose
 * figures it shows, and itself.
 */
#ifndef RETORT_CLI_REPORT_COMMANDS_H
#define RETORT_CLI_REPORT_COMMANDS_H

#include "cli/options.h"
#include "report/runs.h"

/* Adds them, a line each, as a shell reads them; priced: what was said, of
 * its models only those without runs. Keys and files of prices and
 * models are in no store: what was not on the command line is not told. */
void report_commands(const struct options *said, const struct options *priced,
    const struct runs_line *lines, size_t n, struct buf *out);

#endif
