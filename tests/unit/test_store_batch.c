/* Batches in the store: whose they are, and what becomes of their requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/store_batch.h"
#include "store_place.h"

static int64_t add(struct place *p, const char *served, const char *tag)
{
    struct batch_row b = {
        .endpoint = "http://e/v1", .served = served, .tag = tag, .made_us = 7
    };
    struct err e = { 0 };

    if (store_batch_put(p->store, &b, &e) < 0)
        fail_msg("%s", e.text);
    return b.id;
}

/* Notes that the service has it, under that name. */
static void submit(struct place *p, int64_t id, const char *remote)
{
    struct batch_row b = {
        .id = id, .state = BATCH_STATE_SUBMITTED, .remote = remote, .file = "f"
    };
    struct err e = { 0 };

    if (store_batch_note(p->store, &b, &e) < 0)
        fail_msg("%s", e.text);
}

/* Each model has its own, the oldest first, until they are over. */
static void test_next(void **state)
{
    struct place *p = *state;
    int64_t first = add(p, "m", "t1"), other = add(p, "n", "t2");
    int64_t second = add(p, "m", "t3");
    struct batch_row b;
    struct err e = { 0 };

    submit(p, first, "remote-1");
    reopen(p);
    assert_int_equal(
        store_batch_next(p->store, "http://e/v1", "m", 0, &b, &e), 1);
    assert_int_equal(b.id, first);
    assert_string_equal(b.endpoint, "http://e/v1");
    assert_string_equal(b.served, "m");
    assert_string_equal(b.tag, "t1");
    assert_string_equal(b.file, "f");
    assert_string_equal(b.remote, "remote-1");
    assert_int_equal(b.state, BATCH_STATE_SUBMITTED);
    assert_int_equal(b.made_us, 7);
    b.state = BATCH_STATE_OVER;
    assert_int_equal(store_batch_note(p->store, &b, &e), 0);
    store_batch_clear(&b);
    assert_int_equal(
        store_batch_next(p->store, "http://e/v1", "m", 0, &b, &e), 1);
    assert_string_equal(b.tag, "t3");
    store_batch_clear(&b);
    add(p, "m", "t4");
    assert_int_equal(
        store_batch_next(p->store, "http://e/v1", "m", second, &b, &e), 1);
    assert_string_equal(b.tag, "t4");
    store_batch_clear(&b);
    assert_int_equal(
        store_batch_next(p->store, "http://e/v1", "n", 0, &b, &e), 1);
    assert_int_equal(b.id, other);
    assert_null(b.remote);
    store_batch_clear(&b);
    assert_int_equal(
        store_batch_next(p->store, "http://other", "n", 0, &b, &e), 0);
}

static void test_known(void **state)
{
    struct place *p = *state;
    struct err e = { 0 };

    assert_int_equal(store_batch_known(p->store, "remote-1", &e), 0);
    submit(p, add(p, "m", "t"), "remote-1");
    assert_int_equal(store_batch_known(p->store, "remote-1", &e), 1);
    assert_int_equal(store_batch_known(p->store, "remote-2", &e), 0);
}

static int count(void *arg, const struct batch_item *item)
{
    assert_string_equal(item->request, "{}");
    ++*(int *)arg;
    return 0;
}

/* What does not come back is to be asked again, and waits no more. */
static void test_items(void **state)
{
    struct place *p = *state;
    int64_t id = add(p, "m", "t");
    struct batch_item item = { .batch = id, .request = "{}", .request_len = 2 };
    struct err e = { 0 };
    int n = 0;

    for (int i = 0; i < 3; i++) {
        item.address[0] = (unsigned char)i;
        assert_int_equal(store_batch_item_put(p->store, &item, &e), 0);
    }
    assert_int_equal(store_batch_waiting(p->store, "http://e/v1", "m", &e), 3);
    assert_int_equal(store_batch_waiting(p->store, "http://e/v1", "n", &e), 0);
    item.address[0] = 1;
    assert_int_equal(store_batch_item_end(p->store, item.address,
                         BATCH_ITEM_FINAL, "refused", &e),
        0);
    assert_int_equal(store_batch_items(p->store, id, count, &n, &e), 0);
    assert_int_equal(n, 2);
    assert_int_equal(store_batch_give_up(p->store, id, "expired", &e), 2);
    assert_int_equal(store_batch_waiting(p->store, "http://e/v1", "m", &e), 0);
    assert_int_equal(
        store_batch_item_find(p->store, item.address, &item, &e), 1);
    assert_int_equal(item.state, BATCH_ITEM_FINAL);
    assert_string_equal(item.why, "refused");
}

#define KEPT(test)                                                             \
    cmocka_unit_test_setup_teardown(test, open_place, close_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        KEPT(test_next),
        KEPT(test_known),
        KEPT(test_items),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
