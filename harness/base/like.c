#include "base/like.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { LONGEST = 63, BEST = 3 };

static size_t least(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;

    return m < c ? m : c;
}

static size_t fold(const char *s, unsigned char out[LONGEST])
{
    size_t n = 0;

    for (; n < LONGEST && s[n] != '\0'; n++)
        out[n] = (unsigned char)tolower((unsigned char)s[n]);
    return n;
}

/* Optimal string alignment: Levenshtein and swapped neighbours. */
size_t like_distance(const char *a, const char *b)
{
    unsigned char x[LONGEST], y[LONGEST];
    size_t row[3][LONGEST + 1];
    size_t n = fold(a, x), m = fold(b, y);

    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *last = row[(i + 2) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = least(last[j] + 1, now[j - 1] + 1,
                last[j - 1] + (x[i - 1] != y[j - 1]));
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1]
                && row[(i + 1) % 3][j - 2] + 1 < now[j])
                now[j] = row[(i + 1) % 3][j - 2] + 1;
        }
    }
    return row[n % 3][m];
}

/* A part of a name is as good a hint as a slip of the finger. */
static bool contains(const char *name, const char *word)
{
    return strlen(word) >= 3 && strcasestr(name, word) != NULL;
}

void like_offer(struct like *l, const char *name)
{
    size_t far = like_distance(l->word, name), len = strlen(l->word), at;

    if (contains(name, l->word))
        far = 1;
    else if (far > 2 || far * 2 > len)
        return;
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->best[i].name, name) == 0)
            return;
    for (at = l->n; at > 0 && l->best[at - 1].far > far; at--)
        ;
    if (at == BEST)
        return;
    if (l->n == BEST)
        free(l->best[--l->n].name);
    memmove(&l->best[at + 1], &l->best[at], (l->n - at) * sizeof *l->best);
    l->best[at].name = mem_str(name);
    l->best[at].far = far;
    l->n++;
}

size_t like_end(struct like *l, struct buf *out)
{
    size_t n = l->n;

    for (size_t i = 0; i < n; i++) {
        buf_puts(out, i == 0       ? " (did you mean '"
                      : i == n - 1 ? "' or '"
                                   : "', '");
        buf_puts(out, l->best[i].name);
        free(l->best[i].name);
    }
    if (n > 0)
        buf_puts(out, "'?)");
    l->n = 0;
    return n;
}
