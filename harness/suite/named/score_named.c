#include "suite/named/score_named.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "suite/equiv/equiv.h"
#include "suite/named/named_text.h"
#include "suite/number.h"

static bool same(const struct buf *a, const struct buf *b)
{
    return a->len == b->len && (a->len == 0 || memcmp(a->s, b->s, a->len) == 0);
}

/* Compares what change makes of both. */
static bool same_changed(const char *a, size_t a_len, const char *gold,
    size_t gold_len, void (*change)(struct buf *out, const char *s, size_t len))
{
    struct buf x = { 0 }, y = { 0 };
    bool yes;

    change(&x, a, a_len);
    change(&y, gold, gold_len);
    yes = same(&x, &y);
    buf_clear(&x);
    buf_clear(&y);
    return yes;
}

/* Deleted in this order: , then $ then (?s).*####  then \.$ */
static void gsm8k(struct buf *out, const char *s, size_t len)
{
    struct buf b = { 0 };
    const char *from, *end, *stop;

    for (size_t i = 0; i < len; i++)
        if (s[i] != ',' && s[i] != '$')
            buf_putc(&b, s[i]);
    end = buf_str(&b) + b.len;
    from = named_find_last(buf_str(&b), end, "#### ");
    from = from != NULL ? from + strlen("#### ") : buf_str(&b);
    stop = end > from && end[-1] == '\n' ? end - 1 : end; /* $ may, too */
    if (stop > from && stop[-1] == '.') {
        named_add_lower(out, from, stop - 1, false);
        from = stop;
    }
    named_add_lower(out, from, end, false);
    buf_clear(&b);
}

static bool same_gsm8k(
    const char *a, size_t a_len, const char *gold, size_t gold_len)
{
    return same_changed(a, a_len, gold, gold_len, gsm8k);
}

static void no_commas(struct buf *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (s[i] != ',')
            buf_putc(out, s[i]);
}

static bool same_plain(
    const char *a, size_t a_len, const char *gold, size_t gold_len)
{
    return same_changed(a, a_len, gold, gold_len, no_commas);
}

/* Zeros behind a point go, of the answer only. */
static bool same_mgsm(
    const char *a, size_t a_len, const char *gold, size_t gold_len)
{
    if (memchr(a, '.', a_len) != NULL) {
        while (a_len > 0 && a[a_len - 1] == '0')
            a_len--;
        while (a_len > 0 && a[a_len - 1] == '.')
            a_len--;
    }
    return same_plain(a, a_len, gold, gold_len);
}

/* Lower case, without string.punctuation. */
static void no_punctuation(struct buf *out, const char *s, size_t len)
{
    static const char marks[] = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    struct buf b = { 0 };

    named_add_lower(&b, s, s + len, false);
    for (size_t i = 0; i < b.len; i++)
        if (b.s[i] == '\0' || strchr(marks, b.s[i]) == NULL)
            buf_putc(out, b.s[i]);
    buf_clear(&b);
}

static bool same_words(
    const char *a, size_t a_len, const char *gold, size_t gold_len)
{
    return same_changed(a, a_len, gold, gold_len, no_punctuation);
}

/* Deleted: \.$ and then , newline \ and ". Lower case. */
static void zero_shot(struct buf *out, const char *s, size_t len)
{
    size_t stop = len > 0 && s[len - 1] == '\n' ? len - 1 : len;
    static const char gone[] = { ',', '\n', '\\', '"' };
    struct buf b = { 0 };

    for (size_t i = 0; i < len; i++)
        if (memchr(gone, s[i], sizeof gone) == NULL
            && !(s[i] == '.' && i + 1 == stop))
            buf_putc(&b, s[i]);
    named_add_lower(out, buf_str(&b), buf_str(&b) + b.len, false);
    buf_clear(&b);
}

static bool same_zero_shot(
    const char *a, size_t a_len, const char *gold, size_t gold_len)
{
    return same_changed(a, a_len, gold, gold_len, zero_shot);
}

static bool same_math(
    const char *a, size_t a_len, const char *gold, size_t gold_len)
{
    struct equiv_why why;

    return equiv_same(a, a_len, gold, gold_len, &why);
}

/* ToRA: numbers within a part in 10,000 of the gold answer, of a hundredth of
 * it or of a hundred times it, for percents; what is no number, as text. */
static bool same_tora(
    const char *a, size_t a_len, const char *gold, size_t gold_len)
{
    static const double times[] = { 1, 0.01, 100 };
    struct number x, y;

    if (!number_read(a, a_len, &x) || !number_read(gold, gold_len, &y))
        return same_math(a, a_len, gold, gold_len);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        double given = (double)x.value, want = (double)y.value * times[i];
        if (given == want || fabs(given - want) <= 1e-4 * fabs(given)
            || fabs(given - want) <= 1e-4 * fabs(want))
            return true;
    }
    return false;
}

static bool same_bytes(
    const char *a, size_t a_len, const char *gold, size_t gold_len)
{
    return a_len == gold_len && memcmp(a, gold, a_len) == 0;
}

score_named_fn score_named(const char *rule)
{
    static const struct {
        const char *prefix;
        score_named_fn fn;
    } families[] = { { "lm-eval/gsm8k", same_gsm8k },
        { "openai/gsm8k", same_plain }, { "routellm/gsm8k", same_plain },
        { "simple-evals/mgsm", same_mgsm }, { "simple-evals/math", same_math },
        { "hendrycks/boxed", same_math }, { "minerva/", same_math },
        { "tora/", same_tora }, { "lm-eval/mmlu/flan-first", same_bytes },
        { "lm-eval/mmlu/", same_words }, { "lm-eval/mgsm/", same_words },
        { "lm-eval/gpqa/", same_words }, { "lm-eval/arc/", same_words },
        { "lm-eval/hendrycks-math", same_math },
        { "lm-eval/bbh/zeroshot/", same_zero_shot },
        { "lm-eval/bbh/cot-zeroshot/", same_zero_shot },
        { "lm-eval/bbh/words", same_zero_shot } };

    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strncmp(rule, families[i].prefix, strlen(families[i].prefix)) == 0)
            return families[i].fn;
    return same_bytes;
}
