/* cost/: money, when, price_book, price, price_feed, and the built-in book. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "cost/money.h"
#include "cost/price.h"
#include "cost/price_age.h"
#include "cost/price_import.h"
#include "cost/price_pattern.h"
#include "cost/price_view.h"

extern const char prices_json[]; // harness/catalog/prices.json

static int64_t at(const char *moment)
{
    int64_t us = 0;
    struct err e = { 0 };
    assert_int_equal(when_moment(moment, 0, &us, &e), 0);
    return us;
}

static void add(struct price_book *b, const char *rows)
{
    char text[4096];
    struct err e = { 0 };
    snprintf(text, sizeof(text),
        "{\"calendars\":{\"cn\":{\"covers\":[\"2026-01-01\",\"2026-12-31\"],"
        "\"days\":[\"2026-10-01/2026-10-07\"]}},\"rows\":[%s]}",
        rows);
    if (price_book_add(b, "t.json", text, strlen(text), &e) < 0)
        fail_msg("%s", e.text);
}

static struct usage tokens(int64_t in, int64_t out)
{
    struct usage u = usage_unknown();
    u.input = in;
    u.output = out;
    return u;
}

static struct price_result ask(const struct price_book *b, const char *model,
    const char *provider, const char *moment, struct usage u)
{
    struct price_query q = {
        .model = model, .provider = provider, .wall_us = at(moment)
    };
    struct price_result r, seen;
    struct price_view v = { 0 };
    bool known = price_request(b, &q, &u, &r);
    /* the rows that name the model say the same as the whole book */
    price_view(&v, b, "another");
    price_request(price_view(&v, b, model), &q, &u, &seen);
    assert_int_equal(seen.cost_pusd, r.cost_pusd);
    assert_string_equal(seen.reason, r.reason);
    assert_string_equal(seen.assumed, r.assumed);
    price_view_clear(&v);
    assert_int_equal(known, r.cost_pusd >= 0);
    assert_int_equal(known, r.reason[0] == '\0');
    return r;
}

/* The price of one prompt token, in picodollars: which row held. */
static int64_t input_at(const struct price_book *b, const char *model,
    const char *provider, const char *moment)
{
    return ask(b, model, provider, moment, tokens(1, 0)).cost_pusd;
}

static void test_money_parse(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t want; // -1: refused
    } cases[] = { { "2.5", 2500000 }, { "0", 0 }, { "0.0", 0 },
        { "0.003625", 3625 }, { "0.0036250", 3625 }, { "0.0036251", -1 },
        { ".5", 500000 }, { "5.", 5000000 }, { ".", -1 }, { "", -1 },
        { "-1", -1 }, { "+1", -1 }, { "1e3", -1 }, { "1,5", -1 }, { " 1", -1 },
        { "$1", -1 }, { "9223372036854", 9223372036854000000 },
        { "9223372036855", -1 }, { "99999999999999999999", -1 } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t got = -1;
        struct err e = { 0 };
        int rc = money_parse(cases[i].text, 6, &got, &e);
        if (rc != (cases[i].want < 0 ? -1 : 0) || got != cases[i].want)
            fail_msg("'%s' gives %lld", cases[i].text, (long long)got);
    }
}

static void test_money_exact(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t want; // at 12 decimals; -1: refused
    } cases[] = { { "3e-07", 300000 }, { "3e-7", 300000 },
        { "2.5E-06", 2500000 }, { "0.00000125", 1250000 }, { "1e-12", 1 },
        { "1e-13", -1 }, { "4.6875e-09", -1 }, { "1.5e1", 15000000000000 },
        { "e-7", -1 }, { "1e", -1 }, { "1e-7x", -1 }, { "1e99", -1 },
        { "-1e-7", -1 }, { "nan", -1 }, { "0e0", 0 } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t got = -1;
        struct err e = { 0 };
        int rc = money_parse_any(cases[i].text, 12, &got, &e);
        if (rc != (cases[i].want < 0 ? -1 : 0) || got != cases[i].want)
            fail_msg("'%s' gives %lld", cases[i].text, (long long)got);
    }
    /* every price with up to six figures survives as a double */
    struct err e = { 0 };
    int64_t got = -1;
    for (int64_t n = 1; n < 2000000; n += 997) {
        assert_int_equal(money_of_number((double)n / 1e6, 6, &got, &e), 0);
        assert_int_equal(got, n);
        assert_int_equal(money_of_number((double)n / 1e12, 12, &got, &e), 0);
        assert_int_equal(got, n);
    }
    assert_int_equal(money_of_number(0.08333333333333334, 6, &got, &e), -1);
    assert_int_equal(money_of_number(-1, 6, &got, &e), -1);
    assert_int_equal(money_of_number(NAN, 6, &got, &e), -1);
    assert_int_equal(money_of_number(INFINITY, 6, &got, &e), -1);
}

