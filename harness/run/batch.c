#include "run/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/batch_collect.h"
#include "run/batch_wire.h"

enum { PAGES_MOST = 1000 }; // of 100 batches each

int batch_no_service(const struct model *m, struct err *e)
{
    return err_set(e, ERR_USAGE,
        "%s at %s has no batch service that retort knows: run it without "
        "--batch",
        m->name, m->url);
}

int batch_open(
    const struct batch_config *c, struct batch_run *out, struct err *e)
{
    *out = (struct batch_run){ .c = *c, .service = batch_service_of(c->model) };
    return out->service == NULL ? batch_no_service(c->model, e) : 0;
}

void batch_close(struct batch_run *b)
{
    store_batch_clear(&b->row);
}

/* Starts a batch for new requests. */
static int begin(struct batch_run *b, struct err *e)
{
    int64_t now = clock_wall_us();

    store_batch_clear(&b->row);
    b->items = b->bytes = 0;
    b->row = (struct batch_row){ .endpoint = mem_str(b->c.model->address),
        .served = mem_str(b->c.model->served),
        .made_us = now };
    b->row.tag = mem_printf(
        "retort-%llx-%lx", (unsigned long long)now, (unsigned long)getpid());
    return store_batch_put(b->c.store, &b->row, e);
}

int batch_absent(void *arg, const unsigned char address[HASH_SIZE],
    const struct buf *request, const char *changed, char why[400],
    struct err *e)
{
    struct batch_run *b = arg;
    struct batch_item item;
    int found = store_batch_item_find(b->c.store, address, &item, e);
    int attempts = found == 1 ? item.attempts : 0;

    if (found < 0)
        return -1;
    if (found == 1 && item.state == BATCH_ITEM_WAITING) {
        b->waiting++;
        return 0;
    }
    if (found == 1 && item.state == BATCH_ITEM_FINAL) {
        snprintf(why, 400, "%.399s", item.why != NULL ? item.why : "");
        return 1;
    }
    if (b->c.afford != NULL
        && !b->c.afford(b->c.arg, b->c.model, request->len, b->max_tokens)) {
        b->beyond++;
        return 0;
    }
    if ((b->row.id == 0 || b->items >= b->service->most_items
            || b->bytes + request->len > b->service->most_bytes)
        && begin(b, e) < 0)
        return -1;
    item = (struct batch_item){ .batch = b->row.id,
        .attempts = attempts + 1,
        .request = request->s,
        .request_len = request->len,
        .changed = changed };
    memcpy(item.address, address, HASH_SIZE);
    b->items++;
    b->bytes += request->len;
    b->waiting++;
    return store_batch_item_put(b->c.store, &item, e);
}

struct writing {
    const struct batch_run *b;
    struct buf items;
    int64_t n;
};

static int add_item(void *arg, const struct batch_item *item)
{
    struct writing *w = arg;
    char id[HASH_HEX];

    hash_to_hex(item->address, id);
    w->b->service->item(
        w->b->c.model, id, item->request, item->request_len, &w->items);
    w->n++;
    return 0;
}

/* Notes that the service has it. */
static int note_remote(struct batch_run *b, struct batch_row *row,
    const struct json *batch, struct err *e)
{
    const char *name = json_str(json_get(batch, b->service->name_key));

    if (name == NULL)
        return err_set(e, ERR_REMOTE,
            "%s: %s made a batch and does not say its name; the same command "
            "looks for it",
            b->c.model->name, b->service->name);
    free((char *)(uintptr_t)row->remote);
    row->remote = mem_str(name);
    row->state = BATCH_STATE_SUBMITTED;
    return store_batch_note(b->c.store, row, e);
}

/* One of a list may be the batch: 1 when it is, and noted. */
static int match(struct batch_run *b, struct batch_row *row, int64_t items,
    const struct json *batch, struct err *e)
{
    const struct batch_service *s = b->service;
    const char *name = json_str(json_get(batch, s->name_key));
    int known;

    if (name == NULL || !s->is_ours(batch, row->tag, items, row->made_us))
        return 0;
    known = store_batch_known(b->c.store, name, e);
    if (known != 0)
        return known < 0 ? -1 : 0;
    return note_remote(b, row, batch, e) < 0 ? -1 : 1;
}

/* Looks at a page of the list, and gives it for the next one. */
static int look_at(struct batch_run *b, struct batch_row *row, int64_t items,
    const char *url, struct json **page, struct err *e)
{
    struct batch_call call = { .url = url, .doing = "listing batches" };
    int rc;

    *page = batch_call_json(b, &call, e);
    rc = *page == NULL ? -1 : 0;
    JSON_EACH(batch, json_get(*page, b->service->list)) {
        if (rc == 0)
            rc = match(b, row, items, batch, e);
    }
    return rc;
}

/* Whether a batch that may have been made is there: 1, 0, -1. */
static int look_for(
    struct batch_run *b, struct batch_row *row, int64_t items, struct err *e)
{
    char *url = b->service->list_url(b->c.model, NULL);
    int rc = 0;

    for (int pages = 0; url != NULL && rc == 0 && pages < PAGES_MOST; pages++) {
        struct json *page;
        rc = look_at(b, row, items, url, &page, e);
        free(url);
        url = page != NULL ? b->service->list_url(b->c.model, page) : NULL;
        json_free(page);
    }
    free(url);
    return rc;
}

