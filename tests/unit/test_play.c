/* Replies written as text reach a client; cut behind every byte, they never
 * pass for whole ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "io/http.h"
#include "io/play.h"
#include "model/dialect.h"

static const char good[] =
    "{\"model\":\"toy\",\"choices\":[{\"message\":{\"role\":\"assistant\","
    "\"content\":\"Caf\xc3\xa9 (B)\"},\"finish_reason\":\"stop\"}],"
    "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}";

struct fixture {
    struct loop *loop;
    struct listen *server;
    struct player *player;
    struct http *http;
    struct http_endpoint *to;
    struct play play;
    struct play_words words;
    char body[400]; // of the reply, as much as fits
    size_t len;
    int whole, broken; // as the player tells
    int over;          // as the client tells
    enum http_fail fail;
    int status;
    struct reply reply;
};

static void on_played(void *arg, bool whole)
{
    struct fixture *f = arg;

    *(whole ? &f->whole : &f->broken) += 1;
}

static void on_request(void *arg, struct listen_request *r)
{
    struct fixture *f = arg;

    player_play(f->player, r, &f->play, &f->words, on_played, f);
}

static void on_reply(void *arg, const struct http_reply *http)
{
    struct fixture *f = arg;

    f->over++;
    f->fail = http->fail;
    f->status = http->status;
    f->len = http->len;
    snprintf(f->body, sizeof f->body, "%.399s", http->body);
    if (http->fail == HTTP_OK)
        dialect_find("openai-chat")
            ->decode(http->status, http->body, http->len, &f->reply);
}

static int open_fixture(void **state)
{
    struct fixture *f = mem_zalloc(1, sizeof *f);
    struct err e = { 0 };
    struct listen_options lo = { .port = 0 };
    struct http_options ho = { .max_reply = 1 << 20 };
    char *url;

    f->words = (struct play_words){ good, sizeof good - 1, .chance = 12345 };
    f->loop = loop_new(&e);
    f->server = listen_open(f->loop, &lo, on_request, f, &e);
    f->player = player_new(f->loop);
    f->http = http_new(f->loop, &ho, &e);
    assert_non_null(f->server);
    url = mem_printf("http://127.0.0.1:%d/", listen_port(f->server));
    f->to = http_endpoint_new(f->http, url, NULL, NULL, &e);
    free(url);
    *state = f;
    return 0;
}

static int close_fixture(void **state)
{
    struct fixture *f = *state;

    http_free(f->http);
    player_free(f->player);
    listen_close(f->server);
    loop_free(f->loop);
    free(f);
    return 0;
}

static void ask(struct fixture *f, const char *text)
{
    struct err e = { 0 };

    if (play_read(text, strlen(text), &f->play, &e) < 0)
        fail_msg("%s", e.text);
    f->over = f->whole = f->broken = 0;
    http_send(f->http, f->to, "{}", 2, 10000000, on_reply, f);
    while (f->over == 0 || f->whole + f->broken == 0)
        assert_int_equal(loop_turn(f->loop, 1000000, &e), 0);
}

static void expect_good(struct fixture *f, const char *text)
{
    ask(f, text);
    assert_int_equal(f->fail, HTTP_OK);
    assert_int_equal(f->reply.failure, FAILURE_NONE);
    assert_string_equal(f->reply.text, "Caf\xc3\xa9 (B)");
    assert_int_equal(f->whole, 1);
    reply_clear(&f->reply);
}

#define PLAIN                                                                  \
    "HTTP/1.1 200 OK\ncontent-type: application/json\n"                        \
    "content-length: @LEN@\n\n@REPLY@"
#define CHUNKED                                                                \
    "!chunk 9\nHTTP/1.1 200 OK\ntransfer-encoding: chunked\n\n@REPLY@"
#define PACKED "!gzip\n" PLAIN
#define UNTIL_CLOSE "!close\nHTTP/1.1 200 OK\nconnection: close\n\n@REPLY@"

static const char *const ways[] = { PLAIN, CHUNKED, PACKED, UNTIL_CLOSE };

static void test_ways(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        expect_good(f, ways[i]);
    expect_good(f, "!drip 1 50\n" PLAIN);
    expect_good(f, "!delay 20\n" PLAIN);
    expect_good(f, "!twice\n" PLAIN);
    expect_good(f, "@REPLY@");
    expect_good(f, "!close\nHTTP/1.1 200 OK\ncontent-length: @LEN-0@\n\n"
                   "@REPLY@");
}

/* In every framing, behind every byte, by FIN and by RST. */
static void test_cut_at_every_byte(void **state)
{
    struct fixture *f = *state;
    int failed = 0;

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        for (int at = 0; at < 1000; at++) {
            char text[400];
            snprintf(text, sizeof text, "!after %d\n%s%s", at,
                at % 7 == 3 ? "!reset\n" : "", ways[i]);
            ask(f, text);
            assert_int_equal(f->whole, 0);
            if (f->fail == HTTP_OK && f->reply.failure == FAILURE_NONE) {
                /* only one that has its last byte is a reply */
                assert_string_equal(f->reply.text, "Caf\xc3\xa9 (B)");
                reply_clear(&f->reply);
                if (at % 7 != 3) /* by RST it may be whole or not */
                    break;
            } else if (f->fail == HTTP_OK) {
                assert_int_equal(f->reply.failure, FAILURE_PROTOCOL);
                reply_clear(&f->reply);
            }
            failed++;
            assert_int_not_equal(at, 999);
        }
    /* headers and body of four framings */
    assert_in_range(failed, 700, 1500);
}

