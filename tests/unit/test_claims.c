/* report/claims: the published claims come out as the reference has them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/embed.h"
#include "near.h"
#include "report/claims_text.h"

struct desk {
    struct price_book book;
    struct claims claims;
};

static int open_desk(void **state)
{
    static struct desk d;
    struct err e = { 0 };

    if (price_book_add(&d.book, "prices", prices_json, prices_json_len, &e) < 0
        || claims_read(&d.claims, "claims", claims_json, claims_json_len, &e)
               < 0)
        fail_msg("%s", e.text);
    *state = &d;
    return 0;
}

static int close_desk(void **state)
{
    struct desk *d = *state;

    claims_clear(&d->claims);
    price_book_clear(&d->book);
    return 0;
}

static struct claims_result work(const struct desk *d, const char *name)
{
    struct claims_result r = { 0 };

    for (size_t i = 0; i < d->claims.n; i++)
        if (strcmp(d->claims.rows[i].name, name) == 0) {
            claims_work(&d->claims.rows[i], &d->book, 0.95, &r);
            return r;
        }
    fail_msg("no claim '%s'", name);
    return r;
}

/* One claim of a user: its arithmetic, figure and inputs. */
static struct claims_result one(const struct desk *d, const char *arithmetic,
    const char *claimed, const char *inputs)
{
    char text[1000];
    struct claims c;
    struct claims_result r;
    struct err e = { 0 };

    snprintf(text, sizeof text,
        "{\"claims\":[{\"name\":\"x\",\"source\":\"me\",\"of\":\"x\",\"says\":"
        "\"x\",\"said_on\":\"2026-09-01\",\"arithmetic\":\"%s\",\"claimed\":%s,"
        "\"inputs\":%s}]}",
        arithmetic, claimed, inputs);
    if (claims_read(&c, "t", text, strlen(text), &e) < 0)
        fail_msg("%s", e.text);
    claims_work(&c.rows[0], &d->book, 0.95, &r);
    claims_clear(&c);
    return r;
}

/* The article's yearly figures, and like for like: PRICES.md section 3. */
static void test_years(void **state)
{
    struct claims_result opus = work(*state, "opus-year");
    struct claims_result kimi = work(*state, "kimi-year");
    struct claims_result qwen = work(*state, "qwen-year");

    SAME(opus.basis_gives, 547500);
    SAME(opus.gives, 365000);
    assert_int_equal(opus.verdict, CLAIMS_MIXED);
    assert_non_null(strstr(opus.basis, "every token at the input price"));
    assert_non_null(
        strstr(opus.reason, "cost $5 in / $25 out that day, not $15 / $75"));
    SAME(kimi.basis_gives, 109500);
    SAME(kimi.gives, 43800);
    assert_int_equal(kimi.verdict, CLAIMS_MIXED);
    assert_non_null(strstr(kimi.basis, "every token at the output price"));
    SAME(qwen.basis_gives, 9125);
    SAME(qwen.gives, 9033.75);
    assert_int_equal(qwen.verdict, CLAIMS_HOLDS);
}

/* Other models at the same load, 3:1: the vectors of PRICES.md. */
static void test_more_years(void **state)
{
    const char *in = "{\"model\":\"gpt-5.2\",\"tokens_per_day\":100000000}";
    struct claims_result r = one(*state, "yearly_cost", "175656", in);

    SAME(r.gives, 175656.25);
    assert_int_equal(r.verdict, CLAIMS_HOLDS);
    in = "{\"model\":\"glm-5\",\"provider\":\"openrouter\","
         "\"tokens_per_day\":100000000}";
    SAME(one(*state, "yearly_cost", "1", in).gives, 33945);
    r = one(*state, "yearly_cost", "1", in);
    assert_int_equal(r.verdict, CLAIMS_DOES_NOT_FOLLOW);
    in = "{\"model\":\"no-such\",\"tokens_per_day\":100000000}";
    r = one(*state, "yearly_cost", "1", in);
    assert_int_equal(r.verdict, CLAIMS_CANNOT_CHECK);
    SAME(r.gives, (double)NAN);
    in = "{\"model\":\"kimi-k2.5\",\"provider\":\"moonshot\",\"mix\":\"1:0\","
         "\"tokens_per_day\":1000000}";
    SAME(one(*state, "yearly_cost", "219", in).gives, 219);
}

