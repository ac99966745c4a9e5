/*
 * For tests of io/http: one loop with a server that replies by path and a
 * client on it.
 */
#ifndef RETORT_TESTS_HTTP_TRY_H
#define RETORT_TESTS_HTTP_TRY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "io/http.h"
#include "io/listen.h"

enum { BIG = 10 << 20, LIMIT = 16 << 20 };

static const int64_t SECOND_US = 1000000;

/* One loop with a server and a client on it. */
struct fixture {
    struct loop *loop;
    struct listen *server;
    struct http *http;
    struct listen_request *held; // by /hold
    int asked;                   // requests the server got
    char *big;
};

/* What a request came to. */
struct result {
    int calls;
    enum http_fail fail;
    int status;
    char *body;
    size_t len;
    char why[200], retry_after[20], id[20];
    bool maybe_processed, connected;
    int64_t sent_us, first_byte_us, done_us;
};

static void reply_gzip(struct listen_request *r)
{
    unsigned char packed[200];
    z_stream z = { 0 };

    assert_int_equal(
        deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)(uintptr_t) "hello, packed";
    z.avail_in = 13;
    z.next_out = packed;
    z.avail_out = sizeof packed;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    listen_reply(r, 200, NULL, "Content-Encoding: gzip\r\n",
        (const char *)packed, sizeof packed - z.avail_out);
    deflateEnd(&z);
}

static void write_text(struct listen_request *r, const char *text)
{
    listen_write(r, text, strlen(text));
}

/* Replies that are broken, or in pieces. */
static const struct {
    const char *path, *first, *second;
    enum listen_how end;
} raw[] = {
    { "/chunked",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "6;x=y\r\n world\r\n0\r\n\r\n", LISTEN_KEEP },
    { "/reset", "", "", LISTEN_RESET },
    { "/shut", "", "", LISTEN_CLOSE },
    { "/cut", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n", "half of",
        LISTEN_CLOSE },
    { "/garbage", "this is not HTTP\r\n\r\n", "", LISTEN_CLOSE },
};

static bool reply_raw(struct listen_request *r)
{
    for (size_t i = 0; i < sizeof raw / sizeof *raw; i++)
        if (strcmp(raw[i].path, listen_path(r)) == 0) {
            write_text(r, raw[i].first);
            write_text(r, raw[i].second);
            listen_end(r, raw[i].end);
            return true;
        }
    return false;
}

static void reply_text(struct listen_request *r, const char *text)
{
    listen_reply(r, 200, NULL, NULL, text, strlen(text));
}

