#include "io/http_memory.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "base/secret.h"

enum {
    CHUNK = 256 << 10, // bytes taken from the system at once
    LEAST = 32,        // smallest block, its head included
    CLASSES = 24,      // 32, 48, 64, 96, ... 98304: two in each doubling
    KEEP_MOST = 98304
};

struct block {              // stands before the bytes
    size_t size;            // whole, this included; above KEEP_MOST: a mapping
    union {                 // eight bytes
        struct block *next; // while it is free
        size_t class;       // while it is used
    } u;
};

struct pool {
    struct block *spare[CLASSES];
    char *chunk;
    size_t left;
};

/* libcurl's hooks take no argument, so these cannot live anywhere else. The
 * thread that asks for it has a pool of its own: thirty times a request a lock
 * would cost a microsecond. Those of libcurl's resolver share one. A block goes
 * to the pool of the thread that frees it. */
static struct pool owned, shared;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; // of shared, has_owner
static bool has_owner;
static _Thread_local bool owner;

static struct pool *open_pool(void)
{
    if (owner)
        return &owned;
    pthread_mutex_lock(&lock);
    return &shared;
}

static void close_pool(const struct pool *p)
{
    if (p == &shared)
        pthread_mutex_unlock(&lock);
}

void http_memory_own(void)
{
    pthread_mutex_lock(&lock);
    if (!has_owner)
        has_owner = owner = true;
    pthread_mutex_unlock(&lock);
}

/* The class whose blocks have that size or just more, and their size: three or
 * four halves of a power of two. */
static size_t class_of(size_t size, size_t *whole)
{
    size_t last = (size > LEAST ? size : LEAST) - 1;
    size_t bits = (size_t)(62 - __builtin_clzll(last));
    size_t half = last >> bits & 1;

    *whole = (3 + half) << bits;
    return 2 * (bits - 3) + half - 1; // bits is 3 for LEAST
}

static struct block *cut(struct pool *p, size_t whole)
{
    struct block *b;
    size_t size = CHUNK;

    if (p->left < whole) { /* what is left of the old one stays unused */
        p->chunk = secret_pages(&size);
        p->left = size;
    }
    b = (struct block *)(void *)p->chunk;
    p->chunk += whole;
    p->left -= whole;
    return b;
}

void *http_memory_alloc(size_t size)
{
    struct block *b;
    struct pool *p;
    size_t i, whole;

    if (size > SIZE_MAX / 2)
        return NULL;
    size += sizeof *b;
    if (size > KEEP_MOST) {
        b = secret_pages(&size);
        b->size = size;
        return b + 1;
    }
    i = class_of(size, &whole);
    p = open_pool();
    b = p->spare[i];
    if (b != NULL)
        p->spare[i] = b->u.next;
    else
        b = cut(p, whole);
    close_pool(p);
    b->size = whole;
    b->u.class = i;
    return b + 1;
}

void http_memory_free(void *p)
{
    struct block *b = p;
    struct pool *to;
    size_t i;

    if (p == NULL)
        return;
    b--;
    if (b->size > KEEP_MOST) {
        munmap(b, b->size);
        return;
    }
    i = b->u.class;
    to = open_pool();
    b->u.next = to->spare[i];
    to->spare[i] = b;
    close_pool(to);
}

void *http_memory_zalloc(size_t n, size_t size)
{
    void *p =
        size > 0 && n > SIZE_MAX / size ? NULL : http_memory_alloc(n * size);

    if (p != NULL)
        memset(p, 0, n * size);
    return p;
}

void *http_memory_resize(void *p, size_t size)
{
    const struct block *b = p;
    void *to;

    if (p == NULL)
        return http_memory_alloc(size);
    b--;
    if (size <= b->size - sizeof *b)
        return p;
    to = http_memory_alloc(size);
    if (to == NULL)
        return NULL;
    memcpy(to, p, b->size - sizeof *b);
    http_memory_free(p);
    return to;
}

char *http_memory_str(const char *s)
{
    size_t len = strlen(s) + 1;
    char *to = http_memory_alloc(len);

    return to != NULL ? memcpy(to, s, len) : NULL;
}
