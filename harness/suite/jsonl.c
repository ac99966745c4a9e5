#include "suite/jsonl.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

struct jsonl {
    char *path;               // for messages
    struct file_lines *lines; // NULL for an array
    struct buf line;          // read last
    struct json *root;        // the row, or what holds the array
    const struct json *next;  // element of the array, or NULL
    long number;              // elements handed out
};

static void skip_bom(const char **s, size_t *len)
{
    if (*len >= 3 && memcmp(*s, "\xef\xbb\xbf", 3) == 0) {
        *s += 3;
        *len -= 3;
    }
}

static bool is_blank(const char *s, size_t len)
{
    while (len > 0 && strchr(" \t\r\n", *s) != NULL && *s != '\0') {
        s++;
        len--;
    }
    return len == 0;
}

struct jsonl *jsonl_open(const char *path, struct err *e)
{
    struct file_lines *lines = file_lines_open(path, e);
    struct jsonl *r;

    if (lines == NULL)
        return NULL;
    r = mem_zalloc(1, sizeof *r);
    r->path = mem_str(path);
    r->lines = lines;
    return r;
}

/* The only member of an object that is an array, or NULL. */
static const struct json *only_array(const struct json *root)
{
    const struct json *array = NULL;

    JSON_EACH(item, root) {
        if (!json_is_array(item))
            continue;
        if (array != NULL)
            return NULL;
        array = item;
    }
    return array;
}

/* The array the caller means, or NULL and an error. */
static const struct json *find_array(const struct json *root, const char *path,
    const char *member, struct err *e)
{
    const struct json *a = member != NULL ? json_path(root, member) : root;

    if (member == NULL && json_is_object(root)) {
        a = only_array(root);
        if (a == NULL)
            err_set(e, ERR_DATA,
                "%s: not exactly one member is an array, name one", path);
    } else if (!json_is_array(a)) {
        err_set(e, ERR_DATA, "%s: %s%s%s", path,
            member != NULL ? "no array at '" : "neither array nor object",
            member != NULL ? member : "", member != NULL ? "'" : "");
        a = NULL;
    }
    return a;
}

/* What can be told of a number at s without reading it: how long it is, and
 * whether it is a whole number from 2^53 on, which a double may not hold. */
static size_t number_at(const char *s, const char *end, bool *long_one)
{
    const char *p = s + (*s == '-'), *digits = p;
    size_t n;

    while (p < end && *p >= '0' && *p <= '9')
        p++;
    n = (size_t)(p - digits);
    *long_one =
        *digits != '0'
        && (n > 16 || (n == 16 && memcmp(digits, "9007199254740992", n) >= 0));
    while (p < end && strchr("0123456789+-.eE", *p) != NULL && *p != '\0') {
        *long_one = false;
        p++;
    }
    return (size_t)(p - s);
}

/* Behind the string that begins at s. */
static const char *string_end(const char *s, const char *end)
{
    for (s++; s < end && *s != '"'; s++)
        s += *s == '\\' && s + 1 < end;
    return s < end ? s + 1 : end;
}

/* Parses a value in which whole numbers from 2^53 on are texts of their digits:
 * a number there would be another one. */
static struct json *parse(const char *s, size_t len, struct err *e)
{
    const char *end = s + len, *p = s, *from = s;
    struct buf out = { 0 };
    struct json *root;

    while (p < end) {
        bool long_one = false;
        size_t n;
        if (*p == '"') {
            p = string_end(p, end);
            continue;
        }
        if (*p != '-' && (*p < '0' || *p > '9')) {
            p++;
            continue;
        }
        n = number_at(p, end, &long_one);
        if (long_one) {
            buf_add(&out, from, (size_t)(p - from));
            buf_putc(&out, '"');
            buf_add(&out, p, n);
            buf_putc(&out, '"');
            from = p + n;
        }
        p += n;
    }
    if (out.len == 0)
        return json_parse_file(s, len, e);
    buf_add(&out, from, (size_t)(end - from));
    root = json_parse_file(out.s, out.len, e);
    buf_clear(&out);
    return root;
}

struct jsonl *jsonl_open_array(
    const char *path, const char *member, struct err *e)
{
    struct jsonl *r = mem_zalloc(1, sizeof *r);
    const struct json *array = NULL;
    const char *s;
    size_t len;

    r->path = mem_str(path);
    if (file_read(path, &r->line, e) < 0)
        goto fail;
    s = buf_str(&r->line);
    len = r->line.len;
    skip_bom(&s, &len);
    if (file_refuse_utf16(path, s, len, e) < 0)
        goto fail;
    r->root = parse(s, len, e);
    buf_clear(&r->line);
    if (r->root == NULL) {
        err_wrap(e, "%s", path);
        goto fail;
    }
    array = find_array(r->root, path, member, e);
    if (array == NULL)
        goto fail;
    r->next = json_first(array);
    return r;
fail:
    jsonl_close(r);
    return NULL;
}

void jsonl_close(struct jsonl *r)
{
    if (r == NULL)
        return;
    file_lines_close(r->lines);
    buf_clear(&r->line);
    json_free(r->root);
    free(r->path);
    free(r);
}

static int next_line(struct jsonl *r, struct err *e)
{
    const char *s;
    size_t len;
    int rc;

    json_free(r->root);
    r->root = NULL;
    do {
        rc = file_lines_next(r->lines, &r->line, e);
        if (rc <= 0)
            return rc;
        s = buf_str(&r->line);
        len = r->line.len;
        if (file_lines_number(r->lines) == 1)
            skip_bom(&s, &len);
    } while (is_blank(s, len));
    r->root = parse(s, len, e);
    if (r->root == NULL)
        return err_wrap(e, "%s:%ld", r->path, file_lines_number(r->lines));
    return 1;
}

int jsonl_next(struct jsonl *r, const struct json **row, struct err *e)
{
    if (r->lines != NULL) {
        int rc = next_line(r, e);
        *row = r->root;
        return rc;
    }
    *row = r->next;
    if (r->next == NULL)
        return 0;
    r->next = json_next(r->next);
    r->number++;
    return 1;
}

long jsonl_number(const struct jsonl *r)
{
    return r->lines != NULL ? file_lines_number(r->lines) : r->number;
}
