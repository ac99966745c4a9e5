#include "http_try.h"

/* Sends the next request from the callback of the one before. */
struct stream {
    struct fixture *f;
    struct http_endpoint *to;
    int left, done, bad;
};

static void go_on(void *arg, const struct http_reply *reply)
{
    struct stream *s = arg;

    s->done++;
    if (s->left > 0) {
        s->left--;
        http_send(s->f->http, s->to, "[1,2]", 5, 5 * SECOND_US, go_on, s);
    }
    /* the reply is still ours, although its transfer may be sending again */
    if (reply->fail != HTTP_OK || reply->len != 5
        || memcmp(reply->body, "[1,2]", 5) != 0
        || http_reply_header(reply, "content-type") == NULL)
        s->bad++;
}

static void test_many(void **state)
{
    struct fixture *f = *state;
    struct stream s = { .f = f, .to = endpoint(f, "/echo"), .left = 2000 };

    for (int i = 0; i < 64; i++)
        http_send(f->http, s.to, "[1,2]", 5, 5 * SECOND_US, go_on, &s);
    assert_int_equal(http_in_flight(f->http), 64);
    settle(f);
    assert_int_equal(s.done, 2064);
    assert_int_equal(s.bad, 0);
    assert_int_equal(f->asked, 2064);
    assert_true(listen_accepted(f->server) <= 64);
}

/* Two replies that wait together: what is done with the first does not make
 * the second late. */
struct both {
    int calls;
    int64_t told_us, done_us; // the first of them; the second
};

static void keep_times(void *arg, const struct http_reply *reply)
{
    struct both *b = arg;

    if (b->calls++ > 0) {
        b->done_us = reply->done_us;
        return;
    }
    b->told_us = clock_now_us();
    while (clock_now_us() == b->told_us)
        ;
}

static void test_latency(void **state)
{
    struct fixture *f = *state;
    struct http_endpoint *to = endpoint(f, "/echo");
    int together = 0;

    for (int i = 0; i < 200; i++) {
        struct both b = { 0 };
        http_send(f->http, to, "[1,2]", 5, 5 * SECOND_US, keep_times, &b);
        http_send(f->http, to, "[1,2]", 5, 5 * SECOND_US, keep_times, &b);
        while (b.calls == 0)
            turn(f);
        if (b.calls == 2) {
            together++;
            assert_true(b.done_us <= b.told_us);
        }
        settle(f);
    }
    assert_true(together > 0);
}

static void test_endpoints_share(void **state)
{
    struct fixture *f = *state;
    struct stream a = { .f = f, .to = endpoint(f, "/echo"), .left = 200 };
    struct result got[40] = { 0 };
    struct http_endpoint *other = endpoint(f, "/key");

    for (int i = 0; i < 40; i++) {
        http_send(f->http, a.to, "[1,2]", 5, 5 * SECOND_US, go_on, &a);
        http_send(f->http, other, "{}", 2, 5 * SECOND_US, keep, &got[i]);
    }
    settle(f);
    assert_int_equal(a.done, 240);
    assert_int_equal(a.bad, 0);
    for (int i = 0; i < 40; i++) {
        assert_string_equal(got[i].body, "secret");
        free(got[i].body);
    }
}

static void test_cancel(void **state)
{
    struct fixture *f = *state;
    struct http_endpoint *p = endpoint(f, "/hold");
    struct result got = { 0 };
    struct http_request *r;

    r = http_send(f->http, p, "{}", 2, 5 * SECOND_US, keep, &got);
    http_cancel(f->http, r); // before it ever ran
    assert_int_equal(got.fail, HTTP_CANCELLED);
    assert_false(got.maybe_processed);
    r = http_send(f->http, p, "{}", 2, 5 * SECOND_US, keep, &got);
    while (f->held == NULL)
        turn(f);
    http_cancel(f->http, r);
    assert_int_equal(got.calls, 2);
    assert_int_equal(got.fail, HTTP_CANCELLED);
    assert_true(got.maybe_processed);
    assert_int_equal(http_in_flight(f->http), 0);
    listen_end(f->held, LISTEN_CLOSE);
    expect(f, "/", "{\"ok\":true}");
    free(got.body);
}

static void test_free_in_flight(void **state)
{
    struct fixture *f = *state;
    struct result got[40] = { 0 };
    struct http_endpoint *p = endpoint(f, "/hold");
    struct http_options o = { 0 };
    struct err e = { 0 };

    for (int i = 0; i < 40; i++)
        http_send(f->http, p, "{}", 2, 5 * SECOND_US, keep, &got[i]);
    while (f->asked < 40)
        turn(f);
    http_free(f->http);
    f->http = http_new(f->loop, &o, &e);
    for (int i = 0; i < 40; i++) {
        assert_int_equal(got[i].calls, 1);
        assert_int_equal(got[i].fail, HTTP_CANCELLED);
        free(got[i].body);
    }
    turn(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_fixture("many", test_many),
        with_fixture("latency", test_latency),
        with_fixture("endpoints share", test_endpoints_share),
        with_fixture("cancel", test_cancel),
        with_fixture("free in flight", test_free_in_flight),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
