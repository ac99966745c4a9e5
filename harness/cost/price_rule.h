/*
 * The rules of the price book: does a row hold for a request, and of two that
 * do, which is more specific. price.c picks by them, price_why.c explains by
 * them, price_book.c refuses rows they cannot tell apart.
 *
 * A row holds when all it says holds: pattern, provider, region, tier, dates,
 * weekdays, hours, calendar, prompt tokens. Of the rows that hold, the first
 * difference in this order decides: the later book; the pattern (one without
 * wildcards, then more characters that stand for themselves); a provider is
 * named; a region is named; the later valid_from; the earlier valid_until;
 * fewer minutes of the week; a calendar is named; the higher
 * min_input_tokens; the lower max_input_tokens. The place in the file never
 * decides: rows of one pattern that nothing tells apart are refused when the
 * book is read, and where two patterns meet in a name the price is unknown.
 */
#ifndef RETORT_COST_PRICE_RULE_H
#define RETORT_COST_PRICE_RULE_H

#include "base/like.h"
#include "cost/price_book.h"

struct price_query {
    const char *model;    // as served
    const char *provider; // NULL: not known
    const char *region;   // NULL: not known
    enum price_tier tier;
    const char *tier_said; // as the reply has it, where it is PRICE_TIERS
    bool served_region;    // the reply told region: a row has to name it
    int64_t wall_us;       // when the request was sent
};

/* Notes the tier and region that a reply told; NULL: the usual ones. */
void price_query_served(
    struct price_query *q, const char *tier, const char *region);

/* How far a row came: what it answered with no tells why nothing was found. */
enum price_stage {
    PRICE_NO_MODEL,
    PRICE_NO_PROVIDER, // nor region
    PRICE_NO_TIER,
    PRICE_NO_TIME,
    PRICE_NO_SIZE,
    PRICE_HOLDS
};

/* The first thing that does not hold. *guessed becomes true where a calendar
 * knows nothing of the day. */
enum price_stage price_rule_stage(const struct price_row *row,
    const struct price_query *q, int64_t input_tokens, bool *guessed);

/* True when a pattern of the row fits. */
bool price_rule_names(const struct price_row *row, const char *model);

/* The same for any row; and offers the patterns of all of them as near misses.
 */
bool price_rule_known(const struct price_book *b, const char *model);
void price_rule_offer(const struct price_book *b, struct like *near);

/* > 0 when a is more specific than b for this model, 0 when nothing tells
 * them apart. *words (may be NULL) says what decided, as "names the provider";
 * static. */
int price_rule_compare(const struct price_row *a, const struct price_row *b,
    const char *model, const char **words);

/* True when both rows have a pattern in common, can hold for one request, and
 * nothing tells them apart. */
bool price_rule_ties(const struct price_row *a, const struct price_row *b);

/* True when all prices are equal; unknown equals unknown only. */
bool price_rule_same_prices(
    const struct price_row *a, const struct price_row *b);

/* The same provider or region; NULL is one of its own. Case is ignored. */
bool price_rule_same(const char *a, const char *b);

#endif
