#include "store/store_behind.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/store_unwritten.h"

enum { VERDICTS_AT_ONCE = 8 };

struct new_answer {
    struct new_answer *next;
    struct answer answer;
    struct answer_place place;
    bool unseen;                   // nothing is at its address that we put
    const struct new_answer *base; // what its request is cut by; NULL: whole
    struct request_cut cut;
};

struct new_verdict {
    struct new_verdict *next;
    struct verdict_row row;
};

struct batch {
    struct arena memory;
    struct new_answer *answers, **answers_tail; // those not written yet
    const struct new_answer *base;              // the last whole one
    struct buf whole;                           // a request put together
    struct new_verdict *verdicts, **verdicts_tail;
    size_t count; // of both
    int64_t *ids; // of the answers that were written
    size_t id_count, id_room;
    bool failed;
    bool held;      // by another process: none of it was written
    struct err why; // the first failure
};

struct behind {
    struct store *store;
    bool threaded;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t given, done;
    int fd;
    struct batch batches[2];
    /* of the loop's thread */
    struct batch *gathering;
    struct batch *out; // given away, and not taken back
    bool away;         // the other thread has it, and the connection
    bool catching_up;  // what gathered is being written
    /* under the lock */
    struct batch *job;
    bool finished, over;
};

static void batch_reset(struct batch *b)
{
    arena_reset(&b->memory);
    b->answers = NULL;
    b->answers_tail = &b->answers;
    b->base = NULL;
    b->verdicts = NULL;
    b->verdicts_tail = &b->verdicts;
    b->count = b->id_count = 0;
    b->failed = b->held = false;
}

static void batch_clear(struct batch *b)
{
    arena_clear(&b->memory);
    buf_clear(&b->whole);
    free(b->ids);
}

static void add_answer(struct batch *b, struct new_answer *new)
{
    new->next = NULL;
    *b->answers_tail = new;
    b->answers_tail = &new->next;
    b->count++;
}

static void add_verdict(struct batch *b, struct new_verdict *new)
{
    new->next = NULL;
    *b->verdicts_tail = new;
    b->verdicts_tail = &new->next;
    b->count++;
}

static void add_id(struct batch *b, int64_t id)
{
    if (b->id_count == b->id_room) {
        b->id_room = b->id_room > 0 ? 2 * b->id_room : 64;
        b->ids = mem_resize(b->ids, b->id_room, sizeof *b->ids);
    }
    b->ids[b->id_count++] = id;
}

static void note_failure(struct batch *b, const struct err *e)
{
    if (!b->failed)
        b->why = *e;
    b->failed = true;
}

static struct request_base view(const struct new_answer *whole)
{
    return (struct request_base){ 1,
        { .s = (char *)(uintptr_t)whole->answer.request,
            .len = whole->answer.request_len } };
}

/* What it has in common with one before it needs no copy, which the other
 * thread would have to fetch from this one's cache. */
static void copy_request(
    struct batch *b, struct new_answer *new, const char *text, size_t len)
{
    struct request_base base;

    new->base = b->base;
    if (b->base != NULL) {
        base = view(b->base);
        new->cut = request_cut(&base, text, len);
        if (new->cut.base == 0)
            new->base = NULL;
    }
    if (new->base == NULL) {
        b->base = new;
    } else {
        text += new->cut.head;
        len -= new->cut.head + new->cut.tail;
    }
    new->answer.request = arena_copy(&b->memory, text, len);
    new->answer.request_len = len;
}

/* Makes its request whole, until the next one is. */
static void join_request(struct batch *b, struct new_answer *new)
{
    struct request_base base;

    if (new->base == NULL)
        return;
    base = view(new->base);
    request_join(&base, &new->cut, new->answer.request, new->answer.request_len,
        &b->whole);
    new->base = NULL;
    new->answer.request = b->whole.s;
    new->answer.request_len = b->whole.len;
}

/* A reply that was paid for is kept even where there is one already: under
 * --no-cache, or when another process asked the same meanwhile. */
static int put_answer(
    struct store *s, struct batch *b, struct new_answer *new, struct err *e)
{
    struct answer *a = &new->answer;
    const struct answer_place *p = &new->place;
    int rc;

    join_request(b, new);
    rc = db_answer_put(s, a, new->unseen, e);

    for (int again = 1; rc == 1; again++) {
        store_address(NULL, p->endpoint, a->request, a->request_len,
            p->repeat + again * p->step, a->address);
        rc = db_answer_put(s, a, false, e);
    }
    return rc;
}

static int write_answers(struct store *s, struct batch *b, struct err *e)
{
    struct err why = { 0 };

    for (struct new_answer *i; (i = b->answers) != NULL; b->answers = i->next) {
        int rc = db_begin(s, e);

        if (rc < 0)
            return -1;
        rc = put_answer(s, b, i, &why);
        if (rc < 0)
            note_failure(b, &why);
        add_id(b, rc < 0 ? 0 : i->answer.id);
        b->count--;
    }
    b->answers_tail = &b->answers;
    return 0;
}

