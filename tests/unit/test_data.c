/*
 * report/data.h, report/data_live.h: what `run` tells at its end, from sums it
 * took while it went or from one walk over the store, is, to the last bit, what
 * reports tell that read the run whole.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/rng.h"
#include "report/data_live.h"
#include "report/runs.h"
#include "store_place.h"

enum { RUNS = 150, SAMPLES = 25 };

/* Prices by tier, region, hour, date and length; one class without a price. */
static const char book[] =
    "{\"rows\":["
    "{\"model\":\"m*\",\"usd_per_mtok\":{\"input\":\"0.3\",\"cached\":\"0.07\","
    "\"output\":\"1.1\",\"cache_write\":\"0.4\"}},"
    "{\"model\":\"m*\",\"tier\":\"flex\",\"usd_per_mtok\":{\"input\":\"0.15\","
    "\"cached\":\"0.03\",\"output\":\"0.5\",\"audio\":\"9\"}},"
    "{\"model\":\"m*\",\"region\":\"us\",\"usd_per_mtok\":{\"input\":\"0.33\","
    "\"output\":\"1.21\"}},"
    "{\"model\":\"m*\",\"min_input_tokens\":2000,\"usd_per_mtok\":"
    "{\"input\":\"0.6\",\"cached\":\"0.1\",\"output\":\"2\"},"
    "\"usd_per_request\":\"0.001\"},"
    "{\"model\":\"m*\",\"hours\":[\"16:30-00:30\"],\"usd_per_mtok\":"
    "{\"input\":\"0.1\",\"output\":\"0.3\"}},"
    "{\"model\":\"judge\",\"valid_from\":\"2026-01-02\",\"usd_per_mtok\":"
    "{\"input\":\"3\",\"output\":\"15\"}}]}";

static struct rng rng;

static int64_t below(int64_t n)
{
    return (int64_t)rng_below(&rng, (uint64_t)n);
}

static bool one_in(int64_t n)
{
    return below(n) == 0;
}

/* NULL mostly, or one of three words. */
static const char *seldom(int64_t n, const char *a, const char *b)
{
    return !one_in(n) ? NULL : one_in(2) ? a : b;
}

static int64_t maybe(int64_t n)
{
    return one_in(9) ? -1 : below(n);
}

static int64_t put_answer(struct place *p, int64_t odd)
{
    static unsigned char next[HASH_SIZE];
    struct answer a = { .dialect = "openai-chat",
        .request = "q",
        .request_len = 1,
        .raw = "r",
        .raw_len = 1,
        .attempts = 1,
        .usage = usage_unknown() };
    struct err e = { 0 };

    for (int i = 0; ++next[i] == 0; i++)
        ;
    memcpy(a.address, next, HASH_SIZE);
    a.served = seldom(odd, "m-2", "");
    a.latency_us = one_in(odd) ? 4000000000 + below(600000000) : maybe(5000000);
    a.first_us = -1;
    a.sent_wall_us = INT64_C(1767225600000000) + below(172800) * 1000000;
    a.first_text_us = maybe(1000000);
    a.tokens_per_s = one_in(2) ? (double)NAN : (double)below(90000) / 7;
    a.changed = one_in(odd) ? "[\"seed\"]" : one_in(odd) ? NULL : "[]";
    a.tier = seldom(odd, "flex", "scale");
    a.region = seldom(odd, "us", "eu");
    a.replayed = one_in(30);
    a.usage.input = one_in(2 * odd) ? -1 : below(3000);
    a.usage.output = one_in(2 * odd) ? -1 : below(900);
    a.usage.cached = maybe(300);
    a.usage.cache_write = one_in(odd) ? below(40) : -1;
    a.usage.audio = one_in(3 * odd) ? below(5) : -1;
    a.usage.reported_pusd = one_in(3) ? below(1000000000) : -1;
    a.usage.flags = one_in(4 * odd) ? USAGE_FLAG_INPUT : 0;
    assert_int_equal(store_answer_put(p->store, &a, &e), 0);
    return a.id;
}

