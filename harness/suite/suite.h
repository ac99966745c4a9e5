/*
 * Suites and their samples, as the rest of the house sees them.
 *
 * A suite is one Lua file; its samples come one at a time, as a stream. A
 * sample is a conversation: sample_start and what follows each give the next
 * step, which is to ask a model, to run a program in the jail, or the end.
 * What a two-line suite, a vote, a judge or a repair dialogue want is all the
 * same to the one who serves the steps.
 */
#ifndef RETORT_SUITE_SUITE_H
#define RETORT_SUITE_SUITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "io/jail/jail.h"
#include "model/dialect.h"
#include "model/outcome.h"

struct suites; // the guests of one process: one closed Lua state
struct suite;

struct suite_param {
    const char *key, *value;
};

struct suite_settings {
    const struct suite_param *options; // -T
    size_t option_count;
    const struct suite_param *generate; // -G
    size_t generate_count;
    int64_t seed;
    int64_t limit; // samples wanted; 0: all
    int shots;     // -1: as the suite has them
};

struct suite_info {
    const char *name, *about, *license, *source, *path;
    const char *slots; // names of those that are filled
    int version;
    char hash[HASH_HEX];      // of every byte of Lua it was made of
    struct sampling sampling; // strings live as long as the suite
    const char *runs_code;    // languages, as "python"; NULL: no jail needed
    bool likelihood;          // scores by the log-likelihood of texts
    bool needs_judge;         // asks one: h:ask(..., {role = "judge"})
    int letters;              // options of lettered questions; 0: none
    const char *options;      // JSON, as in force
};

/* data_dir may be NULL. */
struct suites *suites_new(const char *data_dir);
void suites_free(struct suites *all);

/* Loads PATH, or NAME from the folders of suites (./suites, then the
 * installed ones). The suite lives as long as all. */
int suite_load(struct suites *all, const char *name,
    const struct suite_settings *settings, struct suite **out, struct err *e);
const struct suite_info *suite_info(const struct suite *s);

/* Path of the file that NAME stands for; the caller frees. NULL: ERR_USAGE. */
char *suite_find(const char *name, struct err *e);
bool suite_is_there(const char *name);

/* Calls fn for each suite that a name stands for, in alphabetical order. */
typedef void (*suite_fn)(void *arg, const char *name, const char *path);
void suite_each(suite_fn fn, void *arg);

/* Where installed suites are, or would be; the caller frees. */
char *suite_installed(void);

/* Goes to the first sample (again). */
int suite_rewind(struct suite *s, struct err *e);

/* Number of samples there will be, or -1: each call looks at some more rows
 * until all are counted, so that nobody has to wait for it. */
int64_t suite_count(struct suite *s);

struct sample {
    int64_t n;                      // place in the suite, from 1
    const char *id;                 // the suite's name for it, or n
    const char *group;              // "" for none
    const char *cluster;            // "" for none
    const char *target;             // as text, for people
    unsigned char hash[HASH_SIZE];  // of prompt and target
    const struct message *messages; // how it asks first
    size_t message_count;
    struct sample_state *state;
};

/* Reads the next sample into out: 1, 0 at the end, -1 on error. */
int suite_next(struct suite *s, struct sample *out, struct err *e);

/* Passes over n rows without making samples of them: 1, 0 when there are
 * fewer, -1 on error. */
int suite_skip(struct suite *s, int64_t n, struct err *e);

enum step_kind { STEP_ASK, STEP_RUN, STEP_DONE };

struct step {
    enum step_kind kind;
    /* STEP_ASK: borrowed until the reply is given */
    const struct message *messages;
    size_t message_count;
    struct sampling sampling;
    const char *scored; // wanted is how likely this text is; NULL: a reply
    size_t scored_len;
    bool judge;              // a judge is asked, not the model under test
    const char *judge_ideal; // what it says of a perfect reply; NULL
    /* STEP_RUN: borrowed the same way */
    struct jail_job job;
    /* STEP_DONE: borrowed until sample_clear */
    enum outcome outcome;
    double value; // NAN without a verdict
    const char *extracted;
    size_t extracted_len;
    const char *note;
    const char *detail; // JSON
};

/* Begins the conversation, and goes on after an answer or a jailed run. -1
 * means that the suite's Lua failed (ERR_SUITE, naming file and sample). */
int sample_start(struct sample *s, struct step *next, struct err *e);
int sample_answer(struct sample *s, const struct reply *reply,
    struct step *next, struct err *e);
int sample_ran(struct sample *s, const struct jail_result *result,
    struct step *next, struct err *e);

/* Adds how a perfect reply would look (slot `ideal`). Returns 1, 0 when the
 * suite has no such slot, -1 on error. */
int sample_ideal(struct sample *s, struct buf *out, struct err *e);

/* Makes out the same sample with a conversation of its own (a repeat). */
void sample_again(struct sample *s, struct sample *out);

/* Frees a sample, whatever state it is in. */
void sample_clear(struct sample *s);

#endif
