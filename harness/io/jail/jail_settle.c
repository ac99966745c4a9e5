#include "io/jail/jail_settle.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    HUGE_PAGE = 2 << 20,
    TOP = 100 << 10, // larger than any free place, smaller than a mapping
    LARGE = 4096,
    SMALLEST = 24,
    STEP = 16,
    COLLAPSE = 25,     // MADV_COLLAPSE, of Linux 6.1, which libc may not know
    SMALL = 512,       // the largest of Python's small objects
    ARENA = 256 << 10, // the least; frames come in smaller pieces
    ARENAS_MAX = 64 << 20,   // bytes of them that are laid side by side
    FILL_MAX = 4 * HUGE_PAGE // bytes of small objects, to fill the last up
};

struct arenas { // PyObjectArenaAllocator
    void *ctx;
    void *(*alloc)(void *ctx, size_t size);
    void (*free)(void *ctx, void *arena, size_t size);
};

/* Of the interpreter, where it has them. */
extern void *PyObject_Malloc(size_t size) __attribute__((weak));
extern void PyObject_GetArenaAllocator(struct arenas *a) __attribute__((weak));
extern void PyObject_SetArenaAllocator(struct arenas *a) __attribute__((weak));
extern int Py_IsInitialized(void) __attribute__((weak));
extern int _PyObject_DebugMallocStats(FILE *out) __attribute__((weak));

/* Returns the size of a class of Python's small objects, and how many places of
 * it are free; 0: the line says something else. */
static int places(const char *line, unsigned *size, unsigned *n)
{
    unsigned class, pools, used;
    char more;

    return sscanf(
               line, "%u %u %u %u %u %c", &class, size, &pools, &used, n, &more)
           == 5;
}

void jail_settle_small(void)
{
    char *text = NULL;
    size_t len = 0;
    unsigned size, n;
    FILE *f;

    if (PyObject_Malloc == NULL || _PyObject_DebugMallocStats == NULL)
        return;
    f = open_memstream(&text, &len);
    if (f == NULL)
        return;
    _PyObject_DebugMallocStats(f);
    fclose(f);
    for (char *line = text; line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end++ = '\0';
        if (places(line, &size, &n))
            while (n-- > 0)
                PyObject_Malloc(size);
        line = end;
    }
    free(text);
}

/* From the largest down, so that of a large place only the ends are written to,
 * once what was in it is given back. What does not fit in between is put on
 * top. */
static void fill_large(void)
{
    char *place = malloc(TOP);
    uintptr_t top = (uintptr_t)place;

    free(place);
    malloc_trim(0);
    for (size_t size = TOP; size >= SMALLEST;
         size -= size > LARGE ? size / 4 : STEP) {
        do
            place = malloc(size);
        while (place != NULL && (uintptr_t)place < top);
        free(place);
    }
    malloc_trim(0);
}

void jail_settle_heap(void)
{
    jail_settle_small();
    fill_large();
}

