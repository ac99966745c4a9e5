/*
 * Extractors and number reading over any bytes: what is found lies inside the
 * text and is not empty, and the same text gives the same again.
 */
#include <stdint.h>
#include <stdlib.h>

#include "suite/extract/extract.h"
#include "suite/named/named.h"
#include "suite/named/named_text.h"
#include "suite/number.h"

enum { RULES = 14 };

/* Rules that may give text of their own making. */
static void run_named(const char *text, size_t size)
{
    static const char *const options[] = { "red", "Green" };
    const struct named_rule *all;
    struct extract_found f;
    struct err e;
    size_t n;

    all = named_all(&n);
    for (size_t i = 0; i <= n; i++) {
        struct extract *x = i == n ? extract_grid()
                                   : extract_named(all[i].name, options, 2, &e);
        if (extract_run(x, text, size, &f) && (f.len == 0 || f.rule == NULL))
            abort();
        extract_free(x);
    }
}

static void build(struct extract **x)
{
    struct err e;
    size_t n = 0;

    x[n++] = extract_after("Answer:", 7, &e);
    x[n++] = extract_after("aab", 3, &e);
    x[n++] = extract_letter('A', 'D', &e);
    x[n++] = extract_letter('A', 'Z', &e);
    x[n++] = extract_first_number();
    x[n++] = extract_last_number();
    x[n++] = extract_boxed();
    x[n++] = extract_json();
    x[n++] = extract_code("python", "f");
    x[n++] = extract_code("c", "f");
    x[n++] = extract_first_line();
    x[n++] = extract_last_line();
    x[n++] = extract_whole();
    x[n++] = extract_chain(x[0], x[4], &e);
}

static bool other_digits(const char *text, size_t len)
{
    struct buf b = { 0 };
    bool yes = named_plain_digits(&b, text, text + len);

    buf_clear(&b);
    return yes;
}

static void run(const struct extract *x, const char *text, size_t len)
{
    struct extract_found f, g;
    struct number num;
    bool made; // anew: digits of other scripts are ours in it

    if (!extract_run(x, text, len, &f))
        return;
    made = f.s < text || f.s > text + len;
    if (f.len == 0 || (!made && f.s + f.len > text + len)
        || (made && !other_digits(text, len)))
        abort();
    if (!extract_run(x, text, len, &g) || g.s != f.s || g.len != f.len)
        abort();
    if (number_read(f.s, f.len, &num)
        && !number_equal(f.s, f.len, f.s, f.len, 0))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct extract *x[RULES];
    struct number num;

    run_named(text, size);
    build(x);
    for (int i = 0; i < RULES; i++) {
        run(x[i], text, size);
        extract_free(x[i]);
    }
    if (number_parse(text, size, &num) > size || number_scan(text, size) > size)
        abort();
    return 0;
}
