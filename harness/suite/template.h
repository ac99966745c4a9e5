/*
 * "{input}\nAnswer: {target}": text with the fields of a sample in it.
 * {{ and }} are braces. {choices} is the lettered list of the options.
 */
#ifndef RETORT_SUITE_TEMPLATE_H
#define RETORT_SUITE_TEMPLATE_H

#include <lua.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct template;

/* Compiles a template; NULL and ERR_SUITE for an unclosed brace. */
struct template *template_new(const char *text, size_t len, struct err *e);

void template_free(struct template *t);

/* Adds the text for the sample table at index. A field that is not there is
 * ERR_SUITE. May raise only if the sample has metamethods: call protected. */
int template_render(const struct template *t, lua_State *L, int index,
    struct buf *out, struct err *e);

#endif
