/* Streams of events, split at every byte: what comes out does not depend on
 * how the bytes came in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/events.h"

static void on_event(void *arg, const char *name, const char *data, size_t len)
{
    struct buf *out = arg;

    assert_int_equal(data[len], '\0');
    buf_printf(out, "[%s|", name);
    buf_add(out, data, len);
    buf_putc(out, ']');
}

/* What comes of text in pieces of at most `most` bytes, cut at `cut` too. */
static char *events_of(enum events_kind kind, const char *text, size_t len,
    size_t most, size_t cut)
{
    struct events ev = { .kind = kind };
    struct buf out = { 0 };

    for (size_t at = 0; at < len;) {
        size_t n = at < cut ? cut - at : len - at;
        char *piece;
        if (n > most)
            n = most;
        if (n > len - at)
            n = len - at;
        piece = mem_dup(text + at, n); /* a byte too far is seen by asan */
        events_feed(&ev, piece, n, on_event, &out);
        free(piece);
        at += n;
    }
    events_end(&ev, on_event, &out);
    events_clear(&ev);
    return buf_take(&out);
}

static void check(
    enum events_kind kind, const char *text, size_t len, const char *want)
{
    for (size_t cut = 0; cut <= len; cut++) {
        char *got = events_of(kind, text, len, len, cut);
        assert_string_equal(got, want);
        free(got);
    }
    for (size_t most = 1; most <= 3; most++) {
        char *got = events_of(kind, text, len, most, 0);
        assert_string_equal(got, want);
        free(got);
    }
}

static void test_sse(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "data: a\n\ndata: b\n\n", "[|a][|b]" },
        { "data: a\r\n\r\ndata: b\r\n\r\n", "[|a][|b]" },
        { "data: a\r\rdata: b\r\r", "[|a][|b]" },
        { "data:a\n\ndata:  b\n\n", "[|a][| b]" },
        { "data: a\ndata: b\n\n", "[|a\nb]" },
        { "data\ndata\n\n", "[|\n]" },
        { ": keep-alive\n\ndata: a\n: x\n\n:\n", "[|a]" },
        { "event: ping\ndata: {}\n\ndata: b\n\n", "[ping|{}][|b]" },
        { "event: lonely\n\ndata: b\n\n", "[|b]" },
        { "id: 7\nretry: 10\nunknown\ndata: a\n\n", "[|a]" },
        { "\xef\xbb\xbf"
          "data: a\n\n",
            "[|a]" },
        { "data: \xc3\xa4\xf0\x9f\x98\x80\n\n", "[|\xc3\xa4\xf0\x9f\x98\x80]" },
        { "\n\n\ndata: a\n\n\n\n", "[|a]" },
        { "dat: a\ndata : b\nDATA: c\n\n", "" },
        { "data: a\n\nerror: {\"code\":500}\n\n",
            "[|a][|{\"error\":{\"code\":500}}]" },
        { "data: a\n\ndata: [DONE]", "[|a][|[DONE]]" },
        { "data: a\n\ndata: b\n", "[|a][|b]" },
        { "", "" },
        { "<html>\n\n", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(EVENTS_SSE, cases[i].text, strlen(cases[i].text), cases[i].want);
}

static void test_lines(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "{\"a\":1}\n{\"b\":2}\n", "[|{\"a\":1}][|{\"b\":2}]" },
        { "{\"a\":1}\n\n  \n{\"b\":2}", "[|{\"a\":1}][|{\"b\":2}]" },
        { "\xef\xbb\xbf{}\n", "[|{}]" },
        { "\xef\xbbx\n", "[|\xef\xbbx]" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(
            EVENTS_LINES, cases[i].text, strlen(cases[i].text), cases[i].want);
}

/* A NUL is a byte like any other, and one line may be a megabyte. */
static void test_bytes(void **state)
{
    enum { MANY = 1 << 20 };
    struct buf text = { 0 }, want = { 0 };
    char *got;

    (void)state;
    got = events_of(EVENTS_SSE, "data: a\0b\n\n", 11, 2, 0);
    assert_memory_equal(got, "[|a\0b]", 6);
    free(got);
    buf_puts(&text, "data: ");
    memset(buf_grow(&text, MANY), 'x', MANY);
    text.len += MANY;
    buf_puts(&text, "\n\n");
    buf_puts(&want, "[|");
    memset(buf_grow(&want, MANY), 'x', MANY);
    want.len += MANY;
    buf_puts(&want, "]");
    got = events_of(EVENTS_SSE, text.s, text.len, 1000, 0);
    assert_string_equal(got, want.s);
    free(got);
    buf_clear(&text);
    buf_clear(&want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sse),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
