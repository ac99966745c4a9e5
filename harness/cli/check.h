/*
 * The parts of `retort check`: what works here, and endpoints. Each adds
 * text to out, or one member to w with --json.
 */
#ifndef RETORT_CLI_CHECK_H
#define RETORT_CLI_CHECK_H

#include "base/json.h"
#include "cli/command.h"
#include "cli/context.h"

/* Jail, gnuplot, results folder, catalogue, prices, suites: works, or what
 * to do about it. The code is that of what every command needs and is not
 * there; jail and gnuplot are for some only. */
enum exit_code check_here(struct context *c, struct buf *out, struct jsonw *w);

/* Five tiny requests to each -m (run/probe.h). e keeps the last of what is
 * wrong, those before it are printed. */
enum exit_code check_models(
    struct context *c, struct buf *out, struct jsonw *w, struct err *e);

#endif