static uintptr_t up(uintptr_t x)
{
    return (x + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
}

enum { OURS = PROT_READ | PROT_WRITE };

/* Returns NULL: there is no room, or not there. */
static char *map(uintptr_t there, size_t size, int rights)
{
    int flags =
        MAP_PRIVATE | MAP_ANONYMOUS | (there != 0 ? MAP_FIXED_NOREPLACE : 0);
    char *at = mmap((void *)there, size, rights, flags, //
        -1, 0); // cppcheck-suppress invalidFunctionArg

    if (at == MAP_FAILED)
        return NULL;
    return at;
}

struct range {
    uintptr_t from, to;
};

struct places {
    struct range arenas;
    uintptr_t heap; // where it begins
};

/* --- memory of objects in huge pages --- */

/* Behind the last, if nothing else has come there. */
static void *arena_new(void *ctx, size_t size)
{
    struct range *all = &((struct places *)ctx)->arenas;
    char *at = NULL;

    if (size >= ARENA && size <= ARENAS_MAX - (all->to - all->from))
        at = map(all->to, size, OURS);
    if (at == NULL)
        return map(0, size, OURS);
    if ((uintptr_t)at == all->to)
        all->to += size;
    return at;
}

static void arena_free(void *ctx, void *arena, size_t size)
{
    struct range *all = &((struct places *)ctx)->arenas;

    munmap(arena, size);
    if ((uintptr_t)arena + size == all->to)
        all->to -= size;
}

/* Before the interpreter begins: what it has for objects shall begin where a
 * huge page may. */
__attribute__((constructor)) static void line_up(void)
{
    size_t size = ARENAS_MAX + HUGE_PAGE;
    uintptr_t heap = (uintptr_t)sbrk(0);
    struct arenas ours = { NULL, arena_new, arena_free };
    struct places *all;
    char *room;

    if (PyObject_SetArenaAllocator == NULL || PyObject_GetArenaAllocator == NULL
        || PyObject_Malloc == NULL || Py_IsInitialized == NULL
        || Py_IsInitialized() != 0)
        return;
    sbrk((intptr_t)(up(heap) - heap));
    all = (struct places *)map(0, sizeof *all, OURS);
    room = map(0, size, PROT_NONE);
    if (all == NULL || room == NULL)
        return;
    munmap(room, size);
    all->heap = up(heap);
    all->arenas.from = all->arenas.to = up((uintptr_t)room);
    ours.ctx = all;
    PyObject_SetArenaAllocator(&ours);
}

/* Up to where a huge page ends: what malloc gives out next lies behind it. */
static void fill_heap(void)
{
    uintptr_t full = up((uintptr_t)sbrk(0));
    char *place;

    do
        place = malloc(TOP);
    while (place != NULL && (uintptr_t)place + TOP < full
           && (uintptr_t)place > full - HUGE_PAGE);
}

/* A fork shares a huge page by one entry of a table, not by 512. */
static void join(uintptr_t from, uintptr_t to)
{
    from = up(from);
    to &= ~(uintptr_t)(HUGE_PAGE - 1);
    if (from < to)
        madvise((void *)from, to - from, COLLAPSE);
}

void jail_settle_pages(void)
{
    struct arenas now = { NULL, NULL, NULL };
    const struct places *places;
    const struct range *all;
    uintptr_t full = 0;

    if (PyObject_GetArenaAllocator == NULL || PyObject_Malloc == NULL)
        return;
    PyObject_GetArenaAllocator(&now);
    if (now.alloc != arena_new)
        return;
    places = now.ctx;
    all = &places->arenas;
    /* what a fork makes shall come into one that nobody has touched */
    for (size_t n = 0; n < FILL_MAX / SMALL; n++) {
        full = all->to;
        PyObject_Malloc(SMALL);
        if (all->to != full && full % HUGE_PAGE == 0)
            break;
    }
    join(all->from, full);
    fill_heap();
    join(places->heap, (uintptr_t)sbrk(0));
}

/* --- code in huge pages --- */

/* The part of the main program that nobody writes to. */
static int find_text(struct dl_phdr_info *info, size_t size, void *arg)
{
    struct range *text = arg;

    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t from = info->dlpi_addr + part->p_vaddr;
        if (part->p_type != PT_LOAD || (part->p_flags & PF_W) != 0)
            continue;
        if (text->from == 0)
            text->from = from;
        text->to = from + part->p_memsz;
    }
    return 1; /* the main program is the first */
}

static long faults(void)
{
    struct rusage r = { 0 };

    getrusage(RUSAGE_SELF, &r);
    return r.ru_minflt;
}

/* Fills it with a copy; returns whether that came to lie in huge pages. */
static int copy_text(char *to, const struct range *text, size_t size)
{
    long had = faults();

    if (madvise(to, size, MADV_HUGEPAGE) < 0)
        return 0;
    memcpy(to, (const void *)text->from, size);
    return faults() - had < (long)(2 * size / HUGE_PAGE + 16)
           && mprotect(to, size, PROT_READ | PROT_EXEC) == 0;
}

int jail_settle_text(void)
{
    struct range text = { 0, 0 };
    char *room, *copy;
    size_t size;
    int moved;

    dl_iterate_phdr(find_text, &text);
    text.from = up(text.from);
    text.to &= ~(uintptr_t)(HUGE_PAGE - 1);
    if (text.from >= text.to)
        return -1;
    size = text.to - text.from;
    room = map(0, size + HUGE_PAGE, OURS);
    if (room == NULL)
        return -1;
    copy = (char *)up((uintptr_t)room);
    moved = copy_text(copy, &text, size)
            && mremap(copy, size, size, MREMAP_FIXED | MREMAP_MAYMOVE,
                   (void *)text.from)
                   != MAP_FAILED;
    __builtin___clear_cache((char *)text.from, (char *)text.to);
    munmap(room, size + HUGE_PAGE);
    return moved ? 0 : -1;
}
