#include "http_try.h"

static void expect_fail(struct fixture *f, const char *path, int64_t timeout_us,
    enum http_fail fail, bool maybe_processed)
{
    struct result got = { 0 };

    post(f, path, "{}", 2, timeout_us, &got);
    if (got.fail != fail)
        fail_msg("%s: %s (%s)", path, http_fail_name(got.fail), got.why);
    assert_true(got.why[0] != '\0');
    assert_int_equal(got.maybe_processed, maybe_processed);
    free(got.body);
}

static void test_replies(void **state)
{
    struct fixture *f = *state;
    struct result got = { 0 };

    expect(f, "/", "{\"ok\":true}");
    expect(f, "/chunked", "hello world");
    expect(f, "/gzip", "hello, packed");
    expect(f, "/key", "secret");
    expect(f, "/method", "POST");
    post(f, "/nul", "", 0, SECOND_US, &got);
    assert_int_equal(got.len, 4);
    assert_memory_equal(got.body, "a\0b\0", 4);
    free(got.body);
}

static void test_get(void **state)
{
    struct fixture *f = *state;
    struct http_endpoint *p = endpoint(f, "/method");
    struct result got = { 0 };

    http_send(f->http, p, NULL, 0, SECOND_US, keep, &got);
    settle(f);
    assert_string_equal(got.body, "GET");
    http_send(f->http, p, "{}", 2, SECOND_US, keep, &got);
    settle(f);
    assert_string_equal(got.body, "POST");
    http_send(f->http, p, NULL, 0, SECOND_US, keep, &got);
    settle(f);
    assert_string_equal(got.body, "GET");
    free(got.body);
}

static void test_headers_and_times(void **state)
{
    struct fixture *f = *state;
    struct result got = { 0 };
    int64_t before_us = clock_now_us();

    post(f, "/limited", "{}", 2, SECOND_US, &got);
    assert_int_equal(got.fail, HTTP_OK);
    assert_int_equal(got.status, 429);
    assert_string_equal(got.retry_after, "7");
    assert_string_equal(got.id, "abc");
    assert_true(got.maybe_processed && got.connected);
    assert_true(before_us < got.sent_us);
    assert_true(got.sent_us < got.first_byte_us);
    assert_true(got.first_byte_us <= got.done_us);
    free(got.body);
    got = (struct result){ 0 };
    post(f, "/", "{}", 2, SECOND_US, &got);
    assert_string_equal(got.retry_after, "");
    assert_false(got.connected);
    free(got.body);
}

static void test_connection_is_kept(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 50; i++)
        expect(f, i % 2 ? "/" : "/echo", i % 2 ? "{\"ok\":true}" : "{}");
    assert_int_equal(listen_accepted(f->server), 1);
}

static void test_big(void **state)
{
    struct fixture *f = *state;
    struct result got = { 0 };

    post(f, "/echo", f->big, BIG, 20 * SECOND_US, &got);
    assert_int_equal(got.fail, HTTP_OK);
    assert_int_equal(got.len, BIG);
    assert_memory_equal(got.body, f->big, BIG);
    free(got.body);
    got = (struct result){ 0 };
    post(f, "/big", "", 0, 20 * SECOND_US, &got);
    assert_int_equal(got.len, BIG);
    assert_memory_equal(got.body, f->big, BIG);
    free(got.body);
}

static void test_too_big(void **state)
{
    struct fixture *f = *state;
    struct result got = { 0 };

    post(f, "/huge", "", 0, 20 * SECOND_US, &got);
    assert_int_equal(got.fail, HTTP_TOO_BIG);
    assert_true(got.len <= LIMIT);
    assert_non_null(strstr(got.why, "above 16 MB"));
    free(got.body);
    expect(f, "/", "{\"ok\":true}");
}

