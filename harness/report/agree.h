/*
 * Do two models make the same mistakes? Where both are wrong: how often with
 * the same answer, beside what chance would give.
 *
 * Chance is how often A's answer to one question is B's answer to another one
 * (where answers are letters: to another with the same right letter), among
 * those that both got wrong: a liking for some letter, or for common numbers,
 * is no shared mistake. What remains has two sources that one pair of models
 * cannot tell apart: mistakes taken over, and questions with one tempting
 * wrong answer. Put a third, unrelated model beside it.
 *
 * Agreement given that both are wrong: Kim, Garg, Peng and Garg (2025),
 * "Correlated Errors in Large Language Models". Corrected for chance as by
 * Cohen (1960); Goel et al. (2025), "Great Models Think Alike", section 2.
 */
#ifndef RETORT_REPORT_AGREE_H
#define RETORT_REPORT_AGREE_H

#include "report/pair.h"

struct agree {
    int64_t wrong;            // samples that both answered wrong, and read
    int64_t same;             // of those, with the same answer
    double observed;          // same / wrong; NAN when none
    struct interval ci;       // clustered_accuracy
    double chance;            // NAN where no two questions can be set against
                              // each other
    double kappa;             // (observed - chance) / (1 - chance)
    struct interval kappa_ci; // jackknife over samples, or clusters of
                              // them, Tukey (1958)
    bool letters;             // answers and targets are letters
};

/* Over all matches of a pair, the first time each was asked. */
struct agree agree_of(const struct pair *p, double level);

#endif
