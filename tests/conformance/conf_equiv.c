/*
 * Equivalence against math_equiv_pairs.tsv: conf_equiv FOLDER, where FOLDER
 * holds reference/expected/. Our verdict must be prm800k's, both ways round,
 * but for the rows of `argued`, where it is its mistake. Accepting what it
 * refuses without such an argument is a false accept and said apart.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "suite/equiv/equiv.h"

enum { COLUMNS = 6 }; // id category given gold prm800k prm800k_swapped

/* Rows where we accept and prm800k refuses: two writings of one thing, which
 * it could not read. It has no row that it accepts and we refuse. */
static const struct {
    int id;
    const char *why;
} argued[] = {
    { 28, "1\\,000: the thin space of SI groups digits as the comma does" },
    { 52, "\\cfrac is \\frac in another size" },
    { 72, "-1 1/2 is -(1 + 1/2); it computes -1 + 1/2, and so would take "
          "-1/2 for right" },
    { 86, "dollars are a unit like the feet it lets go (98)" },
    { 100, "so are square feet" },
    { 108, "2 million is a numeral for 2000000, not a sum to be done; its own "
           "code rewrites million to do just that" },
    { 140, "the sign U+221A is \\sqrt" },
    { 142, "an exponent in braces is never tried there; 3^{1/2} is the root, "
           "and the gold is no whole number" },
    { 152, "3.0\\times10^8 is a numeral as 1e3 is, which it takes (24)" },
    { 164, "three letters are never tried there; a sum commutes" },
    { 170, "more letters; both sides of the equation are the same" },
    { 172, "it writes \\frac{x+2}{7} as x+2/7" },
    { 176, "p and i of pi count as letters there" },
    { 178, "i is \\sqrt{-1}; it takes i for a variable" },
    { 198, "the order of a set is free" },
    { 206, "\\pm 2 is the two values 2 and -2" },
};

struct tally {
    long rows, agreed, argued, false_accepts, missed, other_way;
};

static const char *argument(int id)
{
    for (size_t i = 0; i < sizeof argued / sizeof *argued; i++)
        if (argued[i].id == id)
            return argued[i].why;
    return NULL;
}

/* A field of the file has its backslashes twice. */
static void unescape(char *s)
{
    char *to = s;

    for (; *s != '\0'; s++) {
        if (s[0] == '\\' && s[1] == '\\')
            s++;
        else if (s[0] == '\\' && (s[1] == 'n' || s[1] == 't'))
            *s++ = ' ', *s = ' ';
        *to++ = *s;
    }
    *to = '\0';
}

static void judge(struct tally *t, char *const field[COLUMNS])
{
    const char *given = field[2], *gold = field[3];
    const char *why_not = argument(atoi(field[0]));
    bool want = field[4][0] == '1';
    struct equiv_why why;
    bool yes = equiv_same(given, strlen(given), gold, strlen(gold), &why);

    t->rows++;
    if (why_not != NULL) {
        t->argued += yes && !want;
        t->missed += !yes || want;
        printf("%s %s: '%s' for '%s': %s\n",
            yes && !want ? "argued" : "FAIL argued, but we agree", field[0],
            given, gold, why_not);
    } else if (yes == want) {
        t->agreed++;
    } else {
        *(yes ? &t->false_accepts : &t->missed) += 1;
        printf("%s %s %s: '%s' for '%s' (%s)\n",
            yes ? "FALSE ACCEPT" : "MISSED", field[0], field[1], given, gold,
            equiv_how_name(why.how));
    }
    want = why_not != NULL || field[5][0] == '1';
    yes = equiv_same(gold, strlen(gold), given, strlen(given), NULL);
    if (yes != want) {
        t->other_way++;
        printf("SWAPPED %s: '%s' for '%s'\n", field[0], gold, given);
    }
}

/* Cuts a line at its tabs; false when columns are missing. */
static bool cut(char *line, char *field[COLUMNS])
{
    for (int i = 0; i < COLUMNS; i++) {
        if (line == NULL)
            return false;
        field[i] = strsep(&line, "\t");
        unescape(field[i]);
    }
    return true;
}

static void judge_all(struct tally *t, char *text)
{
    char *field[COLUMNS], *line = strsep(&text, "\n"); // the heading

    while ((line = strsep(&text, "\n")) != NULL) {
        if (line[0] == '\0')
            continue;
        if (cut(line, field)) {
            judge(t, field);
        } else {
            t->rows++;
            t->missed++;
            printf("FAIL a row with too few columns\n");
        }
    }
}

int main(int argc, char **argv)
{
    struct tally t = { 0 };
    struct buf path = { 0 }, text = { 0 };
    struct err e = { 0 };
    long failed;

    if (argc != 2) {
        fprintf(stderr, "usage: conf_equiv FOLDER\n");
        return 2;
    }
    buf_printf(&path, "%s/reference/expected/math_equiv_pairs.tsv", argv[1]);
    if (file_read(path.s, &text, &e) < 0)
        printf("FAIL %s\n", e.text);
    else
        judge_all(&t, text.s);
    buf_clear(&path);
    buf_clear(&text);
    printf("%ld rows: %ld as prm800k, %ld argued, %ld missed, "
           "FALSE ACCEPTS %ld; the other way round %ld differ\n",
        t.rows, t.agreed, t.argued, t.missed, t.false_accepts, t.other_way);
    failed = t.missed + t.false_accepts + t.other_way + (t.rows == 0);
    printf("%ld passed, %ld failed\n", t.agreed + t.argued, failed);
    return failed > 0;
}
