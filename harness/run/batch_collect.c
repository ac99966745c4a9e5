#include "run/batch_collect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/dialect.h"
#include "run/batch_wire.h"

enum { ATTEMPTS_MOST = 4 }; // batches that a request may fail in

struct collecting {
    struct batch_run *b;
    const struct batch_row *row;
    int64_t replies, again, final;
    int64_t strange;                   // lines that are no result of ours
    unsigned char (*order)[HASH_SIZE]; // of requests, where that tells
    size_t n, at;
};

/* 64 hexadecimal digits. */
static bool read_address(const char *hex, unsigned char out[HASH_SIZE])
{
    if (strlen(hex) != HASH_HEX - 1
        || strspn(hex, "0123456789abcdef") != HASH_HEX - 1)
        return false;
    for (int i = 0; i < HASH_SIZE; i++) {
        char two[3] = { hex[2 * i], hex[2 * i + 1], '\0' };
        out[i] = (unsigned char)strtoul(two, NULL, 16);
    }
    return true;
}

static int keep_reply(struct collecting *k, const struct batch_item *item,
    const struct buf *raw, const struct reply *reply, struct err *e)
{
    const struct batch_run *b = k->b;
    struct answer a = {
        .dialect = b->c.model->dialect->name,
        .request = item->request,
        .request_len = item->request_len,
        .raw = raw->s,
        .raw_len = raw->len,
        .served = reply->served,
        .finish = (int)reply->finish,
        .usage = reply->usage,
        .latency_us = -1, /* of a queue, not of the model */
        .first_us = -1,
        .first_text_us = -1,
        .changed = item->changed,
        .sent_wall_us = k->row->made_us,
        .attempts = item->attempts,
        .tier = "batch",
        .region = reply->region,
    };

    memcpy(a.address, item->address, HASH_SIZE);
    if (store_answer_put(b->c.store, &a, e) < 0)
        return -1;
    k->replies++;
    k->again -= item->state == BATCH_ITEM_AGAIN && k->again > 0;
    k->final -= item->state == BATCH_ITEM_FINAL && k->final > 0;
    return store_batch_item_end(
        b->c.store, item->address, BATCH_ITEM_DONE, NULL, e);
}

/* Another batch may do better, unless it is the request, or too often. */
static int keep_failure(struct collecting *k, const struct batch_item *item,
    bool may, const char *why, struct err *e)
{
    bool again = may && item->attempts < ATTEMPTS_MOST;

    if (item->state != BATCH_ITEM_WAITING) /* told twice */
        return 0;
    if (again)
        k->again++;
    else
        k->final++;
    return store_batch_item_end(k->b->c.store, item->address,
        again ? BATCH_ITEM_AGAIN : BATCH_ITEM_FINAL, why, e);
}

static int take_answer(struct collecting *k, const struct batch_item *item,
    const struct batch_result *result, struct err *e)
{
    struct buf raw = { 0 };
    struct reply reply;
    char why[400];
    int rc;

    json_print(result->body, &raw);
    dialect_decode(k->b->c.model, result->status, raw.s, raw.len, &reply);
    if (reply.failure == FAILURE_NONE) {
        rc = keep_reply(k, item, &raw, &reply, e);
    } else {
        snprintf(why, sizeof why, "%s: %.300s", failure_name(reply.failure),
            reply.why);
        rc = keep_failure(k, item,
            failure_retries(reply.failure) || failure_is_fatal(reply.failure),
            why, e);
    }
    reply_clear(&reply);
    buf_clear(&raw);
    return rc;
}

/* Whose result it is: by its id, or else by its place. */
static bool find_address(const struct collecting *k, size_t at,
    const struct batch_result *result, unsigned char out[HASH_SIZE])
{
    if (result->id != NULL)
        return read_address(result->id, out);
    if (at >= k->n)
        return false;
    memcpy(out, k->order[at], HASH_SIZE);
    return true;
}

/* Lines come in any order, and some twice: a reply counts once, and outdoes
 * a failure. */
static int take_result(
    struct collecting *k, const struct json *line, struct err *e)
{
    unsigned char address[HASH_SIZE];
    struct batch_result result;
    struct batch_item item;
    int found;

