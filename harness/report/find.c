#include "report/find.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/like.h"
#include "base/mem.h"
#include "base/scan.h"

enum { LISTED = 8 };

static const char *const *field(const struct run_row *r, size_t i)
{
    const char *const *const fields[] = { &r->identity, &r->suite,
        &r->suite_hash, &r->model, &r->role, &r->served, &r->endpoint,
        &r->provider, &r->sampling, &r->options, &r->status, &r->version,
        &r->part };

    return i < sizeof fields / sizeof *fields ? fields[i] : NULL;
}

/* Copies a row; its strings go into one buffer, one behind the other. */
static void keep(struct find *f, const struct run_row *r)
{
    const char *const *from;
    const char *at;

    buf_reset(&f->text);
    for (size_t i = 0; (from = field(r, i)) != NULL; i++)
        buf_add(&f->text, *from, strlen(*from) + 1);
    f->run = *r;
    at = f->text.s;
    for (size_t i = 0; (from = field(&f->run, i)) != NULL; i++) {
        *(const char **)(uintptr_t)from = at;
        at += strlen(at) + 1;
    }
}

void find_clear(struct find *f)
{
    buf_clear(&f->text);
    memset(f, 0, sizeof *f);
}

struct search {
    const char *word;
    int64_t number; // 0: the word is none
    struct find *best;
    struct buf names; // SUITE/MODEL of what fits, one line each
    size_t fits;      // different ones
    struct like like;
    struct buf all; // what there is, for the message
    size_t runs;
};

static bool named_whole(const struct run_row *r, const char *word)
{
    size_t n = strlen(r->suite);

    return strncmp(word, r->suite, n) == 0 && word[n] == '/'
           && strcmp(word + n + 1, r->model) == 0;
}

static bool fits(const struct search *s, const struct run_row *r)
{
    if (s->number > 0)
        return r->id == s->number;
    return strcmp(s->word, r->model) == 0 || strcmp(s->word, r->suite) == 0
           || named_whole(r, s->word);
}

/* True when this pair of suite and model is listed for the first time. */
static bool is_new(struct buf *names, const struct run_row *r)
{
    char *line = mem_printf("\n%s/%s\n", r->suite, r->model);
    bool yes = strstr(buf_str(names), line) == NULL;

    if (yes)
        buf_puts(names, line);
    free(line);
    return yes;
}

static int on_run(void *arg, const struct run_row *r)
{
    struct search *s = arg;
    char *both = mem_printf("%s/%s", r->suite, r->model);

    s->runs++;
    if (s->runs <= LISTED)
        buf_printf(&s->all, "%s%lld %s", s->runs > 1 ? ", " : "",
            (long long)r->id, both);
    like_offer(&s->like, r->model);
    like_offer(&s->like, r->suite);
    if (strchr(s->word, '/') != NULL)
        like_offer(&s->like, both);
    if (fits(s, r)) {
        s->fits += is_new(&s->names, r);
        keep(s->best, r); /* ids ascend: the last one is the latest */
    }
    free(both);
    return 0;
}

static int many(struct search *s, struct err *e)
{
    struct buf list = { 0 };
    size_t n = 0;

    for (char *save = NULL, *p = strtok_r(s->names.s, "\n", &save); p != NULL;
         p = strtok_r(NULL, "\n", &save))
        if (n++ < LISTED)
            buf_printf(&list, "%s%s", n > 1 ? ", " : "", p);
    err_set(e, ERR_USAGE, "'%s' fits more than one run: say which (%s%s)",
        s->word, buf_str(&list), n > LISTED ? ", ..." : "");
    buf_clear(&list);
    return -1;
}

static int none(struct search *s, struct err *e)
{
    struct buf hint = { 0 };

    if (s->runs == 0)
        buf_puts(&hint, ": there is none in this folder yet");
    else if (s->number > 0 || like_end(&s->like, &hint) == 0)
        buf_printf(&hint, "; these are there: %s%s ('retort ls runs')",
            buf_str(&s->all), s->runs > LISTED ? ", ..." : "");
    err_set(e, ERR_USAGE, "no run '%s'%s", s->word, buf_str(&hint));
    buf_clear(&hint);
    return -1;
}

int find_run(struct store *s, const char *word, struct find *out, struct err *e)
{
    struct search q = { .word = word, .best = out, .like = { .word = word } };
    struct buf unused = { 0 };
    int rc;

    memset(out, 0, sizeof *out);
    if (!scan_whole(word, &q.number) || q.number < 0)
        q.number = 0;
    rc = store_runs(s, on_run, &q, e);
    if (rc == 0 && q.fits == 0)
        rc = none(&q, e);
    else if (rc == 0 && q.fits > 1)
        rc = many(&q, e);
    if (rc < 0)
        find_clear(out);
    like_end(&q.like, &unused);
    buf_clear(&unused);
    buf_clear(&q.names);
    buf_clear(&q.all);
    return rc;
}
