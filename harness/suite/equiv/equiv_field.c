#include "suite/equiv/equiv_field.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum {
    BLOCK_SIZE = 16 * 1024,
    TAKEN_MAX = 16 * 1024 * 1024,
    WORK = 300000 // about 50 ms
};

struct equiv_block {
    struct equiv_block *next;
    size_t used, room;
    alignas(max_align_t) char bytes[];
};

void equiv_field_init(struct equiv_field *f)
{
    memset(f, 0, sizeof *f);
    f->work = WORK;
}

void equiv_field_clear(struct equiv_field *f)
{
    struct equiv_block *next;

    for (; f->blocks != NULL; f->blocks = next) {
        next = f->blocks->next;
        free(f->blocks);
    }
}

static bool add_block(struct equiv_field *f, size_t size)
{
    struct equiv_block *b;
    size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;

    if (room > TAKEN_MAX - f->taken)
        return equiv_field_fail(f);
    b = mem_zalloc(1, sizeof *b + room);
    b->room = room;
    b->next = f->blocks;
    f->blocks = b;
    f->taken += room;
    return true;
}

void *equiv_field_take(struct equiv_field *f, size_t n, size_t size)
{
    const size_t step = alignof(max_align_t);
    char *p;

    if (n > TAKEN_MAX / size) {
        equiv_field_fail(f);
        return NULL;
    }
    size = (n * size + step) / step * step;
    if ((f->blocks == NULL || f->blocks->room - f->blocks->used < size)
        && !add_block(f, size))
        return NULL;
    p = f->blocks->bytes + f->blocks->used;
    f->blocks->used += size;
    return p;
}

bool equiv_field_work(struct equiv_field *f, long steps)
{
    if (f->failed || steps > f->work)
        return equiv_field_fail(f);
    f->work -= steps;
    return true;
}

bool equiv_field_fail(struct equiv_field *f)
{
    f->failed = true;
    return false;
}

int equiv_field_atom(struct equiv_field *f, enum equiv_atom_kind kind,
    const char *name, size_t len)
{
    struct equiv_atom *a;
    char *copy;

    for (int i = 0; i < f->count; i++)
        if (f->atom[i].kind == kind && f->atom[i].len == len
            && memcmp(f->atom[i].name, name, len) == 0)
            return i;
    if (f->count == EQUIV_ATOMS_MAX
        || (copy = equiv_field_take(f, 1, len + 1)) == NULL) {
        equiv_field_fail(f);
        return -1;
    }
    memcpy(copy, name, len);
    a = &f->atom[f->count];
    *a = (struct equiv_atom){ .kind = kind, .name = copy, .len = len };
    return f->count++;
}

int equiv_field_prime(struct equiv_field *f, long prime)
{
    char name[24];
    int n = snprintf(name, sizeof name, "%ld", prime);
    int id = equiv_field_atom(f, EQUIV_PRIME, name, (size_t)n);

    if (id >= 0)
        f->atom[id].prime = prime;
    return id;
}
