#include "cost/price_rule.h"

#include <string.h>
#include <strings.h>

#include "cost/price_pattern.h"

bool price_rule_same(const char *a, const char *b)
{
    return a == b || (a && b && strcasecmp(a, b) == 0);
}

bool price_rule_same_prices(
    const struct price_row *a, const struct price_row *b)
{
    return memcmp(a->pusd, b->pusd, sizeof(a->pusd)) == 0
           && a->request_pusd == b->request_pusd;
}

/* Weight of the narrowest pattern that fits, -1 when none does. */
static int model_weight(const struct price_row *row, const char *name)
{
    int best = -1;
    for (char **m = row->models; *m; m++)
        if (price_pattern_fits(*m, name)) {
            int weight = price_pattern_weight(*m);
            best = weight > best ? weight : best;
        }
    return best;
}

bool price_rule_names(const struct price_row *row, const char *model)
{
    for (char **m = row->models; *m; m++)
        if (price_pattern_fits(*m, model))
            return true;
    return false;
}

bool price_rule_known(const struct price_book *b, const char *model)
{
    for (size_t i = 0; i < b->n; i++)
        if (price_rule_names(&b->rows[i], model))
            return true;
    return false;
}

void price_rule_offer(const struct price_book *b, struct like *near)
{
    for (size_t i = 0; i < b->n; i++)
        for (char **m = b->rows[i].models; *m != NULL; m++)
            like_offer(near, *m);
}

enum price_stage price_rule_stage(const struct price_row *row,
    const struct price_query *q, int64_t input_tokens, bool *guessed)
{
    if (!price_rule_names(row, q->model))
        return PRICE_NO_MODEL;
    if ((q->provider && row->provider
            && !price_rule_same(q->provider, row->provider))
        || ((row->region || q->served_region)
            && !price_rule_same(q->region, row->region)))
        return PRICE_NO_PROVIDER;
    if (row->tier != q->tier)
        return PRICE_NO_TIER;
    if (!when_holds(&row->when, q->wall_us, guessed))
        return PRICE_NO_TIME;
    if (input_tokens < row->min_input || input_tokens > row->max_input)
        return PRICE_NO_SIZE;
    return PRICE_HOLDS;
}

static int64_t by_provider(const struct price_row *row)
{
    return row->provider != NULL;
}

static int64_t by_region(const struct price_row *row)
{
    return row->region != NULL;
}

static int64_t by_from(const struct price_row *row)
{
    return row->when.from_us;
}

static int64_t by_until(const struct price_row *row)
{
    return -row->when.until_us;
}

static int64_t by_minutes(const struct price_row *row)
{
    return -when_minutes(&row->when);
}

static int64_t by_calendar(const struct price_row *row)
{
    return row->when.not_on != NULL || row->when.only_on != NULL;
}

static int64_t by_threshold(const struct price_row *row)
{
    return row->min_input;
}

static int64_t by_ceiling(const struct price_row *row)
{
    return -row->max_input;
}

/* What decides after the book and the pattern: the larger one wins. */
static const struct {
    int64_t (*of)(const struct price_row *row);
    const char *words; // "the other one ..."
} steps[] = {
    { by_provider, "names the provider" },
    { by_region, "names the region" },
    { by_from, "began later" },
    { by_until, "ends earlier" },
    { by_minutes, "holds in fewer hours of the week" },
    { by_calendar, "names a calendar" },
    { by_threshold, "has the higher threshold" },
    { by_ceiling, "has the lower ceiling" },
};

enum { STEPS = sizeof(steps) / sizeof(steps[0]) };

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int decided(int how, const char *by, const char **words)
{
    if (words)
        *words = by;
    return how;
}

/* The steps that look at the two rows alone. */
static int compare_rows(
    const struct price_row *a, const struct price_row *b, const char **words)
{
    for (int i = 0; i < STEPS; i++) {
        int how = compare(steps[i].of(a), steps[i].of(b));
        if (how)
            return decided(how, steps[i].words, words);
    }
    return decided(0, "is just as specific", words);
}

int price_rule_compare(const struct price_row *a, const struct price_row *b,
    const char *model, const char **words)
{
    int how = compare(a->layer, b->layer);
    if (how)
        return decided(how, "is of a later book", words);
    how = compare(model_weight(a, model), model_weight(b, model));
    if (how)
        return decided(how, "names the model more exactly", words);
    return compare_rows(a, b, words);
}

void price_query_served(
    struct price_query *q, const char *tier, const char *region)
{
    q->tier = price_tier_of(tier);
    q->tier_said = tier;
    q->served_region = region != NULL;
    if (region != NULL)
        q->region = region;
}

static bool share_pattern(const struct price_row *a, const struct price_row *b)
{
    for (char **m = a->models; *m; m++)
        for (char **n = b->models; *n; n++)
            if (strcasecmp(*m, *n) == 0)
                return true;
    return false;
}

bool price_rule_ties(const struct price_row *a, const struct price_row *b)
{
    /* cheap questions first: every pair of a book is asked */
    return a->tier == b->tier && a->min_input == b->min_input
           && a->when.from_us == b->when.from_us
           && price_rule_same(a->provider, b->provider) && share_pattern(a, b)
           && price_rule_same(a->region, b->region)
           && compare_rows(a, b, NULL) == 0 && when_meet(&a->when, &b->when);
}
