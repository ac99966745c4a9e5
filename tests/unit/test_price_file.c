/* cost/: price_import (LiteLLM), price_write, price_diff, price_why, age. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cost/price.h"
#include "cost/price_age.h"
#include "cost/price_diff.h"
#include "cost/price_import.h"
#include "cost/price_why.h"
#include "cost/price_write.h"

extern const char prices_json[]; // harness/catalog/prices.json

static int64_t at(const char *moment)
{
    int64_t us = 0;
    struct err e = { 0 };
    assert_int_equal(when_moment(moment, 0, &us, &e), 0);
    return us;
}

static void add(struct price_book *b, const char *name, const char *text)
{
    struct err e = { 0 };
    if (price_book_add(b, name, text, strlen(text), &e) < 0)
        fail_msg("%s", e.text);
}

/* Prices of a class for a request, -1 when no row holds or it is unknown. */
static int64_t pusd(const struct price_book *b, const char *model,
    enum price_tier tier, int64_t tokens, enum usage_class c)
{
    struct price_query q = {
        .model = model, .tier = tier, .wall_us = at("2026-01-01")
    };
    struct price_result r;
    const struct price_row *row = price_find(b, &q, tokens, &r);
    return row ? row->pusd[c] : -1;
}

static const char map[] =
    "{\"sample_spec\":{\"input_cost_per_token\":\"text\"},"
    "\"openai/m\":{\"litellm_provider\":\"openai\","
    "\"input_cost_per_token\":2.5e-06,\"output_cost_per_token\":\"1e-5\","
    "\"cache_read_input_token_cost\":1.25e-06,"
    "\"cache_creation_input_token_cost_above_1hr\":5e-06,"
    "\"input_cost_per_token_above_200k_tokens\":5e-06,"
    "\"input_cost_per_token_batches\":1.25e-06,"
    "\"output_cost_per_token_batches\":5e-06,"
    "\"input_cost_per_token_flex\":1e-06,"
    "\"source\":\"https://x\",\"input_cost_per_request\":0.005},"
    "\"grok\":{\"litellm_provider\":\"xai\",\"input_cost_per_token\":1e-06,"
    "\"output_cost_per_token\":1e-06,"
    "\"input_cost_per_token_above_128k_tokens\":2e-06,"
    "\"output_cost_per_token_above_128k_tokens\":0},"
    "\"fine\":{\"litellm_provider\":\"p\",\"input_cost_per_token\":1e-06,"
    "\"output_cost_per_token\":4.6875e-09},"
    "\"free\":{\"litellm_provider\":\"p\",\"input_cost_per_token\":0,"
    "\"output_cost_per_token\":0.0},"
    "\"picture\":{\"output_cost_per_image\":0.04},"
    "\"night\":{\"input_cost_per_token\":1e-06,\"pricing_periods\":[]},"
    "\"steps\":{\"input_cost_per_token\":1e-06,\"tiered_pricing\":[]}}";

static void import(struct price_book *b, struct price_import *report)
{
    struct err e = { 0 };
    if (price_import(b, "map", "2026-01-01", map, strlen(map), report, &e) < 0)
        fail_msg("%s", e.text);
}

