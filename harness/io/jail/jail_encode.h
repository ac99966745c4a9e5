/*
 * Values of Python as bytes: one letter, a length or count, a colon, content,
 * as the head of jail_judge.py has it.
 */
#ifndef RETORT_IO_JAIL_JAIL_ENCODE_H
#define RETORT_IO_JAIL_JAIL_ENCODE_H

#include "io/jail/jail_python.h"

struct jail_out {
    char *s;
    size_t len, room;
    object *odd; // called with what is not plain data, gives its bytes
    char first[512];
};

/* odd is borrowed. */
void jail_out_start(struct jail_out *o, object *odd);
void jail_out_free(struct jail_out *o);

/* Adds n bytes. Returns 0, or -1 with an exception, as all of these. */
int jail_out_add(struct jail_out *o, const char *s, size_t n);

/* Adds a value; one of a subclass goes as what it has of the plain type. */
int jail_encode(struct jail_out *o, object *x);

/* Returns -1 with RecursionError. */
int jail_too_deep(int depth);

#endif
