/* Recordings: keys, lines both ways, the n-th time of asking, bad files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/gzip.h"
#include "base/mem.h"
#include "run/replay.h"

#define KEY "\"key\":\"" ZEROS ZEROS "\""
#define ZEROS "00000000000000000000000000000000"
#define HEAD                                                                   \
    "{\"retort\":\"recording\",\"version\":1,\"model\":\"M\","                 \
    "\"served\":\"m\"}\n"

static const char *path(void)
{
    static char name[64];

    snprintf(name, sizeof name, "/tmp/retort-replay-%ld", (long)getpid());
    return name;
}

static void put_file(const void *bytes, size_t len)
{
    struct err e;

    if (file_write(path(), bytes, len, &e) < 0)
        fail_msg("%s", e.text);
}

/* One reply, to the prompt of that name. */
static void record(struct replay *r, struct buf *out, const char *model,
    const char *prompt, const char *raw, int64_t latency_us)
{
    char *request = mem_printf("{\"model\":\"%s\",\"messages\":[{\"role\":"
                               "\"user\",\"content\":\"%s\"}],\"top_p\":%d}",
        model, prompt, (int)out->len);
    struct replay_line l = {
        .suite = "s",
        .id = "one \"1\"",
        .request = request,
        .request_len = strlen(request),
        .raw = raw,
        .raw_len = strlen(raw),
        .latency_us = latency_us,
        .wall_us = 1795296600000000,
    };
    struct err e = { 0 };

    if (replay_put(r, out, &l, &e) < 0)
        fail_msg("%s", e.text);
    free(request);
}

static enum replay_found ask(struct replay *r, const char *model,
    const char *prompt, struct replay_reply *reply, struct err *e)
{
    char *request = mem_printf("{\"messages\":[{\"role\":\"user\","
                               "\"content\":\"%s\"}],\"model\":\"%s\"}",
        prompt, model);
    enum replay_found found = replay_ask(r, request, strlen(request), reply, e);

    free(request);
    return found;
}

static void says(
    struct replay *r, const char *prompt, const char *want, int64_t latency_us)
{
    struct replay_reply reply = { 0 };
    struct err e = { 0 };

    if (ask(r, "m", prompt, &reply, &e) != REPLAY_FOUND)
        fail_msg("%s: %s", prompt, e.text);
    assert_int_equal(reply.len, strlen(want));
    assert_memory_equal(reply.body, want, reply.len);
    assert_int_equal(reply.latency_us, latency_us);
}

static struct replay *load(void)
{
    struct replay *r = replay_new();
    struct err e = { 0 };

    if (replay_add(r, path(), &e) < 0)
        fail_msg("%s", e.text);
    return r;
}

static void head(struct buf *out, const char *served)
{
    struct replay_model m = { .shown = "M", .served = served, .role = "" };

    replay_put_model(out, &m, "{\"by\":[\"hand\"]}");
}

/* What was written is read, numbers and blanks within as they came. */
static void round_trip(void **state)
{
    struct buf out = { 0 }, packed = { 0 };
    struct replay *w = replay_new(), *r;

    (void)state;
    head(&out, "m");
    record(w, &out, "m", "a", "{\"x\":1.50e-3, \"reply\":\"}\\\\\"}", 7);
    record(w, &out, "m", "b", "\xef\xbb\xbf\n{\"y\":\n[{},\"\\\"]\"]}\r\n", -1);
    gzip_pack(out.s, out.len, &packed);
    for (int i = 0; i < 2; i++) {
        put_file(i == 0 ? out.s : packed.s, i == 0 ? out.len : packed.len);
        r = load();
        assert_int_equal(replay_count(r), 2);
        assert_string_equal(replay_model_at(r, 0)->served, "m");
        assert_string_equal(replay_model_at(r, 0)->shown, "M");
        assert_int_equal(replay_model_at(r, 0)->replies, 2);
        assert_null(replay_model_at(r, 1));
        says(r, "a", "{\"x\":1.50e-3, \"reply\":\"}\\\\\"}", 7);
        says(r, "b", "{\"y\": [{},\"\\\"]\"]}", -1);
        replay_free(r);
    }
    replay_free(w);
    buf_clear(&out);
    buf_clear(&packed);
}