static int upload(struct batch_run *b, struct batch_row *row,
    const struct buf *items, struct err *e)
{
    const struct batch_service *s = b->service;
    char *url = mem_printf("%s%s", b->c.model->url, s->upload_path);
    struct buf body = { 0 };
    struct batch_call call = { .url = url,
        .type = s->upload_type,
        .body = &body,
        .doing = "uploading a batch" };
    struct json *root;
    const char *id;

    s->upload(items, row->tag, &body);
    root = batch_call_json(b, &call, e);
    id = json_str(json_get(root, "id"));
    if (root != NULL && id == NULL)
        err_set(e, ERR_REMOTE, "%s: %s took a file and gave it no id",
            b->c.model->name, s->name);
    if (id != NULL) {
        free((char *)(uintptr_t)row->file);
        row->file = mem_str(id);
    }
    json_free(root);
    free(url);
    buf_clear(&body);
    return id != NULL ? 0 : -1;
}

/* A refused batch was not billed: its requests go into another. */
static int refused(
    struct batch_run *b, struct batch_row *row, const char *why, struct err *e)
{
    row->state = BATCH_STATE_OVER;
    if (store_batch_give_up(b->c.store, row->id, why, e) < 0)
        return -1;
    return store_batch_note(b->c.store, row, e);
}

static int create(struct batch_run *b, struct batch_row *row,
    const struct writing *w, struct err *e)
{
    const struct batch_service *s = b->service;
    char *url = s->create_url(b->c.model);
    struct buf body = { 0 };
    struct batch_call call = {
        .url = url, .body = &body, .doing = "making a batch"
    };
    struct json *root;
    struct err late = { 0 };
    int rc = -1;

    s->create(b->c.model, row->tag, row->file, &w->items, &body);
    root = batch_call_json(b, &call, e);
    if (root != NULL)
        rc = note_remote(b, row, root, e);
    else if (call.refused && refused(b, row, e->text, &late) < 0)
        *e = late;
    json_free(root);
    free(url);
    buf_clear(&body);
    return rc;
}

/* From wherever it stands to the service. What may have been made before is
 * looked for first: nothing is handed in twice. */
static int hand_in(struct batch_run *b, struct batch_row *row, struct err *e)
{
    struct writing w = { .b = b };
    bool fresh = row->state == BATCH_STATE_NEW;
    int rc = store_batch_items(b->c.store, row->id, add_item, &w, e);
    struct buf line = { 0 };
    int there = 0;

    if (rc == 0 && w.n == 0) {
        row->state = BATCH_STATE_OVER;
        rc = store_batch_note(b->c.store, row, e);
        goto out;
    }
    if (rc == 0 && !fresh)
        rc = (there = look_for(b, row, w.n, e)) < 0 ? -1 : 0;
    if (rc == 0 && fresh && b->service->upload != NULL)
        rc = upload(b, row, &w.items, e);
    if (rc == 0 && fresh) {
        row->state = BATCH_STATE_UPLOADED;
        rc = store_batch_note(b->c.store, row, e);
    }
    if (rc == 0 && there == 0)
        rc = create(b, row, &w, e);
    if (rc == 0) {
        buf_printf(&line, "%lld request%s %s %s as batch %s", (long long)w.n,
            w.n == 1 ? "" : "s", there != 0 ? "were found at" : "handed in to",
            b->service->name, row->remote);
        batch_say(b, &line);
    }
out:
    buf_clear(&w.items);
    return rc;
}

static void say_status(const struct batch_run *b, const struct batch_row *row,
    const struct batch_status *s)
{
    struct buf line = { 0 };

    buf_printf(&line, "batch %s is %s", row->remote, s->word);
    if (s->total > 0 && s->done >= 0)
        buf_printf(&line, ", %lld of %lld done", (long long)s->done,
            (long long)s->total);
    if (s->failed > 0)
        buf_printf(&line, ", %lld failed", (long long)s->failed);
    batch_say(b, &line);
}

static int poll(struct batch_run *b, struct batch_row *row, struct err *e)
{
    const struct batch_service *s = b->service;
    char *url = s->poll_url(b->c.model, row->remote);
    struct batch_call call = { .url = url, .doing = "asking for a batch" };
    struct json *root = batch_call_json(b, &call, e);
    struct batch_status status;
    int rc = 0;

    free(url);
    if (root == NULL)
        return -1;
    s->status(b->c.model, root, &status);
    say_status(b, row, &status);
    if (status.phase == BATCH_ENDED) {
        rc = batch_collect(b, row, &status, root, e);
    } else if (status.phase == BATCH_REFUSED) {
        rc = refused(b, row, status.why, e);
        if (rc == 0)
            rc = err_set(e, ERR_REMOTE,
                "%s: %s refused batch %s: %s; nothing of it was asked, and "
                "the same command hands its requests in again",
                b->c.model->name, s->name, row->remote, status.why);
    }
    batch_status_clear(&status);
    json_free(root);
    return rc;
}

static int each(struct batch_run *b, bool polling, struct err *e)
{
    struct batch_row row = { .id = 0 };
    int64_t after = 0;
    int rc;

    while ((rc = store_batch_next(b->c.store, b->c.model->address,
                b->c.model->served, after, &row, e))
           == 1) {
        after = row.id;
        if (row.state != BATCH_STATE_SUBMITTED)
            rc = hand_in(b, &row, e);
        else
            rc = polling ? poll(b, &row, e) : 0;
        store_batch_clear(&row);
        if (rc < 0)
            return -1;
    }
    return rc;
}

int batch_advance(struct batch_run *b, struct err *e)
{
    return each(b, true, e);
}

int batch_submit(struct batch_run *b, struct err *e)
{
    if (store_commit(b->c.store, e) < 0)
        return -1;
    return each(b, false, e);
}
