#include "report/notes.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/text/plain.h"

enum { SHOWN = 5, CLIP = 70 };

struct count {
    const char *note;
    size_t n;
};

static int by_note(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_count(const void *a, const void *b)
{
    const struct count *x = a, *y = b;

    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return strcmp(x->note, y->note);
}

/* Counts of different notes, commonest first; the caller frees. */
static struct count *count_notes(const struct transcript *all, size_t *n)
{
    const char **notes = mem_zalloc(all->n + 1, sizeof *notes);
    struct count *counts = mem_zalloc(all->n + 1, sizeof *counts);
    size_t noted = 0;

    for (size_t i = 0; i < all->n; i++)
        if (all->places[i].note != NULL && all->places[i].note[0] != '\0')
            notes[noted++] = all->places[i].note;
    if (noted > 1)
        qsort(notes, noted, sizeof *notes, by_note);
    *n = 0;
    for (size_t i = 0; i < noted; i++) {
        if (i == 0 || strcmp(notes[i], notes[i - 1]) != 0)
            counts[(*n)++].note = notes[i];
        counts[*n - 1].n++;
    }
    if (*n > 1)
        qsort(counts, *n, sizeof *counts, by_count);
    free(notes);
    return counts;
}

void notes_text(const struct transcript *all, struct buf *out)
{
    size_t n;
    struct count *counts = count_notes(all, &n);

    for (size_t i = 0; i < n && i < SHOWN && counts[i].n > 1; i++) {
        size_t len = strlen(counts[i].note);
        buf_printf(out, "%-12s%zu x ", i == 0 ? "notes:" : "", counts[i].n);
        plain_line(out, counts[i].note, plain_fit(counts[i].note, len, CLIP));
        buf_putc(out, '\n');
    }
    free(counts);
}

void notes_json(const struct transcript *all, struct jsonw *w)
{
    size_t n;
    struct count *counts = count_notes(all, &n);

    jsonw_begin(w, "notes", '[');
    for (size_t i = 0; i < n; i++) {
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "note", counts[i].note);
        jsonw_int(w, "n", (int64_t)counts[i].n);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
    free(counts);
}