static void test_ratios(void **state)
{
    static const struct {
        const char *name;
        double basis;
        enum claims_verdict verdict;
    } rows[] = {
        { "kimi-5x", 5, CLAIMS_MIXED },
        { "v4-18x", 5 / 0.27, CLAIMS_NOT_IN_FORCE },
        { "v32-140x", 60 / 0.41, CLAIMS_DOES_NOT_FOLLOW },
        { "qwen-60x", 56, CLAIMS_MIXED },
        { "glm-5x", 6, CLAIMS_MIXED },
        { "o3-drop", 0.2, CLAIMS_HOLDS },
        { "4o-mini-60x", (double)NAN, CLAIMS_DOES_NOT_FOLLOW },
        { "cost-5-percent", (double)NAN, CLAIMS_DOES_NOT_FOLLOW },
        { "v4-active", 0.037, CLAIMS_HOLDS },
        { "r1-70b-tenth", 70.0 / 671, CLAIMS_HOLDS },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct claims_result r = work(*state, rows[i].name);
        SAME(r.basis_gives, rows[i].basis);
        if (r.verdict != rows[i].verdict)
            fail_msg("%s: %s", rows[i].name, claims_verdict_name(r.verdict));
    }
    SAME(work(*state, "gpt-5-mini-50x").gives, 5);
    SAME(work(*state, "gpt-5-nano-100x").gives, 25);
    SAME(work(*state, "haiku-4-8x").gives, 3);
    SAME(work(*state, "haiku-35-10x").gives, 3.75);
    SAME(work(*state, "qwen-turbo-10x").gives, 32);
}

/* 77.8 against 80.9 on 500: z = 1.21, p = 0.23 (FACTS.md, issue 6). */
static void test_differences(void **state)
{
    struct claims_result r = work(*state, "opus-over-glm");

    WITHIN(r.z, 1.21, 0.005);
    WITHIN(r.p, 0.23, 0.005);
    WITHIN(r.low, 3.1 - 1.959964 * 2.558251, 0.001);
    WITHIN(r.high, 3.1 + 1.959964 * 2.558251, 0.001);
    assert_int_equal(r.verdict, CLAIMS_DOES_NOT_FOLLOW);
    NEAR(work(*state, "quality-95-glm").gives, 96.2, 0.001);
    NEAR(work(*state, "quality-95-kimi").gives, 94.9, 0.001);
    NEAR(work(*state, "mmlu-gap").gives, 1.6, 1e-9);
    r = work(*state, "arc-agi-2");
    SAME(r.z, (double)NAN);
    r = one(*state, "difference", "null", "{\"a\":90,\"b\":60}");
    assert_int_equal(r.verdict, CLAIMS_CANNOT_CHECK);
    r = one(*state, "difference", "null", "{\"a\":90,\"b\":60,\"n\":500}");
    assert_int_equal(r.verdict, CLAIMS_HOLDS);
    /* nobody is wrong: there is no spread to test with */
    r = one(*state, "difference", "null", "{\"a\":100,\"b\":100,\"n\":5}");
    assert_int_equal(r.verdict, CLAIMS_CANNOT_CHECK);
}

