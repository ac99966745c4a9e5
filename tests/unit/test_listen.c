#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "io/listen.h"

enum { MAX_HEADER = 2000, MAX_BODY = 100000, BIG = 8 << 20 };

struct fixture {
    struct loop *loop;
    struct listen *server;
    int client;
    struct listen_request *held;
    struct loop_timer timer;
    int asked;
    char method[20], path[100], tag[100];
    struct buf body;
};

static void answer_later(void *arg)
{
    struct fixture *f = arg;

    listen_reply(f->held, 200, NULL, NULL, "late", 4);
}

static void serve(void *arg, struct listen_request *r)
{
    struct fixture *f = arg;
    const char *tag = listen_header(r, "X-TAG");
    size_t len;
    const char *body = listen_body(r, &len);

    f->asked++;
    snprintf(f->method, sizeof f->method, "%s", listen_method(r));
    snprintf(f->path, sizeof f->path, "%s", listen_path(r));
    snprintf(f->tag, sizeof f->tag, "%s", tag != NULL ? tag : "-");
    assert_int_equal(body[len], '\0');
    buf_reset(&f->body);
    buf_add(&f->body, body, len);
    if (strcmp(f->path, "/hold") == 0) {
        f->held = r;
    } else if (strcmp(f->path, "/later") == 0) {
        f->held = r;
        loop_timer_set(
            f->loop, &f->timer, clock_now_us() + 20000, answer_later, f);
    } else if (strcmp(f->path, "/reset") == 0) {
        listen_end(r, LISTEN_RESET);
    } else if (strcmp(f->path, "/raw") == 0) {
        listen_write(r, "raw ", 4);
        listen_write(r, "bytes", 5);
        listen_end(r, LISTEN_CLOSE);
    } else if (strcmp(f->path, "/big") == 0) {
        char *big = mem_zalloc(1, BIG);
        listen_reply(r, 200, "text/plain", "X-A: b\r\n", big, BIG);
        free(big);
    } else {
        listen_reply(r, 200, NULL, NULL, f->body.s, f->body.len);
    }
}

static int connect_client(struct fixture *f)
{
    struct sockaddr_in a = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    a.sin_port = htons((uint16_t)listen_port(f->server));
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

static int set_up(void **state)
{
    struct fixture *f = mem_zalloc(1, sizeof *f);
    struct listen_options o = { .max_header = MAX_HEADER,
        .max_body = MAX_BODY };
    struct err e = { 0 };

    f->loop = loop_new(&e);
    f->server = listen_open(f->loop, &o, serve, f, &e);
    assert_non_null(f->server);
    f->client = connect_client(f);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    close(f->client);
    listen_close(f->server);
    loop_free(f->loop);
    buf_clear(&f->body);
    free(f);
    return 0;
}

static void turns(struct fixture *f, int n)
{
    struct err e = { 0 };

    while (n-- > 0)
        assert_int_equal(loop_turn(f->loop, 5000, &e), 0);
}

static void say(struct fixture *f, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = send(f->client, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n > 0) {
            bytes += n;
            len -= (size_t)n;
        } else if (errno != EAGAIN) {
            return;
        }
        turns(f, 1);
    }
}

static void say_text(struct fixture *f, const char *text)
{
    say(f, text, strlen(text));
}

/* Reads until the text ends with end, or the connection does (NULL). Returns
 * errno of the last read, 0 at an orderly end. */
static int hear(struct fixture *f, struct buf *got, const char *end)
{
    int64_t end_us = clock_now_us() + 5000000;

    buf_reset(got);
    while (clock_now_us() < end_us) {
        char *to = buf_grow(got, 65536);
        ssize_t n = recv(f->client, to, 65536, MSG_DONTWAIT);
        if (n == 0)
            return 0;
        if (n < 0 && errno != EAGAIN)
            return errno;
        got->len += n > 0 ? (size_t)n : 0;
        got->s[got->len] = '\0';
        if (end != NULL && got->len >= strlen(end)
            && strcmp(got->s + got->len - strlen(end), end) == 0)
            return 0;
        turns(f, 1);
    }
    return ETIMEDOUT;
}

static void expect(struct fixture *f, const char *request, const char *end)
{
    struct buf got = { 0 };

    say_text(f, request);
    assert_int_equal(hear(f, &got, end), 0);
    if (strncmp(got.s, "HTTP/1.1 200 OK\r\n", 17) != 0)
        fail_msg("%s -> %s", request, got.s);
    buf_clear(&got);
}

