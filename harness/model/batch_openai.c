/* OpenAI's batches: a file of lines goes up, two files come back (API
 * reference, read 2026-11-21; the members of a result line are from prior
 * documentation). 50,000 requests and 200 MB are the most of a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/batch.h"
#include "model/dialect.h"

#define BOUNDARY "retort-batch-7d1f3a9c5e"

/* The path of requests as the service names it: "/v1/chat/completions". */
static void add_path(struct jsonw *w, const char *key, const struct model *m)
{
    char *url = dialect_url(m);
    const char *host = strstr(url, "://");
    const char *path = strchr(host != NULL ? host + 3 : url, '/');

    jsonw_str(w, key, path != NULL ? path : "/");
    free(url);
}

static void item(const struct model *m, const char *id, const char *request,
    size_t len, struct buf *items)
{
    struct jsonw w = { .out = items };
    char *body = mem_dup(request, len);

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "custom_id", id);
    jsonw_str(&w, "method", "POST");
    add_path(&w, "url", m);
    jsonw_raw(&w, "body", body);
    jsonw_end(&w, '}');
    buf_putc(items, '\n');
    free(body);
}

static void upload(const struct buf *items, const char *tag, struct buf *body)
{
    buf_puts(body, "--" BOUNDARY "\r\nContent-Disposition: form-data; "
                   "name=\"purpose\"\r\n\r\nbatch\r\n");
    buf_printf(body,
        "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; "
        "filename=\"%s.jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n",
        tag);
    buf_add(body, items->s, items->len);
    buf_puts(body, "\r\n--" BOUNDARY "--\r\n");
}

static void create(const struct model *m, const char *tag, const char *file,
    const struct buf *items, struct buf *body)
{
    struct jsonw w = { .out = body };

    (void)items;
    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "input_file_id", file);
    add_path(&w, "endpoint", m);
    jsonw_str(&w, "completion_window", "24h");
    jsonw_begin(&w, "metadata", '{');
    jsonw_str(&w, "retort", tag);
    jsonw_end(&w, '}');
    jsonw_end(&w, '}');
}

static char *create_url(const struct model *m)
{
    return mem_printf("%s/batches", m->url);
}

static char *list_url(const struct model *m, const struct json *page)
{
    return batch_page_url(mem_printf("%s/batches?limit=100", m->url), page,
        "after",
        json_true(json_get(page, "has_more"))
            ? json_str(json_get(page, "last_id"))
            : NULL);
}

static bool is_ours(
    const struct json *batch, const char *tag, int64_t items, int64_t since_us)
{
    const char *name = json_str(json_path(batch, "metadata.retort"));

    (void)items;
    (void)since_us;
    return name != NULL && strcmp(name, tag) == 0;
}

static char *poll_url(const struct model *m, const char *remote)
{
    return mem_printf("%s/batches/%s", m->url, remote);
}

static void add_results(const struct model *m, const struct json *batch,
    const char *key, struct batch_status *out)
{
    const char *file = json_str(json_get(batch, key));

    if (file != NULL)
        out->results[out->results[0] != NULL] =
            mem_printf("%s/files/%s/content", m->url, file);
}

static void status(
    const struct model *m, const struct json *batch, struct batch_status *out)
{
    const char *word = json_str(json_get(batch, "status"));
    const struct json *counts = json_get(batch, "request_counts");
    const char *why = json_str(
        json_get(json_at(json_path(batch, "errors.data"), 0), "message"));

    memset(out, 0, sizeof *out);
    snprintf(out->word, sizeof out->word, "%.39s", word != NULL ? word : "?");
    out->total = json_int(json_get(counts, "total"), -1);
    out->done = json_int(json_get(counts, "completed"), -1);
    out->failed = json_int(json_get(counts, "failed"), -1);
    if (strcmp(out->word, "failed") == 0) {
        out->phase = BATCH_REFUSED;
        snprintf(out->why, sizeof out->why, "%.299s",
            why != NULL ? why : "no reason given");
    } else if (strcmp(out->word, "completed") == 0
               || strcmp(out->word, "expired") == 0
               || strcmp(out->word, "cancelled") == 0) {
        out->phase = BATCH_ENDED;
        add_results(m, batch, "output_file_id", out);
        add_results(m, batch, "error_file_id", out);
    }
}

static bool result(const struct json *line, struct batch_result *out)
{
    const struct json *response = json_get(line, "response");
    const char *why = json_str(json_path(line, "error.message"));
    const char *code = json_str(json_path(line, "error.code"));

    memset(out, 0, sizeof *out);
    out->id = json_str(json_get(line, "custom_id"));
    out->body = json_get(response, "body");
    if (out->body != NULL)
        out->status = (int)json_int(json_get(response, "status_code"), 0);
    if (out->status == 0)
        snprintf(out->why, sizeof out->why, "%.60s: %.130s",
            code != NULL ? code : "not answered",
            why != NULL ? why : "no reason given");
    return out->id != NULL;
}

const struct batch_service batch_openai = {
    .name = "OpenAI",
    .provider = "OpenAI",
    .most_items = 20000,
    .most_bytes = 100 << 20,
    .item = item,
    .upload = upload,
    .upload_path = "/files",
    .upload_type = "Content-Type: multipart/form-data; boundary=" BOUNDARY,
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
