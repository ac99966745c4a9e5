/*
 * What a provider says it billed, beside what the price book makes of the
 * same replies. Some (OpenRouter) send the bill with each reply.
 */
#ifndef RETORT_REPORT_BILLED_H
#define RETORT_REPORT_BILLED_H

#include "base/json.h"

struct billed { // sums over replies that told their bill; starts as { 0 }
    int64_t replies, pusd;
    int64_t known;      // of them, those that the book has a price for
    int64_t known_pusd; // billed for these
    int64_t book_pusd;  // the book's price of these
};

/* Counts a reply; -1 is not told, or not known. */
void billed_add(struct billed *b, int64_t reported_pusd, int64_t book_pusd);

/* Adds the sums of more replies. */
void billed_join(struct billed *b, const struct billed *more);

/* True when there is something to say: bill and book are apart by more than a
 * thousandth (providers round), or the book knows nothing. */
bool billed_differs(const struct billed *b);

/* Adds "billed $0.012, book says $0.010 (+20 %)"; nothing without a bill. */
void billed_words(const struct billed *b, struct buf *out);

/* Writes "billed": {"replies", "usd", "book_replies", "usd_of_these",
 * "book_usd", "difference"}, or null without a bill. */
void billed_json(const struct billed *b, struct jsonw *w);

#endif
