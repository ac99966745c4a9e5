#include "stats/variety.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* N-grams by their 64-bit hashes: that two of them collide is a chance of one
 * in billions, and would only take one from a count. */
struct grams {
    uint64_t *of;
    size_t n;
};

struct bag { // n-grams of one text, or of several
    struct grams words, pairs;
};

static void add(struct grams *g, uint64_t hash)
{
    g->of = mem_grow(g->of, g->n, sizeof *g->of);
    g->of[g->n++] = hash;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* FNV-1a, and a finish that spreads short words over all bits. */
static uint64_t hash_word(const char *s, size_t len)
{
    uint64_t h = 0xcbf29ce484222325;

    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)s[i]) * 0x100000001b3;
    h = (h ^ h >> 33) * 0xff51afd7ed558ccd;
    return h ^ h >> 33;
}

static void read_text(const struct variety_text *t, struct bag *out)
{
    uint64_t before = 0;
    bool first = true;

    for (size_t i = 0, from; i < t->len;) {
        uint64_t h;
        while (i < t->len && is_blank(t->s[i]))
            i++;
        for (from = i; i < t->len && !is_blank(t->s[i]);)
            i++;
        if (i == from)
            break;
        h = hash_word(t->s + from, i - from);
        add(&out->words, h);
        if (!first)
            add(&out->pairs, before * 0x9e3779b97f4a7c15 + h);
        before = h;
        first = false;
    }
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* Sorts, and leaves each only once. */
static void make_set(struct grams *g)
{
    size_t n = 0;

    if (g->n > 0)
        qsort(g->of, g->n, sizeof *g->of, by_value);
    for (size_t i = 0; i < g->n; i++)
        if (i == 0 || g->of[i] != g->of[i - 1])
            g->of[n++] = g->of[i];
    g->n = n;
}

static void add_all(struct grams *to, const struct grams *from)
{
    for (size_t i = 0; i < from->n; i++)
        add(to, from->of[i]);
}

static double distinct(struct grams *all)
{
    size_t n = all->n;

    make_set(all);
    return n == 0 ? (double)NAN : (double)all->n / (double)n;
}

static size_t common(const struct grams *a, const struct grams *b)
{
    size_t i = 0, k = 0, n = 0;

    while (i < a->n && k < b->n)
        if (a->of[i] == b->of[k])
            n++, i++, k++;
        else if (a->of[i] < b->of[k])
            i++;
        else
            k++;
    return n;
}

/* Of two bags that are sets by now. */
static double distance(const struct bag *a, const struct bag *b)
{
    size_t both = common(&a->words, &b->words) + common(&a->pairs, &b->pairs);
    size_t all = a->words.n + a->pairs.n + b->words.n + b->pairs.n - both;

    return all == 0 ? 0 : 1 - (double)both / (double)all;
}

static void clear(struct bag *b)
{
    free(b->words.of);
    free(b->pairs.of);
}

static double mean_distance(const struct bag *bags, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            sum += distance(&bags[i], &bags[k]);
    return n < 2 ? (double)NAN : sum / ((double)n * (double)(n - 1) / 2);
}

static bool all_same(const struct variety_text *texts, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (texts[i].len != texts[0].len
            || (texts[0].len > 0
                && memcmp(texts[i].s, texts[0].s, texts[0].len) != 0))
            return false;
    return n >= 2;
}

struct variety variety_of(const struct variety_text *texts, size_t n)
{
    struct bag *bags = mem_zalloc(n + 1, sizeof *bags), *all = &bags[n];
    struct variety v;

    for (size_t i = 0; i < n; i++) {
        read_text(&texts[i], &bags[i]);
        add_all(&all->words, &bags[i].words);
        add_all(&all->pairs, &bags[i].pairs);
        make_set(&bags[i].words);
        make_set(&bags[i].pairs);
    }
    v.distinct[0] = distinct(&all->words);
    v.distinct[1] = distinct(&all->pairs);
    v.distance = mean_distance(bags, n);
    v.same = all_same(texts, n);
    for (size_t i = 0; i <= n; i++)
        clear(&bags[i]);
    free(bags);
    return v;
}