static void test_broken_exchanges(void **state)
{
    struct fixture *f = *state;

    expect_fail(f, "/reset", SECOND_US, HTTP_RESET, true);
    expect_fail(f, "/shut", SECOND_US, HTTP_RESET, true);
    expect_fail(f, "/cut", SECOND_US, HTTP_RESET, true);
    expect_fail(f, "/garbage", SECOND_US, HTTP_PROTOCOL, true);
    expect(f, "/", "{\"ok\":true}");
}

static void test_partial_body_is_shown(void **state)
{
    struct fixture *f = *state;
    struct result got = { 0 };

    post(f, "/cut", "{}", 2, SECOND_US, &got);
    assert_int_equal(got.status, 200);
    assert_string_equal(got.body, "half of");
    free(got.body);
}

static void test_reset_in_the_body(void **state)
{
    struct fixture *f = *state;
    struct result got = { 0 };

    http_send(f->http, endpoint(f, "/half"), "", 0, 5 * SECOND_US, keep, &got);
    while (f->held == NULL)
        turn(f);
    for (int i = 0; i < 5; i++)
        turn(f);
    listen_end(f->held, LISTEN_RESET);
    settle(f);
    assert_int_equal(got.fail, HTTP_RESET);
    free(got.body);
}

static void test_no_second_sending(void **state)
{
    struct fixture *f = *state;

    /* libcurl would send again by itself when a kept connection dies */
    expect(f, "/", "{\"ok\":true}");
    expect_fail(f, "/shut", SECOND_US, HTTP_RESET, true);
    assert_int_equal(f->asked, 2);
    expect(f, "/", "{\"ok\":true}");
    expect_fail(f, "/reset", SECOND_US, HTTP_RESET, true);
    assert_int_equal(f->asked, 4);
}

static void test_idle_connection_closed(void **state)
{
    struct fixture *f = *state;
    struct listen_options o = { .port = listen_port(f->server) };
    struct err e = { 0 };
    int64_t cpu_us, end_us;

    expect(f, "/", "{\"ok\":true}");
    listen_close(f->server);
    cpu_us = clock_cpu_us();
    end_us = clock_now_us() + SECOND_US / 5;
    while (clock_now_us() < end_us)
        turn(f);
    assert_true(clock_cpu_us() - cpu_us < SECOND_US / 10); // no spinning
    f->server = listen_open(f->loop, &o, serve, f, &e);
    assert_non_null(f->server);
    expect(f, "/", "{\"ok\":true}");
}

static void test_timeouts(void **state)
{
    struct fixture *f = *state;
    int64_t start_us = clock_now_us();

    expect_fail(f, "/hold", SECOND_US / 10, HTTP_TIMEOUT, true);
    assert_true(clock_now_us() - start_us >= SECOND_US / 10);
    assert_true(clock_now_us() - start_us < SECOND_US);
    turn(f);
    assert_true(listen_gone(f->held));
    listen_reply(f->held, 200, NULL, NULL, "late", 4);
    expect_fail(f, "/half", SECOND_US / 10, HTTP_TIMEOUT, true);
    listen_end(f->held, LISTEN_CLOSE);
    expect(f, "/", "{\"ok\":true}");
}

static bool take(void *arg, const char *bytes, size_t len)
{
    (void)arg;
    (void)bytes;
    (void)len;
    return false;
}

/* Silent in the middle of its body: no need to wait for the time-out. */
static void test_silent_stream(void **state)
{
    struct fixture *f = *state;
    struct result got = { 0 };

    http_feed(http_send(f->http, endpoint(f, "/half"), "", 0, 600 * SECOND_US,
                  keep, &got),
        SECOND_US / 10, take);
    settle(f);
    assert_int_equal(got.fail, HTTP_TIMEOUT);
    assert_string_equal(got.why, "no byte for 0.1s");
    free(got.body);
    listen_end(f->held, LISTEN_CLOSE);
    expect(f, "/", "{\"ok\":true}");
}

