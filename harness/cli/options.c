#include "cli/options.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/like.h"
#include "base/mem.h"
#include "cost/when.h"

enum kind { S, L, I, D, F, O };

enum { FLIPS_SHOWN = 20 }; // by --flips alone

static const struct row {
    const char *name;
    const char *arg;
    const char *help;
    size_t offset; // of the field in struct options
    enum kind kind;
    char letter;
} rows[] = {
#define X(id, let, nam, kin, field, ar, hel)                                   \
    [OPT_##id] = { .name = nam,                                                \
        .arg = ar,                                                             \
        .help = hel,                                                           \
        .offset = offsetof(struct options, field),                             \
        .kind = kin,                                                           \
        .letter = let },
    OPTIONS(X)
#undef X
};

/* Of -n 0 would mean all of them, the opposite of what was asked. The others
 * are told the most as well, by who uses them. */
static double least_of(const struct row *r)
{
    static const size_t others[] = { offsetof(struct options, jobs),
        offsetof(struct options, repeat), offsetof(struct options, timeout_s) };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (r->offset == others[i])
            return -9e15;
    return r->offset == offsetof(struct options, limit) ? 1 : 0;
}

static int set_number(const struct row *r, void *field, const char *value,
    const char *said, struct err *e)
{
    char *end;
    double x = strtod(value, &end);
    bool whole = r->kind == I || r->kind == O;
    double least = least_of(r);

    if (whole && *end == '\0' && isfinite(x) && x > 9e15)
        return err_set(
            e, ERR_USAGE, "%s wants at most 9e15, not '%s'", said, value);
    if (*value != '\0' && *end == '\0' && x < least)
        return err_set(
            e, ERR_USAGE, "%s wants %g or more, not '%s'", said, least, value);
    if (*value == '\0' || *end != '\0' || !isfinite(x)
        || (whole && x != floor(x)))
        return err_set(e, ERR_USAGE, "%s wants a %snumber, not '%s'", said,
            whole ? "whole " : "", value);
    if (r->kind == I || r->kind == O)
        *(int64_t *)field = (int64_t)x;
    else
        *(double *)field = x;
    return 0;
}

static int set_value(struct options *o, const struct row *r, const char *value,
    const char *said, struct err *e)
{
    void *field = (char *)o + r->offset;
    struct options_list *list = field;

    if (value != NULL && *value == '\0' && (r->kind == S || r->kind == L))
        return err_set(e, ERR_USAGE, "%s wants %s, not ''", said, r->arg);
    switch (r->kind) {
    case S: *(const char **)field = value; return 0;
    case L:
        if (list->n == OPTIONS_LIST)
            return err_set(
                e, ERR_USAGE, "%s: at most %d of them", said, OPTIONS_LIST);
        list->item[list->n++] = value;
        return 0;
    case F: *(bool *)field = true; return 0;
    case O:
        if (value == NULL) {
            *(int64_t *)field = FLIPS_SHOWN;
            return 0;
        }
        return set_number(r, field, value, said, e);
    case I:
    case D: return set_number(r, field, value, said, e);
    }
    return 0;
}

static int from_environment(
    struct options *o, const struct row *r, struct err *e)
{
    char name[64] = "RETORT_";
    const char *value;
    size_t n = strlen(name);

    for (const char *p = r->name; *p != '\0' && n < sizeof name - 1; p++)
        name[n++] = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
    name[n] = '\0';
    value = getenv(name);
    if (value == NULL || value[0] == '\0')
        return 0;
    if (r->kind == F && strcmp(value, "0") == 0)
        return 0;
    return set_value(o, r, value, name, e);
}

int options_init(struct options *o, option_set allowed, struct err *e)
{
    *o = (struct options){ .data = "data",
        .out = "results",
        .color = "auto",
        .shots = -1,
        .years = -1,
        .repeat = 1,
        .jobs = 16,
        .seed = 1,
        .timeout_s = 600,
        .idle_s = 120, /* PROVIDER-APIS 2.7 */
        .budget = -1,
        .temperature = 1,
        .confidence = 0.95,
        .input_tokens = 1000 };
    for (int i = 0; i < OPTION_COUNT; i++)
        if ((allowed >> i & 1) != 0 && i != OPT_HELP && i != OPT_VERSION
            && from_environment(o, &rows[i], e) < 0)
            return -1;
    return 0;
}

static const struct row *find(const char *arg, size_t len, int *id)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (strlen(rows[i].name) == len
            && strncmp(rows[i].name, arg, len) == 0) {
            *id = i;
            return &rows[i];
        }
    return NULL;
}

static const struct row *find_letter(char c, int *id)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (rows[i].letter == c) {
            *id = i;
            return &rows[i];
        }
    return NULL;
}

static int unknown(option_set allowed, const char *arg, const char *command,
    const struct row *r, struct err *e)
{
    char *word = mem_dup(arg, strcspn(arg, "="));
    struct like near = { .word = word };
    struct buf hint = { 0 };

    for (int i = 0; i < OPTION_COUNT && r == NULL; i++) {
        char *name = mem_printf("--%s", rows[i].name);
        if ((allowed >> i & 1) != 0)
            like_offer(&near, name);
        free(name);
    }
    like_end(&near, &hint);
    err_set(e, ERR_USAGE,
        r != NULL ? "'retort %s' takes no %s%s; 'retort %s --help' lists what "
                    "it takes"
                  : "unknown option for 'retort %s': %s%s; 'retort %s --help' "
                    "lists them",
        command, arg, buf_str(&hint), command);
    buf_clear(&hint);
    free(word);
    return -1;
}