static void test_prices_and_memory(void **state)
{
    static const struct {
        const char *name;
        enum claims_verdict verdict;
    } rows[] = {
        { "price-gpt-4o", CLAIMS_NOT_IN_FORCE },
        { "price-sonnet", CLAIMS_HOLDS },
        { "price-v4", CLAIMS_NOT_IN_FORCE },
        { "price-qwen3-72b", CLAIMS_CANNOT_CHECK },
        { "price-opus", CLAIMS_NOT_IN_FORCE },
        { "price-kimi", CLAIMS_HOLDS },
        { "price-qwen-235b", CLAIMS_HOLDS },
        { "price-glm", CLAIMS_MIXED },
        { "price-o3-before", CLAIMS_HOLDS },
        { "price-o3-after", CLAIMS_HOLDS },
        { "vram-1t", CLAIMS_HOLDS },
        { "r1-70b-95", CLAIMS_CANNOT_CHECK },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct claims_result r = work(*state, rows[i].name);
        if (r.verdict != rows[i].verdict)
            fail_msg("%s: %s", rows[i].name, claims_verdict_name(r.verdict));
    }
    SAME(work(*state, "vram-1t").gives, 500);
    SAME(work(*state, "vram-1t").basis_gives, 600);
}

/* Texts of a user cannot drive the terminal, nor upset the labels. */
static void test_hostile(void **state)
{
    const char *text =
        "{\"claims\":[{\"name\":\"\\u001b[2J\",\"source\":\"\\n\",\"of\":"
        "\"\\n\\n\",\"says\":\"\\n\",\"arithmetic\":\"unverifiable\",\"note\":"
        "\"\",\"inputs\":{\"why\":\"\\u0000\\u001b\"}}]}";
    const struct desk *d = *state;
    struct claims c;
    struct claims_result r;
    struct buf out = { 0 };
    struct err e = { 0 };

    assert_int_equal(claims_read(&c, "t", text, strlen(text), &e), 0);
    claims_work(&c.rows[0], &d->book, 0.95, &r);
    claims_text(&c, &r, true, 0, 0, &out);
    claims_text(&c, &r, false, 0, 0, &out);
    assert_null(strchr(buf_str(&out), '\x1b'));
    buf_clear(&out);
    claims_clear(&c);
}

/* Every row has a reason; what is printed is JSON that can be read. */
static void test_all(void **state)
{
    const struct desk *d = *state;
    struct claims_result r[100];
    struct buf out = { 0 };
    struct err e = { 0 };
    struct json *o;

    assert_true(d->claims.n < COUNT(r));
    for (size_t i = 0; i < d->claims.n; i++) {
        claims_work(&d->claims.rows[i], &d->book, 0.95, &r[i]);
        if (r[i].reason[0] == '\0')
            fail_msg("%s: no reason", d->claims.rows[i].name);
    }
    claims_text_json(&d->claims, r, &out);
    o = json_parse(buf_str(&out), out.len, &e);
    assert_non_null(o);
    assert_int_equal(json_count(json_get(o, "claims")), d->claims.n);
    json_free(o);
    buf_reset(&out);
    claims_text(&d->claims, r, false, 80, 0, &out);
    claims_text(&d->claims, r, true, 80, 0, &out);
    assert_non_null(strstr(buf_str(&out), "$9,033.75"));
    buf_clear(&out);
    /* what `retort cost` draws stays there */
    assert_int_equal(json_count(json_get(d->claims.doc, "points")), 4);
}

#define CLAIM(rest)                                                            \
    "{\"claims\":[{\"name\":\"x\",\"source\":\"me\",\"of\":\"x\",\"says\":"    \
    "\"x\"," rest "}]}"

