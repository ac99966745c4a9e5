/* Which replies may be at an address: most often, for sure, none. */
#include "base/clock.h"
#include "base/mem.h"
#include "store/db.h"

/*
 * A filter of what is there and of what we put says of nearly every new address
 * that it is not there, and no table is read (Bloom, Communications of the ACM
 * 13(7), 1970; both of its hashes are bytes of the address: Kirsch and
 * Mitzenmacher, ESA 2006). It answers for FILTER_ROWS with less than 4 % in
 * vain; a larger one is not made.
 */
enum {
    LOOK_US = 10000, // between two looks of a run at what others wrote
    FILTER_BITS = 1 << 20,
    FILTER_HASHES = 4,
    FILTER_ROWS = 150000
};

static uint32_t filter_bit(uint64_t head, uint32_t i)
{
    return ((uint32_t)head + i * ((uint32_t)(head >> 32) | 1)) % FILTER_BITS;
}

/* Two threads may be at it. */
bool db_filter_add(struct store *s, uint64_t head)
{
    bool seen = true;

    for (uint32_t i = 0; s->filter != NULL && i < FILTER_HASHES; i++) {
        uint32_t bit = filter_bit(head, i);
        unsigned char mask = (unsigned char)(1U << bit % 8);
        atomic_uchar *at = &s->filter[bit / 8];
        if ((atomic_load_explicit(at, memory_order_relaxed) & mask) != 0)
            continue;
        atomic_fetch_or_explicit(at, mask, memory_order_relaxed);
        seen = false;
    }
    return seen;
}

static bool filter_seen(const struct store *s, uint64_t head)
{
    bool seen = true;

    for (uint32_t i = 0; seen && i < FILTER_HASHES; i++) {
        uint32_t bit = filter_bit(head, i);
        seen = (atomic_load_explicit(&s->filter[bit / 8], memory_order_relaxed)
                       >> bit % 8
                   & 1)
               != 0;
    }
    return seen;
}

bool db_filter_holds(const struct store *s)
{
    return s->filter != NULL && !atomic_load(&s->filter_off);
}

void db_filter_end(struct store *s)
{
    atomic_store(&s->filter_off, true);
}

bool db_places_none(struct store *s, const unsigned char address[HASH_SIZE])
{
    uint64_t head = pack_word(address);
    int64_t now;
    bool known;

    if (!db_filter_holds(s) || filter_seen(s, head))
        return false;
    /* the other thread looks, too, before it writes */
    if (db_away(s) || s->begun)
        return true;
    now = clock_now_us();
    if (s->behind != NULL && now < s->looked_us + LOOK_US)
        return true;
    known = db_places_look(s, NULL) == 0;
    db_places_let_go(s);
    s->looked_us = now;
    return known && !filter_seen(s, head);
}

bool db_place_expect(struct store *s, const unsigned char address[HASH_SIZE])
{
    return !db_filter_add(s, pack_word(address));
}

int db_filter_begin(struct store *s, struct err *e)
{
    if (s->filter != NULL || atomic_load(&s->filter_off))
        return 0;
    if (s->places.known > FILTER_ROWS) {
        db_filter_end(s);
        return 0;
    }
    s->filter = mem_zalloc(FILTER_BITS / 8, sizeof *s->filter);
    if (db_places_filter(s, e) == 0)
        return 0;
    db_filter_end(s); /* what is missing in it would not be found */
    return -1;
}
