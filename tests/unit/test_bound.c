/* What a statement holds from the row before never gets into the next one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "store_place.h"

/* --- replies -------------------------------------------------------------- */

enum { USAGE_AT = 13, FACTS = USAGE_AT + USAGE_CLASSES + 2 };

static char longer[64]; // than a word that is remembered

/* Sets the fact of that number; what to depends on how often it was set. */
static void set(struct answer *a, int fact, int turn)
{
    static const char *const words[] = { "one", "two", longer, "", "one" };
    const char *word = words[turn % 5];

    switch (fact) {
    case 0: a->dialect = word; break;
    case 1: a->served = word; break;
    case 2: a->changed = word; break;
    case 3: a->tier = word; break;
    case 4: a->region = word; break;
    case 5: a->finish = turn; break;
    case 6: a->latency_us = turn % 3 == 0 ? -1 : turn; break;
    case 7: a->first_us = turn / 2; break;
    case 8: a->sent_wall_us = 1000 + turn / 2; break;
    case 9: a->attempts = 1 + turn % 2; break;
    case 10: a->replayed = turn % 2 != 0; break;
    case 11: a->first_text_us = 1 + turn / 2; break;
    case 12: a->tokens_per_s = 0.5 + turn; break;
    case FACTS - 2: a->usage.reported_pusd = turn / 2; break;
    case FACTS - 1: a->usage.flags = (unsigned)turn % 2; break;
    default: a->usage.tokens[fact - USAGE_AT] = turn / 2;
    }
}

static void same_text(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        assert_true(a == b);
    else
        assert_string_equal(a, b);
}

static void is_kept(struct place *p, const struct answer *a)
{
    struct answer got;
    struct err e = { 0 };

    assert_int_equal(store_answer_find(p->store, a->address, &got, &e), 1);
    same_text(got.dialect, a->dialect);
    same_text(got.served, a->served);
    same_text(got.changed, a->changed);
    same_text(got.tier, a->tier);
    same_text(got.region, a->region);
    assert_int_equal(got.finish, a->finish);
    assert_int_equal(got.latency_us, a->latency_us);
    assert_int_equal(got.first_us, a->first_us);
    assert_int_equal(got.sent_wall_us, a->sent_wall_us);
    assert_int_equal(got.attempts, a->attempts);
    assert_int_equal(got.replayed, a->replayed);
    assert_int_equal(
        got.first_text_us, a->first_text_us > 0 ? a->first_text_us : -1);
    if (isnan(a->tokens_per_s))
        assert_true(isnan(got.tokens_per_s));
    else
        assert_true(got.tokens_per_s == a->tokens_per_s);
    assert_memory_equal(&got.usage, &a->usage, sizeof a->usage);
    assert_int_equal(got.request_len, a->request_len);
    assert_memory_equal(got.request, a->request, a->request_len);
}

static struct answer plain(int i, char *request)
{
    struct answer a = reply(i);

    snprintf(request, 64, "Question number %03d: what is it?", i);
    a.request = request;
    a.request_len = strlen(request);
    a.tokens_per_s = (double)NAN;
    a.first_text_us = -1;
    return a;
}

/* Each fact alone, between replies that tell nothing of it, and each together
 * with the one before. */
static void test_answers(void **state)
{
    enum { EACH = 10, N = FACTS * EACH };
    static struct answer answers[N];
    static char requests[N][64];
    struct place *p = *state;
    struct err e = { 0 };

    memset(longer, 'x', sizeof longer - 1);
    for (int i = 0; i < N; i++) {
        answers[i] = plain(i, requests[i]);
        if (i % 3 != 0)
            set(&answers[i], i / EACH, i);
        if (i % 3 == 2)
            set(&answers[i], (i / EACH + 1) % FACTS, i);
        assert_int_equal(store_answer_put(p->store, &answers[i], &e), 0);
        if (i % 7 == 0)
            commit(p);
    }
    commit(p);
    reopen(p);
    for (int i = 0; i < N; i++)
        is_kept(p, &answers[i]);
}