static void test_errors(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "{", "f.json" },
        { "[]", "f.json: claims: is no array" },
        { "{\"claims\":[]}", "f.json: claims: is empty" },
        { "{\"claims\":[3]}", "claim: is no object" },
        { "{\"claims\":[{}]}", "name: is missing" },
        { CLAIM("\"sais\":1"), "claim '?': sais: no such field" },
        { CLAIM("\"arithmetic\":\"sum\""), "claim 'x': arithmetic: is yearly" },
        { CLAIM("\"said_on\":\"last May\""), "said_on: wants a date" },
        { CLAIM("\"said_on\":5"), "said_on: is no text" },
        { CLAIM("\"arithmetic\":\"memory\",\"inputs\":{}"),
            "claimed: is missing" },
        { CLAIM("\"arithmetic\":\"memory\",\"claimed\":1"),
            "inputs: is no object" },
        { CLAIM("\"arithmetic\":\"memory\",\"claimed\":1,\"inputs\":{\"bits\":"
                "-4,\"params\":1}"),
            "bits: wants a number above 0" },
        { CLAIM("\"arithmetic\":\"memory\",\"claimed\":[2,1],\"inputs\":{}"),
            "claimed: wants [low, high]" },
        { CLAIM("\"arithmetic\":\"price_at_date\",\"inputs\":{\"model\":\"m\","
                "\"input\":1}"),
            "said_on: is missing" },
        { CLAIM("\"said_on\":\"2026-01-01\",\"arithmetic\":\"price_at_date\","
                "\"inputs\":{\"model\":\"m\"}"),
            "input: is missing" },
        { CLAIM("\"said_on\":\"2026-01-01\",\"arithmetic\":\"price_at_date\","
                "\"inputs\":{\"model\":\"m\",\"price\":1,\"input\":1}"),
            "price: stands beside" },
        { CLAIM("\"arithmetic\":\"ratio\",\"claimed\":2,\"inputs\":{\"over\":1,"
                "\"under\":0}"),
            "under: wants a number above 0" },
        { CLAIM("\"arithmetic\":\"ratio\",\"claimed\":2,\"inputs\":{\"over\":1,"
                "\"under\":{\"modell\":\"m\"}}"),
            "modell: no such field" },
        { CLAIM("\"arithmetic\":\"difference\",\"inputs\":{\"a\":101,\"b\":1}"),
            "a: is above 100" },
        { CLAIM("\"arithmetic\":\"difference\",\"inputs\":{\"a\":1,\"b\":1,"
                "\"n\":2.5}"),
            "n: is no number of samples" },
        { CLAIM("\"said_on\":\"2026-01-01\",\"arithmetic\":\"yearly_cost\","
                "\"claimed\":1,\"inputs\":{\"model\":\"m\",\"tokens_per_day\":0"
                "}"),
            "tokens_per_day: wants a number above 0" },
        { CLAIM("\"said_on\":\"2026-01-01\",\"arithmetic\":\"yearly_cost\","
                "\"claimed\":1,\"inputs\":{\"model\":\"m\",\"mix\":\"x\","
                "\"tokens_per_day\":1}"),
            "mix: 'x' is no mix" },
        { "{\"claims\":[{\"name\":\"x\",\"source\":\"m\",\"of\":\"x\",\"says\":"
          "\"x\",\"arithmetic\":\"unverifiable\",\"inputs\":{\"why\":\"w\"}},{"
          "\"name\":\"x\",\"source\":\"m\",\"of\":\"x\",\"says\":\"x\","
          "\"arithmetic\":\"unverifiable\",\"inputs\":{\"why\":\"w\"}}]}",
            "name: is that of an earlier claim" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct claims c;
        struct err e = { 0 };

        assert_int_equal(
            claims_read(&c, "f.json", rows[i].text, strlen(rows[i].text), &e),
            -1);
        assert_int_equal(e.kind, ERR_CONFIG);
        if (strstr(e.text, rows[i].says) == NULL
            || strstr(e.text, "f.json") == NULL)
            fail_msg("row %zu: %s", i, e.text);
        claims_clear(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_years),
        cmocka_unit_test(test_more_years),
        cmocka_unit_test(test_ratios),
        cmocka_unit_test(test_differences),
        cmocka_unit_test(test_prices_and_memory),
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_errors),
    };

    return cmocka_run_group_tests(tests, open_desk, close_desk);
}
