/*
 * `retort ls rules`: the named rules that r.extract.rule knows.
 */
#ifndef RETORT_CLI_LS_RULES_H
#define RETORT_CLI_LS_RULES_H

#include "cli/context.h"

void ls_rules_text(struct context *c, struct buf *out);
void ls_rules_json(struct jsonw *w);

#endif
