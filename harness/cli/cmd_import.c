/* retort import: replies recorded elsewhere become a run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/offline.h"
#include "cli/terminal.h"
#include "run/import.h"

enum { HASH_SHOWN = 12 };

struct session {
    struct offline f;
    struct import *rows;
    struct model model;
    struct suite *suite;
    struct buf columns; // of a table, one a line
};

/* The replies come from the file, and stay apart from those that the model
 * itself or another file gives; as chat completions, as import_give has it. */
static void set_origin(struct session *s, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *url = mem_printf("import://%s/%.*s", slash != NULL ? slash + 1 : path,
        HASH_SHOWN, import_hash(s->rows));

    free(s->model.url);
    free(s->model.address);
    s->model.url = url;
    s->model.address = mem_str(url);
    s->model.dialect = dialect_find("openai-chat");
}

/* One of the catalogue, which has a price, or whatever it is called. */
static int read_model(struct session *s, const char *spec, struct err *e)
{
    const char *eq = strchr(spec, '='), *name = eq != NULL ? eq + 1 : spec;
    char *any = mem_printf("%.*shttp://import#any", (int)(name - spec), spec);
    int rc = model_parse(spec, s->f.c.catalog, &s->model, e);

    if (rc < 0 && e->kind == ERR_USAGE && name[0] != '\0') {
        struct err ignored = { 0 };
        rc = model_parse(any, s->f.c.catalog, &s->model, &ignored);
        if (rc == 0) {
            err_clear(e);
            free(s->model.name);
            free(s->model.served);
            s->model.name = mem_str(name);
            s->model.served = mem_str(name);
        }
    }
    free(any);
    return rc;
}

/* Its replies cannot tell which question of a dialogue they are for. */
static int check_single(const struct suite *s, struct err *e)
{
    const struct suite_info *info = suite_info(s);
    char *slots = mem_printf(" %s ", info->slots);
    bool dialogue = strstr(slots, " solve ") != NULL;

    free(slots);
    return dialogue ? err_set(e, ERR_USAGE,
               "%s asks several times for one sample (slot solve): "
               "recorded replies can be imported for suites with "
               "one question to each sample",
               info->name)
                    : 0;
}

/* Rows that fit nothing are told; when that is all of them, nothing is done. */
static int match(struct session *s, const char *path, struct err *e)
{
    struct buf names = { 0 };
    size_t strays, rows = import_rows(s->rows);
    int rc = import_match(s->rows, s->suite, e);

    if (rc < 0)
        return -1;
    strays = import_strays(s->rows, &names);
    if (strays == rows)
        rc = err_set(e, ERR_DATA,
            "%s: none of its %zu ids (%s%s) is a sample of %s, nor the number "
            "of one ('retort show %s' lists them)",
            path, rows, buf_str(&names), strays > 5 ? ", ..." : "",
            suite_info(s->suite)->name, s->f.c.o->suite);
    else if (strays > 0)
        terminal_say(
            "retort: %s: %zu of %zu rows belong to no sample of %s and are "
            "left out: %s%s",
            path, strays, rows, suite_info(s->suite)->name, buf_str(&names),
            strays > 5 ? ", ..." : "");
    buf_clear(&names);
    return rc;
}

static int open_suite(struct session *s, const struct options *o, struct err *e)
{
    if (o->operand_count > 1)
        return err_set(e, ERR_USAGE,
            "import takes one file at a time, not also '%s'", o->operands[1]);
    if (o->suite == NULL || (o->as == NULL && s->columns.len == 0))
        return err_set(e, ERR_USAGE,
            "import wants --suite SUITE, whose samples were answered, and "
            "--as [ROLE=]MODEL, which answered them");
    if (context_catalog(&s->f.c, e) < 0 || context_prices(&s->f.c, e) < 0
        || context_suite(&s->f.c, o->suite, &s->suite, e) < 0)
        return -1;
    return check_single(s->suite, e);
}

/* One model's replies: a file, or a column of a table. */
static int open_rows(
    struct session *s, const char *path, const char *column, struct err *e)
{
    const char *as = s->f.c.o->as;
    char *name = column == NULL ? mem_str(as)
                 : as == NULL   ? mem_str(column)
                                : mem_printf("%s-%s", as, column);
    int rc = -1;

    s->rows = column != NULL ? import_open_column(path, column, e)
                             : import_open(path, e);
    if (s->rows != NULL && read_model(s, name, e) == 0
        && match(s, path, e) == 0) {
        set_origin(s, path);
        rc = s->f.c.store != NULL ? 0 : context_store(&s->f.c, false, e);
    }
    free(name);
    return rc;
}

