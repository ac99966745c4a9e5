#include "cost/price.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cost/money.h"
#include "cost/price_age.h"
#include "model/tier.h"

static void say_missing(enum price_stage stage, const struct price_query *q,
    int64_t input_tokens, struct price_result *r)
{
    char date[24];
    size_t room = sizeof(r->reason);
    switch (stage) {
    case PRICE_NO_MODEL:
        snprintf(r->reason, room, "no price for %s", q->model);
        break;
    case PRICE_NO_PROVIDER:
        snprintf(r->reason, room, "no price for %s at %s%s%s", q->model,
            q->provider ? q->provider : "any provider", q->region ? " in " : "",
            q->region ? q->region : "");
        break;
    case PRICE_NO_TIER:
        if (q->tier == PRICE_TIERS && tier_is_untold(q->tier_said))
            snprintf(r->reason, room,
                "the reply of %s does not say whether it was served at the "
                "tier that was asked for",
                q->model);
        else
            snprintf(r->reason, room, "no %s price for %s",
                q->tier == PRICE_TIERS && q->tier_said
                    ? q->tier_said
                    : price_tier_name(q->tier),
                q->model);
        break;
    case PRICE_NO_TIME:
        snprintf(r->reason, room, "no price for %s that holds on %.10s",
            q->model, clock_iso(q->wall_us, date));
        break;
    case PRICE_NO_SIZE:
        snprintf(r->reason, room, "no price for %s with %lld prompt tokens",
            q->model, (long long)input_tokens);
        break;
    case PRICE_HOLDS: break;
    }
}

/* Adds one more thing taken for granted, once. */
static void assume(struct price_result *r, const char *words)
{
    size_t len = strlen(r->assumed);
    if (!strstr(r->assumed, words))
        snprintf(r->assumed + len, sizeof(r->assumed) - len, "%s%s",
            len ? "; " : "", words);
}

static void say_guessed(const struct price_row *row, struct price_result *r)
{
    char words[120];
    const struct when_calendar *c =
        row->when.not_on ? row->when.not_on : row->when.only_on;
    snprintf(words, sizeof(words),
        "calendar '%.40s' says nothing of that day: taken as no holiday",
        c ? c->name : "?");
    assume(r, words);
}

/* The rows that hold, looked through once. */
struct search {
    const struct price_query *q;
    int64_t input_tokens;
    const struct price_row *best; // NULL: none holds
    const struct price_row *tied; // just as specific, with other prices
    enum price_stage furthest;
};

static void look_at(
    struct search *s, const struct price_row *row, bool *guessed)
{
    enum price_stage stage =
        price_rule_stage(row, s->q, s->input_tokens, guessed);
    int how = 1;

    s->furthest = stage > s->furthest ? stage : s->furthest;
    if (stage != PRICE_HOLDS)
        return;
    if (s->best)
        how = price_rule_compare(row, s->best, s->q->model, NULL);
    if (how > 0) {
        s->best = row;
        s->tied = NULL;
    } else if (how == 0 && price_rule_same(row->provider, s->best->provider)
               && !price_rule_same_prices(row, s->best)) {
        s->tied = row;
    }
}

/* The most specific row that holds among those of one provider and book. */
static const struct price_row *pick_like(const struct price_book *b,
    const struct search *of, const struct price_row *like)
{
    struct search s = { .q = of->q, .input_tokens = of->input_tokens };
    bool guessed = false;

    for (size_t i = 0; i < b->n; i++)
        if (b->rows[i].layer == like->layer
            && price_rule_same(b->rows[i].provider, like->provider))
            look_at(&s, &b->rows[i], &guessed);
    return s.best;
}

/* True when another provider in the same book has other prices; says so. */
static bool is_ambiguous(
    const struct price_book *b, const struct search *s, struct price_result *r)
{
    const struct price_row *best = s->best;

    for (size_t i = 0; i < b->n; i++) {
        const struct price_row *row = &b->rows[i];
        if (row->layer != best->layer
            || price_rule_same(row->provider, best->provider)
            || !price_rule_names(row, s->q->model))
            continue;
        row = pick_like(b, s, row);
        if (!row || price_rule_same_prices(row, best))
            continue;
        snprintf(r->reason, sizeof(r->reason),
            "%s has other prices at %s than at %s: name the provider",
            s->q->model, best->provider ? best->provider : "any provider",
            row->provider ? row->provider : "any provider");
        return true;
    }
    return false;
}

