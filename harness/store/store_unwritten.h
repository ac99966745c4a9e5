/*
 * Replies that came while another process had the database, and that nobody
 * could wait to write: a database of their own beside it, in the folder
 * "unwritten". Whoever opens the one to write takes in the other.
 */
#ifndef RETORT_STORE_STORE_UNWRITTEN_H
#define RETORT_STORE_STORE_UNWRITTEN_H

#include "store/store.h"

/* Puts replies into the store that it is given. */
typedef int (*unwritten_fn)(struct store *other, void *arg, struct err *e);

/* Has fn put so many replies there, and says where they are, or that they are
 * lost: always -1. e holds why they are not written. */
int unwritten_keep(struct store *s, unwritten_fn fn, void *arg, int64_t replies,
    struct err *e);

/* Takes in those of a folder and removes the file; 0 where there are none. A
 * reply of the same request that is there already stays, and so does the other:
 * both were paid for. */
int unwritten_take_in(struct store *s, const char *dir, struct err *e);

#endif
