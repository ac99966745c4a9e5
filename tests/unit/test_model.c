/* What a user may write for a model, and what it comes to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/json.h"
#include "model/dialect.h"
#include "model/model.h"

static int add(
    struct model_catalog *c, const char *text, const char *where, struct err *e)
{
    struct json *rows = json_parse(text, strlen(text), e);
    int rc;

    assert_non_null(rows);
    rc = model_catalog_add(c, rows, where, e);
    json_free(rows);
    return rc;
}

static struct model_catalog *catalog(void)
{
    struct model_catalog *c = model_catalog_new();
    struct err e = { 0 };

    assert_int_equal(
        add(c,
            "{\"providers\":{\"P\":{\"url\":\"https://p/v1/\","
            "\"key\":\"P_KEY\"}},\"models\":{"
            "\"big\":{\"provider\":\"P\",\"model\":\"big-2026\"},"
            "\"own\":{\"url\":\"http://h:1/v1\",\"usd_per_hour\":2.5}}}",
            "built-in", &e),
        0);
    return c;
}

static void test_good(void **state)
{
    static const struct {
        const char *spec;
        enum role role;
        const char *name, *url, *served, *key_env;
    } cases[] = {
        { "big", ROLE_NONE, "big", "https://p/v1", "big-2026", "P_KEY" },
        { "teacher=big", ROLE_TEACHER, "big", "https://p/v1", "big-2026",
            "P_KEY" },
        { "student=own", ROLE_STUDENT, "own", "http://h:1/v1", "own", NULL },
        { "http://h/v1#m", ROLE_NONE, "m", "http://h/v1", "m", NULL },
        { "commercial=n@http://h/v1#org/m", ROLE_COMMERCIAL, "n", "http://h/v1",
            "org/m", NULL },
        { "n@http://user@h/v1//#m", ROLE_NONE, "n", "http://user@h/v1", "m",
            NULL },
        { "http://user@h/v1#m", ROLE_NONE, "m", "http://user@h/v1", "m", NULL },
        { "http://user@[::1]:8080/v1#m", ROLE_NONE, "m",
            "http://user@[::1]:8080/v1", "m", NULL },
    };
    struct model_catalog *c = catalog();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct model m;
        struct err e = { 0 };
        if (model_parse(cases[i].spec, c, &m, &e) < 0)
            fail_msg("%s: %s", cases[i].spec, e.text);
        assert_int_equal(m.role, cases[i].role);
        assert_string_equal(m.name, cases[i].name);
        assert_string_equal(m.url, cases[i].url);
        assert_string_equal(m.served, cases[i].served);
        if (cases[i].key_env == NULL)
            assert_null(m.key_env);
        else
            assert_string_equal(m.key_env, cases[i].key_env);
        assert_string_equal(m.dialect->name, "openai-chat");
        model_clear(&m);
        model_clear(&m);
    }
    model_catalog_free(c);
}

static void test_bad(void **state)
{
    static const char *const cases[][2] = {
        { "", "no model is named: write" },
        { "nosuch", "known: big, own" },
        { "bug", "did you mean 'big'?" },
        { "big,own", "each model has an -m of its own" },
        { "boss=big", "the roles are teacher, student, commercial" },
        { "teacher=", "no model is named: write" },
        { "http://h/v1", "write http://h/v1#NAME" },
        { "http://h/v1#", "names an endpoint but no model" },
        { "http://#m", "names no host" },
        { "http:///v1#m", "names no host" },
        { "http://user:secret@h/v1#m", "m: a password in the URL would be" },
        { "http://h/v1?api-version=1#m", "m: the URL has a query" },
        { "http://h/a#b/v1#m", "m: the URL 'http://h/a#b/v1' has a '#' in it" },
        { "x@ftp://h/v1#m", "x: the URL 'ftp://h/v1' is neither http nor" },
        { "http://h/v1/chat/completions#m", "which the dialect openai-chat" },
    };
    struct model_catalog *c = catalog();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct model m;
        struct err e = { 0 };
        assert_int_equal(model_parse(cases[i][0], c, &m, &e), -1);
        assert_int_equal(e.kind, ERR_USAGE);
        if (strstr(e.text, cases[i][1]) == NULL
            || strstr(e.text, "secret") != NULL)
            fail_msg("'%s' says: %s", cases[i][0], e.text);
        model_clear(&m);
    }
    model_catalog_free(c);
}

static void test_rows(void **state)
{
    static const char *const cases[][2] = {
        { "[1]", "found 'a list': write models = { [\"NAME\"]" },
        { "{\"modells\":{}}", "found 'modells': write models" },
        { "{\"models\":[1]}", "by name, models = { [\"NAME\"] = {" },
        { "{\"models\":{\"x\":1}}", "models.x must be a table" },
        { "{\"models\":{\"x\":{\"url\":1}}}", "models.x.url must be a string" },
        { "{\"models\":{\"x\":{\"seed\":1}}}", "must be a boolean" },
        { "{\"models\":{\"x\":{\"usd_per_hour\":-1}}}", "not negative" },
        { "{\"models\":{\"x\":{\"uri\":\"\"}}}", "unknown field 'uri'" },
        { "{\"models\":{\"x\":{\"key\":\"sk-0123\"}}}", "not the key itself" },
    };
    struct model_catalog *c = catalog();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err e = { 0 };
        assert_int_equal(add(c, cases[i][0], "mine.lua", &e), -1);
        assert_int_equal(e.kind, ERR_CONFIG);
        if (strncmp(e.text, "mine.lua: ", 10) != 0
            || strstr(e.text, cases[i][1]) == NULL
            || strstr(e.text, "sk-") != NULL)
            fail_msg("%s says: %s", cases[i][0], e.text);
    }
    model_catalog_free(c);
}

/* The user's row of the same name replaces the built-in one. */
static void test_own_row(void **state)
{
    struct model_catalog *c = catalog();
    struct model m;
    struct err e = { 0 };

    (void)state;
    assert_int_equal(
        add(c, "{\"models\":{\"big\":{\"url\":\"http://mine\"}}}", "m", &e), 0);
    assert_int_equal(model_parse("big", c, &m, &e), 0);
    assert_string_equal(m.url, "http://mine");
    assert_string_equal(m.served, "big");
    assert_null(m.key_env);
    model_clear(&m);
    model_catalog_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_own_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