/* Two patterns of a book that meet in a name are seen only here. */
static bool is_tied(const struct search *s, struct price_result *r)
{
    if (!s->tied)
        return false;
    snprintf(r->reason, sizeof(r->reason),
        "rows %d (%s) and %d (%s) of %s both hold for %s and neither is more "
        "specific",
        s->best->number, s->best->models[0], s->tied->number,
        s->tied->models[0], s->tied->book, s->q->model);
    return true;
}

static const struct price_row *find_row(const struct price_book *b,
    const struct price_query *q, int64_t input_tokens, struct price_result *r)
{
    struct search s = { .q = q, .input_tokens = input_tokens };

    for (size_t i = 0; i < b->n; i++) {
        bool guessed = false;
        look_at(&s, &b->rows[i], &guessed);
        if (guessed)
            say_guessed(&b->rows[i], r);
    }
    if (!s.best)
        say_missing(s.furthest, q, input_tokens, r);
    else if (is_tied(&s, r) || (!q->provider && is_ambiguous(b, &s, r)))
        return NULL;
    return s.best;
}

static void clear_result(struct price_result *r)
{
    *r = (struct price_result){ .cost_pusd = -1 };
    for (int c = 0; c < USAGE_CLASSES; c++)
        r->class_pusd[c] = -1;
}

const struct price_row *price_find(const struct price_book *b,
    const struct price_query *q, int64_t input_tokens, struct price_result *r)
{
    clear_result(r);
    r->row = find_row(b, q, input_tokens, r);
    return r->row;
}

/* The price of a class: thinking is output unless a row says otherwise. */
static int64_t class_price(const struct price_row *row, int c)
{
    if (c == USAGE_REASONING && row->pusd[c] < 0)
        return row->pusd[USAGE_OUTPUT];
    return row->pusd[c];
}

/* Cost of one class. Not told means inside its main class; no tokens cost
 * nothing at any price, known or not. */
static bool price_class(
    const struct price_row *row, const struct usage *u, int c, int64_t *pusd)
{
    int64_t price = class_price(row, c);
    if (u->tokens[c] <= 0) {
        *pusd = 0;
        return true;
    }
    return price >= 0 && !__builtin_mul_overflow(u->tokens[c], price, pusd);
}

static bool add_up(
    const struct price_row *row, const struct usage *u, struct price_result *r)
{
    int64_t sum = row->request_pusd;
    for (int c = 0; c < USAGE_CLASSES; c++) {
        int64_t part;
        bool priced = price_class(row, u, c, &part);
        if (priced && u->tokens[c] >= 0)
            r->class_pusd[c] = part;
        if (priced && !__builtin_add_overflow(sum, part, &sum))
            continue;
        if (!r->reason[0])
            snprintf(r->reason, sizeof(r->reason),
                "no price for %s%s of %s (row %d of %s)",
                usage_class_name((enum usage_class)c),
                usage_class_side((enum usage_class)c) == USAGE_USES ? ""
                                                                    : " tokens",
                row->models[0], row->number, row->book);
    }
    if (r->reason[0])
        return false;
    r->cost_pusd = sum;
    if (u->cached < 0 && row->pusd[USAGE_CACHED] >= 0)
        assume(
            r, "cached tokens were not told: all prompt tokens at full price");
    return true;
}

/* Flags that make the counts no base for a bill in text tokens. */
static const unsigned no_bill =
    USAGE_FLAG_NUMBER | USAGE_FLAG_INPUT | USAGE_FLAG_OUTPUT | USAGE_FLAG_EXTRA;

static bool usage_fit(const struct usage *u, struct price_result *r)
{
    unsigned bad = u->flags & no_bill;
    if (bad) { // the lowest one is said
        snprintf(r->reason, sizeof(r->reason), "%s",
            usage_flag_words((enum usage_flag)(bad & -bad)));
        return false;
    }
    if (usage_known(u))
        return true;
    snprintf(r->reason, sizeof(r->reason), "the reply told no token counts");
    return false;
}

