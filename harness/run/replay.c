#include "run/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "run/replay_line.h"

enum { FIRST_SLOTS = 1024 };

struct entry {
    unsigned char key[HASH_SIZE];
    size_t at, len;     // in bytes
    int64_t latency_us; // -1 unknown
    /* of the first reply to a prompt only: */
    int64_t asked; // how often
    int of;        // replies there are; 0: not known yet
};

struct replay {
    struct buf bytes; // all replies, one behind the other
    struct entry *entries;
    size_t n;
    uint32_t *slots; // entry + 1, or 0; a power of two of them, half empty
    size_t slot_count;
    struct replay_model *models;
    size_t model_count;
};

struct replay *replay_new(void)
{
    struct replay *r = mem_zalloc(1, sizeof *r);

    r->slot_count = FIRST_SLOTS;
    r->slots = mem_zalloc(r->slot_count, sizeof *r->slots);
    return r;
}

static void clear_model(struct replay_model *m)
{
    free((char *)(uintptr_t)m->shown);
    free((char *)(uintptr_t)m->served);
    free((char *)(uintptr_t)m->role);
}

void replay_free(struct replay *r)
{
    if (r == NULL)
        return;
    for (size_t i = 0; i < r->model_count; i++)
        clear_model(&r->models[i]);
    free(r->models);
    free(r->slots);
    free(r->entries);
    buf_clear(&r->bytes);
    free(r);
}

size_t replay_count(const struct replay *r)
{
    return r->n;
}

const struct replay_model *replay_model_at(const struct replay *r, size_t i)
{
    return i < r->model_count ? &r->models[i] : NULL;
}

/* The slot of a key, or the empty one where it belongs. */
static uint32_t *slot_of(
    const struct replay *r, const unsigned char key[HASH_SIZE])
{
    size_t i;

    memcpy(&i, key, sizeof i); /* a digest needs no further mixing */
    while (r->slots[i &= r->slot_count - 1] != 0
           && memcmp(r->entries[r->slots[i] - 1].key, key, HASH_SIZE) != 0)
        i++;
    return &r->slots[i];
}

static struct entry *look_up(
    const struct replay *r, const unsigned char key[HASH_SIZE])
{
    uint32_t slot = *slot_of(r, key);

    return slot == 0 ? NULL : &r->entries[slot - 1];
}

static void grow(struct replay *r)
{
    free(r->slots);
    r->slot_count *= 2;
    r->slots = mem_zalloc(r->slot_count, sizeof *r->slots);
    for (size_t i = 0; i < r->n; i++)
        *slot_of(r, r->entries[i].key) = (uint32_t)(i + 1);
}

/* Adds an entry whose key is not there yet. */
static struct entry *add_entry(
    struct replay *r, const unsigned char key[HASH_SIZE])
{
    struct entry *entry;

    if ((r->n + 1) * 2 > r->slot_count)
        grow(r);
    if ((r->n & (r->n - 1)) == 0) /* room doubles at powers of two */
        r->entries =
            mem_resize(r->entries, r->n > 0 ? r->n * 2 : 1, sizeof *r->entries);
    entry = &r->entries[r->n++];
    *entry = (struct entry){ .latency_us = -1 };
    memcpy(entry->key, key, HASH_SIZE);
    *slot_of(r, key) = (uint32_t)r->n;
    return entry;
}

/* The number of a served model, or model_count. */
static size_t find_model(const struct replay *r, const char *served)
{
    size_t i = 0;

    while (i < r->model_count && strcmp(r->models[i].served, served) != 0)
        i++;
    return i;
}

static size_t add_model(struct replay *r, const struct replay_model *h)
{
    size_t i = find_model(r, h->served);

    if (i < r->model_count)
        return i;
    r->models = mem_resize(r->models, r->model_count + 1, sizeof *r->models);
    r->models[r->model_count++] = (struct replay_model){
        .shown = mem_str(h->shown),
        .served = mem_str(h->served),
        .role = mem_str(h->role),
    };
    return i;
}

static void add_reply(
    struct replay *r, size_t model, const struct replay_line_reply *l)
{
    struct entry *entry;

    if (look_up(r, l->key) != NULL)
        return;
    entry = add_entry(r, l->key);
    entry->at = r->bytes.len;
    entry->len = l->len;
    entry->latency_us = l->latency_us;
    buf_add(&r->bytes, l->body, l->len);
    r->models[model].replies++;
}

/* model is the number of the one named last, -1 before the first. */
static int add_line(
    struct replay *r, const struct buf *line, int64_t *model, struct err *e)
{
    struct replay_model head;
    struct replay_line_reply reply;
    struct json *tree = json_parse_file(line->s, line->len, e);
    int rc = -1;

    if (tree == NULL)
        return -1;
    if (json_get(tree, "retort") != NULL) {
        rc = replay_line_head(tree, &head, e);
        if (rc == 0)
            *model = (int64_t)add_model(r, &head);
    } else if (*model < 0) {
        err_set(e, ERR_DATA,
            "no recording: it starts with "
            "{\"retort\":\"recording\",\"version\":1,..}");
    } else {
        rc = replay_line_reply(tree, line->s, line->len, &reply, e);
        if (rc == 0)
            add_reply(r, (size_t)*model, &reply);
    }
    json_free(tree);
    return rc;
}

int replay_add(struct replay *r, const char *path, struct err *e)
{
    struct file_lines *f = file_lines_open(path, e);
    struct buf line = { 0 };
    int64_t model = -1;
    int rc;

    if (f == NULL)
        return -1;
    while ((rc = file_lines_next(f, &line, e)) > 0) {
        if (strspn(line.s, " \t\r\n") == line.len)
            continue;
        if (add_line(r, &line, &model, e) < 0) {
            rc = err_wrap(e, "%s:%ld", path, file_lines_number(f));
            break;
        }
    }
    if (rc == 0 && model < 0)
        rc = err_set(e, ERR_DATA, "%s: empty, no recording", path);
    buf_clear(&line);
    file_lines_close(f);
    return rc;
}

