/*
 * Three canned students take a suite before any model does.
 *
 *   ideal    gives the suite's own perfect reply: must be right
 *   silent   gives an empty reply: must be unread, never wrong or right
 *   hostile  gives 100 kB of blanks, fences, NUL, broken UTF-8, thinking that
 *            never ends, digits, braces: must end in 50 ms of processor
 *            without an error, and is never right
 */
#ifndef RETORT_RUN_STUDENTS_H
#define RETORT_RUN_STUDENTS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "io/jail/jail.h"
#include "io/loop.h"
#include "suite/suite.h"

enum student { STUDENT_IDEAL, STUDENT_SILENT, STUDENT_HOSTILE, STUDENTS };

struct students_config {
    struct suite *suite;
    struct loop *loop; // NULL: unless the suite runs code
    struct jail *jail; // the same
    int64_t samples;   // most that ideal and silent take
    int64_t hostile;   // most that hostile takes
    int64_t limit_us;  // processor time of one hostile reply; 0: 50 ms
    const volatile sig_atomic_t *stop;            // ends it; NULL
    void (*progress)(void *arg, int64_t samples); // NULL
    void *arg;
};

struct students_fault {
    char sample[64];
    enum student student;
    char what[400]; // a sentence
};

enum { STUDENTS_FAULTS = 20 };

struct students_result {
    int64_t samples;
    int64_t asked[STUDENTS], passed[STUDENTS]; // replies given, as wished
    int64_t slowest_us;  // processor time of the slowest hostile reply
    const char *slowest; // which kind it was
    bool no_ideal;       // the suite has no such slot
    bool more;           // there are samples beyond those taken
    bool stopped;
    struct students_fault faults[STUDENTS_FAULTS];
    int64_t fault_count; // all of them
};

/* Runs them. An unsound suite is a result, not an error: -1 only when the
 * suite gives no samples (e says why: its Lua failed, its data is missing). */
int students_run(const struct students_config *c, struct students_result *out,
    struct err *e);

/* "ideal", "silent", "hostile". */
const char *students_name(enum student s);

#endif
