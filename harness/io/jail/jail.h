/*
 * The jail: code a model wrote, run under bubblewrap and judged from outside.
 *
 * No network, nothing but the interpreter to be seen, bounded /tmp, time,
 * memory and processes, in namespaces of its own. The program runs in a
 * process apart from its judge (ours, inside the jail) and only plain data
 * crosses between them: it reaches neither test nor verdict.
 *
 * A program of any language may be judged by cases: what it reads and what it
 * must print. Python also by a test that calls its functions.
 */
#ifndef RETORT_IO_JAIL_JAIL_H
#define RETORT_IO_JAIL_JAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "io/loop.h"

enum jail_verdict {
    JAIL_PASSED,
    JAIL_FAILED,  // wrong, an exception, ended itself, answers nonsense
    JAIL_TIMEOUT, // wall or processor time
    JAIL_CRASHED, // out of memory, ended by a signal
    JAIL_BROKEN   // our machinery or the test: not the program's fault
};

struct jail_options {
    int at_once;       // jobs at the same time; 0: one per core
    int64_t tmp_size;  // bytes of /tmp, and of one file; 0: 16 MB
    const char *bwrap; // path; NULL: found on PATH
};

struct jail_job {
    const char *language; // NULL: "python"
    const char *program;  // what the model wrote
    size_t program_len;
    const char *trusted; // run first in the judge; NULL: nothing
    size_t trusted_len;
    const char *test;  // asserts, or check(candidate), or both; with cases
    size_t test_len;   // it is put behind the program (a main, say)
    const char *cases; // by jail_add_case; NULL: none
    size_t cases_len;
    const char *entry;   // function under test; NULL: as the test names it
    int64_t wall_us;     // 0: 10 s, counted from when the judge is ready
    int64_t cpu_s;       // 0: 10, of one process
    int64_t memory_size; // bytes of one process; 0: 512 MB
    int64_t total_size;  // of all its processes; 0: twice memory_size. A judge
                         // that lives on, which is none of them, has
                         // memory_size beside it
    int processes;       // 0: 32
    bool fresh;          // by a judge of its own, whatever the test is like
};

struct jail_result {
    enum jail_verdict verdict;
    char message[400]; // ASCII, one line; empty when passed
    bool kept;         // its judge goes on to the next job
};

struct jail;

/* Called from loop_turn once per job; may call jail_run and jail_free. */
typedef void (*jail_done_fn)(void *arg, const struct jail_result *result);

/* Returns a jail on this loop (borrowed), or NULL: bwrap or every interpreter
 * is missing. Starts nothing; jail_probe says whether it works. */
struct jail *jail_new(
    struct loop *l, const struct jail_options *o, struct err *e);

/* Cancels everything and frees the jail. */
void jail_free(struct jail *j);

/* Queues a job, which is copied. done is never called from in here. Fails at
 * once for an unknown language or one without interpreter on this machine. */
int jail_run(struct jail *j, const struct jail_job *job, jail_done_fn done,
    void *arg, struct err *e);

/* Ends what runs and forgets what waits; no done is called for these. */
void jail_cancel_all(struct jail *j);

/* Adds a case to what a job's cases point at. */
void jail_add_case(struct buf *cases, const char *input, size_t input_len,
    const char *output, size_t output_len);

/* Runs one trivial job for real and waits for it (well under a second where
 * all is fine), then one of each language in this list of words (NULL: none).
 * Before any other job; what has been started for these goes on with the next.
 * On failure the text says why and the way out. */
int jail_probe(struct jail *j, const char *languages, struct err *e);

/* The loop it is on, borrowed. */
struct loop *jail_loop(const struct jail *j);

/* "passed", "failed", "timeout", "crashed", "broken". */
const char *jail_verdict_name(enum jail_verdict v);

#endif
