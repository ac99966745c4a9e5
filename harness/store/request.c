#include "store/request.h"

#include <string.h>

#include "base/mem.h"

/* As mem_same, before two ends. */
static size_t same_end(const char *a_end, const char *b_end, size_t len)
{
    size_t i = 0;

    while (len - i >= 64 && memcmp(a_end - i - 64, b_end - i - 64, 64) == 0)
        i += 64;
    while (len - i >= 8 && memcmp(a_end - i - 8, b_end - i - 8, 8) == 0)
        i += 8;
    while (i < len && a_end[-1 - (ptrdiff_t)i] == b_end[-1 - (ptrdiff_t)i])
        i++;
    return i;
}

struct request_cut request_cut(
    const struct request_base *b, const char *text, size_t len)
{
    struct request_cut cut = { .base = b->id };
    size_t most = len < b->text.len ? len : b->text.len;

    if (b->id != 0) {
        cut.head = mem_same(text, b->text.s, most);
        cut.tail =
            same_end(text + len, b->text.s + b->text.len, most - cut.head);
    }
    if (b->id == 0 || cut.head + cut.tail < len / 2)
        cut = (struct request_cut){ 0 };
    return cut;
}

bool request_join(const struct request_base *b, const struct request_cut *cut,
    const char *middle, size_t len, struct buf *out)
{
    size_t size = b->text.len;

    buf_reset(out);
    if (cut->head > size || cut->tail > size - cut->head)
        return false;
    buf_add(out, b->text.s, cut->head);
    buf_add(out, middle, len);
    buf_add(out, b->text.s + size - cut->tail, cut->tail);
    return true;
}

void request_base_set(
    struct request_base *b, int64_t id, const char *text, size_t len)
{
    buf_reset(&b->text);
    buf_add(&b->text, text, len);
    b->id = id;
}

void request_base_clear(struct request_base *b)
{
    buf_clear(&b->text);
    b->id = 0;
}
