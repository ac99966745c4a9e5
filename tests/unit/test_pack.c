/* Packed places: read as they were written, and nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/pack.h"

enum { COUNT = 9, FRONT = 24, LEN = FRONT + 16 * COUNT };

static const uint64_t HEAD = 0xb123456789abcdef;

static struct pack_place place(int i)
{
    return (struct pack_place){ HEAD * (uint64_t)(i + 1), 1000 + i };
}

static struct buf packed(int64_t row)
{
    struct buf b = { 0 };

    pack_begin(&b);
    for (int i = 0; i < COUNT; i++)
        pack_add(&b, place(i));
    pack_end(row, 999, 2000, &b);
    return b;
}

static void test_again(void **state)
{
    struct buf b = packed(5);
    struct pack p;

    (void)state;
    assert_int_equal(b.len, LEN);
    assert_true(pack_read(b.s, b.len, &p) && pack_test(&p, 5));
    assert_int_equal(p.from, 999);
    assert_int_equal(p.to, 2000);
    assert_int_equal(p.count, COUNT);
    for (int i = 0; i < COUNT; i++) {
        assert_true(pack_at(&p, (size_t)i).head == place(i).head);
        assert_int_equal(pack_at(&p, (size_t)i).answer, 1000 + i);
    }
    pack_begin(&b); /* none is a row, too */
    pack_end(1, 0, 7, &b);
    assert_true(pack_read(b.s, b.len, &p) && pack_test(&p, 1));
    assert_int_equal(p.count, 0);
    buf_clear(&b);
}

/* The bytes on disk are the same on every machine. */
static void test_bytes(void **state)
{
    static const unsigned char behind_sum[] = { 1, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0,
        0, 0, 0, 0, 0, 0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0xb1, 3, 0, 0,
        0, 0, 0, 0, 0 };
    struct buf b = { 0 };

    (void)state;
    pack_begin(&b);
    pack_add(&b, (struct pack_place){ HEAD, 3 });
    pack_end(1, 1, 258, &b);
    assert_int_equal(b.len, 8 + sizeof behind_sum);
    assert_memory_equal(b.s + 8, behind_sum, sizeof behind_sum);
    buf_clear(&b);
}

static void test_rows(void **state)
{
    (void)state;
    assert_int_equal(pack_row(0, HEAD), 1);
    assert_int_equal(pack_row(1, HEAD), 3);
    assert_int_equal(pack_row(4, HEAD), 16 + 0xb);
    assert_int_equal(pack_row(4, 0), 16);
    assert_int_equal(pack_row(4, UINT64_MAX), 31);
    assert_int_equal(pack_row(61, UINT64_MAX), 0x3fffffffffffffff);
}

/* Any bit, any other length, another row. */
static void test_damaged(void **state)
{
    struct buf b = packed(5);
    struct pack p;

    (void)state;
    for (int bit = 0; bit < 8 * LEN; bit++) {
        b.s[bit / 8] ^= (char)(1 << bit % 8);
        assert_false(pack_read(b.s, LEN, &p) && pack_test(&p, 5));
        b.s[bit / 8] ^= (char)(1 << bit % 8);
    }
    for (size_t len = 0; len < LEN; len++)
        assert_false(pack_read(b.s, len, &p) && pack_test(&p, 5));
    assert_false(pack_read(NULL, 0, &p));
    assert_true(pack_read(b.s, LEN, &p) && pack_test(&p, 5));
    assert_false(pack_test(&p, 4));
    memset(b.s, 0, LEN);
    assert_true(pack_read(b.s, LEN, &p));
    assert_false(pack_test(&p, 5));
    buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_again),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_damaged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