static void close_rows(struct session *s)
{
    import_free(s->rows);
    s->rows = NULL;
    model_clear(&s->model);
    memset(&s->model, 0, sizeof s->model);
}

static enum exit_code import(
    struct session *s, const struct options *o, struct err *e)
{
    char *what =
        mem_printf("%s by %s", suite_info(s->suite)->name, s->model.name);
    struct offline_run task = { .suite = s->suite,
        .model = &s->model,
        .what = what,
        .repeat = import_repeats(s->rows),
        .given = import_give,
        .arg = s->rows };
    struct run_result result = { 0 };
    int rc = offline_do(&s->f, &task, &result, e);

    free(what);
    if (import_missing(s->rows) > 0)
        terminal_say(
            "retort: %lld samples have no reply in %s: they count as failed, "
            "not as wrong",
            (long long)import_missing(s->rows), o->operands[0]);
    return rc < 0 ? exit_of(e->kind) : offline_code(result.end);
}

static enum exit_code import_file(
    struct session *s, const struct options *o, struct err *e)
{
    enum exit_code code = open_rows(s, o->operands[0], NULL, e) < 0
                              ? exit_of(e->kind)
                              : import(s, o, e);

    close_rows(s);
    return code;
}

/* Every column becomes a run; the first that fails ends it. */
static enum exit_code import_columns_of(
    struct session *s, const struct options *o, struct err *e)
{
    enum exit_code code = EXIT_DONE, worst = EXIT_DONE;
    char *rest = s->columns.s;

    for (char *column; (column = strsep(&rest, "\n")) != NULL;) {
        if (column[0] == '\0')
            continue;
        code = open_rows(s, o->operands[0], column, e) < 0 ? exit_of(e->kind)
                                                           : import(s, o, e);
        close_rows(s);
        if (code != EXIT_DONE)
            worst = code;
        if (e->kind != ERR_NONE || code == EXIT_INTERRUPTED)
            break;
    }
    return worst;
}

static enum exit_code import_all(
    struct session *s, const struct options *o, struct err *e)
{
    enum exit_code code;
    int table = import_columns(o->operands[0], &s->columns, e);

    if (table < 0 || open_suite(s, o, e) < 0)
        return exit_of(e->kind);
    code = table ? import_columns_of(s, o, e) : import_file(s, o, e);
    if (e->kind == ERR_NONE && offline_print(&s->f, e) < 0)
        return exit_of(e->kind);
    return code;
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct session s = { .rows = NULL };
    enum exit_code code;

    offline_open(&s.f, o);
    code = import_all(&s, o, e);
    buf_clear(&s.columns);
    offline_close(&s.f);
    return code;
}

const struct command cmd_import = {
    .name = "import",
    .usage = "FILE --suite SUITE --as [ROLE=]MODEL",
    .about = "Make a run of replies that were recorded elsewhere",
    .more = "FILE has a line of JSON for each reply, gzip or plain:\n"
            "  {\"id\": \"q17\", \"reply\": \"The answer is B.\"}\n"
            "id: the sample's name, or its number in the suite, from 1. Also, "
            "if known:\n\"repeat\": 0, 1, 2..; \"usage\" as in a chat "
            "completion; \"finish\": \"stop\" or\n\"length\"; \"latency_ms\"; "
            "\"model\". MODEL may be any name; one of the catalogue\nhas a "
            "price.\nHumanEval's own rows do as well: {\"task_id\": .., "
            "\"completion\": ..}, those of one\ntask in their order.\nA FILE "
            "called .csv or .tsv has the same by columns, named in its first "
            "line: id, reply; prompt_tokens and completion_tokens in place of "
            "usage.\nFILE may "
            "also be a table, TSV, of the letters that "
            "checkpoints gave: subject, index\n(from 0 in it), answer, then a "
            "column for each checkpoint, which becomes a run of\nits own, "
            "called by the column's name (behind --as, if given). "
            "'[Invalid] : text' is a\nreply that was no letter.",
    .options = OPT(SUITE) | OPT(AS) | OPT(LIMIT) | OPT(SHOTS) | OPT(SEED)
               | OPT(OPTION) | OPT(VARIANT) | OPT(GENERATE) | OPT(DATA)
               | OPT(OUT) | OPT(MODELS_FILE) | OPT(PRICES) | OPT(CONFIDENCE)
               | OPT(JSON),
    .operands_min = 1,
    .run = run,
};
