/* SHA-256 of FIPS 180-4's examples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/hash_stem.h"
#include "base/rng.h"

static void known(const char *bytes, size_t len, const char *want)
{
    unsigned char digest[HASH_SIZE];
    char hex[HASH_HEX];

    hash_hex(bytes, len, hex);
    assert_string_equal(hex, want);
    hash_bytes(bytes, len, digest);
    memset(hex, 'x', sizeof hex);
    hash_to_hex(digest, hex);
    assert_string_equal(hex, want);
}

static void examples(void **state)
{
    (void)state;
    known("", 0,
        "e3b0c44298fc1c149afbf4c8996fb924"
        "27ae41e4649b934ca495991b7852b855");
    known("abc", 3,
        "ba7816bf8f01cfea414140de5dae2223"
        "b00361a396177a9cb410ff61f20015ad");
    known("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
        "248d6a61d20638b8e5c026930c3e6039"
        "a33ce45964ff2167f6ecedd419db06c1");
}

static void nul_counts(void **state)
{
    char a[HASH_HEX], b[HASH_HEX];

    (void)state;
    hash_hex("a\0b", 3, a);
    hash_hex("a\0c", 3, b);
    assert_string_not_equal(a, b);
}

/* Texts that begin alike, more so, less so, not at all; short ones, and where
 * the second run begins within a block. */
static void stem_changes_nothing(void **state)
{
    enum { SIZE = 5000, TIMES = 3000 };
    static unsigned char text[SIZE], other[SIZE];
    struct hash_stem *stem = hash_stem_new();
    struct rng r;

    (void)state;
    rng_init(&r, 4);
    for (size_t i = 0; i < SIZE; i++) {
        text[i] = (unsigned char)rng_below(&r, 4);
        other[i] = (unsigned char)rng_below(&r, 4);
    }
    for (int i = 0; i < TIMES; i++) {
        unsigned char *t = rng_below(&r, 8) == 0 ? other : text;
        size_t len = (size_t)rng_below(&r, SIZE + 1);
        size_t cut = (size_t)rng_below(&r, len + 1);
        unsigned char want[HASH_SIZE], got[HASH_SIZE];
        if (len > 0) /* they part anywhere, and mostly late */
            t[len - 1 - (size_t)rng_below(&r, len) / 4]++;
        hash_bytes(t, len, want);
        hash_stem_two(stem, t, cut, t + cut, len - cut, got);
        assert_memory_equal(got, want, HASH_SIZE);
    }
    hash_stem_free(stem);
    hash_stem_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples),
        cmocka_unit_test(nul_counts),
        cmocka_unit_test(stem_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
