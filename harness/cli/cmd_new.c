/* retort new: a commented suite to begin with. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "catalog/embed.h"
#include "cli/command.h"
#include "suite/suite.h"

static const struct kind {
    const char *name, *text;
} kinds[] = {
    { "text", new_text_lua },
    { "choice", new_choice_lua },
    { "number", new_number_lua },
    { "code", new_code_lua },
};

static const struct kind *find_kind(const char *name, struct err *e)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (name == NULL || strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    err_set(e, ERR_USAGE, "--kind %s: there are text, choice, number and code",
        name);
    return NULL;
}

/* Names of suites are names of files, and words of a command line. */
static int check_name(const char *name, struct err *e)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    size_t len = strlen(name);
    char *path;
    struct err ignored = { 0 };

    if (len == 0 || len > 60 || strchr(letters, name[0]) == NULL
        || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != len)
        return err_set(e, ERR_USAGE,
            "'%s' is no name for a suite: up to 60 small letters, digits, '-' "
            "and '_', a letter first",
            name);
    path = suite_find(name, &ignored);
    if (path == NULL)
        return 0;
    err_set(e, ERR_USAGE, "there is a suite '%s' already: %s", name, path);
    free(path);
    return -1;
}

/* The template with the name in it. */
static void fill(const struct kind *kind, const char *name, struct buf *out)
{
    const char *from = kind->text, *at;

    while ((at = strstr(from, "NAME")) != NULL) {
        buf_add(out, from, (size_t)(at - from));
        buf_puts(out, name);
        from = at + strlen("NAME");
    }
    buf_puts(out, from);
}

/* Writes a file that is not there yet: two who run this at once do not write
 * over each other either. */
static int create(const char *path, const struct buf *text, struct err *e)
{
    FILE *f = fopen(path, "wx");
    size_t done;

    if (f == NULL && errno == EEXIST)
        return err_set(
            e, ERR_USAGE, "%s is there already and stays as it is", path);
    if (f == NULL)
        return err_set(e, ERR_SYSTEM, "%s: %s", path, strerror(errno));
    done = fwrite(text->s, 1, text->len, f);
    if (fclose(f) != 0 || done != text->len)
        return err_set(e, ERR_SYSTEM, "%s: %s", path, strerror(errno));
    return 0;
}

static void tell(const struct options *o, const char *name, const char *path)
{
    struct buf out = { 0 };
    struct jsonw w = { &out, false };

    if (o->json) {
        jsonw_begin(&w, NULL, '{');
        jsonw_str(&w, "suite", name);
        jsonw_str(&w, "file", path);
        jsonw_end(&w, '}');
        buf_putc(&out, '\n');
    } else {
        buf_printf(&out,
            "%s\n\nretort check %s         is it sound?\n"
            "retort show %s first    as a model will see it\n"
            "retort run %s -m MODEL  evaluate\n",
            path, name, name, name);
    }
    fwrite(out.s, 1, out.len, stdout);
    buf_clear(&out);
}

static enum exit_code run(const struct options *o, struct err *e)
{
    const char *name = o->operands[0];
    const struct kind *kind = find_kind(o->kind, e);
    struct buf text = { 0 };
    char *path;
    int rc;

    if (o->operand_count > 1)
        err_set(e, ERR_USAGE, "new wants one name, not %zu", o->operand_count);
    if (o->operand_count > 1 || kind == NULL || check_name(name, e) < 0)
        return EXIT_USAGE;
    path = mem_printf("suites/%s.lua", name);
    fill(kind, name, &text);
    rc = file_mkdirs("suites", e);
    if (rc == 0)
        rc = create(path, &text, e);
    if (rc == 0)
        tell(o, name, path);
    buf_clear(&text);
    free(path);
    return rc == 0 ? EXIT_DONE : exit_of(e->kind);
}

const struct command cmd_new = {
    .name = "new",
    .usage = "NAME [--kind text|choice|number|code]",
    .about = "Write a commented suite to begin with: suites/NAME.lua",
    .more = "It has two made-up samples and passes 'retort check NAME' as it "
            "is. A file that is\nthere is never written over.",
    .options = OPT(KIND) | OPT(JSON),
    .operands_min = 1,
    .run = run,
};