static void test_money_text(void **state)
{
    (void)state;
    char s[MONEY_SIZE];
    assert_string_equal(money_exact(4200000000, s), "0.0042");
    assert_string_equal(money_exact(0, s), "0");
    assert_string_equal(money_exact(1, s), "0.000000000001");
    assert_string_equal(money_exact(-2500000000000, s), "-2.5");
    assert_string_equal(money_exact(INT64_MIN, s), "-9223372.036854775808");
    assert_string_equal(money_exact(INT64_MAX, s), "9223372.036854775807");
    assert_string_equal(
        money_wide((__int128)INT64_MAX * 1000, s), "9223372036.854775807");

    static const struct {
        double usd;
        const char *want;
    } cases[] = { { 0, "$0" }, { 0.0042, "$0.0042" }, { 0.5, "$0.50" },
        { 1, "$1.00" }, { 12.3, "$12.30" }, { 365, "$365.00" },
        { 999.994, "$999.99" }, { 999.9951, "$1K" }, { 1200, "$1.2K" },
        { 9033.75, "$9.03K" }, { 43800, "$43.8K" }, { 365000, "$365K" },
        { 999999, "$1M" }, { 4.5e6, "$4.5M" }, { -1200, "-$1.2K" },
        { 0.00000123456, "$0.00000123" }, { 2e9, "$2B" }, { 3e12, "$3T" },
        { NAN, "unknown" }, { INFINITY, "endless" } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(money_short(cases[i].usd, s), cases[i].want);
    assert_true(isnan(money_usd(-1)));
    assert_string_equal(money_rate(0.1, s), "$0.10");
    assert_string_equal(money_rate(0.108, s), "$0.108");
    assert_string_equal(money_rate(2.95, s), "$2.95");
    assert_string_equal(money_rate(0.00004955, s), "$0.0000495");
    assert_string_equal(money_rate(0, s), "$0");
    assert_string_equal(money_rate((double)NAN, s), "unknown");
}

static void test_pattern(void **state)
{
    (void)state;
    assert_true(price_pattern_fits("GPT-4o", "gpt-4o"));
    assert_false(price_pattern_fits("gpt-4o", "gpt-4o-mini"));
    assert_true(price_pattern_fits("gpt-4o*", "gpt-4o-mini"));
    assert_true(price_pattern_fits("*sonnet*6", "claude-sonnet-4-6"));
    assert_true(price_pattern_fits("a-####-##", "a-2026-08"));
    assert_false(price_pattern_fits("a-####-##", "a-202x-08"));
    assert_true(price_pattern_fits("a?c", "abc"));
    assert_false(price_pattern_fits("a?c", "ac"));
    assert_true(price_pattern_fits("*", ""));
    assert_true(price_pattern_fits("**", "x"));
    assert_false(price_pattern_fits("", "x"));
}

static void test_when(void **state)
{
    (void)state;
    assert_int_equal(when_day("1970-01-01"), 0);
    assert_int_equal(when_day("2000-02-29"), 11016);
    assert_int_equal(when_day("1900-02-29"), -1);
    assert_int_equal(when_day("2026-02-29"), -1);
    assert_int_equal(when_day("2026-13-01"), -1);
    assert_int_equal(when_day("2026-1-01"), -1);
    assert_int_equal(when_day("2026-01-01x"), -1);
    assert_int_equal(at("2026-08-16T16:00Z"), at("2026-08-17T00:00+08:00"));
    assert_int_equal(
        at("2026-08-16T16:00:01Z") - at("2026-08-16T16:00Z"), 1000000);

    struct when w = when_always();
    struct err e = { 0 };
    bool guessed = false;
    assert_int_equal(when_minutes(&w), 10080);
    w.days = 0; // Friday night, ending on Saturday morning
    assert_int_equal(when_days("fri", &w.days, &e), 0);
    assert_int_equal(when_hours("22:00-06:00", &w, &e), 0);
    assert_int_equal(when_minutes(&w), 480);
    assert_false(when_holds(&w, at("2026-11-20T21:59:59Z"), &guessed));
    assert_true(when_holds(&w, at("2026-11-20T22:00Z"), &guessed));
    assert_true(when_holds(&w, at("2026-11-21T05:59:59Z"), &guessed));
    assert_false(when_holds(&w, at("2026-11-21T06:00Z"), &guessed));
    assert_false(when_holds(&w, at("2026-11-20T05:00Z"), &guessed));
    w.days = 0;
    assert_int_equal(when_days("sat-mon,Wednesday", &w.days, &e), -1);
    w.days = 0;
    assert_int_equal(when_days("sat-mon,wed", &w.days, &e), 0);
    assert_int_equal(w.days, 0x65);
    assert_int_equal(when_hours("25:00-26:00", &w, &e), -1);
    assert_int_equal(when_hours("09:00", &w, &e), -1);
    int zone;
    assert_int_equal(when_zone("-03:30", &zone, &e), 0);
    assert_int_equal(zone, -210);
    assert_int_equal(when_zone("CET", &zone, &e), -1);
}

static void test_order(void **state)
{
    (void)state;
    struct price_book b = { 0 };
    const char *day = "2026-11-21"; // a Saturday
#define ROW(rest, price) "{" rest ",\"usd_per_mtok\":{\"input\":\"" price "\"}}"
    add(&b, ROW("\"model\":\"m*\"", "0.000001") "," /* */
        ROW("\"model\":\"mod*\"", "0.000002") "," ROW("\"model\":\"model\"",
            "0.000003") "," ROW("\"model\":\"model\",\"valid_from\":\"2026-01-"
                                "01\"",
            "0.000004") "," ROW("\"model\":\"model\",\"valid_from\":\"2026-01-"
                                "01\","
                                "\"valid_until\":\"2026-12-01\"",
            "0.000005") "," ROW("\"model\":\"model\",\"valid_from\":\"2026-01-"
                                "01\","
                                "\"valid_until\":\"2026-12-01\",\"hours\":\"08:"
                                "00-16:00\"",
            "0.000006") "," ROW("\"model\":\"model\",\"valid_from\":\"2026-01-"
                                "01\","
                                "\"valid_until\":\"2026-12-01\",\"hours\":\"08:"
                                "00-16:00\","
                                "\"min_input_tokens\":1",
            "0.000007") "," ROW("\"model\":\"model\",\"min_input_tokens\":1",
            "0.000008"));
    assert_int_equal(input_at(&b, "m", NULL, day), 1);
    assert_int_equal(input_at(&b, "mode", NULL, day), 2);
    assert_int_equal(input_at(&b, "model", NULL, "2025-01-01"), 8);
    assert_int_equal(input_at(&b, "model", NULL, "2026-12-01"), 4);
    assert_int_equal(input_at(&b, "model", NULL, day), 5);
    assert_int_equal(input_at(&b, "MODEL", NULL, "2026-11-21T08:00Z"), 7);
    assert_int_equal(input_at(&b, "model", "anyone", "2026-11-21"), 5);

    add(&b, ROW("\"model\":\"m*\"", "0.000009")); // the user's own book
    assert_int_equal(input_at(&b, "model", NULL, day), 9);
    price_book_clear(&b);
}

/* What nothing tells apart is refused, what cannot meet is not. */
static void test_ties(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b; // on top of model m and a price
        bool tie;
    } cases[] = {
        { "", "", true },
        { "\"provider\":\"p\"", "\"provider\":\"P\"", true },
        { "\"provider\":\"p\"", "\"provider\":\"q\"", false },
        { "\"provider\":\"p\"", "", false },
        { "\"tier\":\"batch\"", "", false },
        { "\"region\":\"eu\"", "\"region\":\"us\"", false },
        { "\"hours\":\"08:00-10:00\"", "\"hours\":\"09:00-11:00\"", true },
        { "\"hours\":\"08:00-10:00\"", "\"hours\":\"10:00-12:00\"", false },
        { "\"hours\":\"08:00-10:00\"", "\"hours\":\"09:00-12:00\"", false },
        { "\"hours\":\"23:00-01:00\"", "\"hours\":\"00:30-02:30\"", true },
        { "\"days\":\"sun\",\"hours\":\"23:00-01:00\"",
            "\"days\":\"mon\",\"hours\":\"00:30-02:30\"", true },
        { "\"days\":\"sun\",\"hours\":\"23:00-01:00\"",
            "\"days\":\"sun\",\"hours\":\"00:30-02:30\"", false },
        { "\"hours\":\"08:00-10:00\"",
            "\"zone\":\"+08:00\",\"hours\":\"17:00-19:00\"", true },
        { "\"hours\":\"08:00-10:00\"",
            "\"zone\":\"+08:00\",\"hours\":\"18:00-20:00\"", false },
        { "\"not_on\":\"cn\"", "\"only_on\":\"cn\"", false },
        { "\"valid_from\":\"2026-01-01\"", "\"valid_from\":\"2026-01-01\"",
            true },
        { "\"min_input_tokens\":5", "\"min_input_tokens\":6", false },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[1000];
        struct price_book b = { 0 };
        struct err e = { 0 };
        snprintf(text, sizeof text,
            "{\"calendars\":{\"cn\":{\"covers\":[\"2026-01-01\","
            "\"2026-12-31\"],\"days\":[]}},\"rows\":["
            "{\"model\":\"m\",\"usd_per_mtok\":{\"input\":1}%s%s},"
            "{\"model\":[\"n\",\"M\"],\"usd_per_mtok\":{\"input\":2}%s%s}]}",
            *cases[i].a ? "," : "", cases[i].a, *cases[i].b ? "," : "",
            cases[i].b);
        if ((price_book_add(&b, "t", text, strlen(text), &e) < 0)
            != cases[i].tie)
            fail_msg("case %zu: %s", i, e.text);
        price_book_clear(&b);
    }

    /* two patterns that meet in a name: seen when the name comes */
    struct price_book b = { 0 };
    add(&b, "{\"model\":\"a*\",\"usd_per_mtok\":{\"input\":1}},"
            "{\"model\":\"*b\",\"usd_per_mtok\":{\"input\":2}}");
    assert_int_equal(input_at(&b, "ax", NULL, "2026-01-01"), 1000000);
    struct price_result r = ask(&b, "ab", NULL, "2026-01-01", tokens(1, 0));
    assert_int_equal(r.cost_pusd, -1);
    assert_non_null(strstr(r.reason, "rows 1 (a*) and 2 (*b) of t.json both"));
    price_book_clear(&b);
}

