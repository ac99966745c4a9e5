/*
 * The caption that keeps outcomes apart: what of the figures in a picture is
 * no wrong answer. Inside report/ only.
 */
#ifndef RETORT_REPORT_DRAW_NOTE_H
#define RETORT_REPORT_DRAW_NOTE_H

#include <stddef.h>

#include "base/buf.h"
#include "report/data.h"

/* Adds a sentence when samples of these runs failed (they are left out), or
 * were truncated, refused or unread (they count as not right). A run that is
 * there twice counts once. */
void draw_note(const struct data_run *const *runs, size_t n, struct buf *out);

#endif
