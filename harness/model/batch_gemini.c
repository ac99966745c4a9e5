/* Gemini's batches, requests and answers inside the batch itself (API
 * reference, read 2026-11-21; below 20 MB). Where its page and its examples
 * differ in where a member is, both places are read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/batch.h"
#include "model/dialect.h"

static void item(const struct model *m, const char *id, const char *request,
    size_t len, struct buf *items)
{
    struct jsonw w = { .out = items, .comma = items->len > 0 };
    char *body = mem_dup(request, len);

    (void)m;
    jsonw_begin(&w, NULL, '{');
    jsonw_raw(&w, "request", body);
    jsonw_begin(&w, "metadata", '{');
    jsonw_str(&w, "key", id);
    jsonw_end(&w, '}');
    jsonw_end(&w, '}');
    free(body);
}

static void create(const struct model *m, const char *tag, const char *file,
    const struct buf *items, struct buf *body)
{
    (void)m;
    (void)file;
    buf_puts(body, "{\"batch\":{\"displayName\":");
    json_quote(body, tag, strlen(tag));
    buf_puts(body, ",\"inputConfig\":{\"requests\":{\"requests\":[");
    buf_add(body, buf_str(items), items->len);
    buf_puts(body, "]}}}}");
}

static char *create_url(const struct model *m)
{
    char *url = dialect_url(m), *verb = strrchr(url, ':');
    char *out = mem_printf("%.*s:batchGenerateContent",
        (int)(verb != NULL ? (size_t)(verb - url) : strlen(url)), url);

    free(url);
    return out;
}

static char *list_url(const struct model *m, const struct json *page)
{
    return batch_page_url(mem_printf("%s/batches?pageSize=100", m->url), page,
        "pageToken", json_str(json_get(page, "nextPageToken")));
}

static char *poll_url(const struct model *m, const char *remote)
{
    return mem_printf("%s/%s", m->url, remote);
}

/* A member of the operation's metadata, or of the batch itself. */
static const struct json *member(const struct json *batch, const char *key)
{
    const struct json *in = json_get(json_get(batch, "metadata"), key);

    return in != NULL ? in : json_get(batch, key);
}

static bool is_ours(
    const struct json *batch, const char *tag, int64_t items, int64_t since_us)
{
    const char *name = json_str(member(batch, "displayName"));

    (void)items;
    (void)since_us;
    return name != NULL && strcmp(name, tag) == 0;
}

static bool ends(const char *word, const char *with)
{
    size_t n = strlen(word), tail = strlen(with);

    return n >= tail && strcmp(word + n - tail, with) == 0;
}

static void status(
    const struct model *m, const struct json *batch, struct batch_status *out)
{
    const char *word = json_str(member(batch, "state"));
    const char *why = json_str(json_path(batch, "error.message"));

    (void)m;
    memset(out, 0, sizeof *out);
    out->total = out->done = out->failed = -1;
    snprintf(out->word, sizeof out->word, "%.39s", word != NULL ? word : "?");
    if (ends(out->word, "_FAILED")) {
        out->phase = BATCH_REFUSED;
        snprintf(out->why, sizeof out->why, "%.299s",
            why != NULL ? why : "no reason given");
    } else if (ends(out->word, "_SUCCEEDED") || ends(out->word, "_CANCELLED")
               || ends(out->word, "_EXPIRED")) {
        out->phase = BATCH_ENDED;
        if (!ends(out->word, "_SUCCEEDED"))
            out->done = 0; /* perhaps none; what there is is in it */
    }
}

static const struct json *inlined(const struct json *batch)
{
    static const char *const places[] = { "metadata.output.inlinedResponses",
        "response.inlinedResponses", "output.inlinedResponses" };
    const struct json *list = NULL;

    for (size_t i = 0; list == NULL && i < sizeof places / sizeof *places; i++)
        list = json_path(batch, places[i]);
    return json_is_object(list) ? json_get(list, "inlinedResponses") : list;
}

/* The codes of google.rpc.Code, or HTTP's, as HTTP's. */
static int status_of(int64_t code)
{
    switch (code) {
    case 3:
    case 9:
    case 11: return 400;
    case 7: return 403;
    case 16: return 401;
    case 5: return 404;
    case 8: return 429;
    case 14: return 503;
    default: return code >= 400 && code < 600 ? (int)code : 500;
    }
}

static bool result(const struct json *line, struct batch_result *out)
{
    const struct json *error = json_get(line, "error");

    memset(out, 0, sizeof *out);
    out->id = json_str(json_path(line, "metadata.key"));
    if (out->id == NULL)
        out->id = json_str(json_get(line, "key"));
    out->body = json_get(line, "response");
    if (out->body != NULL) {
        out->status = 200;
    } else if (error != NULL) {
        out->body = line; /* {"error":{..}} */
        out->status = status_of(json_int(json_get(error, "code"), 500));
    } else {
        snprintf(out->why, sizeof out->why, "not answered: no reason given");
    }
    return json_is_object(line);
}

const struct batch_service batch_gemini = {
    .name = "Gemini",
    .provider = "Google",
    .most_items = 10000,
    .most_bytes = 15 << 20,
    .item = item,
    .create = create,
    .create_url = create_url,
    .list_url = list_url,
    .list = "operations",
    .is_ours = is_ours,
    .name_key = "name",
    .poll_url = poll_url,
    .status = status,
    .inlined = inlined,
    .result = result,
};
