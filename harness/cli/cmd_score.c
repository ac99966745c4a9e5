/* retort score: the replies of a run, judged again by today's suite. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/offline.h"
#include "cli/terminal.h"
#include "report/ask.h"
#include "report/data.h"
#include "report/find.h"
#include "report/reading.h"
#include "report/text/table.h"

enum { LISTED = 20 };

enum state { NOT_SEEN, NOT_STORED, JUDGED };

struct place { // a verdict of the run
    const struct data_item *item;
    enum state state;
};

struct scoring { // one run
    struct offline *f;
    struct find run;
    struct data_run old;
    struct place *places; // by id, then repeat
    struct suite *suite;
    int repeats;
    int64_t last; // place of the last sample
};

static int by_name(const void *x, const void *y)
{
    const struct data_item *a = ((const struct place *)x)->item;
    const struct data_item *b = ((const struct place *)y)->item;
    int c = strcmp(a->id, b->id);

    return c != 0 ? c : (a->repeat > b->repeat) - (a->repeat < b->repeat);
}

static struct place *find_place(
    const struct scoring *s, const char *id, int repeat)
{
    struct data_item item = { .id = (char *)(uintptr_t)id, .repeat = repeat };
    struct place key = { .item = &item };

    return bsearch(&key, s->places, s->old.n, sizeof key, by_name);
}

static void index_places(struct scoring *s)
{
    s->places = mem_zalloc(s->old.n, sizeof *s->places);
    for (size_t i = 0; i < s->old.n; i++) {
        const struct data_item *item = &s->old.items[i];
        s->places[i].item = item;
        if (item->repeat >= s->repeats)
            s->repeats = item->repeat + 1;
        if (item->n > s->last)
            s->last = item->n;
    }
    qsort(s->places, s->old.n, sizeof *s->places, by_name);
}

/* The texts of the messages are those of a request. Their roles have other
 * names in other dialects. Broken UTF-8 was mended on its way out. */
static bool same_texts(const struct run_ask *ask, const struct ask *stored)
{
    struct buf a = { 0 }, b = { 0 };
    bool same = ask->message_count == stored->n;

    for (size_t i = 0; same && i < stored->n; i++) {
        buf_reset(&a);
        buf_reset(&b);
        json_quote(&a, ask->messages[i].text, ask->messages[i].len);
        json_quote(&b, stored->messages[i].text, stored->messages[i].len);
        same = a.len == b.len && memcmp(a.s, b.s, a.len) == 0;
    }
    buf_clear(&a);
    buf_clear(&b);
    return same;
}

static bool same_prompt(
    const struct run_ask *ask, const struct place *p, const struct answer *a)
{
    struct ask stored;
    struct err ignored = { 0 };
    bool same;

    if (ask->turn == 0
        && memcmp(ask->sample->hash, p->item->hash, HASH_SIZE) == 0)
        return true;
    if (ask_read(a->request, a->request_len, &stored, &ignored) < 0)
        return false;
    same = same_texts(ask, &stored);
    ask_clear(&stored);
    return same;
}

/* Answer number turn of a place, by id; 0 when there is none. */
static int find_answer(struct scoring *s, const struct place *p, size_t turn,
    int64_t *id, struct err *e)
{
    int64_t *ids;
    size_t n;
    int rc = store_asked(
        s->f->c.store, s->run.run.id, p->item->n, p->item->repeat, &ids, &n, e);

    *id = rc == 0 && turn < n ? ids[turn] : 0;
    free(ids);
    return rc;
}