static void test_threshold(void **state)
{
    (void)state;
    struct price_book b = { 0 };
    add(&b,
        "{\"model\":\"m\",\"usd_per_mtok\":{\"input\":\"1\",\"output\":\"2\","
        "\"cached\":\"0.1\"}},{\"model\":\"m\",\"min_input_tokens\":1001,"
        "\"usd_per_mtok\":{\"input\":\"10\",\"output\":\"20\","
        "\"cached\":\"1\"}}");
    struct usage u = tokens(900, 10);
    u.cached = 100;
    assert_int_equal(ask(&b, "m", NULL, "2026-01-01", u).cost_pusd, 930000000);
    u.cached = 101; // one more, and every token costs more
    struct price_result r = ask(&b, "m", NULL, "2026-01-01", u);
    assert_int_equal(r.cost_pusd, 9301000000);
    assert_int_equal(r.class_pusd[USAGE_CACHED], 101000000);
    assert_int_equal(r.class_pusd[USAGE_REASONING], -1);
    assert_int_equal(r.row->number, 2);
    price_book_clear(&b);
}

static void unknown(const struct price_book *b, const char *model,
    const char *provider, const char *moment, struct usage u, const char *word)
{
    struct price_result r = ask(b, model, provider, moment, u);
    assert_int_equal(r.cost_pusd, -1);
    if (!strstr(r.reason, word))
        fail_msg("'%s' does not say '%s'", r.reason, word);
}

