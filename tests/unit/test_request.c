/* Requests in pieces: what is read is what was written, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "store/request.h"
#include "store_place.h"

/* --- the cut alone ---------------------------------------------------------
 */

static void check(const char *base, size_t base_len, const char *text,
    size_t len, bool in_pieces)
{
    struct request_base b = { 0 };
    struct buf out = { 0 };
    struct request_cut cut;

    request_base_set(&b, 7, base, base_len);
    cut = request_cut(&b, text, len);
    assert_int_equal(cut.base, in_pieces ? 7 : 0);
    assert_true(cut.head + cut.tail <= len);
    if (in_pieces) {
        assert_true(request_join(
            &b, &cut, text + cut.head, len - cut.head - cut.tail, &out));
        assert_int_equal(out.len, len);
        assert_memory_equal(out.s, text, len);
    }
    buf_clear(&out);
    request_base_clear(&b);
}

static void test_cut(void **state)
{
    static const struct {
        const char *base, *text;
        bool in_pieces;
    } cases[] = {
        { "Question: one. Answer", "Question: two. Answer", true },
        { "same", "same", true },
        { "aaaa", "aaaaaaaa", true }, // start and end would overlap
        { "aaaaaaaa", "aaaa", true },
        { "abc", "xyz", false },
        { "ab", "abxxxxxx", false }, // less than half in common
        { "", "text", false },
        { "longer than eight A", "longer than eight B", true },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(cases[i].base, strlen(cases[i].base), cases[i].text,
            strlen(cases[i].text), cases[i].in_pieces);
}

static void test_no_base(void **state)
{
    struct request_base none = { 0 };

    (void)state;
    assert_int_equal(request_cut(&none, "text", 4).base, 0);
}

/* Texts of few letters, so that they have much in common by chance. */
static void test_random(void **state)
{
    struct rng rng;
    char text[2][64];

    (void)state;
    rng_init(&rng, 1);
    for (int i = 0; i < 20000; i++) {
        struct request_base b = { 0 };
        struct buf out = { 0 };
        size_t len[2];
        struct request_cut cut;
        for (int k = 0; k < 2; k++) {
            len[k] = (size_t)(rng_next(&rng) % sizeof text[k]);
            for (size_t j = 0; j < len[k]; j++)
                text[k][j] = rng_next(&rng) % 16 == 0 ? 'b' : 'a';
        }
        request_base_set(&b, 1, text[0], len[0]);
        cut = request_cut(&b, text[1], len[1]);
        if (cut.base == 0)
            out.len = 0;
        else
            assert_true(request_join(&b, &cut, text[1] + cut.head,
                len[1] - cut.head - cut.tail, &out));
        if (cut.base != 0) {
            assert_int_equal(out.len, len[1]);
            assert_memory_equal(buf_str(&out), text[1], len[1]);
        }
        buf_clear(&out);
        request_base_clear(&b);
    }
}

/* Texts that part at one byte: nothing else is written again. */
static void test_one_byte(void **state)
{
    enum { LEN = 700 };
    char base[LEN], text[LEN];
    struct request_base b = { 0 };

    (void)state;
    memset(base, 'a', LEN);
    request_base_set(&b, 1, base, LEN);
    for (size_t at = 0; at < LEN; at++) {
        struct request_cut cut;
        memset(text, 'a', LEN);
        text[at] = 'b';
        cut = request_cut(&b, text, LEN);
        assert_int_equal(cut.base, 1);
        assert_int_equal(cut.head, at);
        assert_int_equal(cut.tail, LEN - at - 1);
    }
    request_base_clear(&b);
}

static void test_short_base(void **state)
{
    struct request_base b = { 0 };
    struct request_cut cut = { .base = 1, .head = 3, .tail = 3 };
    struct buf out = { 0 };

    (void)state;
    request_base_set(&b, 1, "abcde", 5);
    assert_false(request_join(&b, &cut, "x", 1, &out));
    cut.head = SIZE_MAX;
    assert_false(request_join(&b, &cut, "x", 1, &out));
    request_base_clear(&b);
}

/* --- in the store ----------------------------------------------------------
 */

/* Request i: long, and like every other but for its middle. */
static char *request(int i)
{
    char rules[401];

    memset(rules, 'r', sizeof rules - 1);
    rules[sizeof rules - 1] = '\0';
    return mem_printf("{\"content\":\"%s question %d %s\"}", rules, i, rules);
}

static int put_request(struct place *p, int i, size_t raw_len)
{
    char *text = request(i), *raw = mem_zalloc(1, raw_len + 1);
    struct answer a = { .dialect = "openai-chat",
        .request = text,
        .request_len = strlen(text),
        .raw = raw,
        .raw_len = raw_len,
        .usage = usage_unknown(),
        .latency_us = -1,
        .first_us = -1,
        .attempts = 1 };
    struct err e = { 0 };
    int rc;

    store_address(NULL, "http://x", text, strlen(text), 0, a.address);
    rc = store_answer_put(p->store, &a, &e);
    free(raw);
    free(text);
    return rc;
}

/* 1 when request i is there, and then as it was. */
static int find(struct place *p, int i)
{
    char *text = request(i);
    unsigned char address[HASH_SIZE];
    struct answer got;
    struct err e = { 0 };
    int rc;

    store_address(NULL, "http://x", text, strlen(text), 0, address);
    rc = store_answer_find(p->store, address, &got, &e);
    if (rc == 1) {
        assert_int_equal(got.request_len, strlen(text));
        assert_memory_equal(got.request, text, got.request_len);
        assert_int_equal(store_answer_get(p->store, got.id, &got, &e), 1);
        assert_memory_equal(got.request, text, got.request_len);
    }
    free(text);
    return rc;
}

static void test_kept(void **state)
{
    struct place *p = *state;
    struct err e = { 0 };

    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 10; i++)
            assert_int_equal(put_request(p, 10 * round + i, 5), 0);
        assert_int_equal(store_commit(p->store, &e), 10);
        reopen(p); /* whose next request is whole again */
        for (int i = 0; i < 10 * round + 10; i++)
            assert_int_equal(find(p, i), 1);
    }
    /* 20 of 830 bytes, two of them whole */
    sql(p, "CREATE TEMP TABLE t(x CHECK(x BETWEEN 1600 AND 2200)); "
           "INSERT INTO t SELECT sum(length(request)) FROM answer");
}

