#include "report/billed.h"

#include <math.h>

#include "cost/money.h"

static const double apart = 0.001;

void billed_add(struct billed *b, int64_t reported_pusd, int64_t book_pusd)
{
    if (reported_pusd < 0)
        return;
    b->replies++;
    b->pusd += reported_pusd;
    if (book_pusd < 0)
        return;
    b->known++;
    b->known_pusd += reported_pusd;
    b->book_pusd += book_pusd;
}

void billed_join(struct billed *b, const struct billed *more)
{
    b->replies += more->replies;
    b->pusd += more->pusd;
    b->known += more->known;
    b->known_pusd += more->known_pusd;
    b->book_pusd += more->book_pusd;
}

/* How much more was billed than the book says; NAN when neither is known. */
static double difference(const struct billed *b)
{
    if (b->known == 0)
        return (double)NAN;
    if (b->book_pusd == 0)
        return b->known_pusd == 0 ? 0 : (double)INFINITY;
    return (double)b->known_pusd / (double)b->book_pusd - 1;
}

bool billed_differs(const struct billed *b)
{
    return b->replies > 0
           && (b->known < b->replies || fabs(difference(b)) > apart);
}

void billed_words(const struct billed *b, struct buf *out)
{
    char money[MONEY_SIZE];
    double more = difference(b);

    if (b->replies == 0)
        return;
    buf_printf(out, "billed %s", money_short(money_usd(b->pusd), money));
    if (b->known == 0) {
        buf_puts(out, ", book has no price");
        return;
    }
    if (b->known < b->replies)
        buf_printf(out, "; for %lld of %lld replies %s,", (long long)b->known,
            (long long)b->replies,
            money_short(money_usd(b->known_pusd), money));
    else
        buf_putc(out, ',');
    buf_printf(
        out, " book says %s", money_short(money_usd(b->book_pusd), money));
    if (isfinite(more))
        buf_printf(
            out, fabs(more) < 0.1 ? " (%+.1f %%)" : " (%+.0f %%)", 100 * more);
}

void billed_json(const struct billed *b, struct jsonw *w)
{
    double more = difference(b);

    if (b->replies == 0) {
        jsonw_null(w, "billed");
        return;
    }
    jsonw_begin(w, "billed", '{');
    jsonw_int(w, "replies", b->replies);
    jsonw_num(w, "usd", money_usd(b->pusd));
    jsonw_int(w, "book_replies", b->known);
    jsonw_num(w, "usd_of_these",
        b->known > 0 ? money_usd(b->known_pusd) : (double)NAN);
    jsonw_num(
        w, "book_usd", b->known > 0 ? money_usd(b->book_pusd) : (double)NAN);
    jsonw_num(w, "difference", more);
    jsonw_end(w, '}');
}