static void test_unknown(void **state)
{
    (void)state;
    struct price_book b = { 0 };
    const char *day = "2026-01-01";
    add(&b, "{\"model\":\"m\",\"usd_per_mtok\":{\"input\":\"1\",\"output\":0,"
            "\"cached\":null}},"
            "{\"model\":\"two\",\"provider\":\"a\",\"usd_per_mtok\":"
            "{\"input\":1}},{\"model\":\"two\",\"provider\":\"b\","
            "\"usd_per_mtok\":{\"input\":2}},"
            "{\"model\":\"same\",\"provider\":\"a\",\"usd_per_mtok\":"
            "{\"input\":1}},{\"model\":\"same\",\"provider\":\"b\","
            "\"usd_per_mtok\":{\"input\":1}},"
            "{\"model\":\"none\",\"usd_per_mtok\":{}},"
            "{\"model\":\"old\",\"valid_until\":\"2025-01-01\","
            "\"usd_per_mtok\":{\"input\":1}},"
            "{\"model\":\"small\",\"max_input_tokens\":10,"
            "\"usd_per_mtok\":{\"input\":1}}");
    struct usage u = tokens(10, 10);
    assert_int_equal(ask(&b, "m", NULL, day, u).cost_pusd, 10000000);
    u.cached = 0; // no such tokens: nothing to know
    assert_int_equal(ask(&b, "m", NULL, day, u).cost_pusd, 10000000);
    u.cached = 1;
    unknown(&b, "m", NULL, day, u, "no price for cached tokens");
    unknown(&b, "x", NULL, day, tokens(1, 0), "no price for x");
    unknown(&b, "two", NULL, day, tokens(1, 0), "name the provider");
    assert_int_equal(ask(&b, "two", "B", day, tokens(1, 0)).cost_pusd, 2000000);
    unknown(&b, "two", "c", day, tokens(1, 0), "at c");
    assert_int_equal(
        ask(&b, "same", NULL, day, tokens(1, 0)).cost_pusd, 1000000);
    unknown(&b, "none", NULL, day, tokens(1, 1), "input");
    unknown(&b, "old", NULL, day, tokens(1, 0), "2026-01-01");
    unknown(&b, "small", NULL, day, tokens(11, 0), "11 prompt tokens");
    unknown(&b, "m", NULL, day, usage_unknown(), "no token counts");
    u = tokens(1, 1);
    u.flags = USAGE_FLAG_EXTRA;
    unknown(&b, "m", NULL, day, u, "more than text");
    unknown(&b, "m", NULL, day, tokens(INT64_MAX / 2, 0), "input");

    struct price_query q = { .model = "m", .tier = PRICE_BATCH };
    struct price_result r;
    u = tokens(1, 1);
    assert_false(price_request(&b, &q, &u, &r));
    assert_string_equal(r.reason, "no batch price for m");
    price_book_clear(&b);
}

