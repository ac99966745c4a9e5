/*
 * Equivalence over any bytes: an answer is the same as itself, as itself
 * between dollars, and what is said about two answers is said again. The
 * input is two answers with a tab between them.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "suite/equiv/equiv.h"

static bool ask(const char *a, size_t a_len, const char *b, size_t b_len)
{
    struct equiv_why one, two;
    bool yes = equiv_same(a, a_len, b, b_len, &one);

    if (yes != (one.how <= EQUIV_PARTS)
        || yes != equiv_same(a, a_len, b, b_len, &two) || one.how != two.how
        || equiv_how_name(one.how) == NULL)
        abort();
    return yes;
}

static bool any_of(const char *s, size_t n, const char *marks)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] != '\0' && strchr(marks, s[i]) != NULL)
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *s = (const char *)data, *tab = memchr(s, '\t', size);
    size_t n = tab != NULL ? (size_t)(tab - s) : size;
    char *spaced;

    if (!ask(s, n, s, n))
        abort();
    ask(s, n, "x+\\sqrt{2}", 10);
    if (tab != NULL) {
        ask(s, n, tab + 1, size - n - 1);
        ask(tab + 1, size - n - 1, s, n);
    }
    spaced = malloc(n + 4); // markup that means nothing
    if (spaced == NULL)
        return 0;
    memcpy(spaced, "\\!", 2);
    memcpy(spaced + 2, s, n);
    memcpy(spaced + 2 + n, "\\!", 2);
    /* behind it, marks that stand around an answer no longer do */
    if (n + 4 <= EQUIV_SIZE_MAX && !any_of(s, n, "\\`*$_~\"'")
        && !ask(spaced, n + 4, s, n))
        abort();
    free(spaced);
    return 0;
}