static void test_base_gone(void **state)
{
    struct place *p = *state;
    char *text = request(2);
    unsigned char address[HASH_SIZE];
    struct answer got;
    struct err e = { 0 };

    assert_int_equal(put_request(p, 1, 5), 0);
    assert_int_equal(put_request(p, 2, 5), 0);
    assert_int_equal(store_commit(p->store, &e), 2);
    reopen(p);
    sql(p, "DELETE FROM answer WHERE id = 1");
    store_address(NULL, "http://x", text, strlen(text), 0, address);
    assert_int_equal(store_answer_find(p->store, address, &got, &e), -1);
    assert_non_null(strstr(e.text, "is damaged: reply 1, which others"));
    free(text);
}

/* The disk is full, and what later requests would build on is taken back. */
static void test_base_taken_back(void **state)
{
    struct place *p = *state;
    struct rlimit was, tight;
    struct err e = { 0 };

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    tight = was;
    tight.rlim_cur = 100000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    put_request(p, 1, 5);
    for (int i = 2; i < 40; i++)
        put_request(p, i, 200000);
    store_commit(p->store, &e);
    assert_int_equal(e.kind, ERR_SYSTEM);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    store_commit(p->store, &e);
    for (int i = 50; i < 55; i++)
        assert_int_equal(put_request(p, i, 5), 0);
    assert_int_equal(store_commit(p->store, &e), 5);
    reopen(p);
    for (int i = 1; i < 55; i++)
        assert_in_range(find(p, i), i < 50 ? 0 : 1, 1);
}

#define IN_PLACE(test)                                                         \
    cmocka_unit_test_setup_teardown(test, open_place, close_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_no_base),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_one_byte),
        cmocka_unit_test(test_short_base),
        IN_PLACE(test_kept),
        IN_PLACE(test_base_gone),
        IN_PLACE(test_base_taken_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
