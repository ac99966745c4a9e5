/*
 * Batches in the store: what was handed in, what is to come of it. A step is
 * on disk before the next one is taken, so that nothing is handed in twice.
 */
#ifndef RETORT_STORE_STORE_BATCH_H
#define RETORT_STORE_STORE_BATCH_H

#include "store/store.h"

enum batch_state {
    BATCH_STATE_NEW,       // its requests are known, nothing was sent
    BATCH_STATE_UPLOADED,  // it may be there under its tag: look before making
    BATCH_STATE_SUBMITTED, // it is there, as remote
    BATCH_STATE_OVER       // collected, or refused
};

struct batch_row {
    int64_t id;
    const char *endpoint; // address of the model
    const char *served;
    const char *tag; // what we call it there
    enum batch_state state;
    const char *file;   // uploaded; NULL
    const char *remote; // what the service calls it; NULL
    int64_t made_us;    // wall clock
};

enum batch_item_state {
    BATCH_ITEM_WAITING,
    BATCH_ITEM_DONE,  // its reply is stored
    BATCH_ITEM_AGAIN, // expired, or failed and worth another try
    BATCH_ITEM_FINAL  // failed, and would again
};

struct batch_item {
    unsigned char address[HASH_SIZE];
    int64_t batch;
    enum batch_item_state state;
    int attempts;        // batches it was in
    const char *request; // "" when done
    size_t request_len;
    const char *changed; // as in struct answer
    const char *why;     // in words; NULL
};

/* Adds a batch that is new; sets b->id. */
int store_batch_put(struct store *s, struct batch_row *b, struct err *e);

/* Notes a batch's state, file and remote, and commits. */
int store_batch_note(struct store *s, const struct batch_row *b, struct err *e);

/* Gives the oldest batch of a model behind number `after` that is not over: 1
 * (strings are the caller's, by store_batch_clear), 0 none, -1. */
int store_batch_next(struct store *s, const char *endpoint, const char *served,
    int64_t after, struct batch_row *out, struct err *e);
void store_batch_clear(struct batch_row *b);

/* Whether a batch of the service is one that the store knows: 1, 0, -1. */
int store_batch_known(struct store *s, const char *remote, struct err *e);

/* Requests of a model that wait in batches, or -1. */
int64_t store_batch_waiting(
    struct store *s, const char *endpoint, const char *served, struct err *e);

/* Puts an item into its batch, whichever it was in before. */
int store_batch_item_put(
    struct store *s, const struct batch_item *item, struct err *e);

/* Looks for an item: 1 (strings borrowed until the next call), 0, -1. */
int store_batch_item_find(struct store *s,
    const unsigned char address[HASH_SIZE], struct batch_item *out,
    struct err *e);

/* Notes what came of an item; why may be NULL. */
int store_batch_item_end(struct store *s,
    const unsigned char address[HASH_SIZE], enum batch_item_state state,
    const char *why, struct err *e);

/* What still waits in a batch is to be asked again; returns how many. */
int64_t store_batch_give_up(
    struct store *s, int64_t batch, const char *why, struct err *e);

/* Calls fn with each reason for which requests of a model failed for good. */
typedef void (*batch_why_fn)(void *arg, const char *why);
int store_batch_final(struct store *s, const char *endpoint, const char *served,
    batch_why_fn fn, void *arg, struct err *e);

/* Calls fn for each item of a batch that waits; returns as other readers. */
typedef int (*batch_item_fn)(void *arg, const struct batch_item *item);
int store_batch_items(
    struct store *s, int64_t batch, batch_item_fn fn, void *arg, struct err *e);

#endif
