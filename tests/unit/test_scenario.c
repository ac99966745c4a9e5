/* cost/scenario: reading, --set, what is refused, ranges and draws. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/embed.h"
#include "cost/scenario.h"
#include "near.h"

/* Reads JSON as the file it might come from; lines are those of `lua`. */
static int read_text(
    struct scenario *s, const char *json, const char *lua, struct err *e)
{
    struct json *root = json_parse(json, strlen(json), e);
    int rc;

    assert_non_null(root);
    scenario_init(s);
    rc = scenario_read(s, root, lua, "plan.lua", e);
    json_free(root);
    return rc < 0 ? rc : scenario_check(s, e);
}

#define WAYS(fields) "{\"ways\":[{\"name\":\"x\"," fields "}]}"
#define API WAYS("\"kind\":\"api\",\"model\":\"gpt-4o\"")
#define OWN "\"kind\":\"self_hosted\",\"output_tok_s\":2500"

static void test_read(void **state)
{
    static const char json[] =
        "{\"currency\":\"USD\",\"requests\":[1000,\"100K\"],"
        "\"gpu_hour\":[1.5,3],\"tokens_in\":800,\"tokens_out\":250,"
        "\"ways\":["
        "{\"name\":\"big\",\"kind\":\"api\",\"model\":\"gpt-4o\","
        "\"tier\":\"batch\",\"cached_share\":0.3},"
        "{\"name\":\"own\",\"kind\":\"self_hosted\",\"weights_gb\":140,"
        "\"gpu_gb\":80,\"output_tok_s\":2500,\"gpu_hour\":2.5},"
        "{\"name\":\"small\",\"kind\":\"student\",\"output_tok_s\":9000,"
        "\"teacher\":\"big\",\"teacher_answers\":50000,"
        "\"training_usd\":[400,600],\"again\":4},"
        "{\"name\":\"both\",\"kind\":\"hybrid\",\"cheap\":\"small\","
        "\"dear\":\"big\",\"share\":0.2,\"cascade\":true}]}";
    struct scenario s;
    struct scenario_world mid = { 0 }, moved = { 0 };
    struct err e = { 0 };

    (void)state;
    if (read_text(&s, json, "", &e) < 0)
        fail_msg("%s", e.text);
    assert_int_equal(s.count, 4);
    assert_int_equal(s.request_count, 2);
    SAME(s.requests[1], 1e5);
    assert_int_equal(s.ways[0].tier, PRICE_BATCH);
    assert_true(s.ways[3].cascade);
    SAME(scenario_value(&s, &s.ways[1], SCENARIO_GPU_HOUR, &mid), 2.5);
    SAME(scenario_value(&s, &s.ways[2], SCENARIO_GPU_HOUR, &mid), 2.25);
    SAME(scenario_value(&s, &s.ways[2], SCENARIO_TRAINING_USD, &mid), 500);
    SAME(scenario_value(&s, &s.ways[2], SCENARIO_PEAK, &mid), 1);
    assert_true(isnan(scenario_value(&s, NULL, SCENARIO_ERROR_USD, &mid)));
    moved.moved = scenario_number(&s, &s.ways[2], SCENARIO_GPU_HOUR);
    moved.to = 7; // what stands at the top, so not of those with their own
    SAME(scenario_value(&s, &s.ways[2], SCENARIO_GPU_HOUR, &moved), 7);
    SAME(scenario_value(&s, &s.ways[1], SCENARIO_GPU_HOUR, &moved), 2.5);
    scenario_clear(&s);
}

/* Draws stay in their range, repeat, differ, and are shared at the top. */
static void test_draws(void **state)
{
    struct scenario s;
    struct scenario_world w = { .drawn = true };
    struct err e = { 0 };
    double sum = 0, first = 0;

    (void)state;
    assert_int_equal(read_text(&s,
                         "{\"gpu_hour\":[1,3],\"ways\":[{\"name\":\"a\"," OWN
                         "},{\"name\":\"b\"," OWN ",\"peak\":[1,3]}]}",
                         "", &e),
        0);
    for (w.draw = 0; w.draw < 2000; w.draw++) {
        double a = scenario_value(&s, &s.ways[0], SCENARIO_GPU_HOUR, &w);
        double b = scenario_value(&s, &s.ways[1], SCENARIO_GPU_HOUR, &w);
        double peak = scenario_value(&s, &s.ways[1], SCENARIO_PEAK, &w);
        SAME(a, b);
        assert_true(a >= 1 && a < 3 && peak != a);
        sum += a;
        if (w.draw == 0)
            first = a;
    }
    assert_true(fabs(sum / 2000 - 2) < 0.05);
    w.draw = 0;
    SAME(scenario_value(&s, &s.ways[0], SCENARIO_GPU_HOUR, &w), first);
    scenario_clear(&s);
}

