/*
 * The table `retort` that suites see, one file for each part of it:
 *
 *   r.suite{...}                      what the file returns       api_suite.c
 *   r.csv, r.jsonl, r.json, r.text, r.include                    api_data.c
 *   r.rng(seed)                       chance                     api_rng.c
 *   r.options{...}                    -T, while loading   suite_options.c
 *   r.extract.after, letter, ...                                 api_extract.c
 *   r.score.exact, letter, number, tests                         api_score.c
 *   r.choice                          slots of lettered questions  api_suite.c
 *
 * Everything here may raise, so it runs inside guest_call or a coroutine.
 */
#ifndef RETORT_SUITE_API_API_H
#define RETORT_SUITE_API_API_H

#include <lua.h>

#include "base/buf.h"
#include "suite/extract/extract.h"
#include "suite/guest.h"

struct suite_settings;

/* Where the suite being loaded stands, and what it read. One per guest, in
 * the registry; api_place gives it. */
struct api_place {
    char *here;        // folder of the suite file; NULL between loads
    char *data;        // --data DIR; NULL when there is none
    struct buf loaded; // every byte of Lua read for this suite: its hash
    const struct suite_settings *settings; // while a suite is being loaded
};

/* Makes the table and keeps it in the registry as "retort". */
void api_open(struct guest *g, struct api_place *place);

struct api_place *api_place(lua_State *L);

/* Each adds its functions to the table on top of the stack. */
void api_open_data(lua_State *L);
void api_open_extract(lua_State *L);
void api_open_score(lua_State *L);
void api_open_suite(lua_State *L);
void api_open_rng(lua_State *L);
void api_open_options(lua_State *L);

/* The table on top of the stack, called name, raises where a suite asks for a
 * member that it has not, and says which one may be meant. */
void api_close(lua_State *L, const char *name);

/* Changes the library's own string, table and setmetatable, before any guest
 * sees them: what runs for ever in C no hook can stop. */
void api_open_string(lua_State *L);

/* The extractor at index, or NULL when it is something else. Borrowed. */
const struct extract *api_extract_at(lua_State *L, int index);

/* Whether the function at index is one of r.score.* that is done when it
 * returns: none that runs code. */
bool api_score_at(lua_State *L, int index);

/* Text of the value on top of the stack, which it replaces there. Borrowed. */
const char *api_text(lua_State *L, size_t *len);

/* Raises e, which is about value. Where -T gave that value it is the user's
 * mistake (ERR_USAGE) and no failure of the suite. */
int api_raise_told(lua_State *L, const char *value, struct err *e);

/* Finds a data file as suites name it: under the suite's folder, then under
 * --data, also with .gz behind. Raises when there is none. Pushes the path
 * and returns it. */
const char *api_find(lua_State *L, const char *here, const char *name);

#endif
