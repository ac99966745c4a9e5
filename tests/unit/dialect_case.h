/*
 * A body as a provider documents it, and what has to be read in it. Made up
 * for these tests: none of them was ever recorded.
 */
#ifndef RETORT_TESTS_DIALECT_CASE_H
#define RETORT_TESTS_DIALECT_CASE_H

#include "model/dialect.h"

struct dialect_case {
    const char *dialect, *what;
    int status;
    const char *body;
    enum failure failure;
    enum finish finish;
    const char *text, *refusal, *reasoning; // text NULL: ""
    int64_t in, out;                        // tokens; -1: not told
    int64_t wait_us;
    const char *why; // NULL: not looked at
};

#define UNTOLD .in = -1, .out = -1

#endif