static void fail_at(struct fixture *f, const char *url, enum http_fail fail)
{
    struct err e = { 0 };
    struct http_endpoint *p = http_endpoint_new(f->http, url, NULL, NULL, &e);
    struct result got = { 0 };

    assert_non_null(p);
    http_send(f->http, p, "{}", 2, 5 * SECOND_US, keep, &got);
    settle(f);
    if (got.fail != fail)
        fail_msg("%s: %s (%s)", url, http_fail_name(got.fail), got.why);
    assert_false(got.maybe_processed);
    assert_int_equal(got.status, 0);
    free(got.body);
}

static void test_no_connection(void **state)
{
    struct fixture *f = *state;
    struct listen_options o = { 0 };
    struct err e = { 0 };
    struct listen *gone = listen_open(f->loop, &o, serve, f, &e);
    char url[60];

    snprintf(url, sizeof url, "http://127.0.0.1:%d/", listen_port(gone));
    listen_close(gone);
    for (int i = 0; i < 3; i++)
        fail_at(f, url, HTTP_CONNECT);
    snprintf(url, sizeof url, "https://127.0.0.1:%d/", listen_port(f->server));
    fail_at(f, url, HTTP_TLS);
    expect(f, "/", "{\"ok\":true}");
}

/* What is not on this machine goes by the proxy of the environment, here our
 * server, and may be packed; what is never does and need not, with a transfer
 * that served both as well. */
static void test_proxy(void **state)
{
    struct fixture *f = *state;
    struct err e = { 0 };
    struct http_endpoint *near = endpoint(f, "/packing"), *far;
    char url[60];

    snprintf(url, sizeof url, "http://127.0.0.1:%d", listen_port(f->server));
    setenv("http_proxy", url, 1);
    far = http_endpoint_new(
        f->http, "http://models.invalid/packing", NULL, NULL, &e);
    for (int i = 0; i < 4; i++) {
        struct result got = { 0 };
        http_send(
            f->http, i % 2 ? far : near, "{}", 2, 5 * SECOND_US, keep, &got);
        settle(f);
        assert_string_equal(got.body, i % 2 ? "gzip" : "none");
        free(got.body);
    }
    unsetenv("http_proxy");
}

static void test_bad_endpoints(void **state)
{
    static const struct {
        const char *url, *header, *ca_file, *text;
    } rows[] = {
        { "http://", NULL, NULL, "'http://'" },
        { "ftp://host/", NULL, NULL, "'ftp://host/': neither" },
        { "not a url", NULL, NULL, "'not a url'" },
        { "http://u:secret@:99999/?key=secret", NULL, NULL, "99999" },
        { "http://h/", "NoColon", NULL, "'NoColon'" },
        { "http://h/", "A: secret\r\nB: c", NULL, "'A'" },
        { "https://h/", NULL, "/none/ca.pem", "/none/ca.pem" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *headers[] = { rows[i].header, NULL };
        struct err e = { 0 };
        assert_null(http_endpoint_new(
            f->http, rows[i].url, headers, rows[i].ca_file, &e));
        assert_int_equal(e.kind, ERR_CONFIG);
        if (strstr(e.text, rows[i].text) == NULL)
            fail_msg("%s: %s", rows[i].url, e.text);
        assert_null(strstr(e.text, "secret"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_fixture("replies", test_replies),
        with_fixture("get", test_get),
        with_fixture("headers and times", test_headers_and_times),
        with_fixture("connection is kept", test_connection_is_kept),
        with_fixture("big", test_big),
        with_fixture("too big", test_too_big),
        with_fixture("broken exchanges", test_broken_exchanges),
        with_fixture("partial body is shown", test_partial_body_is_shown),
        with_fixture("reset in the body", test_reset_in_the_body),
        with_fixture("no second sending", test_no_second_sending),
        with_fixture("idle connection closed", test_idle_connection_closed),
        with_fixture("timeouts", test_timeouts),
        with_fixture("silent stream", test_silent_stream),
        with_fixture("no connection", test_no_connection),
        with_fixture("proxy", test_proxy),
        with_fixture("bad endpoints", test_bad_endpoints),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