static void test_keeps_alive(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 20; i++) {
        expect(f,
            "POST /a?b=c HTTP/1.1\r\nHost: x\r\nx-tag:  one two\r\n"
            "Content-Length: 5\r\n\r\nhello",
            "Content-Length: 5\r\n\r\nhello");
        assert_string_equal(f->method, "POST");
        assert_string_equal(f->path, "/a?b=c");
        assert_string_equal(f->tag, "one two");
    }
    expect(f, "GET / HTTP/1.1\r\n\r\n", "Content-Length: 0\r\n\r\n");
    assert_string_equal(f->tag, "-");
    assert_int_equal(f->asked, 21);
    assert_int_equal(listen_accepted(f->server), 1);
}

static void test_byte_by_byte(void **state)
{
    static const char request[] =
        "POST / HTTP/1.1\r\nX-Tag: t\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3;ext=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
    struct fixture *f = *state;
    struct buf got = { 0 };

    for (size_t i = 0; i + 1 < sizeof request; i++)
        say(f, request + i, 1);
    assert_int_equal(hear(f, &got, "\r\n\r\nabc0123456789"), 0);
    assert_string_equal(f->tag, "t");
    buf_clear(&got);
}

static void test_chunks_in_one(void **state)
{
    expect(*state,
        "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n"
        "3\r\nabc\r\n0a\r\n0123456789\r\n0\r\n\r\n",
        "Content-Length: 13\r\n\r\nabc0123456789");
}

static void test_pipelined(void **state)
{
    struct fixture *f = *state;
    struct buf got = { 0 };

    say_text(f, "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nA"
                "POST /later HTTP/1.1\r\nContent-Length: 1\r\n\r\nB"
                "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nC");
    assert_int_equal(hear(f, &got, "\r\n\r\nC"), 0);
    assert_int_equal(f->asked, 3);
    assert_non_null(strstr(got.s, "\r\n\r\nAHTTP"));
    assert_non_null(strstr(got.s, "\r\n\r\nlateHTTP"));
    buf_clear(&got);
}

