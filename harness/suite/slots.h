/*
 * Inside suite/ only: a loaded suite and a sample under way.
 */
#ifndef RETORT_SUITE_SLOTS_H
#define RETORT_SUITE_SLOTS_H

#include <lua.h>

#include "base/buf.h"
#include "base/hash_stem.h"
#include "suite/api/api.h"
#include "suite/suite.h"
#include "suite/template.h"

struct suites {
    struct guest *guest;
    struct api_place place;
    struct suite *first;
    int driver; // registry: the function that runs one sample
    int *idle;  // registry: coroutines to use again
    size_t idle_count;
    struct sample_state *spare; // states to use again
};

struct shot_set {             // few-shot messages, rendered once
    const void *rows;         // the table they came from: identity
    struct message *messages; // user, assistant, user, ...
    size_t n;
    struct buf text;
    struct shot_set *next;
};

struct slot_text {             // of a slot that gives text
    struct template *template; // NULL: it is no string
    int function;              // registry; LUA_REFNIL: nor a function
};

struct suite {
    struct suites *all;
    struct suite *next;
    struct suite_info info;
    char *path;
    int slots;       // registry: the table of r.suite
    int opt;         // registry: options in force
    int iterate;     // registry: iterator of the data, LUA_NOREF before rewind
    int64_t at;      // samples read
    int counting;    // registry: iterator of suite_count; LUA_NOREF
    int64_t counted; // rows it has seen
    int64_t count;   // all of them; -1 until known
    bool uncountable;
    int64_t limit;
    int shots; // most of them; -1: all there are
    struct slot_text prompt, ideal, system, head, prefill;
    bool asks_once; // each sample its prompt, and no more
    bool ours; // and both of these are our own functions, which do not wait
    const struct extract *extract;
    int score;                // registry: function
    int sample;               // registry: function; LUA_REFNIL
    const char *by, *cluster; // names of fields; NULL
    bool joined;              // layout = "text": all in one user message
    struct shot_set *shot_sets;
    struct buf scratch;
    struct hash_stem *stem; // of samples; NULL until there is one
    size_t text_len;        // of the last sample: the next needs about as much
};

enum shown { SHOWN_NONE, SHOWN_ASK, SHOWN_RUN };

struct sample_state {
    struct sample_state *next; // among the spare ones
    struct suite *suite;
    struct sample_state *parent; // owns text and messages; NULL: this one
    int children;                // that live and use them
    bool over;                   // cleared, and kept for the children
    struct buf text;             // of the messages, group, target, ...
    struct message *messages;
    size_t message_count;
    int table;  // registry: the sample
    int thread; // registry: coroutine; LUA_NOREF while none
    lua_State *co;
    enum shown waits;           // what the coroutine yielded for
    struct step step;           // what it asked for
    struct message *asked;      // messages of h:ask{...}
    struct buf cases;           // cases of h:run{...}
    char language[16];          // and its language
    struct sample_state **turn; // the h of the suite; NULL: not begun
    int turn_ref;               // registry: keeps it
    int turns;                  // questions and programs so far
    const struct reply *reply;  // of the last ask, for the call only
    const struct jail_result *ran;
    enum finish finish; // of the last reply
    bool refused;
    struct buf said;              // of the last reply of a judge
    struct buf last;              // text of the last reply
    struct likelihood likelihood; // of the last text that was scored
    double *likely;               // by letter, 0: not told; NULL: none yet
    bool decided;                 // h:read found no answer: outcome says why
    struct buf extracted, rule, note, detail;
};

/* sample_state.c: one with what is the same for all set; gives it back, or,
 * where others use its texts, has the last of them do so. */
struct sample_state *state_take(struct suite *s);
void state_give(struct sample_state *st);
void state_free_spare(struct suites *all);

/* suite_shots.c: the messages of the shots for the sample on top of the
 * stack; none is fine (NULL). */
int shots_for(struct suite *s, lua_State *L, int sample,
    const struct shot_set **out, struct err *e);

/* suite_prompt.c: renders slot `name` for the sample at index. Returns 1, 0
 * when there is no such slot, -1. */
int slot_render(struct suite *s, const char *name, const struct slot_text *t,
    lua_State *L, int index, struct buf *out, struct err *e);

/* Fills messages, target and hash of a sample whose table is at index. */
int prompt_build(struct suite *s, lua_State *L, int index, struct sample *out,
    struct err *e);

/* Calls the slot `sample` on the row on top of the stack, which it replaces
 * by the sample's table. */
int slot_sample(struct suite *s, lua_State *L, struct err *e);

/* suite_options.c: the table `opt` that slots get, of the slots on top of the
 * stack: defaults, -T, seed and limit. */
int options_read(struct suite *s, lua_State *L,
    const struct suite_settings *set, struct err *e);

/* turn.c: the object h, and the driver. */
void turn_open(struct suites *all);

/* The sample of the h that is argument 1 of a method; raises when it is over.
 */
struct sample_state *turn_check(lua_State *L);

/* Counts a question or program of this sample; raises when there are too
 * many. */
void turn_count(lua_State *L, struct sample_state *st);

/* turn_run.c: the method h:run. */
int turn_run(lua_State *L);

/* turn_likely.c: the method h:likelihood(text) -> log-probability, tokens; nil
 * when none came, and then the outcome is known. */
int turn_likelihood(lua_State *L);

/* turn_read.c: the method h:read; what it reads in a text, by an extractor of
 * ours (false: the outcome is known); and an outcome without an answer (always
 * 0). turn_add_rule puts the rule that read the answer into the detail. */
int turn_read(lua_State *L);
bool turn_read_text(lua_State *L, struct sample_state *st,
    const struct extract *x, const char *text, size_t len,
    struct extract_found *out);
int turn_find(lua_State *L);
int turn_decide(struct sample_state *st, enum outcome o, const char *note);
void turn_add_rule(struct sample_state *st);

/* Probability of each letter, from the first token's alternatives. */
void letters_detail(const struct json *logprobs, int letters, struct buf *out);

#endif