static int give(
    void *arg, const struct run_ask *ask, struct run_given *out, struct err *e)
{
    struct scoring *s = arg;
    struct place *p = find_place(s, ask->sample->id, ask->repeat);
    struct answer a;
    int rc;

    if (p == NULL) /* the suite has grown */
        return 0;
    p->state = NOT_STORED;
    if (find_answer(s, p, ask->turn, &out->answer, e) < 0)
        return -1;
    if (out->answer == 0)
        return 0;
    rc = store_answer_get(s->f->c.store, out->answer, &a, e);
    if (rc <= 0)
        return rc;
    if (!same_prompt(ask, p, &a))
        return 0;
    out->dialect = dialect_find(a.dialect);
    if (out->dialect == NULL)
        return err_set(e, ERR_DATA,
            "reply %lld is in the dialect '%s', which this retort does not "
            "know",
            (long long)a.id, a.dialect);
    p->state = JUDGED;
    out->raw = a.raw;
    out->len = a.raw_len;
    out->n = p->item->n;
    return 1;
}

/* The options a run was made with, as -T would say them. */
static void read_options(
    const struct json *tree, struct options *o, struct buf *texts)
{
    size_t at[OPTIONS_LIST];

    o->option.n = 0;
    o->seed = json_int(json_get(tree, "seed"), o->seed);
    JSON_EACH(item, tree) {
        if (o->option.n == OPTIONS_LIST || strcmp(json_key(item), "seed") == 0
            || json_is_object(item) || json_is_array(item))
            continue;
        at[o->option.n++] = texts->len;
        buf_printf(texts, "%s=", json_key(item));
        if (json_is_string(item))
            buf_puts(texts, json_str(item));
        else
            json_print(item, texts);
        buf_putc(texts, '\0');
    }
    for (size_t i = 0; i < o->option.n; i++)
        o->option.item[i] = texts->s + at[i];
}

/* What -T says now goes over what the run had. */
static int add_told(
    const struct options_list *told, struct options *o, struct err *e)
{
    for (size_t i = 0; i < told->n; i++) {
        if (o->option.n == OPTIONS_LIST)
            return err_set(e, ERR_USAGE, "more than %d options of the suite",
                OPTIONS_LIST);
        o->option.item[o->option.n++] = told->item[i];
    }
    return 0;
}

/* Today's suite as the run had it. */
static int load_suite(struct scoring *s, struct err *e)
{
    const struct options *told = s->f->c.o;
    struct options o = *told;
    const struct run_row *run = &s->run.run;
    struct json *tree = json_parse(run->options, strlen(run->options), e);
    struct buf texts = { 0 };
    int rc = -1;

    if (tree != NULL) {
        read_options(tree, &o, &texts);
        o.limit = s->last;
        s->f->c.o = &o;
        rc = add_told(&told->option, &o, e);
        if (rc == 0)
            rc = context_suite(&s->f->c,
                told->suite != NULL ? told->suite : run->suite, &s->suite, e);
        s->f->c.o = told;
    }
    if (rc < 0 && e->kind == ERR_USAGE && told->suite == NULL
        && !suite_is_there(run->suite))
        err_wrap(e, "run %lld (--suite FILE says where its suite is)",
            (long long)run->id);
    if (rc == 0 && strcmp(suite_info(s->suite)->name, run->suite) != 0)
        rc = err_set(e, ERR_USAGE, "run %lld is of the suite %s, not %s",
            (long long)run->id, run->suite, suite_info(s->suite)->name);
    json_free(tree);
    buf_clear(&texts);
    return rc;
}

static int judge(struct scoring *s, struct run_result *result, struct err *e)
{
    const struct run_row *run = &s->run.run;
    struct model model; /* a run wants one, and asks it nothing */
    char *what = mem_printf("%s by %s", run->suite, run->model);
    struct offline_run task = { .suite = s->suite,
        .model = &model,
        .what = what,
        .repeat = s->repeats,
        .rejudge = run->id,
        .given = give,
        .arg = s };
    int rc = model_parse("http://none#none", s->f->c.catalog, &model, e);

    if (rc == 0) {
        rc = offline_do(s->f, &task, result, e);
        model_clear(&model);
    }
    free(what);
    return rc;
}

static size_t count(const struct scoring *s, enum state state)
{
    size_t n = 0;

    for (size_t i = 0; i < s->old.n; i++)
        n += s->places[i].state == state
             && s->places[i].item->outcome != OUTCOME_FAILED;
    return n;
}