static void test_reasoning_and_fee(void **state)
{
    (void)state;
    struct price_book b = { 0 };
    add(&b, "{\"model\":\"m\",\"usd_per_request\":\"0.005\",\"usd_per_mtok\":"
            "{\"input\":\"1\",\"output\":\"2\"}},"
            "{\"model\":\"n\",\"usd_per_mtok\":"
            "{\"input\":\"1\",\"output\":\"2\",\"reasoning\":\"3\"}}");
    struct usage u = tokens(1, 1);
    u.reasoning = 10;
    assert_int_equal(
        ask(&b, "m", NULL, "2026-01-01", u).cost_pusd, 5000000000 + 23000000);
    assert_int_equal(ask(&b, "n", NULL, "2026-01-01", u).cost_pusd, 33000000);
    price_book_clear(&b);
}

/* Each class at its own price; one without a price makes the sum unknown, and
 * what is priced is told all the same. */
static void test_classes(void **state)
{
    (void)state;
    struct price_book b = { 0 };
    add(&b, "{\"model\":\"m\",\"usd_per_mtok\":{\"input\":\"1\","
            "\"output\":\"2\",\"audio\":\"10\",\"cached_audio\":\"5\","
            "\"output_image\":\"30\"},\"usd_per_use\":{"
            "\"searches\":\"0.01\"}}");
    struct usage u = tokens(100, 10);
    u.audio = 7, u.cached_audio = 3, u.output_image = 2, u.searches = 2;
    struct price_result r = ask(&b, "m", NULL, "2026-01-01", u);
    assert_int_equal(r.class_pusd[USAGE_AUDIO], 70000000);
    assert_int_equal(r.class_pusd[USAGE_SEARCHES], INT64_C(20000000000));
    assert_int_equal(r.cost_pusd, INT64_C(20000000000) + 100000000 + 20000000
                                      + 70000000 + 15000000 + 60000000);
    u.image = 0; // told, and none
    r = ask(&b, "m", NULL, "2026-01-01", u);
    assert_true(r.cost_pusd > 0);
    u.image = 5;
    r = ask(&b, "m", NULL, "2026-01-01", u);
    assert_int_equal(r.cost_pusd, -1);
    assert_string_equal(
        r.reason, "no price for image tokens of m (row 1 of t.json)");
    assert_int_equal(r.class_pusd[USAGE_IMAGE], -1);
    assert_int_equal(r.class_pusd[USAGE_SEARCHES], INT64_C(20000000000));
    u.image = 0, u.tool_runs = 1;
    r = ask(&b, "m", NULL, "2026-01-01", u);
    assert_string_equal(
        r.reason, "no price for tool_runs of m (row 1 of t.json)");
    struct buf out = { 0 };
    price_explain(r.row, at("2026-01-01"), &out);
    assert_non_null(strstr(buf_str(&out),
        "audio 10, cached_audio 5, output_image 30 USD per million, searches "
        "0.01 USD each;"));
    buf_clear(&out);
    price_book_clear(&b);
}

