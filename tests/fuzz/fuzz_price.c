/*
 * Price books and the price files of others: whatever the bytes, reading ends
 * with a sentence or with a book that can be asked, written and read again.
 *   clang -fsanitize=fuzzer,address -Iharness tests/fuzz/fuzz_price.c \
 *       build/asan/libretort.a ...
 */
#include <stdint.h>
#include <stdlib.h>

#include "cost/price.h"
#include "cost/price_diff.h"
#include "cost/price_import.h"
#include "cost/price_why.h"
#include "cost/price_write.h"

/* One of each class: a sum where all have a price, else a reason. */
static void bill(const struct price_book *b, struct price_query *q)
{
    struct usage u = usage_unknown();
    struct price_result r;

    for (int c = 0; c < USAGE_CLASSES; c++)
        u.tokens[c] = 1;
    for (int tier = 0; tier <= PRICE_TIERS; tier++) {
        q->tier = (enum price_tier)tier;
        if (price_request(b, q, &u, &r) != (r.cost_pusd >= 0)
            || (r.cost_pusd >= 0) != (r.reason[0] == '\0'))
            abort();
        for (int c = 0; r.cost_pusd >= 0 && c < USAGE_CLASSES; c++)
            if (r.class_pusd[c] < 0)
                abort();
    }
}

/* A book that was read: asked for its own first names, at all times. */
static void ask(const struct price_book *b)
{
    struct buf out = { 0 };

    for (size_t i = 0; i < b->n && i < 8; i++) {
        struct price_query q = { .model = b->rows[i].models[0],
            .wall_us = INT64_C(1795262400) * 1000000 };
        struct price_result r;
        if (price_find(b, &q, 1000, &r))
            price_explain(r.row, q.wall_us, &out);
        else if (r.reason[0] == '\0')
            abort();
        bill(b, &q);
        price_why_not(&b->rows[i], &q, 1000, &out);
    }
    buf_clear(&out);
}

/* Writes a book and reads that; false when nothing tells rows apart. */
static bool copy(const struct price_book *b, struct price_book *back)
{
    struct buf out = { 0 };
    struct err e = { 0 };
    bool fine;

    price_write(b, NULL, &out);
    fine = price_book_add(back, "back", buf_str(&out), out.len, &e) == 0;
    if (fine ? back->n != b->n : e.text[0] == '\0')
        abort();
    buf_clear(&out);
    return fine;
}

/* A copy of a copy is the same; the first one mends broken UTF-8. */
static void again(const struct price_book *b)
{
    struct price_book first = { 0 }, second = { 0 };
    struct price_diff d = { .n = 0 };

    if (copy(b, &first)) {
        if (!copy(&first, &second))
            abort();
        price_diff(&first, &second, &d);
        if (d.n != 0)
            abort();
    }
    price_diff_clear(&d);
    price_book_clear(&first);
    price_book_clear(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct price_book b = { 0 };
    struct price_import report;
    struct err e = { 0 };

    if (price_book_add(&b, "b", text, size, &e) == 0
        || price_import(&b, "f", "2026-11-21", text, size, &report, &e) == 0) {
        ask(&b);
        again(&b);
    } else if (e.text[0] == '\0' || b.n != 0) {
        abort();
    }
    price_book_clear(&b);
    return 0;
}
