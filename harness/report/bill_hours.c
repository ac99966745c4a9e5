#include "report/bill_hours.h"

#include <math.h>

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

int bill_hours_say(const struct price_book *b, const struct price_query *q,
    int64_t prompt_tokens, struct buf *out)
{
    struct rate now = rate_at(b, q, prompt_tokens, 0), sum = now, other = now;
    int others = 0;

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