    if (!k->b->service->result(line, &result)
        || !find_address(k, k->at++, &result, address)) {
        k->strange++;
        return 0;
    }
    found = store_batch_item_find(k->b->c.store, address, &item, e);
    if (found < 0)
        return -1;
    if (found == 0 || item.batch != k->row->id) {
        k->strange++;
        return 0;
    }
    if (item.state == BATCH_ITEM_DONE)
        return 0;
    if (result.status != 0)
        return take_answer(k, &item, &result, e);
    return keep_failure(k, &item, true, result.why, e);
}

static int take_lines(
    struct collecting *k, const struct buf *all, struct err *e)
{
    const char *at = buf_str(all), *end = at + all->len;
    int rc = 0;

    while (at < end && rc == 0) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((stop != NULL ? stop : end) - at);
        struct err bad = { 0 };
        struct json *line = len > 0 ? json_parse(at, len, &bad) : NULL;

        if (line != NULL)
            rc = take_result(k, line, e);
        else if (len > 0)
            k->strange++;
        json_free(line);
        at += len + 1;
    }
    return rc;
}

static int read_results(struct collecting *k, const char *url, struct err *e)
{
    struct batch_call call = { .url = url,
        .doing = "reading the results of a batch" };
    struct buf all = { 0 };
    int rc = batch_call(k->b, &call, &all, e);

    if (rc == 0)
        rc = take_lines(k, &all, e);
    buf_clear(&all);
    return rc;
}

static int add_order(void *arg, const struct batch_item *item)
{
    struct collecting *k = arg;

    k->order = mem_resize(k->order, k->n + 1, sizeof *k->order);
    memcpy(k->order[k->n++], item->address, HASH_SIZE);
    return 0;
}

/* Results inside the batch. Their order tells only while there is one for
 * each request. */
static int take_inlined(
    struct collecting *k, const struct json *list, struct err *e)
{
    int rc = store_batch_items(k->b->c.store, k->row->id, add_order, k, e);

    if (k->n != json_count(list))
        k->n = 0;
    JSON_EACH(line, list) {
        if (rc == 0)
            rc = take_result(k, line, e);
    }
    free(k->order);
    k->order = NULL;
    return rc;
}

static void say(const struct collecting *k, int64_t missing)
{
    struct buf line = { 0 };

    buf_printf(
        &line, "batch %s: %lld replies", k->row->remote, (long long)k->replies);
    if (k->again + missing > 0)
        buf_printf(
            &line, ", %lld to be asked again", (long long)(k->again + missing));
    if (k->final > 0)
        buf_printf(&line, ", %lld failed", (long long)k->final);
    if (k->strange > 0)
        buf_printf(&line, ", %lld lines that are no results of it",
            (long long)k->strange);
    batch_say(k->b, &line);
}

/* Where all of it is gone, asking again would be billed again. */
static int check_there(const struct collecting *k,
    const struct batch_status *status, const struct json *list, struct err *e)
{
    if (status->results[0] != NULL || json_count(list) > 0 || status->done == 0)
        return 0;
    return err_set(e, ERR_REMOTE,
        "%s: batch %s is %s, and its results are not there (any more): "
        "nothing was asked again; without --batch the same command asks what "
        "is missing, one request at a time",
        k->b->c.model->name, k->row->remote, status->word);
}

int batch_collect(struct batch_run *b, struct batch_row *row,
    const struct batch_status *status, const struct json *batch, struct err *e)
{
    struct collecting k = { .b = b, .row = row };
    const struct json *list =
        b->service->inlined != NULL ? b->service->inlined(batch) : NULL;
    int64_t missing;

    if (check_there(&k, status, list, e) < 0)
        return -1;
    for (size_t i = 0; i < 2 && status->results[i] != NULL; i++)
        if (read_results(&k, status->results[i], e) < 0)
            return -1;
    if (list != NULL && take_inlined(&k, list, e) < 0)
        return -1;
    missing = store_batch_give_up(
        b->c.store, row->id, "it came back without an answer", e);
    if (missing < 0)
        return -1;
    row->state = BATCH_STATE_OVER;
    if (store_batch_note(b->c.store, row, e) < 0)
        return -1;
    say(&k, missing);
    return 0;
}