/* What a reply told of its tier and region; what no row names is unknown. */
static void test_served(void **state)
{
    (void)state;
    static const struct {
        const char *tier, *region;
        int64_t want;
        const char *reason;
    } cases[] = {
        { NULL, NULL, 1000000, "" },
        { "flex", NULL, 500000, "" },
        { "fast", NULL, -1, "no fast price for m" },
        { "scale", NULL, -1, "no scale price for m" },
        { "untold", NULL, -1,
            "the reply of m does not say whether it was served at the tier "
            "that was asked for" },
        { NULL, "us", 1100000, "" },
        { NULL, "eu", -1, "no price for m at any provider in eu" },
        { "flex", "us", -1, "no flex price for m" },
    };
    struct price_book b = { 0 };
    add(&b, "{\"model\":\"m\",\"usd_per_mtok\":{\"input\":\"1\"}},"
            "{\"model\":\"m\",\"tier\":\"flex\",\"usd_per_mtok\":"
            "{\"input\":\"0.5\"}},"
            "{\"model\":\"m\",\"region\":\"us\",\"usd_per_mtok\":"
            "{\"input\":\"1.1\"}}");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct price_query q = { .model = "m", .wall_us = at("2026-01-01") };
        struct price_result r;
        struct usage u = tokens(1, 0);
        price_query_served(&q, cases[i].tier, cases[i].region);
        price_request(&b, &q, &u, &r);
        if (r.cost_pusd != cases[i].want
            || strcmp(r.reason, cases[i].reason) != 0)
            fail_msg("case %zu: %lld, %s", i, (long long)r.cost_pusd, r.reason);
    }
    price_book_clear(&b);
}

static void test_bad_books(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "{", "b.json: " },
        { "{}", "b.json: rows: [...] is missing" },
        { "{\"rows\":[5]}", "b.json:1: row 1 (?): is no {field: value}" },
        { "{\"rows\":[{\"model\":\"m\"}]}", "usd_per_mtok is missing" },
        { "{\"rows\":[{\"usd_per_mtok\":{}}]}", "model is missing" },
        { "{\"rows\":[{\"model\":\"m\",\"usd_per_mtok\":{\"input\":"
          "\"cheap\"}}]}",
            "b.json:1: row 1 (m): usd_per_mtok: input: 'cheap' is no price" },
        { "{\"rows\":[{\"model\":\"m\",\"usd_per_mtok\":{\"inptu\":1}}]}",
            "there is no class 'inptu'" },
        { "{\"rows\":[{\"model\":\"m\",\"usd_per_mtok\":{\"searches\":1}}]}",
            "searches belongs into usd_per_use: it is paid each" },
        { "{\"rows\":[{\"model\":\"m\",\"usd_per_mtok\":{},"
          "\"usd_per_use\":{\"audio\":1}}]}",
            "usd_per_use: audio belongs into usd_per_mtok: it is tokens" },
        { "{\"rows\":[{\"model\":\"m\",\"usd_per_mtok\":{},"
          "\"usd_per_use\":{\"serches\":1}}]}",
            "there is no class 'serches' (did you mean 'searches'?)" },
        { "{\"rows\":[{\"model\":\"m\",\"usd_per_mtok\":{\"input\":-1}}]}",
            "is no price" },
        { "{\"rows\":[{\"model\":\"m\",\"usd_per_mtok\":{\"input\":"
          "0.0000001}}]}",
            "'1e-07' has more than 6 decimals" },
        { "{\"rows\":[{\"model\":\"m\",\"vaild_from\":\"x\","
          "\"usd_per_mtok\":{}}]}",
            "there is no field 'vaild_from'" },
        { "{\"rows\":[{\"model\":\"m\",\"valid_from\":\"soon\","
          "\"usd_per_mtok\":{}}]}",
            "valid_from: 'soon' is no date" },
        { "{\"rows\":[{\"model\":\"m\",\"tier\":\"cheap\","
          "\"usd_per_mtok\":{}}]}",
            "tier: 'cheap' is not standard, batch, flex, priority or fast" },
        { "{\"rows\":[{\"model\":\"m\",\"not_on\":\"mars\","
          "\"usd_per_mtok\":{}}]}",
            "there is no calendar 'mars'" },
        { "{\"rows\":[{\"model\":\"m\",\"valid_from\":\"2026-01-02\","
          "\"valid_until\":\"2026-01-01\",\"usd_per_mtok\":{}}]}",
            "valid_until is not after" },
        { "{\"rows\":[{\"model\":\"m\",\"usd_per_mtok\":{}},"
          "{\"model\":\"M\",\"usd_per_mtok\":{\"input\":1}}]}",
            "row 2 (M): can hold for the same request as row 1, and nothing" },
        { "{\"calendars\":{\"c\":{\"covers\":[\"2026-01-01\","
          "\"2026-01-31\"],\"days\":[\"2026-02-01\"]}},\"rows\":[]}",
            "calendar 'c': '2026-02-01' is no date or span" },
        { "{\"calendars\":{\"c\":{}},\"rows\":[]}", "covers: " },
    };
    struct price_book b = { 0 };
    add(&b, "{\"model\":\"kept\",\"usd_per_mtok\":{\"input\":1}}");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err e = { 0 };
        assert_int_equal(price_book_add(&b, "b.json", cases[i].text,
                             strlen(cases[i].text), &e),
            -1);
        if (!strstr(e.text, cases[i].want))
            fail_msg("'%s' does not say '%s'", e.text, cases[i].want);
        assert_int_equal(b.n, 1); // as it was
        assert_int_equal(b.layers, 1);
        assert_int_equal(b.n_calendars, 1);
    }
    price_book_clear(&b);
}

