/*
 * How likely each lettered option was, where the endpoint told: read from
 * what verdicts keep, and two models set against each other.
 */
#ifndef RETORT_REPORT_LETTERS_H
#define RETORT_REPORT_LETTERS_H

#include "report/pair.h"

enum { LETTERS_MAX = 26 };

struct letters {
    double p[LETTERS_MAX]; // of A, B, ...; NAN: not among those told
    int told;              // how many are known
    double least;          // the smallest of them: no other is likelier
};

/* Reads the detail of a verdict (JSON, or NULL). False when it tells none. */
bool letters_read(const char *detail, struct letters *out);

/* Index of the likeliest; the first of equals. */
int letters_top(const struct letters *l);

struct letters_pair {
    int64_t n;      // samples where both tell
    int64_t filled; // of those, where one told a letter the other did not
    double same;    // share with the same likeliest letter; NAN: n is 0
    struct interval same_ci;
    double kl; // mean KL divergence of B from A, nats
    struct interval kl_ci;
    double temperature;
    size_t draws; // of the bootstrap of both, BCa over samples or clusters
};

/* Kullback and Leibler (1951): sum of p log(p / q), p of a and q of b, over
 * the letters either told, both as softmax at a temperature (p^(1/T), made to
 * add up to 1), as distillation trains it (Hinton, Vinyals and Dean 2015). A
 * letter that one side did not tell is taken as likely as it can be at most:
 * as its least likely told letter, or what is left of 1. */
double letters_kl(
    const struct letters *a, const struct letters *b, double temperature);

/* Over all matches where both have a verdict. Draws are fewer where n is
 * large: about 2e7 resampled samples in all, 10,000 at most. */
struct letters_pair letters_of(
    const struct pair *p, double temperature, double level, uint64_t seed);

#endif
