/*
 * Packed places from any bytes: what is read lies within them, and what was
 * written is read again. The first bytes say the row.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct buf again = { 0 };
    struct pack p, q;
    int64_t row;

    if (len < sizeof row)
        return 0;
    memcpy(&row, bytes, sizeof row);
    bytes += sizeof row;
    len -= sizeof row;
    if (!pack_read(bytes, len, &p))
        return 0;
    pack_begin(&again);
    for (size_t i = 0; i < p.count; i++)
        pack_add(&again, pack_at(&p, i));
    pack_end(row, p.from, p.to, &again);
    /* but for the sum, which is right in one of them at least */
    if (again.len != len || memcmp(again.s + 8, bytes + 8, len - 8) != 0
        || !pack_read(again.s, again.len, &q) || !pack_test(&q, row)
        || pack_test(&p, row) != (memcmp(again.s, bytes, 8) == 0))
        abort();
    buf_clear(&again);
    return 0;
}
