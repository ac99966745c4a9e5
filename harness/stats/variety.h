/*
 * How much several texts for one question differ: a student that has collapsed
 * says the same again and again, whatever its accuracy. Words are what stands
 * between blanks, as it stands.
 */
#ifndef RETORT_STATS_VARIETY_H
#define RETORT_STATS_VARIETY_H

#include <stdbool.h>
#include <stddef.h>

struct variety_text { // borrowed
    const char *s;
    size_t len;
};

struct variety {
    /* Different n-grams of words over all of them, Li et al. (2016,
     * arXiv:1510.03055), n = 1 and 2: 1 when no word comes twice. NAN when
     * there is no n-gram. */
    double distinct[2];
    /* Mean over all pairs of 1 - |A and B| / |A or B|, A and B the sets of
     * words and pairs of words, Jaccard (1912): 0 when all are the same, 1
     * when no two share a word. NAN below two texts. */
    double distance;
    bool same; // byte for byte, all of them; false below two texts
};

/* Of n texts that answer one question. Two texts without a word are alike. */
struct variety variety_of(const struct variety_text *texts, size_t n);

#endif
