/*
 * Claims and their results on the way out.
 */
#ifndef RETORT_REPORT_CLAIMS_TEXT_H
#define RETORT_REPORT_CLAIMS_TEXT_H

#include "report/claims.h"

/* As a table with a count of the verdicts, or all that is known of each. */
void claims_text(const struct claims *c, const struct claims_result *r,
    bool whole, size_t width, int look, struct buf *out);

/* Adds what is claimed, and what comes out like for like, as figures of its
 * kind are written ($109,500, 5x, 96.2%); "-" where there is none. */
void claims_said(const struct claims_row *c, struct buf *out);
void claims_gives(
    const struct claims_row *c, const struct claims_result *r, struct buf *out);

/* As one JSON object. */
void claims_text_json(
    const struct claims *c, const struct claims_result *r, struct buf *out);

#endif
