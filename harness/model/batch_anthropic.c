/* Anthropic's message batches: all in one body, lines come back (API
 * reference, read 2026-11-21). 100,000 requests and 256 MB are the most. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "model/batch.h"

enum { SKEW_S = 600 }; // that clocks may differ by

static void item(const struct model *m, const char *id, const char *request,
    size_t len, struct buf *items)
{
    struct jsonw w = { .out = items, .comma = items->len > 0 };
    char *params = mem_dup(request, len);

    (void)m;
    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "custom_id", id);
    jsonw_raw(&w, "params", params);
    jsonw_end(&w, '}');
    free(params);
}

static void create(const struct model *m, const char *tag, const char *file,
    const struct buf *items, struct buf *body)
{
    (void)m;
    (void)tag;
    (void)file;
    buf_puts(body, "{\"requests\":[");
    buf_add(body, buf_str(items), items->len);
    buf_puts(body, "]}");
}

static char *create_url(const struct model *m)
{
    return mem_printf("%s/messages/batches", m->url);
}

static char *list_url(const struct model *m, const struct json *page)
{
    return batch_page_url(mem_printf("%s/messages/batches?limit=100", m->url),
        page, "after_id",
        json_true(json_get(page, "has_more"))
            ? json_str(json_get(page, "last_id"))
            : NULL);
}

static char *poll_url(const struct model *m, const char *remote)
{
    return mem_printf("%s/messages/batches/%s", m->url, remote);
}

/* Of one kind; unknown kinds count nothing. */
static int64_t count(const struct json *batch, const char *kind)
{
    return json_int(json_get(json_get(batch, "request_counts"), kind), 0);
}

static int64_t unanswered(const struct json *batch)
{
    return count(batch, "errored") + count(batch, "canceled")
           + count(batch, "expired");
}

static int64_t total(const struct json *batch)
{
    return count(batch, "processing") + count(batch, "succeeded")
           + unanswered(batch);
}

/* A batch has no name of ours there, so that it is as many requests, made
 * since: were it another's, its results would have other ids than ours, and
 * nothing would be taken from it. */
static bool is_ours(
    const struct json *batch, const char *tag, int64_t items, int64_t since_us)
{
    const char *made = json_str(json_get(batch, "created_at"));
    char since[24];

    (void)tag;
    clock_iso(since_us - SKEW_S * (int64_t)1000000, since);
    return made != NULL && strncmp(made, since, 19) >= 0
           && total(batch) == items;
}

static void status(
    const struct model *m, const struct json *batch, struct batch_status *out)
{
    const char *word = json_str(json_get(batch, "processing_status"));
    const char *id = json_str(json_get(batch, "id"));

    memset(out, 0, sizeof *out);
    snprintf(out->word, sizeof out->word, "%.39s", word != NULL ? word : "?");
    out->total = total(batch);
    out->done = count(batch, "succeeded");
    out->failed = unanswered(batch);
    if (strcmp(out->word, "ended") != 0)
        return;
    out->phase = BATCH_ENDED;
    /* results_url says the same; the key goes to no other host than m's */
    if (json_str(json_get(batch, "results_url")) != NULL && id != NULL)
        out->results[0] =
            mem_printf("%s/messages/batches/%s/results", m->url, id);
}

/* An error inside a result has no status; its type stands for one. */
static int status_of(const char *type)
{
    static const struct {
        const char *type;
        int status;
    } types[] = {
        { "invalid_request_error", 400 },
        { "authentication_error", 401 },
        { "billing_error", 402 },
        { "permission_error", 403 },
        { "not_found_error", 404 },
        { "request_too_large", 413 },
        { "rate_limit_error", 429 },
        { "overloaded_error", 529 },
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (type != NULL && strcmp(type, types[i].type) == 0)
            return types[i].status;
    return 500;
}

static bool result(const struct json *line, struct batch_result *out)
{
    const struct json *what = json_get(line, "result");
    const char *type = json_str(json_get(what, "type"));

    memset(out, 0, sizeof *out);
    out->id = json_str(json_get(line, "custom_id"));
    if (out->id == NULL || type == NULL)
        return false;
    if (strcmp(type, "succeeded") == 0) {
        out->body = json_get(what, "message");
        out->status = out->body != NULL ? 200 : 0;
    } else if (strcmp(type, "errored") == 0) {
        out->body = json_get(what, "error");
        if (out->body != NULL)
            out->status =
                status_of(json_str(json_path(what, "error.error.type")));
    }
    if (out->status == 0)
        snprintf(out->why, sizeof out->why, "not answered: %.100s", type);
    return true;
}

const struct batch_service batch_anthropic = {
    .name = "Anthropic",
    .provider = "Anthropic",
    .most_items = 20000,
    .most_bytes = 100 << 20,
    .item = item,
    .create = create,
    .create_url = create_url,
    .list_url = list_url,
    .list = "data",
    .is_ours = is_ours,
    .name_key = "id",
    .poll_url = poll_url,
    .status = status,
    .result = result,
};