/* The run is that of today's suite from here on. */
static int note_suite(struct scoring *s, struct err *e)
{
    const struct suite_info *info = suite_info(s->suite);
    struct run_row row = s->run.run;

    if (count(s, JUDGED) == 0
        || (strcmp(row.suite_hash, info->hash) == 0
            && strcmp(row.options, info->options) == 0))
        return 0;
    row.options = info->options;
    row.suite_version = info->version;
    row.suite_hash = info->hash;
    row.version = RETORT_VERSION;
    if (store_run_rejudged(s->f->c.store, &row, e) < 0)
        return -1;
    return store_commit(s->f->c.store, e) < 0 ? -1 : 0;
}

static void warn(const struct scoring *s)
{
    size_t changed = count(s, NOT_STORED), gone = count(s, NOT_SEEN);
    long long id = (long long)s->run.run.id;

    if (changed > 0)
        terminal_say(
            "retort: run %lld: %zu samples are asked otherwise by today's "
            "suite, and that reply is not stored: they keep their old verdict "
            "('retort run' asks them)",
            id, changed);
    if (gone > 0)
        terminal_say(
            "retort: run %lld: %zu samples are no longer in the suite: they "
            "keep their old verdict",
            id, gone);
}

struct flips {
    struct table *table;
    struct jsonw w;
    size_t n;
};

static void add_flip(struct flips *flips, const struct data_item *old,
    const struct data_item *now, size_t most)
{
    jsonw_begin(&flips->w, NULL, '{');
    jsonw_str(&flips->w, "id", now->id);
    jsonw_int(&flips->w, "repeat", now->repeat);
    jsonw_str(&flips->w, "old", outcome_name(old->outcome));
    jsonw_str(&flips->w, "new", outcome_name(now->outcome));
    jsonw_end(&flips->w, '}');
    if (flips->n++ >= most)
        return;
    table_cell(flips->table, now->id);
    if (now->repeat > 0)
        table_cellf(flips->table, "%d", now->repeat);
    else
        table_cell(flips->table, NULL);
    table_cell(flips->table, outcome_name(old->outcome));
    table_cell(flips->table, outcome_name(now->outcome));
    table_cell(flips->table, old->extracted);
    table_cell(flips->table, now->extracted);
}

static struct table *new_table(void)
{
    struct table *t =
        table_new("sample|>repeat:any|old|new|read then:wrap|read now:wrap");
    return t;
}

/* By which rules the answers are read now. */
static void add_reading(const struct scoring *s, struct buf *out)
{
    struct reading reading;
    struct err ignored = { 0 };

    if (reading_load(s->f->c.store, s->run.run.id, &reading, &ignored) == 0)
        reading_text(&reading, out);
    reading_clear(&reading);
}

static void print_flips(
    const struct scoring *s, const struct flips *flips, size_t most)
{
    const struct options *o = s->f->c.o;
    struct buf out = { 0 };

    buf_printf(&out, "%s by %s: judged again %zu, changed %zu\n",
        s->run.run.suite, s->run.run.model, count(s, JUDGED), flips->n);
    add_reading(s, &out);
    if (flips->n > 0) {
        buf_putc(&out, '\n');
        table_print(
            flips->table, terminal_width(), terminal_look(o->color), &out);
    }
    if (flips->n > most)
        buf_printf(&out, "... and %zu more (--flips N shows N of them)\n",
            flips->n - most);
    buf_putc(&out, '\n');
    terminal_print(&out);
    buf_clear(&out);
}

