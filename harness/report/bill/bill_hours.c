#include "report/bill/bill_hours.h"

#include <math.h>

#include "base/clock.h"
#include "cost/money.h"

enum { QUARTER_S = 900, QUARTERS = 4 * BILL_HOURS, KINDS = 8 };

static const int64_t quarter_us = INT64_C(1000000) * QUARTER_S;
static const int64_t week_us = INT64_C(1000000) * QUARTER_S * QUARTERS;

struct rate { // USD per million tokens
    double in, out;
};

static struct rate rate_at(const struct price_book *b,
    const struct price_query *q, int64_t prompt_tokens, int64_t later_us)
{
    struct price_query then = *q;
    struct price_result why;
    const struct price_row *row;

    then.wall_us += later_us;
    row = price_find(b, &then, prompt_tokens, &why);
    if (row == NULL)
        return (struct rate){ (double)NAN, (double)NAN };
    return (struct rate){ 1e6 * money_usd(row->pusd[USAGE_INPUT]),
        1e6 * money_usd(row->pusd[USAGE_OUTPUT]) };
}

static bool same_rate(struct rate a, struct rate b)
{
    return a.in == b.in && a.out == b.out;
}

/* When the row of that week begins, or the one of now ends. */
static int64_t change_us(const struct price_book *b,
    const struct price_query *q, int64_t prompt_tokens, int week)
{
    struct price_query then = *q;
    struct price_result why;
    const struct price_row *old = price_find(b, q, prompt_tokens, &why), *row;

    then.wall_us += week * week_us;
    row = price_find(b, &then, prompt_tokens, &why);
    if (row != NULL && row->when.from_us > q->wall_us)
        return row->when.from_us;
    if (old != NULL && old->when.until_us < then.wall_us)
        return old->when.until_us;
    return then.wall_us;
}

/* The same hour of the week in each of the year's weeks: another price from
 * some week on, which a holiday is not, is one that the book knows to come.
 * True where it comes within a week: then hours tell nothing. */
static bool say_change(const struct price_book *b, const struct price_query *q,
    int64_t prompt_tokens, struct buf *out)
{
    enum { WEEKS = 52 };
    struct rate now = rate_at(b, q, prompt_tokens, 0), then = now, next;
    int week = 1;
    char date[24];

    for (; week < WEEKS; week++) {
        then = rate_at(b, q, prompt_tokens, week * week_us);
        next = rate_at(b, q, prompt_tokens, (week + 1) * week_us);
        if (!same_rate(then, now) && !same_rate(next, now))
            break;
    }
    if (week == WEEKS || isnan(now.in + now.out))
        return false;
    clock_iso(change_us(b, q, prompt_tokens, week), date);
    buf_printf(out, "; THE BOOK CHANGES IT within the year, on %.10s: ", date);
    if (isnan(then.in + then.out))
        buf_puts(out, "it has no price then");
    else
        buf_printf(out, "then input %.4g, output %.4g", then.in, then.out);
    buf_puts(out, "; the year here is at the price of now");
    return week == 1;
}

struct kind { // of hours that cost the same
    struct rate rate;
    int quarters;
};

static void count(struct kind *kinds, size_t *n, struct rate r)
{
    size_t i = 0;

    while (i < *n && !same_rate(kinds[i].rate, r))
        i++;
    if (i == KINDS)
        return;
    if (i == *n)
        kinds[(*n)++] = (struct kind){ r, 0 };
    kinds[i].quarters++;
}

/* By the quarter of an hour, in which windows begin and end: a whole hour may
 * hold one, or a part of it. */
double bill_hours_say(const struct price_book *b, const struct price_query *q,
    int64_t prompt_tokens, struct buf *out)
{
    struct rate now = rate_at(b, q, prompt_tokens, 0), sum = { 0, 0 };
    int64_t begun_us = q->wall_us % quarter_us;
    struct kind kinds[KINDS];
    size_t n = 0;
    int others = 0;

    if (say_change(b, q, prompt_tokens, out))
        return 0;
    for (int k = 0; k < QUARTERS; k++) {
        struct rate r = rate_at(b, q, prompt_tokens, k * quarter_us - begun_us);
        sum.in += r.in;
        sum.out += r.out;
        if (same_rate(r, now))
            continue;
        others++;
        count(kinds, &n, r);
    }
    if (others == 0 || isnan(sum.in + sum.out))
        return 0;
    buf_puts(out, "; that is the price of this hour: ");
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s%g%s cost input %.4g, output %.4g",
            i > 0 ? ", " : "", kinds[i].quarters / 4.0,
            i > 0 ? "" : " of a week's 168", kinds[i].rate.in,
            kinds[i].rate.out);
    buf_printf(out, ", and spread evenly over them it is %.4g and %.4g",
        sum.in / QUARTERS, sum.out / QUARTERS);
    return others / 4.0;
}
