/*
 * Where replies are, packed: the bytes of a row of the table "place".
 *
 * A place is the head of a reply's address and the number of its answer. Rows
 * come in runs. The run of level L has 2^L rows, numbered from 2^L on; the
 * first L bits of a head say which of them holds it. All rows of a run say of
 * which answers it knows the places. store_place.c makes the runs.
 *
 *     sum, from, to, then a head and an answer each, in no order
 *
 * All are 8 bytes, the lowest first.
 */
#ifndef RETORT_STORE_PACK_H
#define RETORT_STORE_PACK_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash_stem.h"

struct pack_place {
    uint64_t head;
    int64_t answer;
};

struct pack {
    int64_t from, to;           // it knows of answers behind from, up to to
    const unsigned char *bytes; // of its places
    size_t count;
};

static inline uint64_t pack_word(const unsigned char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return le64toh(word);
}

/* The number of the row that holds a head, in the run of a level. */
static inline int64_t pack_row(int level, uint64_t head)
{
    return (int64_t)(1ULL << level | (level > 0 ? head >> (64 - level) : 0));
}

static inline struct pack_place pack_at(const struct pack *p, size_t i)
{
    const unsigned char *at = p->bytes + i * sizeof(struct pack_place);

    return (struct pack_place){ pack_word(at), (int64_t)pack_word(at + 8) };
}

/* False: these are not the bytes that were written as that row, or so it seems
 * before they are tested as a whole. What is read is borrowed from them. */
bool pack_read(const void *bytes, size_t len, struct pack *out);
bool pack_test(const struct pack *p, int64_t row);

/* Writes one: begun, place by place, and ended, which says the rest. */
void pack_begin(struct buf *out);
void pack_end(int64_t row, int64_t from, int64_t to, struct buf *out);

static inline void pack_add(struct buf *out, struct pack_place p)
{
    uint64_t words[2] = { htole64(p.head), htole64((uint64_t)p.answer) };

    memcpy(buf_grow(out, sizeof words), words, sizeof words);
    out->len += sizeof words;
}

#endif
