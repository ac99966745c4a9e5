#include "base/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

struct page_head { // before the text
    size_t size;   // of the mapping
};

void *secret_pages(size_t *size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    int flags = MAP_PRIVATE | MAP_ANONYMOUS;
    void *p;

    *size = (*size + page - 1) / page * page;
    p = mmap(NULL, *size, PROT_READ | PROT_WRITE, flags, //
        -1, 0); // cppcheck-suppress invalidFunctionArg
    if (p == MAP_FAILED)
        abort(); // only for want of memory, as in mem_
    madvise(p, *size, MADV_DONTDUMP);
    return p;
}

char *secret_join(const char *a, const char *b, const char *c)
{
    size_t len = strlen(a) + strlen(b) + strlen(c) + 1;
    size_t size = sizeof(struct page_head) + len;
    struct page_head *head = secret_pages(&size);
    char *text = (char *)(head + 1);

    head->size = size;
    stpcpy(stpcpy(stpcpy(text, a), b), c);
    mlock(head, size); // not into swap either, where the limit allows
    return text;
}

void secret_free(char *secret)
{
    struct page_head *head;

    if (secret == NULL)
        return;
    head = (struct page_head *)(void *)secret - 1;
    munmap(head, head->size);
}

void secret_hide(const char *variable)
{
    char *value = getenv(variable);

    if (value == NULL)
        return;
    explicit_bzero(value, strlen(value));
    unsetenv(variable);
}

void secret_process(void)
{
#ifndef __SANITIZE_ADDRESS__ /* which looks into its own process for leaks */
    prctl(PR_SET_DUMPABLE, 0);
#endif
}
