#include "io/jail/jail_said.h"

#include <string.h>

static const char *const verdict_names[] = {
    [JAIL_PASSED] = "passed",
    [JAIL_FAILED] = "failed",
    [JAIL_TIMEOUT] = "timeout",
    [JAIL_CRASHED] = "crashed",
    [JAIL_BROKEN] = "broken",
};

const char *jail_verdict_name(enum jail_verdict v)
{
    return verdict_names[v];
}

const char *jail_said(const struct buf *out, const char *word)
{
    const char *at = buf_str(out);
    size_t len = strlen(word);

    while (at != NULL && *at != '\0') {
        if (strncmp(at, word, len) == 0 && strchr(at, '\n') != NULL)
            return at + len;
        at = strchr(at, '\n');
        at = at != NULL ? at + 1 : NULL;
    }
    return NULL;
}

void jail_said_copy(char *to, size_t size, const char *from)
{
    size_t n = 0;

    for (; from[n] != '\0' && from[n] != '\n' && n + 1 < size; n++)
        to[n] = from[n] >= ' ' && from[n] <= '~' ? from[n] : '?';
    to[n] = '\0';
}

void jail_said_verdict(const char *line, struct jail_result *r)
{
    size_t n = sizeof verdict_names / sizeof *verdict_names;
    size_t len = strcspn(line, " \n");

    r->verdict = JAIL_BROKEN;
    for (size_t i = 0; i < n; i++)
        if (strlen(verdict_names[i]) == len
            && memcmp(verdict_names[i], line, len) == 0)
            r->verdict = (enum jail_verdict)i;
    line += len + (line[len] == ' ');
    jail_said_copy(r->message, sizeof r->message, line);
}
