/* What is said of a price that other hours of the week, or later ones of the
 * year, do not have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "report/bill/bill_hours.h"
#include "near.h"

#define ROW(narrowed, in, out)                                                 \
    "{\"model\":\"m\"," narrowed "\"source\":\"x\",\"checked_on\":"            \
    "\"2026-01-01\",\"usd_per_mtok\":{\"input\":\"" in "\",\"output\":\"" out  \
    "\"}}"

/* What is said at a moment of a book of these rows; the caller frees. */
static char *say(const char *rows, const char *moment, double *hours)
{
    struct price_book b = { 0 };
    struct price_query q = { .model = "m" };
    struct buf out = { 0 };
    struct err e = { 0 };
    char text[4096];

    snprintf(text, sizeof text,
        "{\"calendars\":{\"cn\":{\"covers\":[\"2026-01-01\",\"2027-12-31\"],"
        "\"days\":[\"2026-10-01/2026-10-07\"]}},\"rows\":[%s]}",
        rows);
    if (price_book_add(&b, "t.json", text, strlen(text), &e) < 0
        || when_moment(moment, 0, &q.wall_us, &e) < 0)
        fail_msg("%s", e.text);
    *hours = bill_hours_say(&b, &q, 1000, &out);
    price_book_clear(&b);
    return buf_take(&out);
}

static void expect(
    const char *rows, const char *moment, double hours, const char *said)
{
    double got;
    char *text = say(rows, moment, &got);

    SAME(got, hours);
    assert_string_equal(text != NULL ? text : "", said);
    free(text);
}

/* 15 hours at one price, half of one at another; wherever in a quarter of an
 * hour, and in which zone, one looks. */
static void test_week(void **state)
{
    static const char rows[] = ROW("", "2", "8") "," ROW(
        "\"days\":\"mon-fri\",\"hours\":[\"09:00-12:00\"],\"zone\":\"+08:00\",",
        "3", "12") "," ROW("\"days\":\"sat\",\"hours\":[\"10:15-10:45\"],", "1",
        "4");
    static const char said[] =
        "; that is the price of this hour: 15 of a week's 168 cost input 3, "
        "output 12, 0.5 cost input 1, output 4, and spread evenly over them "
        "it is 2.086 and 8.345";

    (void)state;
    expect(rows, "2026-03-02T00:00Z", 15.5, said);
    expect(rows, "2026-03-02T00:07:33Z", 15.5, said);
    expect(rows, "2026-03-04T23:59:59Z", 15.5, said);
    /* within the window, which is 01:00 to 04:00 of UTC */
    expect(rows, "2026-03-02T01:00Z", 153,
        "; that is the price of this hour: 152.5 of a week's 168 cost input 2, "
        "output 8, 0.5 cost input 1, output 4, and spread evenly over them "
        "it is 2.086 and 8.345");
    expect(ROW("", "2", "8"), "2026-03-02T00:00Z", 0, "");
}

/* A window that goes past midnight is of the day on which it began. */
static void test_night(void **state)
{
    static const char rows[] = ROW("", "2", "8") "," ROW(
        "\"days\":\"sun\",\"hours\":[\"22:00-02:00\"],", "4", "16");

    (void)state;
    expect(rows, "2026-03-02T12:00Z", 4,
        "; that is the price of this hour: 4 of a week's 168 cost input 4, "
        "output 16, and spread evenly over them it is 2.048 and 8.19");
    expect(rows, "2026-03-02T01:59Z", 164, /* of Sunday still */
        "; that is the price of this hour: 164 of a week's 168 cost input 2, "
        "output 8, and spread evenly over them it is 2.048 and 8.19");
}

/* What the book knows to come is told with its day; a holiday is no change. */
static void test_year(void **state)
{
    static const char rows[] = ROW("\"valid_until\":\"2026-05-20\",", "2",
        "8") "," ROW("\"valid_from\":\"2026-05-20\",", "5", "20");
    static const char ends[] = ROW("\"valid_until\":\"2026-05-20\",", "2", "8");
    static const char holidays[] =
        ROW("", "2", "8") "," ROW("\"not_on\":\"cn\",", "3", "12");

    (void)state;
    expect(rows, "2026-03-02T00:00Z", 0,
        "; THE BOOK CHANGES IT within the year, on 2026-05-20: then input 5, "
        "output 20; the year here is at the price of now");
    expect(rows, "2026-05-19T00:00Z", 0,
        "; THE BOOK CHANGES IT within the year, on 2026-05-20: then input 5, "
        "output 20; the year here is at the price of now");
    expect(rows, "2026-05-20T00:00Z", 0, "");
    expect(ends, "2026-03-02T00:00Z", 0,
        "; THE BOOK CHANGES IT within the year, on 2026-05-20: it has no price "
        "then; the year here is at the price of now");
    expect(holidays, "2026-03-02T00:00Z", 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_week),
        cmocka_unit_test(test_night),
        cmocka_unit_test(test_year),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
