/*
 * A database that somebody moves or removes while it is open goes on taking
 * what is written, and nobody would ever find it.
 */
#ifndef RETORT_STORE_STORE_RESCUE_H
#define RETORT_STORE_STORE_RESCUE_H

#include <stdbool.h>

#include "store/db.h"

/* Whether the file is no longer where it was opened. */
bool rescue_is_gone(struct store *s);

/* Writes all that was committed to where the file was, or beside what is there
 * now, and says so: always -1. */
int rescue_all(struct store *s, struct err *e);

#endif