static int write_verdicts(struct store *s, struct batch *b, struct err *e)
{
    while (b->verdicts != NULL) {
        const struct verdict_row *rows[VERDICTS_AT_ONCE];
        struct err why = { 0 };
        size_t n = 0;

        if (db_begin(s, e) < 0)
            return -1;
        for (; b->verdicts != NULL && n < VERDICTS_AT_ONCE;
             b->verdicts = b->verdicts->next)
            rows[n++] = &b->verdicts->row;
        if (store_verdicts_put(s, rows, n, &why) < 0)
            note_failure(b, &why);
        b->count -= n;
    }
    b->verdicts_tail = &b->verdicts;
    return 0;
}

/* Each on its own, whatever became of those before: a disk that was full may
 * have room again. -1 where another process has the file for long: what is not
 * written stays in the batch. */
static int write_batch(struct store *s, struct batch *b, struct err *e)
{
    return write_answers(s, b, e) < 0 ? -1 : write_verdicts(s, b, e);
}

static void write_and_commit(struct store *s, struct batch *b)
{
    struct err e = { 0 };
    size_t before = b->count;

    if (write_batch(s, b, &e) == 0 && store_commit(s, &e) >= 0)
        return;
    b->held = before > 0 && b->count == before
              && sqlite3_errcode(s->db) == SQLITE_BUSY;
    if (!b->held)
        note_failure(b, &e);
}

static void *work(void *arg)
{
    struct behind *b = arg;

    pthread_mutex_lock(&b->lock);
    for (;;) {
        while (b->job == NULL && !b->over)
            pthread_cond_wait(&b->given, &b->lock);
        if (b->job == NULL)
            break;
        pthread_mutex_unlock(&b->lock);
        write_and_commit(b->store, b->job);
        pthread_mutex_lock(&b->lock);
        b->job = NULL;
        b->finished = true;
        pthread_cond_signal(&b->done);
        eventfd_write(b->fd, 1);
    }
    pthread_mutex_unlock(&b->lock);
    return NULL;
}

/* Signals are for the loop: it is the one that heeds them. */
static bool start_thread(struct behind *b)
{
    sigset_t all, before;
    bool there;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    there = pthread_create(&b->thread, NULL, work, b) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return there;
}

int store_behind_begin(struct store *s, struct err *e)
{
    struct behind *b;

    /* the first transaction looks at the file once and for all */
    if (db_begin(s, e) < 0)
        return -1;
    b = mem_zalloc(1, sizeof *b);
    b->store = s;
    b->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (b->fd < 0) {
        err_set(e, ERR_SYSTEM, "eventfd: %s", strerror(errno));
        free(b);
        return -1;
    }
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->given, NULL);
    pthread_cond_init(&b->done, NULL);
    batch_reset(&b->batches[0]);
    batch_reset(&b->batches[1]);
    b->gathering = &b->batches[0];
    b->threaded = start_thread(b);
    s->behind = b;
    return 0;
}

/* Waits until the connection is ours again. */
static void call_back(struct behind *b)
{
    pthread_mutex_lock(&b->lock);
    while (!b->finished)
        pthread_cond_wait(&b->done, &b->lock);
    pthread_mutex_unlock(&b->lock);
    b->away = false;
}

static int catch_up(struct behind *b, struct err *e)
{
    int rc;

    if (b->away)
        call_back(b);
    if (b->catching_up)
        return 0;
    b->catching_up = true;
    rc = write_batch(b->store, b->gathering, e);
    b->catching_up = false;
    return rc;
}

/* What cannot be written now is when it is given away, or at the end. */
void db_own(struct store *s)
{
    struct behind *b = s->behind;

    if (b != NULL && !(b->threaded && pthread_equal(pthread_self(), b->thread)))
        catch_up(b, NULL);
}

/* What another process kept from the disk: once more, with what came since. */
static void gather_again(struct store *s, struct batch *b)
{
    for (struct new_answer *i = b->answers; i != NULL; i = i->next) {
        join_request(b, i);
        store_answer_behind(s, &i->answer, &i->place);
    }
    for (const struct new_verdict *i = b->verdicts; i != NULL; i = i->next)
        store_verdict_behind(s, &i->row);
}

static int put_beside(struct store *other, void *arg, struct err *e)
{
    struct batch *b = arg;

    for (struct new_answer *i = b->answers; i != NULL; i = i->next) {
        i->unseen = false; /* by this store */
        if (put_answer(other, b, i, e) < 0)
            return -1;
    }
    return 0;
}

