#include "io/jail/jail_settle.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

enum {
    HUGE_PAGE = 2 << 20,
    TOP = 100 << 10, // larger than any free place, smaller than a mapping
    LARGE = 4096,
    SMALLEST = 24,
    STEP = 16
};

/* Of the interpreter, where it has them. */
extern void *PyObject_Malloc(size_t size) __attribute__((weak));
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

static void fill_small(void)
{
    char *text = NULL;
    size_t len = 0;
    unsigned size, n;
    FILE *f = open_memstream(&text, &len);

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
    if (PyObject_Malloc != NULL && _PyObject_DebugMallocStats != NULL)
        fill_small();
    fill_large();
}

struct range {
    uintptr_t from, to;
};

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

static uintptr_t up(uintptr_t x)
{
    return (x + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
}

int jail_settle_text(void)
{
    enum { flags = MAP_PRIVATE | MAP_ANONYMOUS };
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
    room = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, flags, //
        -1, 0); // cppcheck-suppress invalidFunctionArg
    if (room == MAP_FAILED)
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
