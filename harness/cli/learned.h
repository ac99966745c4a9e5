/*
 * What an endpoint turned out to refuse: said once, with the row of models.lua
 * that makes it permanent.
 */
#ifndef RETORT_CLI_LEARNED_H
#define RETORT_CLI_LEARNED_H

#include "model/model.h"
#include "model/refused.h"

/* Says on standard error that m refuses what (in the endpoint's words: why),
 * what is done, and that row, with the fields for all of the set (a bit for
 * each enum refused). */
void learned_say(const struct model_catalog *c, const struct model *m,
    enum refused what, unsigned set, const char *why);

#endif