static void test_litellm(void **state)
{
    (void)state;
    static const struct {
        const char *model;
        enum price_tier tier;
        int64_t tokens;
        enum usage_class class;
        int64_t want;
    } cases[] = {
        { "m", PRICE_STANDARD, 200000, USAGE_INPUT, 2500000 },
        { "openai/m", PRICE_STANDARD, 200000, USAGE_OUTPUT, 10000000 },
        { "m", PRICE_STANDARD, 1, USAGE_CACHED, 1250000 },
        { "m", PRICE_STANDARD, 1, USAGE_CACHE_WRITE, -1 },
        { "m", PRICE_STANDARD, 1, USAGE_CACHE_WRITE_1H, 5000000 },
        { "m", PRICE_STANDARD, 200001, USAGE_INPUT, 5000000 },
        { "m", PRICE_STANDARD, 200001, USAGE_OUTPUT, 10000000 },
        { "m", PRICE_BATCH, 1, USAGE_INPUT, 1250000 },
        { "m", PRICE_BATCH, 1, USAGE_CACHED, -1 },
        { "m", PRICE_BATCH, 200001, USAGE_INPUT, -1 }, // says nothing of it
        { "m", PRICE_FLEX, 1, USAGE_INPUT, 1000000 },
        { "m", PRICE_FLEX, 1, USAGE_OUTPUT, 10000000 },
        { "m", PRICE_FLEX, 200001, USAGE_INPUT, 5000000 },
        { "m", PRICE_PRIORITY, 1, USAGE_INPUT, -1 },
        { "grok", PRICE_STANDARD, 127999, USAGE_INPUT, 1000000 },
        { "grok", PRICE_STANDARD, 128000, USAGE_INPUT, 2000000 },
        { "grok", PRICE_STANDARD, 128000, USAGE_OUTPUT, -1 },
        { "fine", PRICE_STANDARD, 1, USAGE_OUTPUT, -1 },
        { "fine", PRICE_STANDARD, 1, USAGE_INPUT, 1000000 },
        { "free", PRICE_STANDARD, 1, USAGE_INPUT, -1 },
    };
    static const size_t left[PRICE_LEFT_KINDS] = { [PRICE_LEFT_NO_TEXT] = 1,
        [PRICE_LEFT_ZERO] = 1,
        [PRICE_LEFT_TIME] = 1,
        [PRICE_LEFT_STEPS] = 1,
        [PRICE_LEFT_FINE] = 1,
        [PRICE_LEFT_FREE_ABOVE] = 1 };
    struct price_book b = { 0 };
    struct price_import report;

    import(&b, &report);
    assert_string_equal(report.kind, "LiteLLM map");
    assert_int_equal(report.models, 7);
    assert_int_equal(report.rows, b.n);
    for (int i = 0; i < PRICE_LEFT_KINDS; i++)
        if (report.left[i].n != left[i])
            fail_msg("%zu %s", report.left[i].n,
                price_left_words((enum price_left)i));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t got = pusd(
            &b, cases[i].model, cases[i].tier, cases[i].tokens, cases[i].class);
        if (got != cases[i].want)
            fail_msg("case %zu: %lld", i, (long long)got);
    }
    assert_int_equal(b.rows[0].request_pusd, INT64_C(5000000000));
    assert_string_equal(b.rows[0].source, "LiteLLM map; https://x");
    assert_string_equal(b.rows[0].checked_on, "2026-01-01");
    price_book_clear(&b);
}

/* Sound, pictures and searches of the map; a search that costs by what it
 * brings has no price. */
static void test_litellm_classes(void **state)
{
    (void)state;
    static const char text[] =
        "{\"m\":{\"input_cost_per_token\":1e-06,\"output_cost_per_token\":2e-"
        "06,"
        "\"input_cost_per_audio_token\":4e-05,"
        "\"cache_read_input_audio_token_cost\":2.5e-06,"
        "\"output_cost_per_audio_token\":8e-05,"
        "\"input_cost_per_token_batches\":5e-07,"
        "\"search_context_cost_per_query\":{\"search_context_size_low\":0.01,"
        "\"search_context_size_high\":0.01}},"
        "\"n\":{\"input_cost_per_token\":1e-06,\"output_cost_per_token\":2e-06,"
        "\"search_context_cost_per_query\":{\"search_context_size_low\":0.01,"
        "\"search_context_size_high\":0.02}}}";
    struct price_book b = { 0 };
    struct price_import report;
    struct err e = { 0 };

    if (price_import(&b, "f", NULL, text, strlen(text), &report, &e) < 0)
        fail_msg("%s", e.text);
    assert_int_equal(pusd(&b, "m", PRICE_STANDARD, 1, USAGE_AUDIO), 40000000);
    assert_int_equal(
        pusd(&b, "m", PRICE_STANDARD, 1, USAGE_CACHED_AUDIO), 2500000);
    assert_int_equal(
        pusd(&b, "m", PRICE_STANDARD, 1, USAGE_OUTPUT_AUDIO), 80000000);
    assert_int_equal(pusd(&b, "m", PRICE_STANDARD, 1, USAGE_IMAGE), -1);
    assert_int_equal(
        pusd(&b, "m", PRICE_STANDARD, 1, USAGE_SEARCHES), INT64_C(10000000000));
    assert_int_equal(pusd(&b, "m", PRICE_BATCH, 1, USAGE_SEARCHES), -1);
    assert_int_equal(pusd(&b, "m", PRICE_BATCH, 1, USAGE_AUDIO), -1);
    assert_int_equal(pusd(&b, "n", PRICE_STANDARD, 1, USAGE_SEARCHES), -1);
    assert_int_equal(report.left[PRICE_LEFT_SEARCH].n, 1);
    price_book_clear(&b);
}

