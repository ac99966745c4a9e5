/*
 * Requests by way of a batch service: handed in, waited for across commands,
 * and kept as ordinary replies. Every step is in the store before the next
 * one, so it can be stopped anywhere and is never billed twice.
 *
 *   new -> uploaded -> submitted -> over    (store/store_batch.h)
 */
#ifndef RETORT_RUN_BATCH_H
#define RETORT_RUN_BATCH_H

#include <signal.h>

#include "io/http.h"
#include "io/loop.h"
#include "model/batch.h"
#include "model/model.h"
#include "store/store_batch.h"

/* Opens an endpoint at url with the key and headers of m; type is a line
 * "Content-Type: ...", NULL for JSON. NULL on error. */
typedef struct http_endpoint *(*batch_open_fn)(struct http *h,
    const struct model *m, const char *url, const char *type, struct err *e);

/* Whether there is money for a request of so many bytes, whose reply has at
 * most max_tokens (0: no limit); keeps it aside. */
typedef bool (*batch_afford_fn)(
    void *arg, const struct model *m, size_t len, int64_t max_tokens);

typedef void (*batch_say_fn)(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

struct batch_config {
    struct loop *loop;
    struct http *http;
    struct store *store;
    const struct model *model;
    batch_open_fn open;
    const char *secret; // the key, taken out of what comes back; NULL
    int64_t timeout_us; // of one request
    const volatile sig_atomic_t *stop; // not 0: end
    batch_say_fn say;                  // how it goes; NULL: unsaid
    batch_afford_fn afford;            // NULL: there is always
    void *arg;                         // of it
};

struct batch_run { // one model in one command
    struct batch_config c;
    const struct batch_service *service;
    struct batch_row row; // that new requests go into; id 0: none yet
    size_t items, bytes;  // of it
    int64_t waiting;      // samples whose request is there, or will be
    int64_t beyond;       // ... there is no money for
    int64_t max_tokens;   // of a reply, in the run that leaves requests now
};

/* Says that a model has no batch service: ERR_USAGE. */
int batch_no_service(const struct model *m, struct err *e);

/* ERR_USAGE where it has none. */
int batch_open(
    const struct batch_config *c, struct batch_run *out, struct err *e);
void batch_close(struct batch_run *b);

/* Hands in what was not yet, asks how the rest stands, collects what is done.
 * Fails as requests do: ERR_REMOTE, ERR_CONFIG; ERR_STOP when stopped. */
int batch_advance(struct batch_run *b, struct err *e);

/* Hands in what batch_absent took. */
int batch_submit(struct batch_run *b, struct err *e);

/* A run_absent_fn; arg is a struct batch_run. */
int batch_absent(void *arg, const unsigned char address[HASH_SIZE],
    const struct buf *request, const char *changed, char why[400],
    struct err *e);

#endif