static bool is_whole(const char *s)
{
    return s[0] != '\0' && s[strspn(s, "0123456789")] == '\0';
}

/* --name, --name=value, --name value. Moves *i behind what it took. */
static int parse_long(struct options *o, option_set allowed,
    const char *command, int argc, char **argv, int *i, struct err *e)
{
    const char *arg = argv[*i] + 2, *eq = strchr(arg, '=');
    size_t len = eq != NULL ? (size_t)(eq - arg) : strlen(arg);
    const char *value = eq != NULL ? eq + 1 : NULL;
    int id = 0;
    const struct row *r = find(arg, len, &id);

    if (r == NULL || (allowed >> id & 1) == 0)
        return unknown(allowed, argv[*i], command, r, e);
    if (r->kind == F && value != NULL)
        return err_set(e, ERR_USAGE, "--%s takes no value", r->name);
    if (r->kind == O && value == NULL) {
        if (*i + 1 < argc && is_whole(argv[*i + 1]))
            value = argv[++*i];
        return set_value(o, r, value, r->name, e);
    }
    if (r->kind != F && value == NULL) {
        if (*i + 1 >= argc)
            return err_set(
                e, ERR_USAGE, "--%s needs a value: %s", r->name, r->arg);
        value = argv[++*i];
    }
    return set_value(o, r, value, argv[*i - (eq == NULL && r->kind != F)], e);
}

/* -q, -vq, -n5, -n 5 */
static int parse_short(struct options *o, option_set allowed,
    const char *command, int argc, char **argv, int *i, struct err *e)
{
    const char *arg = argv[*i];
    char said[3] = "-x";

    for (const char *p = arg + 1; *p != '\0'; p++) {
        int id = 0;
        const struct row *r = find_letter(*p, &id);
        const char *value;

        said[1] = *p;
        if (r == NULL || (allowed >> id & 1) == 0)
            return unknown(allowed, said, command, r, e);
        if (r->kind == F) {
            set_value(o, r, NULL, said, e);
            continue;
        }
        if (p[1] != '\0')
            value = p + 1;
        else if (*i + 1 < argc)
            value = argv[++*i];
        else
            return err_set(e, ERR_USAGE, "%s needs a value: %s", said, r->arg);
        return set_value(o, r, value, said, e);
    }
    return 0;
}

int options_parse(struct options *o, option_set allowed, const char *command,
    int argc, char **argv, struct err *e)
{
    bool only_operands = false;

    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i];
        int rc = 0;

        if (only_operands || arg[0] != '-' || arg[1] == '\0') {
            if (o->operand_count == OPTIONS_LIST)
                return err_set(e, ERR_USAGE, "too many arguments");
            o->operands[o->operand_count++] = arg;
        } else if (strcmp(arg, "--") == 0) {
            only_operands = true;
        } else if (arg[1] == '-') {
            rc = parse_long(o, allowed, command, argc, argv, &i, e);
        } else {
            rc = parse_short(o, allowed, command, argc, argv, &i, e);
        }
        if (rc < 0)
            return -1;
    }
    if (o->today != NULL && when_day(o->today) < 0)
        return err_set(e, ERR_USAGE,
            "--today wants a date like 2026-11-21, not '%s'", o->today);
    if (o->confidence <= 0 || o->confidence >= 1)
        return err_set(e, ERR_USAGE,
            "--confidence wants a share like 0.95, not '%g'", o->confidence);
    if (strcmp(o->color, "auto") != 0 && strcmp(o->color, "always") != 0
        && strcmp(o->color, "never") != 0)
        return err_set(e, ERR_USAGE,
            "--color wants auto, always or never, not '%s'", o->color);
    return 0;
}

/* Writes text from column 30 on, wrapped at 78. */
static void print_help(const char *text)
{
    size_t column = 30;

    while (*text != '\0') {
        size_t word = strcspn(text, " ");
        if (column + word > 78) {
            printf("\n%30s", "");
            column = 30;
        }
        printf("%s%.*s", column > 30 ? " " : "", (int)word, text);
        column += word + 1;
        text += word + (text[word] == ' ');
    }
    putchar('\n');
}

void options_help(option_set allowed)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        char left[64];
        if ((allowed >> i & 1) == 0)
            continue;
        snprintf(left, sizeof left, "%s%c%s--%s%s%s",
            rows[i].letter != 0 ? "-" : " ",
            rows[i].letter != 0 ? rows[i].letter : ' ',
            rows[i].letter != 0 ? ", " : "  ", rows[i].name,
            rows[i].arg != NULL ? " " : "",
            rows[i].arg != NULL ? rows[i].arg : "");
        printf("  %-27s ", left);
        if (strlen(left) > 27)
            printf("\n%30s", "");
        print_help(rows[i].help);
    }
}
