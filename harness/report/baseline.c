#include "report/baseline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"

enum { FORMAT = 1, REPEATS_MOST = 1000 };

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), k = strlen(end);

    return n > k && strcmp(s + n - k, end) == 0;
}

bool baseline_is_file(const char *word)
{
    return ends_with(word, ".jsonl") || ends_with(word, ".gz");
}

/* --- writing ---------------------------------------------------------------
 */

static char letter(enum outcome o)
{
    return outcome_name(o)[0];
}

static void write_tokens(struct jsonw *w, const struct usage_sum *u)
{
    jsonw_begin(w, "tokens", '{');
    jsonw_int(w, "replies", u->replies);
    for (int c = 0; c < USAGE_CLASSES; c++)
        if (c <= USAGE_REASONING || u->tokens[c] > 0)
            jsonw_count(w, usage_class_name((enum usage_class)c),
                usage_sum_class(u, (enum usage_class)c));
    jsonw_end(w, '}');
}

static void write_head(
    const struct data_run *d, int64_t samples, struct buf *out)
{
    struct data_summary sum = data_sum(d, 0.95);
    const struct run_row *r = &d->row;
    struct jsonw w = { out, false };
    char made[24];

    jsonw_begin(&w, NULL, '{');
    jsonw_int(&w, "retort_baseline", FORMAT);
    jsonw_str(&w, "suite", r->suite);
    jsonw_int(&w, "suite_version", r->suite_version);
    jsonw_str(&w, "suite_hash", r->suite_hash);
    jsonw_str(&w, "model", r->model);
    jsonw_str(&w, "served", r->served);
    jsonw_raw(&w, "sampling", r->sampling);
    jsonw_raw(&w, "options", r->options);
    jsonw_str(&w, "made", clock_iso(r->started_us, made));
    jsonw_str(&w, "retort", r->version);
    jsonw_str(&w, "status", r->status);
    jsonw_str(&w, "part", r->part);
    jsonw_int(&w, "samples", samples);
    jsonw_begin(&w, "outcomes", '{');
    for (int o = 0; o < OUTCOME_COUNT; o++)
        jsonw_int(&w, outcome_name((enum outcome)o), sum.outcomes[o]);
    jsonw_end(&w, '}');
    write_tokens(&w, &sum.usage);
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}

/* Items of one sample stand together, by repeat. */
static size_t same_sample(const struct data_run *d, size_t i)
{
    size_t k = i + 1;

    while (k < d->n && d->items[k].n == d->items[i].n)
        k++;
    return k;
}

static void write_sample(
    const struct data_run *d, size_t from, size_t to, struct buf *out)
{
    const struct data_item *item = &d->items[from];
    char hex[HASH_HEX], *said = mem_alloc((size_t)d->items[to - 1].repeat + 1);
    size_t times = (size_t)d->items[to - 1].repeat + 1;
    struct jsonw w = { out, false };

    memset(said, '-', times);
    for (size_t i = from; i < to; i++)
        said[d->items[i].repeat] = letter(d->items[i].outcome);
    hash_to_hex(item->hash, hex);
    jsonw_begin(&w, NULL, '[');
    jsonw_int(&w, NULL, item->n);
    jsonw_str(&w, NULL, item->id);
    jsonw_bytes(&w, NULL, hex, 2 * BASELINE_HASH);
    jsonw_bytes(&w, NULL, said, times);
    if (item->cluster[0] != '\0')
        jsonw_str(&w, NULL, item->cluster);
    jsonw_end(&w, ']');
    buf_putc(out, '\n');
    free(said);
}

void baseline_write(const struct data_run *d, struct buf *out)
{
    int64_t samples = 0;

    for (size_t i = 0; i < d->n; i = same_sample(d, i))
        samples++;
    write_head(d, samples, out);
    for (size_t i = 0, k; i < d->n; i = k) {
        k = same_sample(d, i);
        write_sample(d, i, k, out);
    }
}

/* --- reading ---------------------------------------------------------------
 */

struct intake {
    struct pick *p;
    struct data_run *d;              // the suite under way; NULL: none yet
    int64_t said, read;              // samples: what its head says, what came
    int64_t outcomes[OUTCOME_COUNT]; // what its head says, less what came
};