/* Off-peak prices of the map, at the moments that LiteLLM's own tests ask
 * for, and at the borders of its forms. */
static void test_litellm_hours(void **state)
{
    (void)state;
#define WEEK                                                                   \
    "\"windows\":[{\"hours_utc\":[\"00:00-01:00\",\"04:00-06:00\","            \
    "\"10:00-00:00\"],\"weekdays\":[1,2,3,4,5]},"                              \
    "{\"hours_utc\":\"00:00-00:00\",\"weekdays\":[6,7]}]"
    static const struct {
        const char *block, *moment;
        int64_t want; // in: 4 or 1 off-peak; -2: the model is left out
    } cases[] = {
        { "\"hours_utc\":\"16:30-00:30\"", "2026-01-01T16:29Z", 4 },
        { "\"hours_utc\":\"16:30-00:30\"", "2026-01-01T16:30Z", 1 },
        { "\"hours_utc\":\"16:30-00:30\"", "2026-01-02T00:29Z", 1 },
        { "\"hours_utc\":\"16:30-00:30\"", "2026-01-02T00:30Z", 4 },
        { "\"hours_utc\":[\"01:00-02:00\",\"03:00-04:00\"]",
            "2026-01-01T03:30Z", 1 },
        { "\"hours_utc\":\"00:00-00:00\"", "2026-01-01T12:00Z", 1 },
        { WEEK, "2026-08-24T01:30Z", 4 },
        { WEEK, "2026-08-26T05:00Z", 1 },
        { WEEK, "2026-08-29T02:00Z", 1 },
        { WEEK, "2026-08-30T08:00Z", 1 },
        { WEEK, "2026-08-31T08:00Z", 4 },
        /* a weekday is that of the moment, behind midnight and in the zone */
        { "\"hours_utc\":\"22:00-02:00\",\"weekdays\":[\"Sat\"]",
            "2026-08-29T01:00Z", 1 },
        { "\"hours_utc\":\"22:00-02:00\",\"weekdays\":[\"Sat\"]",
            "2026-08-30T01:00Z", 4 },
        { "\"weekday_timezone\":\"Asia/Shanghai\",\"windows\":"
          "[{\"hours_utc\":\"16:00-17:00\",\"weekdays\":[6]}]",
            "2026-08-28T16:30Z", 1 },
        { "\"weekday_timezone\":\"Asia/Shanghai\",\"windows\":"
          "[{\"hours_utc\":\"16:00-17:00\",\"weekdays\":[6]}]",
            "2026-08-29T16:30Z", 4 },
        { "\"hours_utc\":\"04:00-06:00\",\"windows\":"
          "[{\"hours_utc\":\"00:00-00:00\",\"weekdays\":[\"sunday\"]}]",
            "2026-08-28T05:00Z", 1 },
        { "\"hours_utc\":\"04:00-06:00\",\"weekday_timezone\":\"Mars/Rim\"",
            "2026-08-28T05:00Z", 1 }, // no weekday asks for it
        /* forms that no row can say, or that nobody knows */
        { "\"hours_utc\":\"04:00-06:00\",\"weekdays\":[1],"
          "\"weekday_timezone\":\"America/New_York\"",
            "2026-01-01", -2 },
        { "\"hours_utc\":\"25:00-26:00\"", "2026-01-01", -2 },
        { "\"hours_utc\":\"at night\"", "2026-01-01", -2 },
        { "\"hours_utc\":\"04:00-06:00\",\"weekdays\":[0]", "2026-01-01", -2 },
        { "\"hours_utc\":\"04:00-06:00\",\"weekdays\":[\"noday\"]",
            "2026-01-01", -2 },
        { "\"windows\":\"00:00-00:00\"", "2026-01-01", -2 },
        { "\"windows\":[{\"weekdays\":[1]}]", "2026-01-01", -2 },
        { "\"hours_utc\":[\"00:00-00:01\",\"01:00-01:01\",\"02:00-02:01\","
          "\"03:00-03:01\",\"04:00-04:01\",\"05:00-05:01\",\"06:00-06:01\","
          "\"07:00-07:01\",\"08:00-08:01\"]",
            "2026-01-01", -2 },
    };
#undef WEEK
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[900];
        struct price_book b = { 0 }, back = { 0 };
        struct price_import report;
        struct price_query q = { .model = "m", .wall_us = at(cases[i].moment) };
        struct price_result r;
        struct buf out = { 0 };
        struct err e = { 0 };
        snprintf(text, sizeof text,
            "{\"other\":{\"input_cost_per_token\":1e-06},\"m\":{"
            "\"input_cost_per_token\":4e-06,\"output_cost_per_token\":8e-06,"
            "\"input_cost_per_token_above_200k_tokens\":9e-06,"
            "\"input_cost_per_token_flex\":2e-06,"
            "\"input_cost_per_token_batches\":3e-06,"
            "\"off_peak_pricing\":{%s,\"input_cost_per_token\":1e-06}}}",
            cases[i].block);
        if (price_import(&b, "f", NULL, text, strlen(text), &report, &e) < 0)
            fail_msg("%s", e.text);
        assert_int_equal(
            report.left[PRICE_LEFT_TIME].n, cases[i].want == -2 ? 1 : 0);
        /* what is read is a book that can be written and read */
        price_write(&b, NULL, &out);
        add(&back, "back", buf_str(&out));
        const struct price_row *row = price_find(&back, &q, 1000, &r);
        if ((row ? row->pusd[USAGE_INPUT] : -2000000)
            != cases[i].want * 1000000)
            fail_msg("case %zu: %lld", i,
                row ? (long long)row->pusd[USAGE_INPUT] : -1);
        if (row) { /* off-peak is the same for long prompts and any tier */
            bool low = cases[i].want == 1;
            assert_int_equal(row->pusd[USAGE_OUTPUT], 8000000);
            row = price_find(&back, &q, 200001, &r);
            assert_int_equal(row->pusd[USAGE_INPUT], low ? 1000000 : 9000000);
            q.tier = PRICE_FLEX;
            row = price_find(&back, &q, 1000, &r);
            assert_int_equal(row->pusd[USAGE_INPUT], low ? 1000000 : 2000000);
            q.tier = PRICE_BATCH; /* but not for batches */
            row = price_find(&back, &q, 1000, &r);
            assert_int_equal(row->pusd[USAGE_INPUT], 3000000);
        }
        buf_clear(&out);
        price_book_clear(&back);
        price_book_clear(&b);
    }
}