static void reply_by_path(struct fixture *f, struct listen_request *r)
{
    const char *path = listen_path(r), *body;
    size_t len;

    if (strcmp(path, "/echo") == 0) {
        body = listen_body(r, &len);
        listen_reply(r, 200, NULL, NULL, body, len);
    } else if (strcmp(path, "/method") == 0) {
        reply_text(r, listen_method(r));
    } else if (strstr(path, "/packing") != NULL) { // or a whole URL, of a proxy
        const char *how = listen_header(r, "accept-encoding");
        reply_text(r, how != NULL ? how : "none");
    } else if (strcmp(path, "/key") == 0) {
        reply_text(r, listen_header(r, "x-api-key"));
    } else if (strcmp(path, "/big") == 0) {
        listen_reply(r, 200, NULL, NULL, f->big, BIG);
    } else if (strcmp(path, "/huge") == 0) { // its length is not said before
        write_text(r, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "2000000\r\n");
        for (int i = 0; i < 3; i++)
            listen_write(r, f->big, BIG);
        listen_end(r, LISTEN_CLOSE);
    } else if (strcmp(path, "/limited") == 0) {
        listen_reply(
            r, 429, NULL, "Retry-After: 7\r\nX-Request-Id: abc\r\n", "slow", 4);
    } else if (strcmp(path, "/gzip") == 0) {
        reply_gzip(r);
    } else if (strcmp(path, "/nul") == 0) {
        listen_reply(r, 200, NULL, NULL, "a\0b\0", 4);
    } else if (strcmp(path, "/hold") == 0) {
        f->held = r;
    } else if (strcmp(path, "/half") == 0) {
        write_text(r, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf of");
        f->held = r;
    } else if (!reply_raw(r)) {
        reply_text(r, "{\"ok\":true}");
    }
}

static void serve(void *arg, struct listen_request *r)
{
    struct fixture *f = arg;

    f->asked++;
    reply_by_path(f, r);
}

static int set_up(void **state)
{
    struct fixture *f = mem_zalloc(1, sizeof *f);
    struct listen_options lo = { 0 };
    struct http_options ho = { .max_reply = LIMIT, .user_agent = "test/1" };
    struct err e = { 0 };

    f->loop = loop_new(&e);
    f->server = listen_open(f->loop, &lo, serve, f, &e);
    f->http = http_new(f->loop, &ho, &e);
    f->big = mem_zalloc(1, BIG);
    for (size_t i = 0; i < BIG; i++)
        f->big[i] = (char)('a' + i % 23);
    *state = f;
    return f->server != NULL && f->http != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    http_free(f->http);
    listen_close(f->server);
    loop_free(f->loop);
    free(f->big);
    free(f);
    return 0;
}

static void keep(void *arg, const struct http_reply *reply)
{
    struct result *got = arg;
    const char *after = http_reply_header(reply, "retry-AFTER");
    const char *id = http_reply_header(reply, "x-request-id");

    got->calls++;
    got->fail = reply->fail;
    got->status = reply->status;
    free(got->body);
    got->body = mem_dup(reply->body, reply->len);
    assert_int_equal(reply->body[reply->len], '\0');
    got->len = reply->len;
    snprintf(got->why, sizeof got->why, "%s", reply->why);
    snprintf(got->retry_after, sizeof got->retry_after, "%s",
        after != NULL ? after : "");
    snprintf(got->id, sizeof got->id, "%s", id != NULL ? id : "");
    got->maybe_processed = reply->maybe_processed;
    got->connected = reply->connected;
    got->sent_us = reply->sent_us;
    got->first_byte_us = reply->first_byte_us;
    got->done_us = reply->done_us;
}

static struct http_endpoint *endpoint(struct fixture *f, const char *path)
{
    static const char *const headers[] = { "X-Api-Key: secret",
        "Authorization: Bearer none", NULL };
    struct err e = { 0 };
    char url[100];
    struct http_endpoint *p;

    snprintf(
        url, sizeof url, "http://127.0.0.1:%d%s", listen_port(f->server), path);
    p = http_endpoint_new(f->http, url, headers, NULL, &e);
    assert_non_null(p);
    return p;
}

static void turn(struct fixture *f)
{
    struct err e = { 0 };

    assert_int_equal(loop_turn(f->loop, 10000, &e), 0);
}

/* Turns are counted, not seconds: the machine may stand still for long. */
static void settle(struct fixture *f)
{
    enum { TURNS_MOST = 20000 };

    for (int i = 0; http_in_flight(f->http) > 0; i++) {
        assert_true(i < TURNS_MOST);
        turn(f);
    }
}

static void post(struct fixture *f, const char *path, const char *body,
    size_t len, int64_t timeout_us, struct result *got)
{
    http_send(f->http, endpoint(f, path), body, len, timeout_us, keep, got);
    settle(f);
    assert_int_equal(got->calls, 1);
}

static void expect(struct fixture *f, const char *path, const char *body)
{
    struct result got = { 0 };

    post(f, path, "{}", 2, 5 * SECOND_US, &got);
    assert_string_equal(got.why, "");
    assert_int_equal(got.fail, HTTP_OK);
    assert_int_equal(got.status, 200);
    assert_string_equal(got.body, body);
    free(got.body);
}

static struct CMUnitTest with_fixture(const char *name, CMUnitTestFunction fn)
{
    return (struct CMUnitTest){ .name = name,
        .test_func = fn,
        .setup_func = set_up,
        .teardown_func = tear_down };
}

#endif
