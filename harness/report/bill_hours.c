#include "report/bill_hours.h"

#include <math.h>

#include "base/clock.h"
#include "cost/money.h"

enum { HOUR_S = 3600 };

struct rate { // USD per million tokens
    double in, out;
};

static struct rate rate_at(const struct price_book *b,
    const struct price_query *q, int64_t prompt_tokens, int hour)
{
    struct price_query then = *q;
    struct price_result why;
    const struct price_row *row;

    then.wall_us += (int64_t)hour * HOUR_S * 1000000;
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

    then.wall_us += (int64_t)week * BILL_HOURS * HOUR_S * 1000000;
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
        then = rate_at(b, q, prompt_tokens, week * BILL_HOURS);
        next = rate_at(b, q, prompt_tokens, (week + 1) * BILL_HOURS);
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

int bill_hours_say(const struct price_book *b, const struct price_query *q,
    int64_t prompt_tokens, struct buf *out)
{
    struct rate now = rate_at(b, q, prompt_tokens, 0), sum = now, other = now;
    int others = 0;

    if (say_change(b, q, prompt_tokens, out))
        return 0;
    for (int h = 1; h < BILL_HOURS; h++) {
        struct rate r = rate_at(b, q, prompt_tokens, h);
        sum.in += r.in;
        sum.out += r.out;
        if (r.in == now.in && r.out == now.out)
            continue;
        other = r;
        others++;
    }
    if (others == 0 || isnan(sum.in + sum.out))
        return 0;
    buf_printf(out,
        "; that is the price of this hour: %d of a week's %d cost input %.4g, "
        "output %.4g, and spread evenly over them it is %.4g and %.4g",
        others, BILL_HOURS, other.in, other.out, sum.in / BILL_HOURS,
        sum.out / BILL_HOURS);
    return others;
}
