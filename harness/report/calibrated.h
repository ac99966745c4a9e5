/*
 * How well a run's letter probabilities were calibrated: the share of the
 * likeliest letter among all that the endpoint told, against whether that
 * letter is the right one, whatever the reply then said.
 */
#ifndef RETORT_REPORT_CALIBRATED_H
#define RETORT_REPORT_CALIBRATED_H

#include "base/json.h"
#include "report/transcript.h"
#include "stats/calibration.h"

/* Of the verdicts that tell letters and whose target is one; n may be 0. */
struct calibration calibrated(const struct transcript *all, double level);

/* A line, nothing for n = 0; the member "calibration", null for n = 0. */
void calibrated_text(const struct calibration *c, struct buf *out);
void calibrated_json(const struct calibration *c, struct jsonw *w);

#endif