static int head_strings(struct data_run *d, const struct json *o)
{
    static const char *const keys[] = { "suite", "suite_hash", "model",
        "served", "retort", "status" };
    const char **fields[] = { &d->row.suite, &d->row.suite_hash, &d->row.model,
        &d->row.served, &d->row.version, &d->row.status };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *text = json_str(json_get(o, keys[i]));
        if (text == NULL)
            return -1;
        *fields[i] = d->strings[i] = mem_str(text);
    }
    return 0;
}

/* As runs keep them: sampling and options are JSON texts. */
static void head_objects(struct data_run *d, const struct json *o)
{
    struct buf sampling = { 0 }, options = { 0 };

    json_print(json_get(o, "sampling"), &sampling);
    json_print(json_get(o, "options"), &options);
    d->row.sampling = d->strings[6] = buf_take(&sampling);
    d->row.options = d->strings[7] = buf_take(&options);
    d->row.part = d->strings[8] = mem_str(json_str(json_get(o, "part")) != NULL
                                              ? json_str(json_get(o, "part"))
                                              : "");
}

/* What it used is known as a sum only, what it cost is not. */
static void head_tokens(struct data_run *d, const struct json *o)
{
    const struct json *tokens = json_get(o, "tokens");
    struct data_summary *sum = mem_zalloc(1, sizeof *sum);
    struct usage_sum *u = &sum->usage;

    d->whole = sum;
    sum->cost_usd = sum->p50_ms = sum->p90_ms = sum->p99_ms = (double)NAN;

    u->replies = json_int(json_get(tokens, "replies"), 0);
    for (int c = 0; c < USAGE_CLASSES; c++) {
        int64_t n = json_int(
            json_get(tokens, usage_class_name((enum usage_class)c)), -1);
        u->tokens[c] = n >= 0 ? n : 0;
        u->untold[c] = n >= 0 ? 0 : u->replies;
    }
    if (usage_sum_class(u, USAGE_INPUT) < 0
        || usage_sum_class(u, USAGE_OUTPUT) < 0)
        u->unknown = u->replies;
}

static int end_suite(struct intake *r, struct err *e)
{
    if (r->d == NULL)
        return 0;
    for (int o = 0; o < OUTCOME_COUNT; o++)
        if (r->outcomes[o] != 0)
            r->said = -1;
    if (r->said != r->read)
        return err_set(e, ERR_DATA,
            "suite %s is not whole: its first line and its %lld samples do "
            "not agree",
            r->d->row.suite, (long long)r->read);
    return 0;
}

