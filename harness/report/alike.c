#include "report/alike.h"

#include <string.h>

#include "base/json.h"

enum { NAMED = 5 };

static const struct word {
    const char *name;
    size_t offset; // of the field in struct alike
} words[] = {
    { "version", offsetof(struct alike, version) },
    { "prompt", offsetof(struct alike, prompt) },
    { "sampling", offsetof(struct alike, sampling) },
};

enum { WORDS = sizeof words / sizeof *words };

static bool *field(struct alike *a, size_t i)
{
    return (bool *)((char *)a + words[i].offset);
}

static bool has(const struct alike *a, size_t i)
{
    return *(const bool *)((const char *)a + words[i].offset);
}

int alike_read(const char *list, struct alike *out, struct err *e)
{
    memset(out, 0, sizeof *out);
    for (const char *p = list; *p != '\0';) {
        size_t len = strcspn(p, ","), i = 0;

        while (i < WORDS
               && (strlen(words[i].name) != len
                   || strncmp(words[i].name, p, len) != 0))
            i++;
        if (i == WORDS)
            return err_set(e, ERR_USAGE,
                "--accept wants version, prompt or sampling, or several with "
                "commas between, not '%s'",
                list);
        *field(out, i) = true;
        p += len + (p[len] == ',');
    }
    return 0;
}

void alike_name(const struct data_item *item, struct buf *out)
{
    buf_puts(out, item->id);
    if (item->repeat > 0)
        buf_printf(out, " (repeat %d)", item->repeat);
}

void alike_names(const struct pair_list *l, struct buf *out)
{
    for (size_t i = 0; i < l->n && i < NAMED; i++) {
        buf_puts(out, i > 0 ? ", " : "");
        alike_name(l->items[i], out);
    }
    if (l->n > NAMED)
        buf_puts(out, ", ...");
}

/* What is told beside a reply changes nothing in it. */
static bool adds_detail(const char *key)
{
    return strcmp(key, "top_logprobs") == 0;
}

static void print_value(const struct json *v, struct buf *out)
{
    if (v == NULL || json_is_null(v))
        buf_puts(out, "unset");
    else
        json_print(v, out);
}

/* True when one member differs; adds "temperature 0 and 0.7". */
static bool differs(const struct json *a, const struct json *b, const char *key,
    bool first, struct buf *out)
{
    struct buf x = { 0 }, y = { 0 };
    bool yes;

    print_value(json_get(a, key), &x);
    print_value(json_get(b, key), &y);
    yes = strcmp(buf_str(&x), buf_str(&y)) != 0;
    if (yes)
        buf_printf(out, "%s%s %s and %s", first ? "" : ", ", key, buf_str(&x),
            buf_str(&y));
    buf_clear(&x);
    buf_clear(&y);
    return yes;
}

static bool sampling_differs(const char *a, const char *b, struct buf *out)
{
    struct err ignored = { 0 };
    struct json *x, *y;
    bool any = false;

    if (strcmp(a, b) == 0)
        return false;
    x = json_parse(a, strlen(a), &ignored);
    y = json_parse(b, strlen(b), &ignored);
    JSON_EACH(m, x)
        if (!adds_detail(json_key(m)))
            any = differs(x, y, json_key(m), !any, out) || any;
    JSON_EACH(m, y)
        if (!adds_detail(json_key(m)) && json_get(x, json_key(m)) == NULL)
            any = differs(x, y, json_key(m), !any, out) || any;
    json_free(x);
    json_free(y);
    return any;
}

static void add_part(struct buf *out, const char *name, const struct buf *what)
{
    buf_printf(
        out, "%s%s (%s)", out->len > 0 ? " and " : "", name, buf_str(what));
}

struct alike alike_find(const struct pair *p, struct buf *out)
{
    const struct run_row *a = &p->a->row, *b = &p->b->row;
    struct buf what = { 0 };
    struct alike found = { .version = a->suite_version != b->suite_version,
        .prompt = p->changed > 0 };

    if (found.version) {
        buf_printf(&what, "%d and %d", a->suite_version, b->suite_version);
        add_part(out, "version", &what);
    }
    if (found.prompt) {
        buf_reset(&what);
        buf_printf(&what, "it or the target, in %lld of their samples: ",
            (long long)p->changed);
        alike_names(&p->other, &what);
        add_part(out, "prompt", &what);
    }
    buf_reset(&what);
    found.sampling = sampling_differs(a->sampling, b->sampling, &what);
    if (found.sampling)
        add_part(out, "sampling", &what);
    buf_clear(&what);
    return found;
}

/* "runs 3 and 4 of mmlu"; what comes from a file has no number. */
static void add_runs(const struct pair *p, struct buf *out)
{
    if (p->a->row.id > 0 && p->b->row.id > 0)
        buf_printf(out, "runs %lld and %lld of %s", (long long)p->a->row.id,
            (long long)p->b->row.id, p->a->row.suite);
    else
        buf_printf(out, "run %lld of %s and the baseline's file",
            (long long)(p->a->row.id > 0 ? p->a->row.id : p->b->row.id),
            p->a->row.suite);
}

static int refuse(const struct pair *p, const struct alike *found,
    const struct buf *what, struct err *e)
{
    struct buf list = { 0 }, runs = { 0 };

    add_runs(p, &runs);
    for (size_t i = 0; i < WORDS; i++)
        if (has(found, i))
            buf_printf(&list, "%s%s", list.len > 0 ? "," : "", words[i].name);
    err_set(e, ERR_USAGE,
        "%s differ in %s: what is compared should differ in the model alone; "
        "--accept %s if that is meant",
        buf_str(&runs), buf_str(what), buf_str(&list));
    buf_clear(&list);
    buf_clear(&runs);
    return -1;
}

static bool any_judged(const struct pair *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (pair_judged(p, i))
            return true;
    return false;
}

int alike_pair(
    const struct pair *p, const struct alike *accepted, struct err *e)
{
    struct buf what = { 0 }, runs = { 0 };
    struct alike found = alike_find(p, &what);
    bool refused = false;
    int rc = 0;

    add_runs(p, &runs);
    for (size_t i = 0; i < WORDS; i++)
        refused = refused || (has(&found, i) && !has(accepted, i));
    if (refused)
        rc = refuse(p, &found, &what, e);
    else if (p->n == 0)
        rc = err_set(e, ERR_USAGE,
            "%s share no sample: run both with the same suite, options and "
            "seed",
            buf_str(&runs));
    buf_clear(&what);
    buf_clear(&runs);
    return rc;
}

int alike_check(
    const struct pair *p, const struct alike *accepted, struct err *e)
{
    int rc = alike_pair(p, accepted, e);

    if (rc == 0 && !any_judged(p))
        rc = err_set(e, ERR_USAGE,
            "runs %lld and %lld of %s have no sample with a verdict on both "
            "sides: run the one that failed again",
            (long long)p->a->row.id, (long long)p->b->row.id, p->a->row.suite);
    return rc;
}
