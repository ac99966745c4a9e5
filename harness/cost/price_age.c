#include "cost/price_age.h"

/* The row of the latest book that was checked last; NULL when none of them
 * says when. What a user lays on top is the book that he goes by. */
static const struct price_row *youngest(const struct price_book *b)
{
    const struct price_row *best = NULL;

    for (size_t i = 0; i < b->n; i++)
        if (b->rows[i].layer == b->rows[b->n - 1].layer && b->rows[i].checked_on
            && (!best
                || when_day(b->rows[i].checked_on)
                       > when_day(best->checked_on)))
            best = &b->rows[i];
    return best;
}

int price_row_age_days(const struct price_row *row, int64_t wall_us)
{
    int32_t day = row->checked_on ? when_day(row->checked_on) : -1;
    int64_t today = wall_us / 86400000000;
    return day < 0 ? -1 : today < day ? 0 : (int)(today - day);
}

int price_book_age_days(const struct price_book *b, int64_t wall_us)
{
    const struct price_row *row = youngest(b);
    return row ? price_row_age_days(row, wall_us) : -1;
}

void price_age_text(
    const struct price_book *b, int64_t wall_us, struct buf *out)
{
    int age = price_book_age_days(b, wall_us);

    if (b->n == 0 || (age >= 0 && age <= PRICE_AGE_OLD_DAYS))
        return;
    if (age < 0)
        buf_printf(out,
            "The price book (%s) does not say when it was checked.\n",
            b->rows[b->n - 1].book);
    else
        buf_printf(out,
            "The price book (%s) is %d days old: prices may have changed. "
            "'retort prices import FILE' reads newer ones, --prices FILE uses "
            "them.\n",
            b->rows[b->n - 1].book, age);
}

void price_age_json(
    const struct price_book *b, int64_t wall_us, struct jsonw *w)
{
    const struct price_row *row = youngest(b);
    int age = price_book_age_days(b, wall_us);

    jsonw_begin(w, "price_book", '{');
    jsonw_str(w, "name", b->n > 0 ? b->rows[b->n - 1].book : NULL);
    jsonw_str(w, "checked_on", row ? row->checked_on : NULL);
    jsonw_count(w, "age_days", age);
    if (age < 0)
        jsonw_null(w, "old");
    else
        jsonw_bool(w, "old", age > PRICE_AGE_OLD_DAYS);
    jsonw_end(w, '}');
}