static void test_close_and_old_version(void **state)
{
    struct fixture *f = *state;
    struct buf got = { 0 };

    say_text(f, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert_int_equal(hear(f, &got, NULL), 0);
    assert_non_null(strstr(got.s, "Connection: close\r\n"));
    close(f->client);
    f->client = connect_client(f);
    say_text(f, "GET / HTTP/1.0\r\n\r\n");
    assert_int_equal(hear(f, &got, NULL), 0);
    close(f->client);
    f->client = connect_client(f);
    say_text(f, "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    assert_int_equal(hear(f, &got, "Content-Length: 0\r\n\r\n"), 0);
    buf_clear(&got);
}

static void test_refusals(void **state)
{
    static const struct {
        const char *request, *status;
    } rows[] = {
        { "\x16\x03\x01\x02", "400" },
        { "GET /\r\n\r\n", "400" },
        { "GET / HTTP/2.0\r\n\r\n", "400" },
        { "GET  HTTP/1.1\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\nno colon\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\n: x\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "400" },
        { "GET / HTTP/1.1\r\nContent-Length: 1\r\n"
          "Transfer-Encoding: chunked\r\n\r\n",
            "400" },
        { "GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "501" },
        { "GET / HTTP/1.1\r\nContent-Length: 100001\r\n\r\n", "413" },
        { "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "413" },
        { "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
            "413" },
        { "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
          "ffffffffffffffffff\r\n",
            "413" },
        { "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\n",
            "400" },
        { "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
            "400" },
    };
    struct fixture *f = *state;
    struct buf got = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        close(f->client);
        f->client = connect_client(f);
        say_text(f, rows[i].request);
        assert_int_equal(hear(f, &got, NULL), 0);
        if (got.len < 12 || strncmp(got.s + 9, rows[i].status, 3) != 0)
            fail_msg("%s -> %s", rows[i].request, got.s);
    }
    assert_int_equal(f->asked, 0);
    buf_clear(&got);
}

static void test_long_header(void **state)
{
    struct fixture *f = *state;
    struct buf got = { 0 };
    char line[MAX_HEADER];

    memset(line, 'x', sizeof line);
    say_text(f, "GET / HTTP/1.1\r\nX: ");
    say(f, line, sizeof line);
    assert_int_equal(hear(f, &got, NULL), 0);
    assert_non_null(strstr(got.s, " 431 "));
    buf_clear(&got);
}

static void test_largest_body(void **state)
{
    static const char head[] = "POST / HTTP/1.1\r\nContent-Length: 100000\r\n"
                               "Expect: 100-continue\r\n\r\n";
    struct fixture *f = *state;
    char *body = mem_zalloc(1, MAX_BODY);
    struct buf got = { 0 };

    memset(body, 'y', MAX_BODY);
    say(f, head, sizeof head - 1);
    assert_int_equal(hear(f, &got, "HTTP/1.1 100 Continue\r\n\r\n"), 0);
    say(f, body, MAX_BODY);
    assert_int_equal(hear(f, &got, "yyyy"), 0);
    assert_int_equal(f->body.len, MAX_BODY);
    assert_memory_equal(f->body.s, body, MAX_BODY);
    free(body);
    buf_clear(&got);
}

static void test_big_reply(void **state)
{
    struct fixture *f = *state;
    struct buf got = { 0 };
    const char *gap;

    say_text(f, "GET /big HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    /* the second reply comes behind the whole first one */
    assert_int_equal(hear(f, &got, "Content-Length: 0\r\n\r\n"), 0);
    assert_non_null(strstr(got.s, "Content-Length: 8388608\r\nX-A: b\r\n"));
    gap = strstr(got.s, "\r\n\r\n") + 4;
    assert_true(got.len > BIG + (size_t)(gap - got.s));
    assert_memory_equal(gap + BIG, "HTTP/1.1 200 OK", 15);
    buf_clear(&got);
}

static void test_raw_and_reset(void **state)
{
    struct fixture *f = *state;
    struct buf got = { 0 };

    say_text(f, "GET /raw HTTP/1.1\r\n\r\n");
    assert_int_equal(hear(f, &got, NULL), 0);
    assert_string_equal(got.s, "raw bytes");
    close(f->client);
    f->client = connect_client(f);
    say_text(f, "GET /reset HTTP/1.1\r\n\r\n");
    assert_int_equal(hear(f, &got, NULL), ECONNRESET);
    buf_clear(&got);
}

static void test_client_gone(void **state)
{
    struct fixture *f = *state;

    say_text(f, "GET /hold HTTP/1.1\r\n\r\n");
    turns(f, 3);
    assert_non_null(f->held);
    assert_false(listen_gone(f->held));
    close(f->client);
    turns(f, 3);
    assert_true(listen_gone(f->held));
    assert_string_equal(listen_path(f->held), "/hold");
    listen_write(f->held, "x", 1);
    listen_reply(f->held, 200, NULL, NULL, "late", 4);
    f->client = connect_client(f);
    expect(f, "GET / HTTP/1.1\r\n\r\n", "Content-Length: 0\r\n\r\n");
}

static void test_gone_with_pipelined_bytes(void **state)
{
    struct fixture *f = *state;
    int64_t cpu_us;

    say_text(f, "GET /hold HTTP/1.1\r\n\r\nmore");
    turns(f, 3);
    say_text(f, "and more"); // stays in the socket, must not be spun on
    turns(f, 3);
    cpu_us = clock_cpu_us();
    turns(f, 20);
    assert_true(clock_cpu_us() - cpu_us < 20000);
    listen_end(f->held, LISTEN_RESET);
    turns(f, 2);
}

static void test_close_while_asked(void **state)
{
    struct fixture *f = *state;
    struct listen_options o = { 0 };
    struct err e = { 0 };
    int other;

    say_text(f, "GET /hold HTTP/1.1\r\n\r\n");
    other = f->client;
    f->client = connect_client(f);
    say_text(f, "GET /hold HTTP/1.1\r\n\r\n");
    close(other);
    turns(f, 3);
    assert_int_equal(f->asked, 2);
    listen_close(f->server); // one pending, one pending and gone
    o.port = 1;
    f->server = listen_open(f->loop, &o, serve, f, &e);
    if (f->server == NULL) { // unless we are root
        assert_int_equal(e.kind, ERR_SYSTEM);
        assert_non_null(strstr(e.text, "port 1:"));
    }
}

static struct CMUnitTest with_fixture(const char *name, CMUnitTestFunction fn)
{
    return (struct CMUnitTest){ .name = name,
        .test_func = fn,
        .setup_func = set_up,
        .teardown_func = tear_down };
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_fixture("keeps alive", test_keeps_alive),
        with_fixture("byte by byte", test_byte_by_byte),
        with_fixture("chunks in one", test_chunks_in_one),
        with_fixture("pipelined", test_pipelined),
        with_fixture("close, old version", test_close_and_old_version),
        with_fixture("refusals", test_refusals),
        with_fixture("long header", test_long_header),
        with_fixture("largest body", test_largest_body),
        with_fixture("big reply", test_big_reply),
        with_fixture("raw and reset", test_raw_and_reset),
        with_fixture("client gone", test_client_gone),
        with_fixture("pipelined and held", test_gone_with_pipelined_bytes),
        with_fixture("close while asked", test_close_while_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
