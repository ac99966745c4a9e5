#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { BLOCK = 1 << 16, ALIGN = _Alignof(max_align_t) };

struct arena_block {
    struct arena_block *next;
    size_t used, room; // of bytes
    max_align_t bytes[];
};

static struct arena_block *new_block(size_t room)
{
    struct arena_block *b = mem_alloc(sizeof *b + room);

    b->next = NULL;
    b->used = 0;
    b->room = room;
    return b;
}

/* The next block with room for n bytes. Those of a larger size stand alone
 * behind the one in use, which stays in use. */
static struct arena_block *with_room(struct arena *a, size_t n)
{
    struct arena_block *b = a->at;

    if (b == NULL) {
        a->blocks = a->at = new_block(n > BLOCK ? n : BLOCK);
        return a->at;
    }
    if (n <= b->room - b->used)
        return b;
    if (n > BLOCK || b->next == NULL || b->next->used > 0) {
        struct arena_block *more = new_block(n > BLOCK ? n : BLOCK);
        more->next = b->next;
        b->next = more;
    }
    if (n > BLOCK)
        return b->next;
    a->at = b->next;
    return a->at;
}

void *arena_take(struct arena *a, size_t n)
{
    size_t whole = (n + ALIGN - 1) / ALIGN * ALIGN;
    struct arena_block *b = with_room(a, whole);

    b->used += whole;
    return (char *)b->bytes + b->used - whole;
}

void *arena_copy(struct arena *a, const void *bytes, size_t n)
{
    char *copy;

    if (bytes == NULL)
        return NULL;
    copy = arena_take(a, n + 1);
    memcpy(copy, bytes, n);
    copy[n] = '\0';
    return copy;
}

char *arena_str(struct arena *a, const char *s)
{
    return s == NULL ? NULL : arena_copy(a, s, strlen(s));
}

void arena_reset(struct arena *a)
{
    struct arena_block **at = &a->blocks;

    while (*at != NULL) {
        struct arena_block *b = *at;
        if (b->room == BLOCK) {
            b->used = 0;
            at = &b->next;
        } else {
            *at = b->next;
            free(b);
        }
    }
    a->at = a->blocks;
}

void arena_clear(struct arena *a)
{
    while (a->blocks != NULL) {
        struct arena_block *next = a->blocks->next;
        free(a->blocks);
        a->blocks = next;
    }
    a->at = NULL;
}
