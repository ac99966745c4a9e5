/*
 * The closed Lua that suites run in: an allow-list of functions, a ceiling on
 * memory by the allocator, a ceiling on time by a hook that pcall cannot
 * swallow. Only suite/ sees Lua.
 */
#ifndef RETORT_SUITE_GUEST_H
#define RETORT_SUITE_GUEST_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"

struct guest;

enum { GUEST_TEXT_MAX = 64 << 20 }; // bytes of a file that is read whole

struct guest_limits {
    size_t memory;   // bytes all suites together may hold
    int64_t time_us; // of processor for one entry into Lua
};

/* Returns a new state with limits (NULL: 512 MiB, 3 s). */
struct guest *guest_new(const struct guest_limits *limits);

void guest_free(struct guest *g);

/* The main state. Borrowed. */
lua_State *guest_lua(struct guest *g);

/* The guest a state belongs to. */
struct guest *guest_of(lua_State *L);

/* Gives the next entry its full time, on the thread it is made on. Called
 * before each resume. */
void guest_arm(struct guest *g, lua_State *L);

/* True once the entry under way has used its time up: for long work in C. */
bool guest_late(struct guest *g);

/* Calls what is on the stack (function, args) protected, with traceback and
 * time limit. On failure the stack loses them and e says what and where. */
int guest_call(struct guest *g, int args, int results, struct err *e);

/* Runs fn protected, with an empty stack of its own: for our C that touches
 * values of guests, where a metamethod or a full memory may raise. What fn
 * holds in C is lost then. */
typedef int (*guest_fn)(void *arg, struct err *e);
int guest_try(struct guest *g, guest_fn fn, void *arg, struct err *e);

/* Puts "file:line: " before the error on top of L that has none, while the
 * frames it came from still stand. */
void guest_place(lua_State *L);

/* Turns the error value on top of L into e (ERR_SUITE, unless an l_ function
 * raised a struct err), and pops it. status is Lua's. Always -1. */
int guest_error(lua_State *L, int status, struct err *e);

/* Raises e from an l_ function, kept whole through pcall frames. */
int guest_raise(lua_State *L, const struct err *e);

/* Loads a chunk with a fresh environment that sees the allowed functions and
 * the table `retort`; leaves the function on the stack. */
int guest_load(struct guest *g, const char *text, size_t len, const char *name,
    struct err *e);

/* Runs a file of plain data (a chunk that returns a table) in a state of its
 * own and gives its value as JSON. */
int guest_data(const char *path, struct json **out, struct err *e);

#endif