static int64_t begin(struct place *p, int n)
{
    char *identity = mem_printf("%d", n);
    struct run_row r = { .identity = identity,
        .suite = "s",
        .suite_hash = "h",
        .model = "m",
        .role = "",
        .served = one_in(5) ? "other" : "m-1",
        .endpoint = "http://x",
        .provider = one_in(2) ? "" : "p",
        .sampling = "{}",
        .options = "{}",
        .usd_per_hour = one_in(6) ? 2.5 : -1,
        .planned = -1,
        .status = "running",
        .version = "0",
        .part = "" };
    struct err e = { 0 };

    assert_int_equal(store_run_begin(p->store, &r, &e), 0);
    free(identity);
    return r.id;
}

/* A verdict with up to three answers, of which a judge may have given some; an
 * answer is sometimes that of the verdict before. */
static void judge(struct place *p, int64_t run, int64_t n, int repeat,
    bool dialogue, bool clustered, int64_t odd)
{
    static const char *const details[] = { NULL, "{\"rule\":\"a\"}",
        "{\"rule\":\"b\"}", "{}" };
    static const unsigned char hash[HASH_SIZE];
    static int64_t last;
    int64_t answers[3];
    unsigned char by_judge[3];
    char id[16], cluster[16];
    struct verdict_row v = { .run = run,
        .n = n,
        .repeat = repeat,
        .id = id,
        .group = "",
        .cluster = cluster,
        .hash = hash,
        .outcome = (enum outcome)below(OUTCOME_COUNT),
        .value = (double)NAN,
        .detail = details[below(4)],
        .answers = answers,
        .answer_count = (size_t)(dialogue ? below(4) : !one_in(8)),
        .by_judge = dialogue ? by_judge : NULL };

    snprintf(id, sizeof id, "s%d", (int)n);
    cluster[0] = '\0';
    if (clustered && !one_in(9))
        snprintf(cluster, sizeof cluster, "c%d", (int)(n % 7));
    for (size_t i = 0; i < v.answer_count; i++) {
        by_judge[i] = one_in(3);
        answers[i] = last = last > 0 && one_in(10) ? last : put_answer(p, odd);
    }
    put_verdict(p, &v);
}

static void fill(struct place *p, int64_t run)
{
    bool dialogue = one_in(3), clustered = one_in(2);
    int repeats = one_in(3) ? 3 : 1;
    int64_t odd = one_in(2) ? 6 : 200; /* how seldom something is odd */
    int64_t samples = below(SAMPLES);

    for (int64_t n = 0; n < samples; n++)
        for (int k = 0; k < repeats; k++)
            for (int again = 0; again == 0 || one_in(8); again++)
                judge(p, run, n, k, dialogue, clustered, odd);
}

/* What is printed of a run, and what stands below it. */
static char *told(const struct data_run *d)
{
    struct runs_line line = { .run = d, .sent = -1, .reused = -1 };
    struct buf out = { 0 };

    runs_sum(&line, 1, 0.95);
    runs_json(&line, 1, &out);
    runs_notes(&line, 1, &out);
    return buf_take(&out);
}

/* Verdicts and replies of a run as they might come while it goes. */
struct stream {
    struct event {
        bool verdict;
        struct answer_cost a; // its strings are owned
    } * events;
    size_t n;
    bool judged;
};

static void own(const char **s)
{
    *s = mem_str(*s);
}

static void add_event(struct stream *s, bool verdict, struct answer_cost a)
{
    own(&a.sample);
    own(&a.cluster);
    own(&a.detail);
    own(&a.served);
    own(&a.changed);
    own(&a.tier);
    own(&a.region);
    s->events = mem_grow(s->events, s->n, sizeof *s->events);
    s->events[s->n++] = (struct event){ verdict, a };
}