static void test_import_errors(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "{", "f: " },
        { "5", "f: is neither the map" },
        { "{}", "f: has no price of a text model" },
        { "[]", "f: has no price of a text model" },
        { "{\"rows\":[]}", "f: is a price book already" },
        { "{\"m\":5}", "f: 'm' is no model" },
        { "{\"m\":{\"input_cost_per_token\":-1e-6,"
          "\"output_cost_per_token\":1}}",
            "f: m: '-1e-06' is no price" },
        { "{\"m\":{\"input_cost_per_token\":\"cheap\"}}",
            "f: m: 'cheap' is no price" },
        { "{\"m\":{\"input_cost_per_token\":1,\"output_cost_per_token\":[]}}",
            "f: m: a price is no number" },
        { "[{\"id\":\"p\",\"models\":[{\"id\":\"m\"}]}]",
            "f: p: m: match or prices is missing" },
        { "[{\"models\":[]}]", "f: a provider has no id" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct price_book b = { 0 };
        struct price_import report;
        struct err e = { 0 };
        if (price_import(&b, "f", NULL, cases[i].text, strlen(cases[i].text),
                &report, &e)
            == 0)
            fail_msg("case %zu is taken", i);
        if (!strstr(e.text, cases[i].want))
            fail_msg("'%s' does not say '%s'", e.text, cases[i].want);
        assert_int_equal(b.n, 0);
        assert_int_equal(b.layers, 0);
        price_book_clear(&b);
    }
}

