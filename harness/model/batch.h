/*
 * The batch services of providers: many requests handed in at once, answered
 * within a day, at half price. One struct batch_service each; nothing here
 * touches a socket. run/batch.h moves them.
 */
#ifndef RETORT_MODEL_BATCH_H
#define RETORT_MODEL_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/json.h"
#include "model/model.h"

enum batch_phase {
    BATCH_RUNNING,
    BATCH_ENDED,  // what came of it can be had, whole or in part
    BATCH_REFUSED // as a whole, before anything was asked
};

struct batch_status {
    enum batch_phase phase;
    char word[40];               // the provider's own for it
    char why[300];               // of a refusal; ""
    int64_t total, done, failed; // requests; -1 unknown
    char *results[2];            // URLs to read, in this order; NULL: none
};

struct batch_result { // of one request; borrowed from its line
    const char *id;   // as it was handed in
    int status;       // of HTTP; 0: it was not answered (expired, cancelled)
    const struct json *body; // a reply, or an error, as the dialect reads it
    char why[200];           // it was not answered, in words
};

struct batch_service {
    const char *name;              // for people
    const char *provider;          // whose models it is for (struct model)
    size_t most_items, most_bytes; // of one batch: below the provider's limits

    /* Adds a request, with its id, to the items of a batch. */
    void (*item)(const struct model *m, const char *id, const char *request,
        size_t len, struct buf *items);

    /* Where items are a file of their own: the body that uploads it, and its
     * URL. NULL: they are in the body that makes the batch. */
    void (*upload)(const struct buf *items, const char *tag, struct buf *body);
    const char *upload_path, *upload_type; // behind the URL; content type

    /* The body that makes a batch called tag, and where it goes. */
    void (*create)(const struct model *m, const char *tag, const char *file,
        const struct buf *items, struct buf *body);
    char *(*create_url)(const struct model *m);

    /* Where batches are listed, newest first, behind a page of them (NULL: the
     * first page; returns NULL: that was the last one); whether one of a page
     * is ours. */
    char *(*list_url)(const struct model *m, const struct json *page);
    const char *list; // member that holds them
    bool (*is_ours)(const struct json *batch, const char *tag, int64_t items,
        int64_t since_us);
    const char *name_key; // member of a batch that names it

    char *(*poll_url)(const struct model *m, const char *remote);
    void (*status)(const struct model *m, const struct json *batch,
        struct batch_status *out);
    /* Where results are in the batch itself: a list, in the order of its
     * requests. NULL: they are lines at batch_status.results. */
    const struct json *(*inlined)(const struct json *batch);

    /* Reads one result; false: it is none. id may be NULL where they are in
     * order. */
    bool (*result)(const struct json *line, struct batch_result *out);
};

/* The service that takes requests to m; NULL: it has none. */
const struct batch_service *batch_service_of(const struct model *m);

/* For services: where the page of a list is that follows page. That is first,
 * which is taken, when page is NULL, and "FIRST&KEY=TOKEN" else; NULL without a
 * token. The caller frees. */
char *batch_page_url(
    char *first, const struct json *page, const char *key, const char *token);

/* Frees the URLs. */
void batch_status_clear(struct batch_status *s);

extern const struct batch_service batch_openai, batch_anthropic, batch_gemini;

#endif
