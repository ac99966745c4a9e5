/*
 * Lines that are a letter, or begin as "B)", "B." or "(B)" do.
 */
#include "suite/extract/extract_rules.h"

#include <stdint.h>
#include <string.h>

enum form {
    OTHER,  // no letter opens the line
    MARKED, // "B) Paris"
    ALONE   // "**B**"
};

struct line {
    enum form form;
    const char *at; // the letter
};

static bool one_of(const char *marks, char c)
{
    return c != '\0' && strchr(marks, c) != NULL;
}

/* Reads a trimmed line. */
static struct line read_line(struct extract_span t)
{
    const char *s = t.s, *p;
    bool mark = false;

    while (s < t.end && one_of("*_`#>$\"'([{ \t", *s))
        s++;
    if (s == t.end || *s < 'A' || *s > 'Z')
        return (struct line){ OTHER, NULL };
    for (p = s + 1; p < t.end && one_of("*_`$\"')]}.:,", *p); p++)
        mark = mark || one_of(").:", *p);
    if (p == t.end)
        return (struct line){ ALONE, s };
    if (!mark || !one_of(" \t", *p))
        return (struct line){ OTHER, NULL };
    return (struct line){ MARKED, s };
}

/* A first line "B. Paris" answers even before a list of reasons: the list
 * names B again, or an earlier letter. */
static bool leads_list(char lead, uint32_t later)
{
    return (later & ((UINT32_C(2) << (lead - 'A')) - 1)) != 0;
}

const char *extract_letter_line(
    const char *text, size_t len, char first, char last, bool *clash)
{
    const char *p = text, *end = text + len, *at = NULL;
    struct line line[2] = { { OTHER, NULL }, { OTHER, NULL } };
    uint32_t later = 0, all = 0;
    long n = 0;

    for (; p < end; p++) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        struct extract_span t = extract_text_trim(p, nl != NULL ? nl : end);

        p = nl != NULL ? nl : end;
        if (t.s == t.end)
            continue;
        line[1] = read_line(t);
        if (line[1].form == MARKED) {
            all |= UINT32_C(1) << (*line[1].at - 'A');
            later |= n > 0 ? UINT32_C(1) << (*line[1].at - 'A') : 0;
        }
        if (n++ == 0)
            line[0] = line[1];
    }
    *clash = false;
    for (enum form f = ALONE; f > OTHER && at == NULL && !*clash; f--) {
        bool list = f == MARKED && (all & (all - 1)) != 0;
        for (int i = 0; i < 2; i++) {
            if (line[i].form != f
                || (list && !(i == 0 && leads_list(*line[0].at, later))))
                continue;
            *clash = *clash || (at != NULL && *at != *line[i].at);
            at = line[i].at;
        }
    }
    if (at == NULL || *clash || *at < first || *at > last)
        return NULL;
    return at;
}
