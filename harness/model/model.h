/*
 * What a model is: a name to show, a role, and how to reach it.
 *
 * Models come from the built-in catalogue, from the user's models.lua (both
 * arrive here as JSON), or from URL#name on the command line.
 */
#ifndef RETORT_MODEL_MODEL_H
#define RETORT_MODEL_MODEL_H

#include "base/err.h"
#include "base/json.h"
#include "model/model_caps.h"

struct dialect;
struct usage_flavour;

enum role {
    ROLE_NONE,
    ROLE_TEACHER,
    ROLE_STUDENT,
    ROLE_COMMERCIAL,
    ROLE_JUDGE
};

struct model {
    char *name;     // as shown and stored
    enum role role; // of this run
    char *served;   // name on the wire
    char *where;    // file and row, for messages; NULL: a URL was named
    char *url;      // base URL, without the dialect's path
    char *address;  // what its replies are stored under
    char **headers; // "Name: value", NULL behind; never the key
    char *key_env;  // environment variable with the key; NULL: no key
    char *key;      // the key, once it is taken from there (base/secret.h)
    char *provider; // for the price book; "" when it has none
    char *ca_file;  // extra certificates; NULL: the system's
    const struct dialect *dialect;
    const struct usage_flavour *usage; // how it counts tokens
    struct model_caps caps;
    double usd_per_hour; // of the machine it runs on; < 0: not self-hosted
};

struct model_catalog; // names -> models

/* A catalogue from JSON: {"providers":{..},"models":{..}}; rows of a second
 * call replace those of the first. where names the source in messages. */
struct model_catalog *model_catalog_new(void);
int model_catalog_add(struct model_catalog *c, const struct json *rows,
    const char *where, struct err *e);
void model_catalog_free(struct model_catalog *c);

/* The row of a model as its source has it, or NULL. */
const struct json *model_catalog_row(
    const struct model_catalog *c, const char *name);

/* Calls fn for each model by name, in the order they were added. */
typedef void (*model_fn)(void *arg, const struct model *m);
int model_catalog_each(
    const struct model_catalog *c, model_fn fn, void *arg, struct err *e);

/* Reads [ROLE=]NAME or [ROLE=][NAME@]URL#SERVED. Fails with ERR_USAGE and
 * the way out. model_clear frees what it holds. */
int model_parse(const char *spec, const struct model_catalog *c,
    struct model *out, struct err *e);
void model_clear(struct model *m);

/* Moves *spec behind its "ROLE=", if it has one. ERR_USAGE: it is no role. */
int model_role(const char **spec, enum role *role, struct err *e);

/* "teacher", "student", "commercial", or "" for none. */
const char *role_name(enum role r);

#endif