/* The caller's text may change where it stands. */
static void test_same_place(void **state)
{
    struct place *p = *state;
    struct answer a[3];
    char word[8];
    struct err e = { 0 };

    for (int i = 0; i < 3; i++) {
        snprintf(word, sizeof word, "word %d", i);
        a[i] = reply(i);
        a[i].served = word;
        assert_int_equal(store_answer_put(p->store, &a[i], &e), 0);
    }
    strcpy(word, "gone");
    commit(p);
    for (int i = 0; i < 3; i++) {
        struct answer got;
        snprintf(word, sizeof word, "word %d", i);
        assert_int_equal(
            store_answer_find(p->store, a[i].address, &got, &e), 1);
        assert_string_equal(got.served, word);
    }
}

/* --- verdicts --------------------------------------------------------------
 */

enum { VERDICTS = 60 };

static struct verdict_row verdict(int i, int64_t *answer)
{
    static const unsigned char hash[HASH_SIZE] = { 7 };
    static const char *const words[] = { "", "a", longer, "b", "" };
    struct verdict_row v = { .run = 1 + i / 40,
        .n = i / 2,
        .repeat = i % 2,
        .id = words[i / 3 % 5],
        .group = words[i / 2 % 5],
        .cluster = words[i % 5],
        .hash = hash,
        .outcome = (enum outcome)(i / 3 % OUTCOME_COUNT),
        .value = i % 3 == 0 ? (double)NAN : i / 2 % 2,
        .extracted = i % 4 == 0 ? NULL : "text",
        .extracted_len = i % 4 == 0 ? 0 : (size_t)i % 4,
        .target = i % 5 == 0 ? NULL : words[i % 5],
        .note = i % 3 == 0 ? NULL : words[i / 3 % 5],
        .detail = i % 7 == 0 ? "{}" : NULL,
        .answers = answer,
        .answer_count = i % 6 != 0 };

    *answer = i / 2;
    return v;
}

static int64_t at;

static int see_verdict(void *arg, const struct verdict_row *got)
{
    int64_t answer;
    struct verdict_row v = verdict((int)at++, &answer);

    (void)arg;
    assert_int_equal(got->n, v.n);
    assert_int_equal(got->repeat, v.repeat);
    assert_string_equal(got->id, v.id);
    assert_string_equal(got->group, v.group);
    assert_string_equal(got->cluster, v.cluster);
    assert_int_equal(got->outcome, v.outcome);
    assert_true(isnan(v.value) ? isnan(got->value) : got->value == v.value);
    assert_int_equal(got->extracted_len, v.extracted_len);
    assert_int_equal(got->extracted == NULL, v.extracted == NULL);
    same_text(got->target, v.target);
    same_text(got->note, v.note);
    same_text(got->detail, v.detail);
    assert_int_equal(got->answer_count, v.answer_count);
    if (v.answer_count > 0)
        assert_int_equal(got->answers[0], answer);
    return 0;
}

static void test_verdicts(void **state)
{
    struct place *p = *state;
    struct err e = { 0 };

    memset(longer, 'x', sizeof longer - 1);
    for (int turn = 0; turn < 2; turn++) /* the second replaces */
        for (int i = 0; i < VERDICTS; i++) {
            int64_t answer;
            struct verdict_row v = verdict(i, &answer);
            if (turn == 0)
                v.outcome = OUTCOME_FAILED, v.note = "first";
            put_verdict(p, &v);
            if (i % 11 == 0)
                commit(p);
        }
    commit(p);
    reopen(p);
    at = 0;
    assert_int_equal(store_verdicts(p->store, 1, see_verdict, NULL, &e), 0);
    assert_int_equal(at, 40);
    assert_int_equal(store_verdicts(p->store, 2, see_verdict, NULL, &e), 0);
    assert_int_equal(at, VERDICTS);
}

#define KEPT(test)                                                             \
    cmocka_unit_test_setup_teardown(test, open_place, close_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        KEPT(test_answers),
        KEPT(test_same_place),
        KEPT(test_verdicts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
