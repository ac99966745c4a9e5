/*
 * What a command that asks models works with: models, suites, the wait, the
 * network and the jail, opened together from the options.
 */
#ifndef RETORT_CLI_SESSION_H
#define RETORT_CLI_SESSION_H

#include "cli/context.h"
#include "cli/exit.h"
#include "cli/progress.h"
#include "run/run.h"

struct session {
    struct context c;
    struct model models[OPTIONS_LIST];
    struct http_endpoint *endpoints[OPTIONS_LIST];
    struct limit limits[OPTIONS_LIST]; // of each model's endpoint, or unused
    size_t model_count;
    struct run_side judge; // model NULL: none was named
    struct suite *suites[OPTIONS_LIST];
    size_t suite_count;
    struct loop *loop;
    struct http *http;
    struct jail *jail;
    struct progress progress;
    unsigned refused[OPTIONS_LIST]; // by each model: a bit for each kind
    int64_t spent_pusd; // of the budget, which is for the whole command
};

/* Adds a model by what the user wrote; two of one name are ERR_USAGE. */
int session_model(struct session *s, const char *spec, struct err *e);

/* Loads a suite by name or path; two of one name are ERR_USAGE. */
int session_suite(struct session *s, const char *name, struct err *e);

/* Checks --jobs, --repeat and --timeout; reads catalogue and --prices. */
int session_settings(struct session *s, struct err *e);

/* Opens the network, and the jail where a suite runs code. */
int session_network(struct session *s, struct err *e);

/* Ends what it has under way, and closes its context. */
void session_close(struct session *s);

/* What one suite on one model starts from: all that the options say. */
struct run_config session_config(struct session *s, size_t model, size_t suite);

/* Runs it with progress on standard error, and counts what it spent. */
int session_run(struct session *s, const struct run_config *rc,
    struct run_result *out, struct err *e);

/* Has model number i asked without what it refuses, in its words: true when
 * it was not before. Said once. */
bool session_refused(
    struct session *s, size_t i, enum refused what, const char *why);

/* What is left of --budget, in picodollars; -1: there is none. */
int64_t session_budget_left(const struct session *s);

/* The exit code of a run that ended so. */
enum exit_code session_code(enum run_end end);

#endif
