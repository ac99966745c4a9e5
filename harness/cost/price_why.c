#include "cost/price_why.h"

#include "cost/price_view.h"
#include "cost/price_write.h"

static const int64_t min_us = 60000000, day_us = INT64_C(86400000000);

/* Starts one more reason; returns what goes before it. */
static struct buf *more(struct buf *out, size_t start)
{
    if (out->len > start)
        buf_puts(out, "; ");
    return out;
}

static void why_not_hours(
    const struct price_row *row, const struct price_query *q, struct buf *out)
{
    struct when hours = row->when;
    struct buf words = { 0 };
    bool guessed = false;

    /* dates are told apart from this */
    hours.from_us = INT64_MIN;
    hours.until_us = INT64_MAX;
    hours.not_on = hours.only_on = NULL;
    if (when_holds(&hours, q->wall_us, &guessed)) {
        if (row->when.not_on)
            buf_printf(out, "not on holidays (%s)", row->when.not_on->name);
        else
            buf_printf(out, "only on holidays (%s)", row->when.only_on->name);
        return;
    }
    price_explain_hours(&row->when, &words);
    buf_printf(
        out, "only%s%s", buf_str(&words), row->when.zone_min ? "" : " UTC");
    buf_clear(&words);
}

static void why_not_time(const struct price_row *row,
    const struct price_query *q, size_t start, struct buf *out)
{
    struct when hours = row->when;
    bool guessed = false;
    char day[24];

    if (q->wall_us < row->when.from_us)
        buf_printf(more(out, start), "holds from %s on",
            price_write_moment(row->when.from_us, day));
    if (q->wall_us >= row->when.until_us)
        buf_printf(more(out, start), "ended with %s",
            price_write_moment(row->when.until_us, day));
    hours.from_us = INT64_MIN;
    hours.until_us = INT64_MAX;
    if (!when_holds(&hours, q->wall_us, &guessed))
        why_not_hours(row, q, more(out, start));
}

void price_why_not(const struct price_row *row, const struct price_query *q,
    int64_t input_tokens, struct buf *out)
{
    size_t start = out->len;

    if (!price_rule_names(row, q->model))
        buf_puts(more(out, start), "of another model");
    if (q->provider && row->provider
        && !price_rule_same(q->provider, row->provider))
        buf_printf(more(out, start), "of %s", row->provider);
    if (row->region && !price_rule_same(q->region, row->region))
        buf_printf(more(out, start), "in region %s", row->region);
    if (row->tier != q->tier)
        buf_printf(more(out, start), "of tier %s", price_tier_name(row->tier));
    why_not_time(row, q, start, out);
    if (input_tokens < row->min_input)
        buf_printf(more(out, start), "from %lld prompt tokens",
            (long long)row->min_input);
    if (input_tokens > row->max_input)
        buf_printf(more(out, start), "up to %lld prompt tokens",
            (long long)row->max_input);
}

int price_why_day(const struct price_book *b, const struct price_query *q,
    int64_t input_tokens, struct price_span out[PRICE_SPANS])
{
    struct price_view v = { 0 };
    const struct price_book *few = price_view(&v, b, q->model);
    struct price_query at = *q;
    int64_t midnight = q->wall_us / day_us * day_us;
    int n = 0;

    for (int min = 0; min < 1440; min++) {
        struct price_result r;
        at.wall_us = midnight + min * min_us;
        const struct price_row *row = price_find(few, &at, input_tokens, &r);
        /* the view holds copies, which own nothing: found by what they share */
        for (size_t i = 0; row && i < b->n; i++)
            if (b->rows[i].models == row->models) {
                row = &b->rows[i];
                break;
            }
        if (n == 0 || (out[n - 1].row != row && n < PRICE_SPANS))
            out[n++] = (struct price_span){ min, min, row };
        out[n - 1].to_min = min + 1;
    }
    price_view_clear(&v);
    return n;
}
