/*
 * `retort ls prices`, `retort prices`: the rows of the price book that hold
 * at a moment.
 */
#ifndef RETORT_CLI_LS_PRICES_H
#define RETORT_CLI_LS_PRICES_H

#include "cli/context.h"

void ls_prices_text(struct context *c, int64_t wall_us, struct buf *out);

/* Writes the member "prices". */
void ls_prices_json(struct context *c, int64_t wall_us, struct jsonw *w);

#endif
