/* The table of faults, read from the text that travels in the program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/fault.h"

static int find_end(const char *name, enum fault_end *out)
{
    for (int i = 0; i < FAULT_ENDS_COUNT; i++)
        if (strcmp(name, fault_end_name((enum fault_end)i)) == 0) {
            *out = (enum fault_end)i;
            return 0;
        }
    return -1;
}

static int find_failure(const char *name, enum failure *out)
{
    for (int i = 0; i < FAILURE_COUNT; i++)
        if (strcmp(name, failure_name((enum failure)i)) == 0) {
            *out = (enum failure)i;
            return 0;
        }
    return -1;
}

static bool has_word(const char *text, const char *word)
{
    const char *at = strstr(text, word);

    return at != NULL && at < text + strcspn(text, "\n");
}

/* The member behind " asks="; NULL. */
static char *read_asks(const char *text)
{
    const char *at = strstr(text, " asks=");
    size_t len = at != NULL ? strcspn(at + 6, " >\n") : 0;

    return len > 0 && at < text + strcspn(text, "\n")
               ? mem_printf("\"%.*s\":", (int)len, at + 6)
               : NULL;
}

/* The line "<kind NAME END FAILURE [alone] [rare] [stream] [asks=MEMBER]>" at
 * text. */
static int read_first(const char *text, struct fault_kind *k, struct err *e)
{
    char name[40] = "", end[16] = "", failure[24] = "";

    sscanf(text, "<kind %39[a-z0-9_] %15s %23[a-z_]", name, end, failure);
    k->alone = has_word(text, " alone");
    k->rare = has_word(text, " rare");
    k->stream = has_word(text, " stream");
    k->asks = read_asks(text);
    if (find_end(end, &k->end) < 0 || find_failure(failure, &k->failure) < 0)
        return err_set(e, ERR_DATA, "faults.txt: '%.*s' names no fault",
            (int)strcspn(text, "\n"), text);
    k->name = mem_str(name);
    return 0;
}

/* What stands between that line and its end. */
static int read_rest(
    const char *from, size_t len, struct fault_kind *k, struct err *e)
{
    const char *line = memchr(from, '\n', len);
    size_t about = line != NULL ? (size_t)(line - from) : len;

    k->about = mem_dup(from, about);
    if (line == NULL)
        return err_set(e, ERR_DATA, "faults.txt: %s has no reply", k->name);
    return play_read(line + 1, len - about - 1, &k->play, e);
}

int fault_kinds_read(
    const char *text, struct fault_kind **out, size_t *n, struct err *e)
{
    static const char open[] = "\n<kind ", close[] = "\n</kind>\n";
    const char *at = text, *from, *to;

    *out = NULL;
    *n = 0;
    while ((at = strstr(at, open)) != NULL) {
        struct fault_kind *k;
        *out = mem_resize(*out, *n + 1, sizeof **out);
        k = &(*out)[(*n)++];
        memset(k, 0, sizeof *k);
        from = strchr(at + 1, '\n');
        to = from != NULL ? strstr(from, close) : NULL;
        if (to == NULL)
            return err_set(e, ERR_DATA, "faults.txt: a kind has no end");
        if (read_first(at + 1, k, e) < 0
            || read_rest(from + 1, (size_t)(to - from - 1), k, e) < 0)
            return -1;
        at = to;
    }
    return 0;
}

void fault_kinds_free(struct fault_kind *kinds, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(kinds[i].name);
        free(kinds[i].about);
        free(kinds[i].asks);
    }
    free(kinds);
}