static void test_any_byte(void **state)
{
    struct fixture *f = *state;

    ask(f, "!any\n" PLAIN);
    assert_int_equal(f->broken, 1);
    assert_true(f->fail != HTTP_OK || f->reply.failure != FAILURE_NONE);
    if (f->fail == HTTP_OK)
        reply_clear(&f->reply);
}

/* The parts of a reply in pieces, with a pause between, lines ending in CR LF
 * or not; and a cut that leaves off so many bytes. */
static void test_parts(void **state)
{
    static const char *const texts[] = {
        "!pause 20\nHTTP/1.1 200 OK\ncontent-length: @LEN@\n\n"
        "@HEAD@@PAUSE@@TAIL@@DONE@@USAGE@@SIZE@",
        "!crlf\n!pause 20\n!drip 1 3\nHTTP/1.1 200 OK\n"
        "content-length: @LEN@\n\n@HEAD@@PAUSE@@TAIL@@DONE@@USAGE@@SIZE@",
    };
    static const char *const want[] = { "a\nb\nd\nc\n8",
        "a\r\nb\r\nd\r\nc\r\n8" };
    struct fixture *f = *state;

    for (size_t i = 0; i < 2; i++) {
        f->words = (struct play_words){ "a\nb\nc\nd\n", 8, .tail = 2,
            .usage = 4, .done = 6 };
        ask(f, texts[i]);
        assert_int_equal(f->fail, HTTP_OK);
        assert_string_equal(f->body, want[i]);
    }
    for (uint64_t i = 0; i < 20; i++) {
        f->words = (struct play_words){ good, sizeof good - 1, .chance = i };
        ask(f, "!any 10\n!close\nHTTP/1.1 200 OK\n\n@REPLY@");
        assert_true(f->len + 10 <= sizeof good - 1);
    }
}

static void test_bad_text(void **state)
{
    static const char *const bad[] = { "!what\n", "!delay -1\n", "!\n",
        "!drip 1 0\n", "!after -3\nx" };
    struct play p;
    struct err e = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(play_read(bad[i], strlen(bad[i]), &p, &e), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ways, open_fixture, close_fixture),
        cmocka_unit_test_setup_teardown(
            test_cut_at_every_byte, open_fixture, close_fixture),
        cmocka_unit_test_setup_teardown(
            test_any_byte, open_fixture, close_fixture),
        cmocka_unit_test_setup_teardown(
            test_parts, open_fixture, close_fixture),
        cmocka_unit_test(test_bad_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