static int read_head(struct intake *r, const struct json *o, struct err *e)
{
    struct data_run *d;
    int64_t format = json_int(json_get(o, "retort_baseline"), -1);

    if (format != FORMAT)
        return err_set(e, ERR_DATA,
            format < 0 ? "no baseline ('retort export --baseline' writes one)"
                       : "a baseline in a format of a newer retort");
    if (end_suite(r, e) < 0)
        return -1;
    if (json_str(json_get(o, "suite")) != NULL
        && pick_suite(r->p, json_str(json_get(o, "suite"))) != NULL)
        return err_set(e, ERR_DATA, "a second baseline of suite %.100s",
            json_str(json_get(o, "suite")));
    r->p->runs = mem_resize(r->p->runs, r->p->n + 1, sizeof *r->p->runs);
    d = r->d = &r->p->runs[r->p->n++];
    memset(d, 0, sizeof *d);
    d->hash_len = BASELINE_HASH;
    d->row.part = d->row.identity = d->row.role = d->row.endpoint =
        d->row.provider = "";
    d->row.usd_per_hour = -1;
    d->row.planned = -1;
    d->row.suite_version = (int)json_int(json_get(o, "suite_version"), -1);
    r->read = 0;
    r->said = json_int(json_get(o, "samples"), -1);
    for (int i = 0; i < OUTCOME_COUNT; i++)
        r->outcomes[i] = json_int(
            json_path(json_get(o, "outcomes"), outcome_name((enum outcome)i)),
            -1);
    if (head_strings(d, o) < 0 || d->row.suite_version < 0
        || !json_is_object(json_get(o, "sampling")))
        return err_set(e, ERR_DATA, "the line of a suite lacks what it needs");
    head_objects(d, o);
    head_tokens(d, o);
    return 0;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

static int read_hash(const char *hex, unsigned char out[HASH_SIZE])
{
    if (hex == NULL || strlen(hex) != 2 * BASELINE_HASH)
        return -1;
    for (int i = 0; i < BASELINE_HASH; i++) {
        int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return -1;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return 0;
}

static int outcome_of(char c)
{
    for (int o = 0; o < OUTCOME_COUNT; o++)
        if (letter((enum outcome)o) == c)
            return o;
    return -1;
}

static struct data_item *add_item(struct intake *r)
{
    struct data_run *d = r->d;

    d->items = mem_grow(d->items, d->n, sizeof *d->items);
    memset(&d->items[d->n], 0, sizeof *d->items);
    return &d->items[d->n++];
}

static int read_sample(struct intake *r, const struct json *row, struct err *e)
{
    const struct json *at[5];
    struct data_item like = { .n = json_int(json_first(row), -1) };
    const char *id, *said, *cluster;

    at[0] = json_first(row);
    for (int i = 1; i < 5; i++)
        at[i] = at[i - 1] != NULL ? json_next(at[i - 1]) : NULL;
    id = json_str(at[1]);
    said = json_str(at[3]);
    cluster = json_str(at[4]);
    if (r->d == NULL || like.n < 1 || id == NULL || said == NULL
        || said[0] == '\0' || strlen(said) > REPEATS_MOST
        || read_hash(json_str(at[2]), like.hash) < 0
        || (r->d->n > 0 && r->d->items[r->d->n - 1].n >= like.n))
        return err_set(e, ERR_DATA,
            "a sample is [place, id, hash, outcomes], by place, and this is "
            "none");
    for (int k = 0; said[k] != '\0'; k++) {
        int o = outcome_of(said[k]);
        struct data_item *item;
        if (said[k] == '-')
            continue;
        if (o < 0)
            return err_set(e, ERR_DATA, "no outcome has the letter '%c'",
                said[k] >= ' ' ? said[k] : '?');
        item = add_item(r);
        *item = like;
        item->repeat = k;
        item->id = mem_str(id);
        item->group = mem_str("");
        item->cluster = mem_str(cluster != NULL ? cluster : "");
        item->outcome = (enum outcome)o;
        r->d->whole->outcomes[o]++;
        if (k >= r->d->whole->repeats)
            r->d->whole->repeats = k + 1;
        item->value = (double)NAN;
        r->outcomes[o]--;
    }
    r->read++;
    return 0;
}

static int read_line(struct intake *r, const struct buf *line, struct err *e)
{
    struct json *tree = json_parse_file(buf_str(line), line->len, e);
    int rc;

    if (tree == NULL)
        return -1;
    if (json_is_array(tree) && r->d != NULL)
        rc = read_sample(r, tree, e);
    else
        rc = read_head(r, tree, e);
    json_free(tree);
    return rc;
}

int baseline_read(const char *path, struct pick *p, struct err *e)
{
    struct intake r = { .p = p };
    struct file_lines *f = file_lines_open(path, e);
    struct buf line = { 0 };
    int rc;

    if (f == NULL) {
        e->kind = ERR_USAGE;
        return err_wrap(e, "baseline");
    }
    while ((rc = file_lines_next(f, &line, e)) == 1)
        if (read_line(&r, &line, e) < 0) {
            rc = err_wrap(e, "%s:%ld", path, file_lines_number(f));
            break;
        }
    if (rc == 0 && r.d == NULL)
        rc = err_set(e, ERR_DATA, "%s: nothing is in it", path);
    else if (rc == 0 && end_suite(&r, e) < 0)
        rc = err_wrap(e, "%s", path);
    file_lines_close(f);
    buf_clear(&line);
    return rc < 0 ? -1 : 0;
}

void baseline_shorten(struct pick *p)
{
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < p->runs[i].n; k++)
            memset(p->runs[i].items[k].hash + BASELINE_HASH, 0,
                HASH_SIZE - BASELINE_HASH);
}