static int note_event(void *arg, const struct answer_cost *a)
{
    struct stream *s = arg;
    struct answer_cost verdict = *a, reply = *a;

    if (!a->answered)
        verdict.served = verdict.changed = verdict.tier = verdict.region = NULL;
    if (!a->again)
        add_event(s, true, verdict);
    if (a->answered)
        add_event(s, false, reply);
    s->judged = s->judged || (a->answered && a->judge);
    return 0;
}

static void shuffle(struct stream *s)
{
    for (size_t i = s->n; i > 1; i--) {
        size_t k = (size_t)below((int64_t)i);
        struct event last = s->events[i - 1];
        s->events[i - 1] = s->events[k];
        s->events[k] = last;
    }
}

static void hear(struct data_live *l, const struct event *v)
{
    const struct answer_cost *a = &v->a;
    struct verdict_row row = { .n = a->n,
        .repeat = a->repeat,
        .id = a->sample,
        .cluster = a->cluster,
        .outcome = a->outcome,
        .detail = a->detail };
    struct answer answer = { .served = a->served,
        .usage = a->usage,
        .latency_us = a->latency_us,
        .first_text_us = a->first_text_us,
        .tokens_per_s = a->tokens_per_s,
        .changed = a->changed,
        .sent_wall_us = a->sent_wall_us,
        .replayed = a->replayed,
        .tier = a->tier,
        .region = a->region };

    if (v->verdict)
        data_live_verdict(l, &row);
    else
        data_live_reply(l, a->n, a->repeat, &answer);
}

static void clear_stream(struct stream *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct answer_cost *a = &s->events[i].a;
        const char *strings[] = { a->sample, a->cluster, a->detail, a->served,
            a->changed, a->tier, a->region };
        for (size_t k = 0; k < sizeof strings / sizeof *strings; k++)
            free((char *)(uintptr_t)strings[k]);
    }
    free(s->events);
}

/* The same run, taken while it goes; as `run` does, not where judges answer.
 * Returns whether there were sums. */
static bool taken_live(struct place *p, const struct price_book *b,
    const struct data_run *whole, const char *expected)
{
    struct stream s = { 0 };
    struct data_live *l = data_live_new(b);
    struct data_run live;
    struct err e = { 0 };
    char *words;
    int rc = 0;

    assert_int_equal(
        store_costs(p->store, whole->row.id, note_event, &s, &e), 0);
    shuffle(&s);
    data_live_begin(l, &whole->row);
    for (size_t i = 0; i < s.n && !s.judged; i++)
        hear(l, &s.events[i]);
    if (!s.judged)
        rc = data_live_end(l, p->store, &live, &e);
    assert_true(rc >= 0);
    if (rc == 1) {
        words = told(&live);
        assert_string_equal(words, expected);
        free(words);
        data_clear(&live);
    }
    data_live_free(l);
    clear_stream(&s);
    return rc == 1;
}

static void test_same(void **state)
{
    struct place *p = *state;
    struct price_book b = { 0 };
    struct err e = { 0 };
    int lives = 0;

    rng_init(&rng, 11);
    assert_int_equal(price_book_add(&b, "t", book, strlen(book), &e), 0);
    for (int i = 0; i < RUNS; i++) {
        struct data_run whole, sum;
        int64_t run = begin(p, i);
        char *a, *c;
        fill(p, run);
        assert_int_equal(data_load(p->store, run, &b, &whole, &e), 0);
        assert_int_equal(data_load_sum(p->store, run, &b, &sum, &e), 0);
        a = told(&whole);
        c = told(&sum);
        assert_string_equal(c, a);
        lives += taken_live(p, &b, &whole, a);
        free(a);
        free(c);
        data_clear(&whole);
        data_clear(&sum);
    }
    price_book_clear(&b);
    assert_true(lives > RUNS / 3); /* the others have judges, or lose */
    assert_true(lives < RUNS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_same, open_place, close_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
