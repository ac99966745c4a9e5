/*
 * `retort ls prices`: the rows of the price book that hold today.
 */
#ifndef RETORT_CLI_LS_PRICES_H
#define RETORT_CLI_LS_PRICES_H

#include "cli/context.h"

void ls_prices_text(struct context *c, struct buf *out);
void ls_prices_json(struct context *c, struct jsonw *w);

#endif
