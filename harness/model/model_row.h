/*
 * One row of a catalogue: {"provider": "OpenAI", "temperature": false, ...}.
 * For model.c only.
 */
#ifndef RETORT_MODEL_MODEL_ROW_H
#define RETORT_MODEL_MODEL_ROW_H

#include <stddef.h>

#include "base/err.h"
#include "base/json.h"
#include "model/model.h"

/* Checks names and types of the fields of a row of "providers" or "models". */
int model_row_check(
    const char *kind, const struct json *row, const char *where, struct err *e);

/* Fills what a row, else its provider, says of a model whose name, served and
 * url are set already. Both may be NULL: what an endpoint is that nothing is
 * known of. */
int model_row_read(const struct json *row, const struct json *provider,
    const char *where, struct model *m, struct err *e);

/* Returns a base URL without the slashes at its end: the dialect's path begins
 * with one. Those of "http://" stay. The caller frees. */
char *model_row_url(const char *url, size_t len);

#endif