static void nth_time(void **state)
{
    struct buf out = { 0 };
    struct replay *w = replay_new(), *r;

    (void)state;
    head(&out, "m");
    record(w, &out, "m", "a", "{\"n\":0}", 1);
    record(w, &out, "m", "b", "{\"n\":9}", 1);
    record(w, &out, "m", "a", "{\"n\":1}", 2);
    record(w, &out, "m", "a", "{\"n\":2}", 3);
    put_file(out.s, out.len);
    r = load();
    for (int i = 0; i < 3; i++) {
        says(r, "a", "{\"n\":0}", 1);
        says(r, "b", "{\"n\":9}", 1);
        says(r, "a", "{\"n\":1}", 2);
        says(r, "a", "{\"n\":2}", 3);
    }
    replay_free(r);
    replay_free(w);
    buf_clear(&out);
}

static void missing(void **state)
{
    static const char *const bad[] = { "", "{", "[]", "{}", "{\"model\":\"m\"}",
        "{\"model\":1,\"messages\":[]}", "{\"model\":\"m\",\"messages\":{}}" };
    struct buf out = { 0 };
    struct replay *w = replay_new(), *r;
    struct replay_reply reply;
    struct err e = { 0 };

    (void)state;
    head(&out, "m");
    record(w, &out, "m", "a", "{}", 1);
    head(&out, "other");
    record(w, &out, "other", "a", "{}", 1);
    put_file(out.s, out.len);
    r = load();
    assert_int_equal(ask(r, "m", "z", &reply, &e), REPLAY_NOT_RECORDED);
    assert_non_null(strstr(e.text, "to m; recorded were 1 replies of it"));
    assert_int_equal(ask(r, "x", "a", &reply, &e), REPLAY_NO_MODEL);
    assert_non_null(strstr(e.text, "2 replies of: m, other"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        e = (struct err){ 0 };
        assert_int_equal(
            replay_ask(r, bad[i], strlen(bad[i]), &reply, &e), REPLAY_BAD);
        assert_int_equal(e.kind, ERR_DATA);
    }
    replay_free(r);
    replay_free(w);
    buf_clear(&out);
}

/* The table grows; a second reading of the same file adds nothing. */
static void many(void **state)
{
    enum { MANY = 3000 };
    struct buf out = { 0 };
    struct replay *w = replay_new(), *r;
    struct err e = { 0 };
    char prompt[20], raw[20];

    (void)state;
    head(&out, "m");
    for (int i = 0; i < MANY; i++) {
        snprintf(prompt, sizeof prompt, "p%d", i);
        snprintf(raw, sizeof raw, "{\"i\":%d}", i);
        record(w, &out, "m", prompt, raw, i);
    }
    put_file(out.s, out.len);
    r = load();
    assert_int_equal(replay_add(r, path(), &e), 0);
    assert_int_equal(replay_count(r), MANY);
    assert_int_equal(replay_model_at(r, 0)->replies, MANY);
    for (int i = MANY - 1; i >= 0; i--) {
        snprintf(prompt, sizeof prompt, "p%d", i);
        snprintf(raw, sizeof raw, "{\"i\":%d}", i);
        says(r, prompt, raw, i);
    }
    replay_free(r);
    replay_free(w);
    buf_clear(&out);
}

/* Keys are the SHA-256 (by sha256sum) of {"model":"m","messages":[..]}, newline
 * and a reply's number: however a request is written, whatever else it has.
 * Other members of a recording are left alone, in any order. */
static void keys(void **state)
{
    static const char text[] =
        "\xef\xbb\xbf" HEAD "\r\n\n{\"new\":{\"reply\":[\"}\"]}, \"reply\" : "
        "{\"a\" : [1]} ,\"more\":-1e3,\t\"key\":"
        "\"5c31d39c39fe39f5a8e3a8776aa821f8d8014416ec9574827ad2db631803dd6b\" }"
        "\n{\"reply\":{},\"key\":"
        "\"5a0974047264c1e39b81ac8914dbb3b990e3f89da91826ec52e7f6f2bfac4556\"}";
    static const char *const same[] = {
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
        "\"\xc3\xa9 \\\"x\\\"\"}]}",
        "{ \"messages\" : [ { \"role\":\"user\", \"content\":"
        "\"\\u00e9 \\u0022x\\u0022\" } ],\n\"temperature\":0.7,\"n\":1,"
        "\"model\":\"m\" }"
    };
    struct replay_reply reply;
    struct replay *r;

    (void)state;
    put_file(text, sizeof text - 1);
    r = load();
    for (size_t i = 0; i < 4; i++) { // each way of writing it, each reply
        const char *request = same[i / 2];
        struct err e = { 0 };
        if (replay_ask(r, request, strlen(request), &reply, &e) != REPLAY_FOUND)
            fail_msg("%s: %s", request, e.text);
        assert_int_equal(reply.len, i % 2 == 0 ? 11 : 2);
        assert_memory_equal(reply.body, "{\"a\" : [1]}", reply.len - 1);
        assert_int_equal(reply.latency_us, -1);
    }
    replay_free(r);
}

static void broken(void **state)
{
    static const struct {
        const char *text, *says;
    } files[] = {
        { "", ": empty" },
        { "\n\n", ": empty" },
        { "x\n", ":1: not JSON" },
        { HEAD "\n{\"reply\":{}", ":3: " },
        { "{\"reply\":{}," KEY "}", ":1: no recording: " },
        { "[]", ":1: no recording: " },
        { "{\"retort\":\"runs\"}", ":1: no recording but" },
        { "{\"retort\":\"recording\",\"version\":2}", ":1: a recording of" },
        { "{\"retort\":\"recording\",\"version\":1}", ":1: \"served\"" },
        { HEAD "{" KEY "}", ":2: \"reply\"" },
        { HEAD "{" KEY ",\"reply\":\"x\"}", ":2: \"reply\"" },
        { HEAD "{\"reply\":{}}", ":2: \"key\"" },
        { HEAD "{\"reply\":{},\"key\":\"00\"}", ":2: \"key\"" },
        { HEAD "{\"reply\":{},\"key\":\"" ZEROS ZEROS "0\"}", ":2: \"key\"" },
        { HEAD "7", ":2: \"reply\"" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct replay *r = replay_new();
        struct err e = { 0 };
        put_file(files[i].text, strlen(files[i].text));
        assert_int_equal(replay_add(r, path(), &e), -1);
        assert_int_equal(e.kind, ERR_DATA);
        assert_int_equal(strncmp(e.text, path(), strlen(path())), 0);
        assert_int_equal(strncmp(e.text + strlen(path()), files[i].says,
                             strlen(files[i].says)),
            0);
        replay_free(r);
    }
}

/* No line is written that no reader takes. */
static void refused(void **state)
{
    static const char *const bad[] = { "", "7", "[{}]", "{\"a\":", "{} {}" };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct replay *w = replay_new();
        struct buf out = { 0 };
        struct err e = { 0 };
        struct replay_line l = { .suite = "s",
            .id = "i",
            .request = "{\"model\":\"m\",\"messages\":[]}",
            .request_len = 27,
            .raw = bad[i],
            .raw_len = strlen(bad[i]) };
        assert_int_equal(replay_put(w, &out, &l, &e), -1);
        assert_int_equal(e.kind, ERR_DATA);
        assert_int_equal(out.len, 0);
        replay_free(w);
    }
}

static int remove_file(void **state)
{
    (void)state;
    unlink(path());
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(nth_time),
        cmocka_unit_test(missing),
        cmocka_unit_test(many),
        cmocka_unit_test(keys),
        cmocka_unit_test(broken),
        cmocka_unit_test(refused),
    };

    return cmocka_run_group_tests(tests, NULL, remove_file);
}
