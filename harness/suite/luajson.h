/*
 * Values between Lua and JSON. null and a missing member are both nil; an
 * empty table becomes an empty object.
 */
#ifndef RETORT_SUITE_LUAJSON_H
#define RETORT_SUITE_LUAJSON_H

#include <lua.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

/* Pushes the value of a node (nil for NULL). May raise. */
void luajson_push(lua_State *L, const struct json *node);

/* Writes the value at index as JSON text. Functions, userdata, tables with
 * mixed keys or that contain themselves are ERR_SUITE. Does not raise. */
int luajson_write(lua_State *L, int index, struct buf *out, struct err *e);

/* The same as a tree; NULL on error. The caller frees it. */
struct json *luajson_to(lua_State *L, int index, struct err *e);

#endif
