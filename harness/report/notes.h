/*
 * What verdicts have in common beside their outcome: the notes of a run, by
 * how often each came ("no answer found in the reply", "the judge's two
 * orders disagree").
 */
#ifndef RETORT_REPORT_NOTES_H
#define RETORT_REPORT_NOTES_H

#include "base/json.h"
#include "report/transcript.h"

/* A line for each of the commonest, those that came at least twice; or the
 * member "notes" of an object, all of them. */
void notes_text(const struct transcript *all, struct buf *out);
void notes_json(const struct transcript *all, struct jsonw *w);

#endif
