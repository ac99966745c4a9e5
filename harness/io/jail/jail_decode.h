/*
 * Bytes to values of Python. In the judge they come from a hostile program:
 * nothing is believed before it is seen to be there, and nothing is set aside
 * for more than has come.
 */
#ifndef RETORT_IO_JAIL_JAIL_DECODE_H
#define RETORT_IO_JAIL_JAIL_DECODE_H

#include "io/jail/jail_python.h"

struct jail_in {
    const char *s;
    size_t len, at;
    object *odd; // called with the bytes of what is not plain data
};

/* Returns the value at this place, in->at is behind it; or NULL with an
 * exception. */
object *jail_decode(struct jail_in *in);

#endif
