/*
 * Inside report/ only: why the gate says what it says, as a sentence.
 */
#ifndef RETORT_REPORT_GATE_GATING_SAY_H
#define RETORT_REPORT_GATE_GATING_SAY_H

#include "report/gate/gating.h"

/* Fills s->why from what was found. */
void gating_say(struct gating_suite *s, const struct gate_rule *rule);

/* True when the suite's limits are points of difference, false when they are
 * shares of the baseline's accuracy: a sequence knows points only. */
bool gating_points(const struct gating_suite *s, const struct gate_rule *rule);

#endif