/* What keys are made of: all but the number. NULL when tree is no request. */
static const char *prompt(const struct json *tree, struct buf *out)
{
    const struct json *model = json_get(tree, "model");
    const struct json *messages = json_get(tree, "messages");

    if (json_str(model) == NULL || !json_is_array(messages))
        return NULL;
    buf_puts(out, "{\"model\":");
    json_print(model, out);
    buf_puts(out, ",\"messages\":");
    json_print(messages, out);
    buf_puts(out, "}\n");
    return json_str(model);
}

static void key_of(
    struct buf *prompt_text, int64_t k, unsigned char out[HASH_SIZE])
{
    size_t len = prompt_text->len;

    buf_printf(prompt_text, "%lld", (long long)k);
    hash_bytes(prompt_text->s, prompt_text->len, out);
    prompt_text->len = len;
}

static int no_request(struct err *e)
{
    return err_set(e, ERR_DATA,
        "not a chat request: it needs a \"model\" (a string) and "
        "\"messages\" (an array)");
}

static enum replay_found not_found(
    const struct replay *r, const char *model, struct err *e)
{
    size_t i = find_model(r, model);
    struct buf names = { 0 };

    if (i < r->model_count) {
        err_set(e, ERR_DATA,
            "no recorded reply for this request to %.200s; recorded were %zu "
            "replies of it, to other prompts",
            model, r->models[i].replies);
        return REPLAY_NOT_RECORDED;
    }
    for (i = 0; i < r->model_count; i++)
        buf_printf(&names, "%s%s", i > 0 ? ", " : "", r->models[i].served);
    err_set(e, ERR_DATA,
        "no recorded replies of %.200s; recorded were %zu replies of: %.500s",
        model, r->n, buf_str(&names));
    buf_clear(&names);
    return REPLAY_NO_MODEL;
}

/* How many replies a prompt has is learnt on the way: by asking for the
 * first that is not there. */
static const struct entry *next_entry(struct replay *r, struct buf *text)
{
    unsigned char key[HASH_SIZE];
    struct entry *first, *found;
    int64_t k;

    key_of(text, 0, key);
    first = look_up(r, key);
    if (first == NULL)
        return NULL;
    k = first->asked++;
    if (first->of > 0)
        k %= first->of;
    if (k == 0)
        return first;
    key_of(text, k, key);
    found = look_up(r, key);
    if (found != NULL)
        return found;
    first->of = (int)k;
    first->asked = 1; /* this one starts again from the first */
    return first;
}

static void read_asks(const struct json *tree, bool *stream, bool *usage)
{
    *stream = json_true(json_get(tree, "stream"));
    *usage = json_true(json_path(tree, "stream_options.include_usage"));
}

void replay_asks(const char *request, size_t len, bool *stream, bool *usage)
{
    struct json *tree = json_parse(request, len, NULL);

    read_asks(tree, stream, usage);
    json_free(tree);
}

enum replay_found replay_ask(struct replay *r, const char *request, size_t len,
    struct replay_reply *out, struct err *e)
{
    enum replay_found rc = REPLAY_BAD;
    struct json *tree = json_parse(request, len, e);
    struct buf text = { 0 };
    const struct entry *found;
    const char *model;

    if (tree == NULL)
        return REPLAY_BAD;
    model = prompt(tree, &text);
    found = model != NULL ? next_entry(r, &text) : NULL;
    if (model == NULL) {
        no_request(e);
    } else if (found == NULL) {
        rc = not_found(r, model, e);
    } else {
        out->body = r->bytes.s + found->at;
        out->len = found->len;
        out->latency_us = found->latency_us;
        read_asks(tree, &out->stream, &out->usage);
        rc = REPLAY_FOUND;
    }
    buf_clear(&text);
    json_free(tree);
    return rc;
}

void replay_put_model(
    struct buf *out, const struct replay_model *m, const char *provenance)
{
    replay_line_put_head(out, m, provenance);
}

/* The number of this reply among those to the same prompt, and its key. */
static int count_reply(struct replay *r, const struct replay_line *l,
    unsigned char key[HASH_SIZE], int *k, struct err *e)
{
    struct json *tree = json_parse(l->request, l->request_len, e);
    struct buf text = { 0 };
    struct entry *first;
    int rc = -1;

    if (tree == NULL)
        return -1;
    if (prompt(tree, &text) == NULL) {
        no_request(e);
    } else {
        key_of(&text, 0, key);
        first = look_up(r, key);
        if (first == NULL)
            first = add_entry(r, key);
        *k = first->of++;
        key_of(&text, *k, key);
        rc = 0;
    }
    buf_clear(&text);
    json_free(tree);
    return rc;
}

/* A line that no reader takes must not be written. */
static int check_body(const char *raw, size_t len, struct err *e)
{
    struct json *tree = json_parse(raw, len, e);
    int rc = tree == NULL ? -1 : 0;

    if (tree != NULL && !json_is_object(tree))
        rc = err_set(e, ERR_DATA, "the reply is no JSON object");
    json_free(tree);
    return rc;
}

int replay_put(struct replay *r, struct buf *out, const struct replay_line *l,
    struct err *e)
{
    unsigned char key[HASH_SIZE];
    int k;

    if (check_body(l->raw, l->raw_len, e) < 0
        || count_reply(r, l, key, &k, e) < 0)
        return -1;
    replay_line_put_reply(out, l, k, key);
    return 0;
}
