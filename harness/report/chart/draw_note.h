/*
 * The caption that keeps outcomes apart: what of the figures in a picture is
 * no wrong answer, and what they could be at worst and at best.
 */
#ifndef RETORT_REPORT_CHART_DRAW_NOTE_H
#define RETORT_REPORT_CHART_DRAW_NOTE_H

#include <stddef.h>

#include "base/buf.h"
#include "report/data.h"

struct draw_runs { // what a picture is made of; borrowed
    const struct data_run *const *run;
    size_t n;
};

/* Adds for each model whose samples failed (they are left out), or were
 * truncated, refused or unread (they count as not right), how many, and its
 * accuracy were all of them wrong, or right. A run that is there twice counts
 * once; without such samples nothing is added. */
void draw_note(struct draw_runs runs, struct buf *out);

/* The same as a paragraph of its own below what out holds. */
void draw_note_below(struct draw_runs runs, struct buf *out);

#endif