static void test_refused(void **state)
{
    static const struct {
        const char *json, *lua, *want;
    } cases[] = {
        { "{\"gpu_huor\":2}", "return {\n  gpu_huor = 2 }",
            "plan.lua:2: a scenario has no field 'gpu_huor' (did you mean "
            "'gpu_hour'?)" },
        { WAYS(OWN ",\"utilization\":1"),
            "return {\n\nways = {{ name = \"x\",\n utilization = 1 }}}",
            "plan.lua:4: way 'x' has no field 'utilization' (did you mean "
            "'utilisation'?)" },
        { WAYS("\"kind\":\"api\",\"weights_gb\":1"), "", "'weights_gb'" },
        { WAYS("\"kind\":\"api\",\"zzz\":1"), "", "there are: tokens_in" },
        { WAYS("\"kind\":\"cloud\""), "", "\"self_hosted\"" },
        { "{\"ways\":[{\"kind\":\"api\"}]}", "", "needs a name" },
        { "{\"ways\":{}}", "", "ways must be a list" },
        { "[1]", "", "named fields" },
        { WAYS(OWN ",\"gpu_hour\":-2"), "\n gpu_hour = -2",
            "plan.lua:2: gpu_hour must be US dollars" },
        { WAYS(OWN ",\"gpu_hour\":\"2 EUR\""), "", "US dollars" },
        { WAYS(OWN ",\"gpu_hour\":[3,1.5]"), "", "not [3,1.5]" },
        { WAYS(OWN ",\"gpu_hour\":[1,2,3]"), "", "not [1,2,3]" },
        { WAYS(OWN ",\"gpu_hour\":null"), "", "not what is no number" },
        { WAYS(OWN ",\"utilisation\":0"), "", "utilisation must be" },
        { WAYS(OWN), "", "does not say gpu_hour" },
        { WAYS("\"kind\":\"self_hosted\",\"gpu_hour\":1"), "",
            "does not say output_tok_s" },
        { WAYS(OWN ",\"gpu_hour\":1,\"weights_gb\":9"), "", "say gpu_gb" },
        { WAYS(OWN ",\"gpu_hour\":1,\"kv_kb\":9"), "", "say context" },
        { WAYS("\"kind\":\"api\""), "", "has no price" },
        { WAYS("\"kind\":\"api\",\"model\":\"m\",\"price_in\":5"), "",
            "says price_in, but price_out stands elsewhere or nowhere" },
        { "{\"price_out\":5,\"ways\":[{\"name\":\"x\",\"kind\":\"api\","
          "\"price_in\":5}]}",
            "", "nobody's price" },
        { WAYS("\"kind\":\"api\",\"model\":\"m\",\"tokens_out\":5"), "",
            "says tokens_out, but tokens_in" },
        { WAYS(OWN ",\"gpu_hour\":1,\"tokens_in\":0,\"tokens_out\":0"), "",
            "without tokens" },
        { WAYS("\"kind\":\"student\",\"output_tok_s\":9,\"gpu_hour\":1"), "",
            "does not say training_usd" },
        { WAYS("\"kind\":\"student\",\"output_tok_s\":9,\"gpu_hour\":1,"
               "\"training_usd\":1,\"teacher_answers\":5"),
            "", "does not say teacher_usd" },
        { WAYS("\"kind\":\"hybrid\",\"cheap\":\"y\",\"dear\":\"x\""), "",
            "cheap = 'y' is no way here" },
        { WAYS("\"kind\":\"hybrid\",\"cheap\":\"x\",\"dear\":\"x\""), "",
            "must not be itself" },
        { WAYS("\"kind\":\"api\",\"model\":\"m\",\"tier\":\"night\""), "",
            "tier must be standard, batch, flex, priority or fast, not "
            "\"night\"" },
        { "{\"ways\":[{\"name\":\"x\",\"kind\":\"api\",\"model\":\"m\"},"
          "{\"name\":\"x\",\"kind\":\"api\",\"model\":\"m\"}]}",
            "", "two ways are called 'x'" },
        { "{\"currency\":\"EUR\"}", "return {\n\n\ncurrency='EUR'}",
            "plan.lua:4: all money here is in US dollars" },
        { "{\"requests\":0}", "", "above zero" },
        { "{\"requests\":[1000,-1]}", "", "above zero" },
        { "{\"requests\":\"1M tokens\"}", "", "above zero" },
        { "{\"years\":1.5}", "", "a whole number of years" },
        { "{\"growth\":-0.1}", "", "growth must be" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct scenario s;
        struct err e = { 0 };
        int rc = read_text(&s, cases[i].json, cases[i].lua, &e);
        if (rc == 0 || strstr(e.text, cases[i].want) == NULL
            || strncmp(e.text, "plan.lua", 8) != 0)
            fail_msg("%s: %s", cases[i].json, e.text);
        scenario_clear(&s);
    }
}

/* Of several lines with a field, that beside the way's name. */
static void test_line(void **state)
{
    struct scenario s;
    struct err e = { 0 };

    (void)state;
    assert_int_equal(
        read_text(&s,
            "{\"ways\":[{\"name\":\"a\"," OWN ",\"gpu_hour\":1},"
            "{\"name\":\"b\"," OWN ",\"gpu_hour\":-1}]}",
            "-- gpu_hour = 1\nreturn { ways = {\n{ name = 'a',\n gpu_hour = "
            "1 },\n{ name = 'b',\n  gpu_hour = -1 }}}",
            &e),
        -1);
    if (strncmp(e.text, "plan.lua:6: ", 12) != 0)
        fail_msg("%s", e.text);
    scenario_clear(&s);
}

static void test_set(void **state)
{
    static const struct {
        const char *word, *want; // NULL: taken
    } cases[] = {
        { "gpu_hour=2.1", NULL },
        { "x.gpu_hour=1.5..3", NULL },
        { "years=3", NULL },
        { "requests=5K", NULL },
        { "y.z.tier=flex", NULL },
        { "gpu_hour", "wants FIELD=VALUE" },
        { "=3", "wants FIELD=VALUE" },
        { "gpu_huor=2", "did you mean 'gpu_hour'?" },
        { "x.gpu_huor=2", "did you mean 'gpu_hour'?" },
        { "w.gpu_hour=2", "there is no way 'w'" },
        { "gpu_hour=2EUR", "US dollars" },
        { "gpu_hour=", "US dollars" },
        { "gpu_hour=-1", "US dollars" },
        { "gpu_hour=3..1", "not [3,1]" },
        { "gpu_hour=nan", "not \"nan\"" },
        { "model=gpt-4o", "write WAY.model=..." },
        { "y.z.gpu_hour=1", "has no field 'gpu_hour'" },
    };
    struct scenario s;
    struct scenario_world mid = { 0 };
    struct err e = { 0 };

    (void)state;
    scenario_init(&s);
    scenario_add(&s, "x", SCENARIO_SELF_HOSTED);
    scenario_add(&s, "y.z", SCENARIO_API);
    for (size_t i = 0; i < COUNT(cases); i++) {
        int rc = scenario_set(&s, cases[i].word, &e);
        if ((rc == 0) != (cases[i].want == NULL)
            || (rc < 0
                && (e.kind != ERR_USAGE
                    || strstr(e.text, cases[i].want) == NULL)))
            fail_msg("%s: %d %s", cases[i].word, rc, e.text);
    }
    SAME(scenario_value(&s, &s.ways[0], SCENARIO_GPU_HOUR, &mid), 2.25);
    SAME(scenario_value(&s, NULL, SCENARIO_YEARS, &mid), 3);
    assert_int_equal(s.ways[1].tier, PRICE_FLEX);
    SAME(s.requests[0], 5000);
    assert_int_equal(s.request_count, 1);
    assert_int_equal(scenario_set(&s, "gpu_hour=2", &e), 0); // of all ways
    SAME(scenario_value(&s, &s.ways[0], SCENARIO_GPU_HOUR, &mid), 2);
    scenario_clear(&s);
}

static void test_words(void **state)
{
    struct scenario s;
    struct buf out = { 0 };
    struct err e = { 0 };

    (void)state;
    scenario_init(&s);
    scenario_add(&s, "x", SCENARIO_HYBRID);
    assert_int_equal(scenario_set(&s, "x.share=0.1..0.25", &e), 0);
    assert_int_equal(scenario_set(&s, "growth=0.5", &e), 0);
    scenario_words(&s, &s.ways[0], true, &out);
    assert_string_equal(buf_str(&out), "share 0.1 to 0.25");
    buf_reset(&out);
    scenario_words(&s, NULL, false, &out);
    assert_string_equal(buf_str(&out), "growth 0.5");
    buf_clear(&out);
    scenario_clear(&s);
}

/* The example says every field there is. */
static void test_example(void **state)
{
    (void)state;
    for (int i = 0; i < SCENARIO_NUMBERS; i++) {
        const struct scenario_row *row = scenario_row((enum scenario_field)i);
        char line[200];
        snprintf(line, sizeof line, "--     %-16s %s\n", row->name, row->what);
        if (strstr(scenario_lua, line) == NULL)
            fail_msg("not in the example: %s", line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_draws),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