static void builtin(struct price_book *b)
{
    struct err e = { 0 };
    if (price_book_add(b, "prices.json", prices_json, strlen(prices_json), &e)
        < 0)
        fail_msg("%s", e.text);
}

/* Peak hours, weekends, holidays, and the days the rules changed. */
static void test_deepseek(void **state)
{
    (void)state;
    struct price_book b = { 0 };
    builtin(&b);
    static const struct {
        const char *moment;
        int64_t want;
    } cases[] = {
        { "2026-08-16T15:59:59Z", 435000 }, // before there were two
        { "2026-08-16T16:00Z", 660000 },
        { "2026-08-17T01:00Z", 1320000 },    // Monday, peak
        { "2026-08-22T01:00Z", 1320000 },    // Saturday, of the first week
        { "2026-08-23T01:00Z", 660000 },     // Sunday
        { "2026-09-24T03:59:59Z", 1320000 }, // Thursday
        { "2026-09-24T04:00Z", 660000 },     // exclusive
        { "2026-09-24T06:00Z", 1320000 },
        { "2026-09-24T10:00Z", 660000 },
        { "2026-09-25T02:00Z", 660000 }, // Friday, Mid-Autumn
        { "2026-10-01T02:00Z", 660000 }, // Thursday, National Day
        { "2026-10-08T02:00Z", 1320000 },
        { "2026-11-21T02:00Z", 660000 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t got =
            input_at(&b, "deepseek-v4-pro", "deepseek", cases[i].moment);
        if (got != cases[i].want)
            fail_msg("%s: %lld", cases[i].moment, (long long)got);
    }
    /* the calendar ends with 2026: New Year 2027 is a guess, and said */
    struct price_result r = ask(
        &b, "deepseek-v4-pro", "deepseek", "2027-01-01T02:00Z", tokens(1, 0));
    assert_int_equal(r.cost_pusd, 1320000);
    assert_non_null(strstr(r.assumed, "china"));
    r = ask(
        &b, "deepseek-v4-pro", "deepseek", "2026-11-20T02:00Z", tokens(1, 0));
    assert_string_equal(r.assumed, "cached tokens were not told: "
                                   "all prompt tokens at full price");
    price_book_clear(&b);
}

static void test_builtin(void **state)
{
    (void)state;
    struct price_book b = { 0 };
    const char *now = "2026-11-21";
    builtin(&b);
    for (size_t i = 0; i < b.n; i++) { // no figure without source and date
        assert_non_null(b.rows[i].source);
        assert_non_null(b.rows[i].checked_on);
        assert_non_null(b.rows[i].confidence);
    }
    assert_int_equal(input_at(&b, "gpt-4o", NULL, now), 2500000);
    assert_int_equal(input_at(&b, "o3", NULL, "2025-06-09"), 10000000);
    assert_int_equal(input_at(&b, "o3", NULL, "2025-06-10"), 2000000);
    assert_int_equal(input_at(&b, "gpt-5.6-luna", NULL, "2026-07-29"), 1000000);
    assert_int_equal(
        input_at(&b, "gpt-5.6-luna-2026-07-09", NULL, now), 200000);
    assert_int_equal(input_at(&b, "gpt-5.6-sol", NULL, now), 4000000);
    unknown(&b, "gpt-5.6-sol", NULL, "2026-09-01", tokens(1, 0),
        "holds on 2026-09-01"); // between two sightings
    assert_int_equal(
        input_at(&b, "claude-sonnet-4-5-20250929", NULL, now), 3000000);
    struct price_result r =
        ask(&b, "claude-sonnet-4-5-20250929", NULL, now, tokens(200001, 1));
    assert_int_equal(r.cost_pusd, 200001 * INT64_C(6000000) + 22500000);
    r = ask(&b, "claude-opus-4-6", NULL, "2026-03-12", tokens(200001, 0));
    assert_int_equal(r.cost_pusd, 200001 * INT64_C(10000000));
    r = ask(&b, "claude-opus-4-6", NULL, "2026-03-13", tokens(200001, 0));
    assert_int_equal(r.cost_pusd, 200001 * INT64_C(5000000));
    assert_int_equal(input_at(&b, "gemini-3.6-flash", NULL, now), 750000);
    assert_int_equal(
        input_at(&b, "gemini-3.6-flash", NULL, "2027-01-01"), 1500000);
    unknown(&b, "qwen3-72b", NULL, now, tokens(1, 1), "qwen3-72b");
    unknown(&b, "llama-3.3-70b-instruct", NULL, now, tokens(1, 1),
        "name the provider");
    unknown(&b, "glm-5", "zhipu", now, tokens(32000, 1), "32000");

    struct price_query q = {
        .model = "claude-opus-4-6", .tier = PRICE_BATCH, .wall_us = at(now)
    };
    struct usage u = tokens(1000, 1000);
    u.cached = 1000;
    assert_true(price_request(&b, &q, &u, &r));
    assert_int_equal(
        r.cost_pusd, INT64_C(1000) * (2500000 + 12500000 + 250000));
    /* what a batch cost above a threshold that only standard names: unknown */
    q.wall_us = at("2026-03-12");
    assert_null(price_find(&b, &q, 200001, &r));
    assert_non_null(price_find(&b, &q, 200000, &r));
    q.wall_us = at("2026-03-13");
    assert_non_null(price_find(&b, &q, 200001, &r));
    assert_int_equal(price_book_age_days(&b, at("2026-12-01")), 10);
    assert_int_equal(price_row_age_days(r.row, at("2026-11-21")), 115);

    struct buf out = { 0 };
    price_explain(r.row, at(now), &out);
    assert_non_null(strstr(buf_str(&out),
        "anthropic, batch, from 2026-03-13T00:00:00Z: input 2.5, "));
    assert_non_null(strstr(buf_str(&out), "checked 2026-07-29, 115 days"));
    buf_clear(&out);
    price_book_clear(&b);
}

static void test_feed(void **state)
{
    (void)state;
    static const char text[] =
        "[{\"id\":\"p\",\"models\":[{\"match\":{\"or\":[{\"equals\":\"m\"},"
        "{\"regex\":\"^m\\\\.1-\\\\d{4}-\\\\d$\"}]},\"prices\":"
        "{\"input_mtok\":{\"base\":1,\"tiers\":[{\"start\":10,\"price\":2}"
        "]},\"output_mtok\":3,\"requests_kcount\":5}},"
        "{\"match\":{\"contains\":\"clock\"},\"prices\":[{\"prices\":"
        "{\"input_mtok\":1}},{\"constraint\":{\"start_time\":\"00:30:00Z\","
        "\"end_time\":\"16:30:00Z\"},\"prices\":{\"input_mtok\":2}}]},"
        "{\"match\":{\"regex\":\"a|b\"},\"prices\":{}}]}]";
    static const char bad[] = "[{\"id\":\"p\",\"models\":[{}]}]";
    struct price_book b = { 0 };
    struct err e = { 0 };
    struct price_import report;
    assert_int_equal(
        price_import(&b, "feed", "2026-08-21", text, strlen(text), &report, &e),
        0);
    assert_int_equal(report.left[PRICE_LEFT_MATCH].n, 1);
    assert_int_equal(report.models, 3);
    struct price_result r = ask(&b, "m", "p", "2026-01-01", tokens(10, 1));
    assert_int_equal(r.cost_pusd, 10000000 + 3000000 + 5000000000);
    r = ask(&b, "M.1-2026-7", "p", "2026-01-01", tokens(11, 1));
    assert_int_equal(r.cost_pusd, 22000000 + 3000000 + 5000000000);
    assert_int_equal(input_at(&b, "a-clock-b", "p", "2026-01-01"), 1000000);
    assert_int_equal(
        input_at(&b, "a-clock-b", "p", "2026-01-01T00:30Z"), 2000000);

    assert_int_equal(
        price_import(&b, "feed", "2026-08-21", bad, strlen(bad), &report, &e),
        -1);
    assert_non_null(strstr(e.text, "feed: p: ?: match or prices"));
    assert_int_equal(b.layers, 1);
    price_book_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_money_parse),
        cmocka_unit_test(test_money_exact),
        cmocka_unit_test(test_money_text),
        cmocka_unit_test(test_pattern),
        cmocka_unit_test(test_when),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_threshold),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_reasoning_and_fee),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_served),
        cmocka_unit_test(test_bad_books),
        cmocka_unit_test(test_deepseek),
        cmocka_unit_test(test_builtin),
        cmocka_unit_test(test_feed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