/* The first model of the feed has a name, whatever our own order says; the
 * last price whose time has come holds. */
static void test_genai_order(void **state)
{
    (void)state;
    static const char feed[] =
        "[{\"id\":\"p\",\"models\":["
        "{\"id\":\"a\",\"match\":{\"contains\":\"a-1\"},\"prices\":"
        "{\"input_mtok\":1}},"
        "{\"id\":\"xa-1y\",\"match\":{\"or\":[{\"equals\":\"xa-1y\"},"
        "{\"starts_with\":\"long-name-a-\"}]},\"prices\":{\"input_mtok\":2}},"
        "{\"id\":\"gone\",\"match\":{\"equals\":\"a-1\"},\"prices\":"
        "{\"input_mtok\":3}},"
        "{\"id\":\"t\",\"match\":{\"equals\":\"t\"},\"prices\":["
        "{\"prices\":{\"input_mtok\":1}},"
        "{\"constraint\":{\"start_time\":\"22:00:00Z\","
        "\"end_time\":\"02:00:00Z\"},\"prices\":{\"input_mtok\":2}},"
        "{\"constraint\":{\"start_date\":\"2026-03-01\"},"
        "\"prices\":{\"input_mtok\":3}}]}]}]";
    static const struct {
        const char *model, *moment;
        int64_t want;
    } cases[] = {
        { "a-1", "2026-01-01", 1000000 },
        { "xa-1y", "2026-01-01", 1000000 },
        { "long-name-a-2", "2026-01-01", 2000000 },
        { "t", "2026-01-01T21:59Z", 1000000 },
        { "t", "2026-01-01T22:00Z", 2000000 },
        { "t", "2026-01-02T01:59Z", 2000000 },
        { "t", "2026-01-02T02:00Z", 1000000 },
        { "t", "2026-02-28T23:59Z", 2000000 },
        { "t", "2026-03-01T00:00Z", 3000000 }, // the last one, at all hours
        { "t", "2026-03-01T23:00Z", 3000000 },
    };
    struct price_book b = { 0 };
    struct price_import report;
    struct err e = { 0 };

    if (price_import(&b, "f", NULL, feed, strlen(feed), &report, &e) < 0)
        fail_msg("%s", e.text);
    assert_int_equal(report.left[PRICE_LEFT_SHADOW].n, 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct price_query q = { .model = cases[i].model,
            .provider = "p",
            .wall_us = at(cases[i].moment) };
        struct price_result r;
        const struct price_row *row = price_find(&b, &q, 1, &r);
        if (!row || row->pusd[USAGE_INPUT] != cases[i].want)
            fail_msg("case %zu: %s", i, row ? "another price" : r.reason);
    }
    price_book_clear(&b);
}