/* What is other than it was, to standard output and for --json. */
static int show_flips(struct scoring *s, struct err *e)
{
    struct context *c = &s->f->c;
    size_t most = c->o->flips > 0 ? (size_t)c->o->flips : LISTED;
    struct data_run now;
    struct buf json = { 0 };
    struct flips flips = { new_table(), { &json, false }, 0 };
    int rc = data_load(c->store, s->run.run.id, &c->prices, &now, e);

    jsonw_begin(&flips.w, NULL, '[');
    for (size_t i = 0; rc == 0 && i < now.n; i++) {
        const struct data_item *item = &now.items[i];
        const struct place *p = find_place(s, item->id, item->repeat);
        if (p != NULL && p->item->outcome != item->outcome)
            add_flip(&flips, p->item, item, most);
    }
    jsonw_end(&flips.w, ']');
    if (rc == 0) {
        results_note_flips(&s->f->results, buf_take(&json));
        if (!c->o->json)
            print_flips(s, &flips, most);
        data_clear(&now);
    }
    buf_clear(&json);
    table_free(flips.table);
    return rc;
}

static enum exit_code score(struct scoring *s, const char *word, struct err *e)
{
    struct context *c = &s->f->c;
    struct run_result result = { 0 };
    enum exit_code code;

    if (find_run(c->store, word, &s->run, e) < 0
        || data_load(c->store, s->run.run.id, &c->prices, &s->old, e) < 0)
        return exit_of(e->kind);
    index_places(s);
    if (s->old.n == 0) {
        err_set(e, ERR_USAGE, "run %lld has no samples yet",
            (long long)s->run.run.id);
        return EXIT_USAGE;
    }
    if (load_suite(s, e) < 0 || judge(s, &result, e) < 0 || note_suite(s, e) < 0
        || show_flips(s, e) < 0)
        return exit_of(e->kind);
    code = offline_code(result.end);
    if (code == EXIT_DONE) {
        warn(s);
        if (count(s, JUDGED) < s->old.n)
            code = EXIT_INCOMPLETE;
    }
    return code;
}

static void clear(struct scoring *s)
{
    free(s->places);
    data_clear(&s->old);
    find_clear(&s->run);
}

/* A name that is no run's is said before any is judged. */
static int find_all(struct offline *f, struct err *e)
{
    const struct options *o = f->c.o;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < o->operand_count; i++) {
        struct find run = { 0 };
        rc = find_run(f->c.store, o->operands[i], &run, e);
        find_clear(&run);
    }
    return rc;
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct offline f;
    enum exit_code code = EXIT_DONE;
    struct err late = { 0 };

    offline_open(&f, o);
    if (context_catalog(&f.c, e) < 0 || context_prices(&f.c, e) < 0
        || context_store(&f.c, true, e) < 0 || find_all(&f, e) < 0)
        code = exit_of(e->kind);
    store_close(f.c.store); /* it is there; now to write */
    f.c.store = NULL;
    if (code == EXIT_DONE && context_store(&f.c, false, e) < 0)
        code = exit_of(e->kind);
    for (size_t i = 0;
         i < o->operand_count && (code == EXIT_DONE || code == EXIT_INCOMPLETE);
         i++) {
        struct scoring s = { .f = &f };
        enum exit_code mine = score(&s, o->operands[i], e);
        clear(&s);
        if (mine != EXIT_DONE)
            code = mine;
        if (e->kind != ERR_NONE)
            break;
    }
    if (offline_print(&f, &late) < 0 && e->kind == ERR_NONE) {
        *e = late;
        code = exit_of(e->kind);
    }
    offline_close(&f);
    return code;
}

const struct command cmd_score = {
    .name = "score",
    .usage = "RUN...",
    .about = "Judge stored replies again with today's suite; sends nothing",
    .more = "RUN is a number of 'retort ls runs', a model, or SUITE/MODEL. "
            "Says which verdicts\nchanged. A sample that the suite now asks "
            "in other words keeps its old verdict.",
    .options = OPT(SUITE) | OPT(SHOTS) | OPT(OPTION) | OPT(VARIANT) | OPT(FLIPS)
               | OPT(DATA) | OPT(OUT) | OPT(PRICES) | OPT(CONFIDENCE)
               | OPT(JSON),
    .operands_min = 1,
    .run = run,
};
