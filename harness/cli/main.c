/* retort: which model to pay for, and whether tonight's checkpoint may ship. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/like.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "report/text/plain.h"

static const struct command *const commands[] = {
#define X(name) &cmd_##name,
    COMMANDS(X)
#undef X
};

enum { COMMAND_COUNT = sizeof commands / sizeof *commands, HELP_WIDTH = 80 };

static const option_set everywhere =
    OPT(HELP) | OPT(QUIET) | OPT(COLOR) | OPT(TODAY);

static void help(void)
{
    printf("usage: retort COMMAND [options] [ARGS]\n\n"
           "Measures what a distilled model kept of its teacher and what it "
           "costs to run it.\n\n");
    for (int i = 0; i < COMMAND_COUNT; i++)
        printf("  %-9s %s\n", commands[i]->name, commands[i]->about);
    printf("\nto begin with: retort new NAME, retort check NAME, retort run "
           "NAME -m MODEL\n\n'retort COMMAND --help' says more. Every option "
           "can also be set "
           "in the\nenvironment: --data is RETORT_DATA. Results go to "
           "standard output, all else to\nstandard error.\n\nexit codes:");
#define X(id, code, text) printf("\n  %3d  %s", code, text);
    EXITS(X)
#undef X
    printf("\n");
}

/* Puts a paragraph, filled anew where a line of it is too long. */
static void end_paragraph(struct buf *paragraph, bool *wide, struct buf *out)
{
    if (*wide) {
        for (size_t i = 0; i + 1 < paragraph->len; i++)
            if (paragraph->s[i] == '\n')
                paragraph->s[i] = ' ';
        plain_wrap(out, paragraph->s, paragraph->len - 1, 0, HELP_WIDTH);
    } else {
        buf_add(out, buf_str(paragraph), paragraph->len);
    }
    buf_reset(paragraph);
    *wide = false;
}

/* Paragraphs end at empty lines and at indented ones, which stay as they
 * are. */
static void more_help(const char *s)
{
    struct buf paragraph = { 0 }, out = { 0 };
    bool wide = false;

    while (*s != '\0') {
        size_t n = strcspn(s, "\n");
        bool apart = n == 0 || *s == ' ';
        if (apart)
            end_paragraph(&paragraph, &wide, &out);
        buf_add(apart ? &out : &paragraph, s, n);
        buf_putc(apart ? &out : &paragraph, '\n');
        wide = wide || (!apart && n > HELP_WIDTH);
        s += n + (s[n] == '\n');
    }
    end_paragraph(&paragraph, &wide, &out);
    printf("\n%s", buf_str(&out));
    buf_clear(&paragraph);
    buf_clear(&out);
}

static void command_help(const struct command *c)
{
    printf("usage: retort %s %s\n\n%s.\n", c->name, c->usage, c->about);
    if (c->more != NULL)
        more_help(c->more);
    printf("\noptions:\n");
    options_help(c->options | everywhere);
}

static const struct command *find(const char *name)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static void unknown(const char *name, struct err *e)
{
    struct like near = { .word = name };
    struct buf hint = { 0 };

    for (int i = 0; i < COMMAND_COUNT; i++)
        like_offer(&near, commands[i]->name);
    like_end(&near, &hint);
    err_set(e, ERR_USAGE,
        "unknown command '%.100s'%s; 'retort --help' lists "
        "them",
        name, buf_str(&hint));
    buf_clear(&hint);
}

/* A full disk behind standard output is an error, not silence; what a gate
 * found stays its code. */
static enum exit_code close_output(enum exit_code code)
{
    if (ferror(stdout) || fflush(stdout) != 0) {
        terminal_say("retort: cannot write the results to standard "
                     "output");
        return code == EXIT_DONE ? EXIT_SYSTEM : code;
    }
    return code;
}

static enum exit_code dispatch(
    const struct command *c, int argc, char **argv, struct err *e)
{
    struct options o;
    option_set allowed = c->options | everywhere;

    if (options_init(&o, allowed, e) < 0
        || options_parse(&o, allowed, c->name, argc, argv, e) < 0)
        return exit_of(e->kind);
    if (o.help) {
        command_help(c);
        return EXIT_DONE;
    }
    if (o.operand_count < c->operands_min) {
        err_set(e, ERR_USAGE,
            "usage: retort %s %s ('retort %s --help' says more)", c->name,
            c->usage, c->name);
        return EXIT_USAGE;
    }
    return c->run(&o, e);
}

/* What a user named, or a server said, may hold anything. */
static void say(const struct err *e)
{
    struct buf text = { 0 };

    plain_line(&text, e->text, strlen(e->text));
    terminal_say("retort: %s", buf_str(&text));
    buf_clear(&text);
}

/* What is closed of 0 to 2 would be the number of the next file or socket, and
 * what is said would go into it. Output that nobody takes stays an error. */
static void take_places(void)
{
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

/* Libraries free what they have and say farewell to nobody, for as long as a
 * small command takes: not where that is all there is to do. */
static int leave(enum exit_code code)
{
    code = close_output(code);
    if (!mem_is_watched())
        _exit((int)code);
    return (int)code;
}

int main(int argc, char **argv)
{
    struct err e = { 0 };
    enum exit_code code = EXIT_USAGE;
    const struct command *c;

    take_places();
    /* what is said behind a table stands behind it, in a file as well */
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc < 2) {
        help();
        return leave(EXIT_USAGE);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0
        || strcmp(argv[1], "help") == 0) {
        help();
        return leave(EXIT_DONE);
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        printf("retort %s\n", RETORT_VERSION);
        return leave(EXIT_DONE);
    }
    c = find(argv[1]);
    if (c == NULL)
        unknown(argv[1], &e);
    else
        code = dispatch(c, argc - 1, argv + 1, &e);
    if (e.kind != ERR_NONE && e.text[0] != '\0')
        say(&e);
    return leave(code);
}
