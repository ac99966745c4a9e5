/* Runs by their words, near misses, and stored requests read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/like.h"
#include "base/mem.h"
#include "report/ask.h"
#include "report/find.h"

struct room {
    char dir[32];
    struct store *store;
};

static void add_run(struct room *r, const char *suite, const char *model)
{
    static int number;
    char id[16];
    struct err e = { 0 };
    struct run_row row = { .identity = id,
        .suite = suite,
        .suite_version = 1,
        .suite_hash = "h",
        .model = model,
        .role = "",
        .served = model,
        .endpoint = "http://127.0.0.1/v1",
        .provider = "",
        .sampling = "{}",
        .options = "{}",
        .usd_per_hour = -1,
        .planned = -1,
        .status = "complete",
        .version = "0" };

    snprintf(id, sizeof id, "%d", number++);
    assert_int_equal(store_run_begin(r->store, &row, &e), 0);
}

static int set_up(void **state)
{
    struct room *r = mem_zalloc(1, sizeof *r);
    struct err e = { 0 };

    strcpy(r->dir, "/tmp/retort-find-XXXXXX");
    assert_non_null(mkdtemp(r->dir));
    assert_int_equal(store_open(r->dir, false, &r->store, &e), 0);
    add_run(r, "gsm8k", "gemma");      /* 1 */
    add_run(r, "mmlu", "gemma");       /* 2 */
    add_run(r, "gsm8k", "meta/llama"); /* 3 */
    add_run(r, "gsm8k", "meta/llama"); /* 4: again, other sampling */
    *state = r;
    return 0;
}

static int tear_down(void **state)
{
    struct room *r = *state;
    char *command;

    store_close(r->store);
    command = mem_printf("rm -rf '%s'", r->dir);
    assert_int_equal(system(command), 0);
    free(command);
    free(r);
    return 0;
}

static void finds(struct room *r, const char *word, int64_t id)
{
    struct find f;
    struct err e = { 0 };

    if (find_run(r->store, word, &f, &e) < 0)
        fail_msg("%s: %s", word, e.text);
    assert_int_equal(f.run.id, id);
    assert_true(strlen(f.run.suite) > 0 && strlen(f.run.status) > 0);
    find_clear(&f);
}

static void says(struct room *r, const char *word, const char *wanted)
{
    struct find f;
    struct err e = { 0 };

    assert_int_equal(find_run(r->store, word, &f, &e), -1);
    assert_int_equal(e.kind, ERR_USAGE);
    if (strstr(e.text, wanted) == NULL)
        fail_msg("%s: '%s' does not say '%s'", word, e.text, wanted);
}

static void test_found(void **state)
{
    finds(*state, "1", 1);
    finds(*state, "meta/llama", 4);
    finds(*state, "gsm8k/meta/llama", 4);
    finds(*state, "gsm8k/gemma", 1);
    finds(*state, "mmlu", 2);
}

static void test_not_found(void **state)
{
    says(*state, "gemma", "say which (gsm8k/gemma, mmlu/gemma)");
    says(*state, "gsm8k", "say which (gsm8k/gemma, gsm8k/meta/llama)");
    says(*state, "7", "these are there: 1 gsm8k/gemma, 2 mmlu/gemma");
    says(*state, "gema", "did you mean 'gemma'?");
    says(*state, "llama", "did you mean 'meta/llama'?");
    says(*state, "gsm8k/gema", "did you mean 'gsm8k/gemma'?");
    says(*state, "zebra", "'retort ls runs'");
}

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(like_distance("", "abc"), 3);
    assert_int_equal(like_distance("abc", "acb"), 1);
    assert_int_equal(like_distance("kitten", "sitting"), 3);
    assert_int_equal(like_distance("GPT-4o", "gpt-4o"), 0);
}

static void reads(const char *body, const char *wanted)
{
    struct ask a;
    struct buf b = { 0 };
    struct err e = { 0 };

    assert_int_equal(ask_read(body, strlen(body), &a, &e), 0);
    for (size_t i = 0; i < a.n; i++)
        buf_printf(&b, "%s=%s;", a.messages[i].role, a.messages[i].text);
    ask_settings(&a, &b);
    assert_string_equal(buf_str(&b), wanted);
    buf_clear(&b);
    ask_clear(&a);
}

static void test_ask(void **state)
{
    struct ask a;
    struct err e = { 0 };

    (void)state;
    reads("{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":"
          "\"s\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\","
          "\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}],"
          "\"temperature\":0,\"max_tokens\":16}",
        "system=s;user=ab;temperature 0, max_tokens 16");
    reads("{\"system\":\"s\",\"messages\":[{\"role\":\"user\",\"content\":"
          "\"u\"}]}",
        "system=s;user=u;");
    reads("{\"instructions\":\"s\",\"input\":\"u\"}", "system=s;user=u;");
    reads("{\"contents\":[{\"role\":\"model\",\"parts\":[{\"text\":\"p\"}]}],"
          "\"systemInstruction\":{\"parts\":[{\"text\":\"s\"}]}}",
        "system=s;model=p;");
    assert_int_equal(ask_read("no", 2, &a, &e), -1);
    assert_int_equal(e.kind, ERR_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_not_found),
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_ask),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