/* What is written is read as the same book: no difference, no tie. */
static void test_write(void **state)
{
    (void)state;
    struct price_book books[2] = { { 0 }, { 0 } };
    struct price_import report;

    add(&books[0], "prices", prices_json);
    import(&books[1], &report);
    add(&books[1], "t",
        "{\"calendars\":{\"c\":{\"covers\":[\"2026-01-01\",\"2026-12-31\"],"
        "\"days\":[\"2026-10-01/2026-10-03\"]}},\"rows\":[{\"model\":[\"a\","
        "\"b*\"],\"zone\":\"-03:30\",\"days\":\"fri-mon\",\"hours\":"
        "[\"22:00-02:00\",\"03:00-24:00\"],\"not_on\":\"c\",\"region\":\"eu\","
        "\"valid_from\":\"2026-01-01\",\"valid_until\":\"2026-02-01T10:30Z\","
        "\"min_input_tokens\":5,\"max_input_tokens\":9,\"usd_per_request\":"
        "\"0.000000000001\",\"usd_per_mtok\":{\"input\":\"0.000001\","
        "\"output\":0},\"note\":\"\\\"x\\\"\"}]}");
    for (int i = 0; i < 2; i++) {
        struct price_book back = { 0 };
        struct price_diff d;
        struct buf out = { 0 };
        price_write(&books[i], "about", &out);
        add(&back, "back", buf_str(&out));
        assert_int_equal(back.n, books[i].n);
        price_diff(&books[i], &back, &d);
        assert_int_equal(d.n, 0);
        assert_true(d.same >= back.n);
        for (size_t k = 0; k < back.n; k++) {
            const struct price_row *x = &books[i].rows[k], *y = &back.rows[k];
            assert_string_equal(
                x->source ? x->source : "-", y->source ? y->source : "-");
            assert_string_equal(
                x->note ? x->note : "-", y->note ? y->note : "-");
        }
        price_diff_clear(&d);
        buf_clear(&out);
        price_book_clear(&back);
        price_book_clear(&books[i]);
    }
}

static void test_diff(void **state)
{
    (void)state;
    struct price_book a = { 0 }, b = { 0 };
    struct price_diff d;

    add(&a, "a",
        "{\"rows\":[{\"model\":[\"both\",\"gone\"],\"usd_per_mtok\":"
        "{\"input\":1}},{\"model\":\"other\",\"usd_per_mtok\":{\"input\":1}},"
        "{\"model\":\"tier\",\"usd_per_mtok\":{\"input\":1}}]}");
    add(&b, "b",
        "{\"rows\":[{\"model\":\"new\",\"usd_per_mtok\":{\"input\":1}},"
        "{\"model\":\"BOTH\",\"usd_per_mtok\":{\"input\":1}},"
        "{\"model\":\"other\",\"usd_per_mtok\":{\"input\":1,\"cached\":0}},"
        "{\"model\":\"tier\",\"tier\":\"batch\",\"usd_per_mtok\":"
        "{\"input\":1}}]}");
    price_diff(&a, &b, &d);
    assert_int_equal(d.same, 1);
    assert_int_equal(d.changed, 1); // unknown is not zero
    assert_int_equal(d.removed, 2);
    assert_int_equal(d.added, 2);
    assert_int_equal(d.n, 5);
    assert_string_equal(d.entries[0].model, "gone");
    assert_string_equal(d.entries[1].model, "new");
    assert_string_equal(d.entries[2].model, "other");
    price_diff_clear(&d);
    price_book_clear(&a);
    price_book_clear(&b);
}

