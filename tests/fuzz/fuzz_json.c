/*
 * JSON from any bytes: what is read can be written, and is then read as the
 * same, as that of a file; what is refused has its sentence. What a file may
 * hold, a reply may.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct json *written(const struct json *tree, struct buf *out)
{
    struct err e = { 0 };
    struct json *again;

    json_print(tree, out);
    again = json_parse_file(out->s, out->len, &e);
    if (again == NULL)
        abort();
    return again;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct buf first = { 0 }, second = { 0 };
    struct err e = { 0 };
    char *text = malloc(len); /* nothing behind it may be read */
    struct json *tree, *again, *strict;

    if (text == NULL)
        return 0;
    memcpy(text, bytes, len);
    tree = json_parse(text, len, &e);
    if (tree == NULL && (e.kind != ERR_DATA || e.text[0] == '\0'))
        abort();
    strict = json_parse_file(text, len, &e);
    if (strict != NULL && tree == NULL)
        abort();
    json_free(strict);
    if (tree != NULL) {
        again = written(tree, &first);
        json_free(written(again, &second));
        if (first.len != second.len
            || memcmp(first.s, second.s, first.len) != 0)
            abort();
        json_free(again);
    }
    json_free(tree);
    buf_clear(&first);
    buf_clear(&second);
    free(text);
    return 0;
}