bool price_request(const struct price_book *b, const struct price_query *q,
    const struct usage *u, struct price_result *r)
{
    clear_result(r);
    if (!usage_fit(u, r))
        return false;
    r->row = find_row(b, q, usage_in(u), r);
    return r->row && add_up(r->row, u, r);
}

void price_explain_hours(const struct when *w, struct buf *out)
{
    static const char names[7][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
        "Sun" };
    int zone = w->zone_min < 0 ? -w->zone_min : w->zone_min;

    if (w->days != 0x7f)
        for (int i = 0; i < 7; i++)
            if (w->days >> i & 1)
                buf_printf(out, " %s", names[i]);
    for (int i = 0; i < w->n_hours; i++)
        buf_printf(out, " %02d:%02d-%02d:%02d", w->hours[i].from_min / 60,
            w->hours[i].from_min % 60, w->hours[i].to_min / 60,
            w->hours[i].to_min % 60);
    if (w->zone_min)
        buf_printf(out, " %c%02d:%02d", w->zone_min < 0 ? '-' : '+', zone / 60,
            zone % 60);
    if (w->not_on)
        buf_printf(out, " not on holidays (%s)", w->not_on->name);
    if (w->only_on)
        buf_printf(out, " on holidays (%s)", w->only_on->name);
}

static void explain_scope(const struct price_row *row, struct buf *out)
{
    char date[24];
    buf_printf(out, "%s, %s, %s", row->models[0],
        row->provider ? row->provider : "any provider",
        price_tier_name(row->tier));
    if (row->region)
        buf_printf(out, ", %s", row->region);
    if (row->min_input > 0)
        buf_printf(out, ", from %lld prompt tokens", (long long)row->min_input);
    if (row->max_input < INT64_MAX)
        buf_printf(
            out, ", up to %lld prompt tokens", (long long)row->max_input);
    if (row->when.from_us > INT64_MIN)
        buf_printf(out, ", from %s", clock_iso(row->when.from_us, date));
    if (row->when.until_us < INT64_MAX)
        buf_printf(out, ", before %s", clock_iso(row->when.until_us, date));
    if (when_minutes(&row->when) < 10080 || row->when.not_on
        || row->when.only_on) {
        buf_puts(out, ",");
        price_explain_hours(&row->when, out);
    }
}

/* Pictures, film and such at the price of text need no words of their own. */
static bool costs_as_text(const struct price_row *row, enum usage_class c)
{
    enum usage_class text = usage_class_side(c) == USAGE_REPLY ? USAGE_OUTPUT
                            : c == USAGE_CACHED_AUDIO || c == USAGE_CACHED_IMAGE
                                ? USAGE_CACHED
                                : USAGE_INPUT;

    bool of_text = c <= USAGE_REASONING;

    return !of_text && row->pusd[c] == row->pusd[text];
}

void price_explain(
    const struct price_row *row, int64_t wall_us, struct buf *out)
{
    char money[MONEY_SIZE];
    struct buf tokens = { 0 }, uses = { 0 };

    explain_scope(row, out);
    for (int i = 0; i < USAGE_CLASSES; i++) {
        enum usage_class c = (enum usage_class)i;
        if (row->pusd[c] < 0 || costs_as_text(row, c))
            continue;
        price_class_text(row->pusd[c], c, money);
        if (usage_class_side(c) == USAGE_USES)
            buf_printf(&uses, ", %s %s USD each", usage_class_name(c), money);
        else
            buf_printf(&tokens, "%s%s %s", tokens.len > 0 ? ", " : "",
                usage_class_name(c), money);
    }
    buf_printf(out, ": %s%s%s; %s", buf_str(&tokens),
        tokens.len > 0 ? " USD per million" : "no known price", buf_str(&uses),
        row->source ? row->source : "no source");
    if (row->checked_on)
        buf_printf(out, ", checked %s, %d days before", row->checked_on,
            price_row_age_days(row, wall_us));
    buf_clear(&tokens);
    buf_clear(&uses);
}
