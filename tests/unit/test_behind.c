/* What is kept behind the back of the loop: in order, all of it, and seen by
 * whoever looks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#include "store/db.h"
#include "store/store_behind.h"
#include "store_place.h"

enum { MANY = 2000, PRIME = 97, STEP = 1000000, WAIT_MS = 20000 };

static const unsigned char hash[HASH_SIZE] = { 1, 2, 3 };
static bool no_threads;

typedef int (*create_fn)(
    pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

/* In place of the library's: there may be none to be had. */
int pthread_create(pthread_t *restrict thread,
    const pthread_attr_t *restrict how, void *(*start)(void *),
    void *restrict arg)
{
    create_fn real;

    if (no_threads)
        return EAGAIN;
    *(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
    return real(thread, how, start, arg);
}

static int open_behind(void **state)
{
    struct err e = { 0 };

    if (open_place(state) < 0)
        return -1;
    return store_behind_begin(((struct place *)*state)->store, &e);
}

static int open_alone(void **state)
{
    int rc;

    no_threads = true;
    rc = open_behind(state);
    no_threads = false;
    return rc;
}

static void later(struct place *p, int i)
{
    struct answer a = reply(i);
    struct answer_place place = { "http://x", i, STEP };

    store_answer_behind(p->store, &a, &place);
}

static void judge_as(
    struct place *p, int64_t run, int i, int64_t answer, enum outcome outcome)
{
    struct verdict_row v = { .run = run,
        .n = i,
        .id = "s",
        .group = "",
        .cluster = "",
        .hash = hash,
        .outcome = outcome,
        .value = 1,
        .extracted = "x\0y",
        .extracted_len = 3,
        .target = "t",
        .answers = &answer,
        .answer_count = 1 };

    store_verdict_behind(p->store, &v);
}

static void judge(struct place *p, int64_t run, int i, int64_t answer)
{
    judge_as(p, run, i, answer, OUTCOME_CORRECT);
}

static int find(struct place *p, int i, int64_t *id)
{
    struct answer a = reply(i), got;
    struct err e = { 0 };
    int rc = store_answer_find(p->store, a.address, &got, &e);

    if (rc == 1 && id != NULL)
        *id = got.id;
    return rc;
}

/* Gives what gathered away and waits as the loop does. */
static int give(struct place *p, const int64_t **ids, size_t *n, struct err *e)
{
    struct pollfd fd = { .events = POLLIN };

    store_behind_give(p->store);
    assert_true(store_behind_busy(p->store));
    fd.fd = store_behind_fd(p->store);
    assert_int_equal(poll(&fd, 1, WAIT_MS), 1);
    return store_behind_take(p->store, ids, n, e);
}

static int64_t begin_run(struct place *p)
{
    struct run_row r = { .identity = "one",
        .suite = "s",
        .suite_hash = "",
        .model = "m",
        .role = "",
        .served = "m",
        .endpoint = "http://x",
        .provider = "",
        .sampling = "{}",
        .options = "{}",
        .status = "running",
        .version = "0" };
    struct err e = { 0 };

    assert_int_equal(store_run_begin(p->store, &r, &e), 0);
    return r.id;
}

static void test_batches(void **state)
{
    struct place *p = *state;
    int64_t run = begin_run(p), answers[MANY];
    const int64_t *ids;
    size_t n;
    struct err e = { 0 };
    int64_t counts[OUTCOME_COUNT];

    for (int i = 0; i < MANY; i++) {
        later(p, i);
        if (i % 100 < 99)
            continue;
        assert_int_equal(store_pending(p->store) >= 100, 1);
        assert_int_equal(give(p, &ids, &n, &e), 1);
        assert_int_equal(n, 100);
        assert_false(store_behind_busy(p->store));
        for (int k = 0; k < 100; k++) {
            answers[i - 99 + k] = ids[k];
            judge(p, run, i - 99 + k, ids[k]);
        }
    }
    assert_int_equal(give(p, &ids, &n, &e), 1); /* the last verdicts */
    assert_int_equal(n, 0);
    assert_int_equal(store_pending(p->store), 0);
    for (int i = 0; i < MANY; i++) {
        int64_t id = 0;
        assert_int_equal(find(p, i, &id), 1);
        assert_int_equal(id, answers[i]);
    }
    assert_int_equal(find(p, MANY, NULL), 0);
    assert_int_equal(store_outcomes(p->store, run, counts, &e), 0);
    assert_int_equal(counts[OUTCOME_CORRECT], MANY);
    assert_int_equal(
        number(p,
            "SELECT count(*) FROM verdict v JOIN answer a ON a.id = v.answer "
            "WHERE v.extracted = x'780079' AND a.raw = x'610062'"),
        MANY);
}

/* Of several verdicts for a place the last is kept. */
static void test_same_place(void **state)
{
    struct place *p = *state;
    int64_t run = begin_run(p), counts[OUTCOME_COUNT];
    const int64_t *ids;
    size_t n;
    struct err e = { 0 };

    for (int turn = 0; turn < 3; turn++)
        for (int i = 0; i < PRIME; i++) /* every place, in wild order */
            judge_as(p, run, (int)((i * 37 + turn) % PRIME), 1,
                turn < 2 ? OUTCOME_WRONG : OUTCOME_CORRECT);
    assert_int_equal(give(p, &ids, &n, &e), 1);
    assert_int_equal(store_outcomes(p->store, run, counts, &e), 0);
    assert_int_equal(counts[OUTCOME_CORRECT], PRIME);
    assert_int_equal(counts[OUTCOME_WRONG], 0);
    assert_int_equal(number(p, "SELECT count(*) FROM verdict"), PRIME);
}

/* Who looks sees what gathers, and what is away, as if it had been written. */
static void test_seen(void **state)
{
    struct place *p = *state;
    const int64_t *ids;
    int64_t first = 0, second = 0;
    size_t n;
    struct err e = { 0 };

    later(p, 1);
    assert_int_equal(find(p, 1, &first), 1);
    later(p, 2);
    store_behind_give(p->store);
    later(p, 3);
    assert_int_equal(find(p, 2, &second), 1);
    assert_int_equal(find(p, 3, NULL), 1);
    assert_int_equal(find(p, 4, NULL), 0);
    assert_int_equal(store_behind_take(p->store, &ids, &n, &e), 1);
    assert_int_equal(n, 2);
    assert_int_equal(ids[0], first);
    assert_int_equal(ids[1], second);
    assert_int_equal(store_behind_take(p->store, &ids, &n, &e), 0);
    assert_true(store_commit(p->store, &e) > 0); /* with what gathered */
    assert_int_equal(number(p, "SELECT count(*) FROM answer"), 3);
    assert_int_equal(give(p, &ids, &n, &e), 1); /* it knows of the third */
    assert_int_equal(n, 1);
}

/* Paid for twice, kept twice: under --no-cache, or when two are at it. */
static void test_taken(void **state)
{
    struct place *p = *state;
    const int64_t *ids;
    int64_t id = 0;
    size_t n;
    struct err e = { 0 };

    later(p, 1);
    later(p, 1);
    assert_int_equal(give(p, &ids, &n, &e), 1);
    assert_int_equal(n, 2);
    assert_int_equal(find(p, 1, &id), 1);
    assert_int_equal(id, ids[0]);
    assert_int_equal(find(p, 1 + STEP, &id), 1);
    assert_int_equal(id, ids[1]);
    later(p, 1);
    assert_int_equal(give(p, &ids, &n, &e), 1);
    assert_int_equal(find(p, 1 + 2 * STEP, &id), 1);
    assert_int_equal(id, ids[0]);
}

/* Another process puts the same behind our back. */
static void test_other(void **state)
{
    struct place *p = *state;
    const int64_t *ids;
    int64_t theirs = 0, ours = 0;
    size_t n;
    struct err e = { 0 };
    int status;
    pid_t pid;

    later(p, 1);
    assert_int_equal(give(p, &ids, &n, &e), 1);
    later(p, 2); /* the filter says that it is new */
    pid = fork();
    if (pid == 0) {
        struct store *other;
        struct answer a = reply(2);
        _exit(store_open(p->dir, false, &other, &e) < 0
              || store_answer_put(other, &a, &e) != 0
              || store_commit(other, &e) != 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_equal(give(p, &ids, &n, &e), 1);
    assert_int_equal(find(p, 2, &theirs), 1);
    assert_int_equal(find(p, 2 + STEP, &ours), 1);
    assert_int_equal(ids[0], ours);
    assert_int_not_equal(theirs, ours);
}

/* One that is not kept says so, and takes no other with it. */
static void test_refused(void **state)
{
    struct place *p = *state;
    const int64_t *ids;
    size_t n;
    struct err e = { 0 };

    assert_true(store_commit(p->store, &e) >= 0);
    sql(p, "CREATE TRIGGER full BEFORE INSERT ON answer WHEN new.id = 2 BEGIN "
           "SELECT RAISE(FAIL, 'full'); END");
    for (int i = 0; i < 3; i++)
        later(p, i);
    assert_int_equal(give(p, &ids, &n, &e), -1);
    assert_non_null(strstr(e.text, "full"));
    assert_int_equal(n, 3);
    assert_int_equal(ids[1], 0);
    assert_int_equal(find(p, 0, NULL), 1);
    assert_int_equal(find(p, 1, NULL), 0);
    assert_int_equal(find(p, 2, NULL), 1);
    later(p, 1);
    err_clear(&e);
    assert_int_equal(give(p, &ids, &n, &e), 1);
    assert_int_equal(find(p, 1, NULL), 1);
    assert_int_equal(store_behind_end(p->store, &e), 0); /* it was told */
}

/* The end writes what gathered, and tells what nobody took back. */
static void test_end(void **state)
{
    struct place *p = *state;
    struct err e = { 0 };

    later(p, 1);
    store_behind_give(p->store);
    later(p, 2);
    assert_int_equal(store_behind_end(p->store, &e), 0);
    assert_int_equal(store_behind_end(p->store, &e), 0);
    assert_int_equal(find(p, 1, NULL), 1);
    assert_int_equal(find(p, 2, NULL), 1);
    assert_true(store_commit(p->store, &e) >= 1);
    sql(p, "CREATE TRIGGER full BEFORE INSERT ON answer BEGIN "
           "SELECT RAISE(FAIL, 'full'); END");
    assert_int_equal(store_behind_begin(p->store, &e), 0);
    later(p, 3);
    store_behind_give(p->store);
    assert_int_equal(store_behind_end(p->store, &e), -1);
    assert_non_null(strstr(e.text, "full"));
}

/* Closed without an end: all is on disk. */
static void test_close(void **state)
{
    struct place *p = *state;

    later(p, 1);
    store_behind_give(p->store);
    later(p, 2);
    reopen(p);
    assert_int_equal(find(p, 1, NULL), 1);
    assert_int_equal(find(p, 2, NULL), 1);
}

/* Another process has the file, for longer than we wait. */
static sqlite3 *hold(struct place *p)
{
    char *path = file_join(p->dir, "retort.db");
    sqlite3 *other;

    commit(p);
    store_hurry(p->store);
    assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    free(path);
    return other;
}

/* What cannot be written gathers until it can. */
static void test_held(void **state)
{
    struct place *p = *state;
    sqlite3 *holder = hold(p);
    const int64_t *ids;
    size_t n;
    struct err e = { 0 };

    later(p, 1);
    assert_int_equal(find(p, 1, NULL), 0); /* it cannot be seen yet */
    later(p, 2);
    assert_int_equal(give(p, &ids, &n, &e), STORE_HELD);
    assert_int_equal(store_pending(p->store), 2);
    later(p, 3);
    assert_int_equal(give(p, &ids, &n, &e), STORE_HELD);
    assert_int_equal(store_pending(p->store), 3);
    sqlite3_close(holder);
    assert_int_equal(give(p, &ids, &n, &e), 1);
    assert_int_equal(n, 3);
    for (int i = 1; i <= 3; i++)
        assert_int_equal(find(p, i, NULL), 1);
    assert_int_equal(number(p, "SELECT count(*) FROM answer"), 3);
}

/* Until the end: replies go beside it, and are taken in once it is free. One
 * that another process got meanwhile stays beside ours. */
static void test_held_at_end(void **state)
{
    struct place *p = *state;
    sqlite3 *holder = hold(p);
    const int64_t *ids;
    size_t n;
    struct err e = { 0 };
    int64_t theirs = 0;

    later(p, 1);
    judge(p, 1, 1, 1);
    assert_int_equal(give(p, &ids, &n, &e), STORE_HELD);
    later(p, 2);
    store_behind_give(p->store); /* nobody takes it back */
    later(p, 3);
    assert_int_equal(store_behind_end(p->store, &e), -1);
    assert_non_null(strstr(e.text, "(3 replies) is in"));
    assert_non_null(strstr(e.text, "/unwritten, and the next run"));
    assert_int_equal(store_behind_begin(p->store, &e), -1);
    assert_non_null(strstr(e.text, "another retort is writing"));
    sqlite3_close(holder);
    theirs = put(p, 2);
    commit(p);
    for (int i = 0; i < 2; i++)
        reopen(p);
    for (int i = 1; i <= 3; i++)
        assert_int_equal(find(p, i, NULL), 1);
    assert_int_equal(number(p, "SELECT count(*) FROM answer"), 3);
    assert_int_equal(find(p, 2, &theirs), 1);
}

static void keep(struct place *p, int i, const char *raw, struct err *e)
{
    struct answer a = reply(i);
    struct answer_place place = { "http://x", i, STEP };

    a.raw = raw;
    a.raw_len = strlen(raw);
    store_answer_behind(p->store, &a, &place);
    assert_int_equal(store_behind_end(p->store, e), -1);
}

/* Both of the same request were paid for. */
static void test_both_kept(void **state)
{
    struct place *p = *state;
    struct err e = { 0 };

    for (int i = 0; i < 2; i++) { /* as if its file had not been removed */
        sqlite3 *holder = hold(p);
        keep(p, 1, "ours", &e);
        sqlite3_close(holder);
        if (i == 0) {
            put(p, 1);
            commit(p);
        }
        reopen(p);
        assert_int_equal(number(p, "SELECT count(*) FROM answer"), 2);
        assert_int_equal(
            number(p, "SELECT count(DISTINCT raw) FROM answer"), 2);
        assert_int_equal(store_behind_begin(p->store, &e), 0);
    }
}

/* Where there is no place for it that is said. */
static void test_lost(void **state)
{
    struct place *p = *state;
    sqlite3 *holder = hold(p);
    char *path = file_join(p->dir, "unwritten");
    struct err e = { 0 };

    assert_int_equal(file_write(path, "", 0, &e), 0);
    later(p, 1);
    assert_int_equal(store_behind_end(p->store, &e), -1);
    assert_non_null(strstr(e.text, "(1 reply) is lost"));
    assert_non_null(strstr(e.text, "unwritten"));
    unlink(path);
    free(path);
    sqlite3_close(holder);
}

static void on_signal(int number)
{
    (void)number;
}

/* A signal for the process ends the loop's wait: the other thread takes none.
 */
static void test_signals(void **state)
{
    struct sigaction act = { .sa_handler = on_signal };
    struct timespec wait = { .tv_sec = WAIT_MS / 1000 };
    struct place *p = *state;
    sigset_t one, before;

    sigaction(SIGUSR1, &act, NULL);
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    sigprocmask(SIG_BLOCK, &one, &before); /* it comes within the wait */
    for (int i = 0; i < 20; i++) {
        assert_int_equal(kill(getpid(), SIGUSR1), 0);
        assert_int_equal(ppoll(NULL, 0, &wait, &before), -1);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    later(p, 1);
}

#define BEHIND(test)                                                           \
    cmocka_unit_test_setup_teardown(test, open_behind, close_place)

#define ALONE(test)                                                            \
    cmocka_unit_test_setup_teardown(test, open_alone, close_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BEHIND(test_batches),
        BEHIND(test_same_place),
        BEHIND(test_seen),
        BEHIND(test_taken),
        BEHIND(test_other),
        BEHIND(test_refused),
        BEHIND(test_end),
        BEHIND(test_close),
        BEHIND(test_held),
        BEHIND(test_held_at_end),
        BEHIND(test_both_kept),
        BEHIND(test_lost),
        BEHIND(test_signals),
        ALONE(test_batches),
        ALONE(test_seen),
        ALONE(test_refused),
        ALONE(test_end),
        ALONE(test_close),
        ALONE(test_held),
        ALONE(test_held_at_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
