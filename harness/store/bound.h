/*
 * Inside the store only: a kept statement, and what its parameters hold. From
 * row to row most hold the same, and are not bound again, which takes ten times
 * as long as to look.
 */
#ifndef RETORT_STORE_BOUND_H
#define RETORT_STORE_BOUND_H

#include <sqlite3.h>
#include <stdint.h>

#include "model/usage.h"

enum { BOUND_MOST = 128, BOUND_WORD = 32 };

struct bound {
    sqlite3_stmt *st;
    struct bound_value { // zero: not known
        enum { BOUND_OTHER, BOUND_NULL, BOUND_INT, BOUND_SHORT } is;
        int64_t n;
        char word[BOUND_WORD]; // a copy: SQLite is given this one
    } at[BOUND_MOST];          // from 1
};

/* Binds a number; a count, NULL when it is negative (unknown); a text or NULL;
 * one that mostly stays as it is; a quantity, NULL when it is NAN. A parameter
 * that is bound so is never bound otherwise. */
void bound_int(struct bound *b, int at, int64_t n);
void bound_count(struct bound *b, int at, int64_t n);
void bound_text(struct bound *b, int at, const char *s);
void bound_word(struct bound *b, int at, const char *s);
void bound_real(struct bound *b, int at, double x);

/* Usage: its columns of DB_USAGE, from that parameter on. */
void bound_usage(struct bound *b, int at, const struct usage *u);

#endif
