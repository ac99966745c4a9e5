#include "cli/report_commands.h"

#include <string.h>

#include "base/json.h"

enum { TOLD = 40 }; // runs; more only repeat what the table of runs says

/* A word as a shell reads it back. */
static void put_word(struct buf *out, const char *word)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        "-_./:=@,+%";

    buf_putc(out, ' ');
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        buf_puts(out, word);
        return;
    }
    buf_putc(out, '\'');
    for (; *word != '\0'; word++)
        if (*word == '\'')
            buf_puts(out, "'\\''");
        else
            buf_putc(out, *word == '\n' ? ' ' : *word);
    buf_putc(out, '\'');
}

static void put_option(struct buf *out, const char *name, const char *value)
{
    if (value == NULL)
        return;
    buf_printf(out, " %s", name);
    put_word(out, value);
}

static void put_list(
    struct buf *out, const char *name, const struct options_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        put_option(out, name, list->item[i]);
}

/* What cost and report take. */
static void put_common(const struct options *o, struct buf *out)
{
    put_list(out, "-m", &o->models);
    put_option(out, "-o", o->out);
    put_option(out, "--models-file", o->models_file);
    put_option(out, "--prices", o->prices_file);
    put_option(out, "--scenario", o->scenario);
    put_list(out, "--set", &o->set);
    put_option(out, "--requests", o->requests);
    put_option(out, "--per-day", o->per_day);
    if (o->years >= 0)
        buf_printf(out, " --years %lld", (long long)o->years);
    buf_printf(
        out, " --confidence %g --seed %lld", o->confidence, (long long)o->seed);
}

/* {"temperature":0} as -G temperature=0; what only adds detail, and nulls,
 * are left out. */
static void put_members(
    struct buf *out, const char *flag, const char *text, const char *but)
{
    struct err ignored = { 0 };
    struct json *tree = json_parse(text, strlen(text), &ignored);

    JSON_EACH(item, tree) {
        struct buf pair = { 0 };
        const char *s = json_str(item);
        if (json_is_null(item) || strcmp(json_key(item), but) == 0)
            continue;
        buf_printf(&pair, "%s=", json_key(item));
        if (s != NULL)
            buf_puts(&pair, s);
        else
            json_print(item, &pair);
        put_option(out, flag, pair.s);
        buf_clear(&pair);
    }
    json_free(tree);
}

static long long seed_of(const char *options)
{
    struct err ignored = { 0 };
    struct json *tree = json_parse(options, strlen(options), &ignored);
    long long seed = (long long)json_int(json_get(tree, "seed"), 1);

    json_free(tree);
    return seed;
}

static void put_model(const struct run_row *r, struct buf *out)
{
    struct buf model = { 0 };

    if (r->role[0] != '\0')
        buf_printf(&model, "%s=", r->role);
    buf_puts(&model, r->model);
    /* one that no catalogue has is found by where it was */
    if (r->provider[0] == '\0' && r->usd_per_hour < 0 && r->endpoint[0] != '\0'
        && strchr(r->model, '#') == NULL)
        buf_printf(&model, "@%s#%s", r->endpoint, r->served);
    put_option(out, "-m", model.s);
    buf_clear(&model);
}

static void put_import(const struct run_row *r, struct buf *out)
{
    struct buf as = { 0 };
    const char *file = r->endpoint + strlen("import://");

    buf_printf(&as, "%.*s", (int)strcspn(file, "/"), file);
    buf_puts(out, "retort import");
    put_word(out, buf_str(&as));
    put_option(out, "--suite", r->suite);
    buf_reset(&as);
    buf_printf(&as, "%s%s%s", r->role, r->role[0] != '\0' ? "=" : "", r->model);
    put_option(out, "--as", as.s);
    buf_clear(&as);
}

static void put_run(
    const struct options *o, const struct runs_line *l, struct buf *out)
{
    const struct run_row *r = &l->run->row;
    bool imported = strncmp(r->endpoint, "import://", 9) == 0;

    if (imported) {
        put_import(r, out);
    } else {
        buf_puts(out, "retort run");
        put_word(out, r->suite);
        put_model(r, out);
    }
    put_members(out, "-G", r->sampling, "top_logprobs");
    put_members(out, "-T", r->options, "seed");
    buf_printf(out, " --seed %lld", seed_of(r->options));
    if (l->sum.repeats > 1 && !imported)
        buf_printf(out, " -e %d", l->sum.repeats);
    if (strncmp(r->part, "first ", 6) == 0)
        put_option(out, "-n", r->part + 6);
    else if (strncmp(r->part, "sample ", 7) == 0)
        put_option(out, "--sample", r->part + 7);
    put_option(out, "--models-file", imported ? NULL : o->models_file);
    put_option(out, "-o", o->out);
    buf_putc(out, '\n');
}

void report_commands(const struct options *said, const struct options *priced,
    const struct runs_line *lines, size_t n, struct buf *out)
{
    buf_puts(out,
        "# a run does not keep its --shots, its --data, nor the file "
        "of a suite that does not ship: add them where it had them\n");
    for (size_t i = 0; i < n && i < TOLD; i++)
        put_run(said, &lines[i], out);
    if (n > TOLD)
        buf_printf(
            out, "# and %zu more runs, as the table has them\n", n - TOLD);
    buf_puts(out, "retort cost");
    for (size_t i = 0; i < n && i < OPTIONS_LIST; i++)
        buf_printf(out, " %lld", (long long)lines[i].run->row.id);
    put_common(priced, out);
    buf_puts(out, "\nretort report");
    for (size_t i = 0; i < said->operand_count; i++)
        put_word(out, said->operands[i]);
    put_common(said, out);
    put_option(out, "--accept", said->accept);
    put_option(out, "--html", said->html);
    buf_putc(out, '\n');
}