static void test_why(void **state)
{
    (void)state;
    static const struct {
        const char *row, *want;
    } cases[] = {
        { "", "" },
        { "\"provider\":\"q\"", "of q" },
        { "\"region\":\"eu\"", "in region eu" },
        { "\"tier\":\"flex\"", "of tier flex" },
        { "\"valid_from\":\"2026-10-02\"", "holds from 2026-10-02 on" },
        { "\"valid_until\":\"2026-10-01\"", "ended with 2026-10-01" },
        { "\"hours\":\"10:00-12:00\"", "only 10:00-12:00 UTC" },
        { "\"days\":\"mon\"", "only Mon UTC" },
        { "\"not_on\":\"cn\"", "not on holidays (cn)" },
        { "\"only_on\":\"us\"", "only on holidays (us)" },
        { "\"min_input_tokens\":11", "from 11 prompt tokens" },
        { "\"max_input_tokens\":9", "up to 9 prompt tokens" },
        { "\"tier\":\"batch\",\"valid_from\":\"2027-01-01\","
          "\"min_input_tokens\":11",
            "of tier batch; holds from 2027-01-01 on; from 11 prompt tokens" },
    };
    struct price_query q = {
        .model = "m", .provider = "p", .wall_us = at("2026-10-01T09:00Z")
    }; // a Thursday
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct price_book b = { 0 };
        struct buf out = { 0 };
        char text[600];
        bool guessed = false;
        snprintf(text, sizeof text,
            "{\"calendars\":{\"cn\":{\"covers\":[\"2026-01-01\","
            "\"2026-12-31\"],\"days\":[\"2026-10-01\"]},\"us\":{\"covers\":"
            "[\"2026-01-01\",\"2026-12-31\"],\"days\":[\"2026-07-04\"]}},"
            "\"rows\":[{\"model\":\"m\",\"usd_per_mtok\":{}%s%s}]}",
            *cases[i].row ? "," : "", cases[i].row);
        add(&b, "t", text);
        price_why_not(&b.rows[0], &q, 10, &out);
        assert_string_equal(buf_str(&out), cases[i].want);
        /* a reason is given exactly where the row does not hold */
        assert_int_equal(
            price_rule_stage(&b.rows[0], &q, 10, &guessed) == PRICE_HOLDS,
            out.len == 0);
        buf_clear(&out);
        price_book_clear(&b);
    }
}

static void test_day(void **state)
{
    (void)state;
    struct price_book b = { 0 };
    struct price_span s[PRICE_SPANS];
    struct price_query q = { .model = "deepseek-v4-pro",
        .provider = "deepseek",
        .wall_us = at("2026-11-20T15:00Z") };

    add(&b, "prices", prices_json);
    assert_int_equal(price_why_day(&b, &q, 1000, s), 5);
    assert_int_equal(s[1].from_min, 60);
    assert_int_equal(s[1].to_min, 240);
    assert_int_equal(s[1].row->pusd[USAGE_INPUT], 1320000);
    assert_int_equal(s[4].to_min, 1440);
    assert_ptr_equal(s[0].row, s[4].row);
    q.wall_us = at("2026-10-01T15:00Z"); // National Day
    assert_int_equal(price_why_day(&b, &q, 1000, s), 1);
    price_book_clear(&b);
}

static void test_age(void **state)
{
    (void)state;
    static const struct {
        const char *row, *today, *want; // want: a part of the text, "" nothing
    } cases[] = {
        { "\"checked_on\":\"2026-01-01\"", "2026-03-02", "" },
        { "\"checked_on\":\"2026-01-01\"", "2026-03-03", "is 61 days old" },
        { "\"checked_on\":\"2026-01-01\"", "2025-12-01", "" },
        { "\"note\":\"x\"", "2026-01-01", "does not say when" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct price_book b = { 0 };
        struct buf out = { 0 };
        char text[300];
        snprintf(text, sizeof text,
            "{\"rows\":[{\"model\":\"m\",\"usd_per_mtok\":{},%s}]}",
            cases[i].row);
        add(&b, "under", prices_json); // what is below does not count
        add(&b, "mine", text);
        price_age_text(&b, at(cases[i].today), &out);
        if (*cases[i].want ? !strstr(buf_str(&out), cases[i].want)
                           : out.len > 0)
            fail_msg("case %zu: %s", i, buf_str(&out));
        buf_clear(&out);
        price_book_clear(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_litellm),
        cmocka_unit_test(test_litellm_classes),
        cmocka_unit_test(test_litellm_hours),
        cmocka_unit_test(test_import_errors),
        cmocka_unit_test(test_genai_order),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_diff),
        cmocka_unit_test(test_why),
        cmocka_unit_test(test_day),
        cmocka_unit_test(test_age),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
