/*
 * The wishes of --faults, the table of kinds and replies written as text, from
 * any bytes: refused with a sentence, or usable.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "run/fault.h"

static void wish(const char *text)
{
    struct err e = { 0 };
    struct faults *f = faults_new(text, &e);
    unsigned char digest[HASH_SIZE];
    uint64_t chance;

    if (f == NULL && e.text[0] == '\0')
        abort();
    for (int i = 0; f != NULL && i < 20; i++)
        faults_pick(f, &(struct fault_request){ "request", 7, i % 2 == 1, i },
            &chance, digest);
    if (f != NULL && faults_count(f).requests != 20)
        abort();
    faults_free(f);
}

static void table(const char *text)
{
    struct fault_kind *kinds;
    struct err e = { 0 };
    size_t n;

    if (fault_kinds_read(text, &kinds, &n, &e) == 0)
        for (size_t i = 0; i < n; i++)
            if (kinds[i].name == NULL || kinds[i].about == NULL)
                abort();
    fault_kinds_free(kinds, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct err e = { 0 };
    struct play p;
    char *text = malloc(len + 1);

    if (text == NULL)
        return 0;
    memcpy(text, bytes, len);
    text[len] = '\0';
    if (play_read(text, len, &p, &e) == 0 && p.len > len)
        abort();
    wish(text);
    table(text);
    free(text);
    return 0;
}
