/*
 * Named rules against extraction_cases.jsonl: what the publishers' own code
 * reads out of the same texts, row by row.
 *
 *     conf_extract SHARED
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "suite/extract/extract.h"
#include "suite/jsonl.h"
#include "suite/named/named.h"

/* The options of the question that the texts answer: "blue" is C there. */
static const char *const choices[] = { "red", "green", "blue", "yellow" };

struct tally {
    const char *rule;
    int n, same;
};

static struct tally *tally_of(struct tally *all, size_t *n, const char *rule)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(all[i].rule, rule) == 0)
            return &all[i];
    all[*n] = (struct tally){ .rule = rule };
    return &all[(*n)++];
}

/* Upstream says in several ways that there is no answer. */
static const char *wanted(const struct json *row)
{
    const char *s = json_str(json_get(row, "extracted"));

    return s == NULL || s[0] == '\0' || strcmp(s, "[invalid]") == 0
                   || strcmp(s, "[invalidanswer]") == 0
               ? NULL
               : s;
}

static bool same(const struct json *row, const struct named_rule *rule)
{
    const char *text = json_str(json_get(row, "text")), *want = wanted(row);
    struct extract_found found = { 0 };
    struct err e = { 0 };
    struct extract *x = extract_named(rule->name, choices, 4, &e);
    bool got = extract_run(x, text, strlen(text), &found);
    bool fine = got ? want != NULL && strlen(want) == found.len
                          && memcmp(want, found.s, found.len) == 0
                          && strcmp(found.rule, rule->name) == 0
                    : want == NULL;

    if (!fine)
        printf("  %s: '%s' reads as '%.*s', upstream as '%s'\n", rule->name,
            text, got ? (int)found.len : 0, got ? found.s : "",
            want != NULL ? want : "(nothing)");
    extract_free(x);
    return fine;
}

int main(int argc, char **argv)
{
    struct tally all[64];
    struct err e = { 0 };
    const struct json *row;
    const struct named_rule *rules;
    size_t n = 0, known;
    char *path;
    struct jsonl *in;
    int bad = 0, rows = 0;

    if (argc < 2)
        return 2;
    rules = named_all(&known);
    path = file_join(argv[1], "reference/expected/extraction_cases.jsonl");
    in = jsonl_open(path, &e);
    while (in != NULL && jsonl_next(in, &row, &e) > 0) {
        const struct named_rule *rule =
            named_find(json_str(json_get(row, "rule")));
        struct tally *t;
        rows++;
        if (rule == NULL) {
            printf("  no rule '%s'\n", json_str(json_get(row, "rule")));
            bad++;
            continue;
        }
        t = tally_of(all, &n, rule->name);
        t->n++;
        if (same(row, rule))
            t->same++;
        else
            bad++;
    }
    for (size_t i = 0; i < n; i++)
        printf("%s %zu - %s: %d of %d rows agree\n",
            all[i].same == all[i].n ? "ok" : "not ok", i + 1, all[i].rule,
            all[i].same, all[i].n);
    printf("%d rows, %zu rules of %zu\n", rows, n, known);
    (void)rules;
    jsonl_close(in);
    free(path);
    if (e.kind != ERR_NONE)
        fprintf(stderr, "%s\n", e.text);
    return bad == 0 && rows > 400 && e.kind == ERR_NONE ? 0 : 1;
}