/* Verdicts are made again of the replies. */
static void write_rest(struct behind *b)
{
    struct store *s = b->store;
    struct batch *rest = b->gathering;
    struct err why = { 0 };
    int64_t replies = 0;

    if (catch_up(b, &why) == 0)
        return;
    for (const struct new_answer *i = rest->answers; i != NULL; i = i->next)
        replies++;
    if (replies > 0)
        unwritten_keep(s, put_beside, rest, replies, &why);
    note_failure(rest, &why);
}

int store_behind_end(struct store *s, struct err *e)
{
    struct behind *b = s->behind;
    bool failed = false;

    if (b == NULL)
        return 0;
    if (b->away)
        call_back(b);
    if (b->out != NULL)
        gather_again(s, b->out);
    write_rest(b);
    s->behind = NULL;
    pthread_mutex_lock(&b->lock);
    b->over = true;
    pthread_cond_signal(&b->given);
    pthread_mutex_unlock(&b->lock);
    if (b->threaded)
        pthread_join(b->thread, NULL);
    for (int i = 0; i < 2; i++) {
        if (b->batches[i].failed)
            *e = b->batches[i].why;
        failed |= b->batches[i].failed;
        batch_clear(&b->batches[i]);
    }
    pthread_mutex_destroy(&b->lock);
    pthread_cond_destroy(&b->given);
    pthread_cond_destroy(&b->done);
    close(b->fd);
    free(b);
    return failed ? -1 : 0;
}

void store_answer_behind(
    struct store *s, const struct answer *a, const struct answer_place *p)
{
    struct batch *b = s->behind->gathering;
    struct arena *m = &b->memory;
    struct new_answer *new = arena_take(m, sizeof *new);
    struct answer *copy = &new->answer;

    *copy = *a;
    copy->dialect = arena_str(m, a->dialect);
    copy_request(b, new, a->request, a->request_len);
    copy->raw = arena_copy(m, a->raw, a->raw_len);
    copy->served = arena_str(m, a->served);
    copy->changed = arena_str(m, a->changed);
    copy->tier = arena_str(m, a->tier);
    copy->region = arena_str(m, a->region);
    new->place = *p;
    new->place.endpoint = arena_str(m, p->endpoint);
    new->unseen = db_place_expect(s, a->address);
    add_answer(b, new);
}

void store_verdict_behind(struct store *s, const struct verdict_row *v)
{
    struct batch *b = s->behind->gathering;
    struct arena *m = &b->memory;
    struct new_verdict *new = arena_take(m, sizeof *new);
    struct verdict_row *copy = &new->row;

    *copy = *v;
    copy->id = arena_str(m, v->id);
    copy->group = arena_str(m, v->group);
    copy->cluster = arena_str(m, v->cluster);
    copy->hash = arena_copy(m, v->hash, HASH_SIZE);
    copy->extracted = arena_copy(m, v->extracted, v->extracted_len);
    copy->target = arena_str(m, v->target);
    copy->note = arena_str(m, v->note);
    copy->detail = arena_str(m, v->detail);
    copy->answers =
        arena_copy(m, v->answers, v->answer_count * sizeof *v->answers);
    copy->by_judge = arena_copy(m, v->by_judge, v->answer_count);
    add_verdict(b, new);
}

size_t db_gathered(const struct store *s)
{
    return s->behind != NULL ? s->behind->gathering->count : 0;
}

bool db_away(const struct store *s)
{
    return s->behind != NULL && s->behind->away;
}

bool store_behind_busy(const struct store *s)
{
    return s->behind->out != NULL;
}

void store_behind_give(struct store *s)
{
    struct behind *b = s->behind;

    assert(b->out == NULL);
    b->out = b->gathering;
    b->gathering = b->out == b->batches ? b->batches + 1 : b->batches;
    batch_reset(b->gathering);
    if (!b->threaded) {
        write_and_commit(s, b->out);
        b->finished = true;
        eventfd_write(b->fd, 1);
        return;
    }
    b->away = true;
    pthread_mutex_lock(&b->lock);
    b->job = b->out;
    b->finished = false;
    pthread_cond_signal(&b->given);
    pthread_mutex_unlock(&b->lock);
}

int store_behind_fd(const struct store *s)
{
    return s->behind->fd;
}

int store_behind_take(
    struct store *s, const int64_t **ids, size_t *n, struct err *e)
{
    struct behind *b = s->behind;
    struct batch *out = b->out;
    eventfd_t times;

    if (out == NULL || eventfd_read(b->fd, &times) < 0)
        return 0;
    if (b->away)
        call_back(b);
    b->out = NULL;
    gather_again(s, out);
    *ids = out->ids;
    *n = out->id_count;
    if (out->held)
        return STORE_HELD;
    if (!out->failed)
        return 1;
    *e = out->why;
    out->failed = false; /* told */
    return -1;
}
