#include "base/json.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_long.h"
#include "base/mem.h"
#include "base/utf8.h"

/*
 * The memory of one tree: few blocks, given back at once. The dozens of small
 * pieces that cJSON asks for cost more than the reading itself.
 */
enum {
    SHORT = 1024,      // bytes of a text whose tree is made of
    SMALL_ROOM = 1000, // such blocks, which malloc has at hand
    FIRST_ROOM = 1536  // and twice a longer text: most replies fit
};

union unit { // what cJSON aligns anything for
    void *pointer;
    double number;
};

struct block {
    struct block *next;
    union unit units[]; // of the first block: the root, then the rest
};

/* The tree that is being read. cJSON's hooks take no argument, so this must be
 * a variable of the file; it is empty whenever json_parse is not running. */
static struct {
    struct block *first;
    union unit *at, *end; // what is left of the newest block
    size_t room;          // units of a block
} reading;

static void add_block(size_t room)
{
    struct block *b = mem_alloc(sizeof *b + room * sizeof(union unit));

    b->next = NULL;
    if (reading.first == NULL) {
        reading.first = b;
    } else {
        b->next = reading.first->next;
        reading.first->next = b;
    }
    reading.at = b->units;
    reading.end = b->units + room;
}

static void free_blocks(struct block *b)
{
    while (b != NULL) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
}

static void *take(size_t size)
{
    size_t n = (size + sizeof(union unit) - 1) / sizeof(union unit);

    if (n > (size_t)(reading.end - reading.at))
        add_block(n > reading.room ? n : reading.room);
    reading.at += n;
    return reading.at - n;
}

static void leave(void *p)
{
    (void)p; /* goes with its tree */
}

static const cJSON *in(const struct json *node)
{
    return (const cJSON *)(const void *)node;
}

static bool is(const cJSON *node, int type)
{
    return node != NULL && (node->type & 0xff) == type;
}

static struct json *out_of(cJSON *node)
{
    return (struct json *)(void *)node;
}

/* Value of the four hexadecimal digits at p, -1 when they are none. */
static long hex4(const char *p, const char *end)
{
    long code = 0;

    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)p[i];
        if (!isxdigit(c))
            return -1;
        code = code * 16 + (isdigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return code;
}

/* Mends the escape at p in place; returns its bytes. */
static size_t mend_one(char *p, const char *end)
{
    long code;

    if (end - p < 2 || p[1] != 'u')
        return end - p < 2 ? 1 : 2;
    code = hex4(p + 2, end);
    if (code < 0) {
        p[1] = '?'; /* cJSON would take it for a NUL, this it refuses */
        return 2;
    }
    if (code >= 0xd800 && code <= 0xdbff && end - p >= 12
        && memcmp(p + 6, "\\u", 2) == 0) {
        long low = hex4(p + 8, end);
        if (low >= 0xdc00 && low <= 0xdfff)
            return 12;
    }
    if (code == 0 || (code >= 0xd800 && code <= 0xdfff))
        memcpy(p, "\\ufffd", 6);
    return 6;
}

/* Makes the escapes of a text such that cJSON reads them as we want. It would
 * end a string at an escaped NUL and refuse half a surrogate pair, which JSON
 * allows and Python writes for text that was cut: both become U+FFFD, which is
 * six bytes long as well. */
static void mend(char *text, size_t len)
{
    char *p = text, *end = text + len;

    while ((p = memchr(p, '\\', (size_t)(end - p))) != NULL)
        p += mend_one(p, end);
}

static struct json *fail(const char *text, size_t len, size_t at, struct err *e)
{
    char near[25];
    size_t n = 0;

    for (size_t i = at; i < len && n < sizeof near - 1; i++)
        near[n++] = text[i] >= 32 && text[i] < 127 ? text[i] : '.';
    near[n] = '\0';
    if (n == 0)
        err_set(e, ERR_DATA, "JSON ends too early (%zu bytes)", len);
    else
        err_set(e, ERR_DATA, "not JSON at byte %zu: '%s'", at, near);
    return NULL;
}

/* Reads a text that has room for a NUL behind it, and puts into the tree what
 * was cut out of it. On failure the result is NULL and end where it was. */
static struct json *read_tree(
    char *text, size_t len, const struct json_long *cut, const char **end)
{
    cJSON_Hooks hooks = { take, leave };
    size_t whole = len + json_long_bytes(cut);
    size_t room = whole <= SHORT ? SMALL_ROOM : FIRST_ROOM + 2 * whole;
    struct block *first;
    cJSON *root;

    text[len] = '\0';
    mend(text, len);
    reading.room = room / sizeof(union unit);
    add_block(reading.room);
    first = reading.first;
    cJSON_InitHooks(&hooks);
    /* + 1: with the NUL behind the text, its end is a place of its own */
    root = cJSON_ParseWithLengthOpts(text, len + 1, end, 0);
    while (root != NULL && isspace((unsigned char)**end))
        ++*end;
    if (root != NULL && **end == '\0')
        json_long_put(cut, root, take);
    else
        root = NULL;
    reading.first = NULL;
    if (root == NULL)
        free_blocks(first);
    else
        assert((void *)root == (void *)first->units); /* json_free needs it */
    return out_of(root);
}

struct json *json_parse(const char *text, size_t len, struct err *e)
{
    const char *nul, *end;
    struct json_long cut;
    struct json *root;
    size_t left;
    char *copy;

    if (len == 0)
        return fail(text, len, 0, e);
    nul = memchr(text, '\0', len);
    if (nul != NULL) /* cJSON would end a string there without a word */
        return fail(text, len, (size_t)(nul - text), e);
    copy = mem_alloc(len + 1);
    left = json_long_cut(text, len, copy, &cut);
    root = read_tree(copy, left, &cut, &end);
    if (root == NULL && cut.n > 0) { /* to tell the place: all of it again */
        cut.n = 0;
        memcpy(copy, text, len);
        root = read_tree(copy, len, &cut, &end);
    }
    if (root == NULL)
        fail(text, len, (size_t)(end - copy), e);
    free(copy);
    return root;
}

void json_free(struct json *root)
{
    if (root != NULL)
        free_blocks((struct block *)(void *)((char *)root
                                             - offsetof(struct block, units)));
}

/* Where a path goes on behind its first name, when that is the name; NULL. */
static const char *behind(const char *path, const char *name)
{
    while (*name != '\0' && *name == *path) {
        name++;
        path++;
    }
    return *name == '\0' && (*path == '\0' || *path == '.' || *path == '|')
               ? path
               : NULL;
}

static const cJSON *step(const cJSON *o, const char *path, const char **rest)
{
    if (!is(o, cJSON_Object))
        return NULL;
    for (const cJSON *m = o->child; m != NULL; m = m->next)
        if ((*rest = behind(path, m->string)) != NULL)
            return is(m, cJSON_NULL) ? NULL : m;
    return NULL;
}

/* Along the first of the paths. */
static const cJSON *walk(const cJSON *o, const char *path)
{
    while (o != NULL && *path != '\0' && *path != '|') {
        o = step(o, path, &path);
        if (o != NULL && *path == '.')
            path++;
    }
    return o;
}

const struct json *json_path(const struct json *o, const char *path)
{
    const cJSON *found = NULL;

    while (path != NULL && (found = walk(in(o), path)) == NULL) {
        path = strchr(path, '|');
        if (path != NULL)
            path++;
    }
    return (const struct json *)(const void *)found;
}

const struct json *json_get(const struct json *o, const char *key)
{
    const cJSON *item;

    if (!is(in(o), cJSON_Object))
        return NULL;
    /* as cJSON_GetObjectItemCaseSensitive does, but most differ in the first
     * byte, and a reply is asked a hundred times */
    for (item = in(o)->child; item != NULL; item = item->next)
        if (item->string[0] == key[0] && strcmp(item->string, key) == 0)
            break;
    return item == NULL || is(item, cJSON_NULL)
               ? NULL
               : (const struct json *)(const void *)item;
}

const struct json *json_at(const struct json *a, size_t i)
{
    if (!is(in(a), cJSON_Array) || i > 0x7fffffff)
        return NULL;
    return (const struct json *)(const void *)cJSON_GetArrayItem(in(a), (int)i);
}

size_t json_count(const struct json *node)
{
    return node == NULL ? 0 : (size_t)cJSON_GetArraySize(in(node));
}

const struct json *json_first(const struct json *node)
{
    if (!is(in(node), cJSON_Array) && !is(in(node), cJSON_Object))
        return NULL;
    return (const struct json *)(const void *)in(node)->child;
}

const struct json *json_next(const struct json *item)
{
    return (const struct json *)(const void *)in(item)->next;
}

const char *json_key(const struct json *member)
{
    return member == NULL ? NULL : in(member)->string;
}

bool json_is_object(const struct json *node)
{
    return is(in(node), cJSON_Object);
}

bool json_is_array(const struct json *node)
{
    return is(in(node), cJSON_Array);
}

bool json_is_string(const struct json *node)
{
    return is(in(node), cJSON_String);
}

bool json_is_number(const struct json *node)
{
    return is(in(node), cJSON_Number);
}

bool json_is_bool(const struct json *node)
{
    return cJSON_IsBool(in(node));
}

bool json_is_null(const struct json *node)
{
    return node == NULL || is(in(node), cJSON_NULL);
}

const char *json_str(const struct json *node)
{
    return is(in(node), cJSON_String) ? in(node)->valuestring : NULL;
}

double json_num(const struct json *node, double otherwise)
{
    return is(in(node), cJSON_Number) ? in(node)->valuedouble : otherwise;
}

int64_t json_int(const struct json *node, int64_t otherwise)
{
    double x = json_num(node, -1.0);

    /* 2^53: beyond it a double no longer counts one by one */
    if (!(x >= 0) || x > 9007199254740992.0 || x != floor(x))
        return otherwise;
    return (int64_t)x;
}

bool json_true(const struct json *node)
{
    return is(in(node), cJSON_True);
}

void json_print(const struct json *node, struct buf *out)
{
    struct jsonw w = { out, false };
    const char *s;

    if ((s = json_str(node)) != NULL) {
        json_quote(out, s, strlen(s));
    } else if (json_is_number(node)) {
        jsonw_num(&w, NULL, json_num(node, 0));
    } else if (json_is_bool(node)) {
        buf_puts(out, json_true(node) ? "true" : "false");
    } else if (json_is_array(node) || json_is_object(node)) {
        bool array = json_is_array(node);
        buf_putc(out, array ? '[' : '{');
        JSON_EACH(item, node) {
            if (item != json_first(node))
                buf_putc(out, ',');
            if (!array) {
                json_quote(out, json_key(item), strlen(json_key(item)));
                buf_putc(out, ':');
            }
            json_print(item, out);
        }
        buf_putc(out, array ? ']' : '}');
    } else {
        buf_puts(out, "null");
    }
}

static void before(struct jsonw *w, const char *key)
{
    if (w->comma)
        buf_putc(w->out, ',');
    if (key != NULL) {
        json_quote(w->out, key, strlen(key));
        buf_putc(w->out, ':');
    }
    w->comma = true;
}

void jsonw_begin(struct jsonw *w, const char *key, char bracket)
{
    before(w, key);
    buf_putc(w->out, bracket);
    w->comma = false;
}

void jsonw_end(struct jsonw *w, char bracket)
{
    buf_putc(w->out, bracket);
    w->comma = true;
}

void jsonw_bytes(struct jsonw *w, const char *key, const char *s, size_t len)
{
    before(w, key);
    json_quote(w->out, s, len);
}

void jsonw_str(struct jsonw *w, const char *key, const char *s)
{
    if (s == NULL)
        jsonw_null(w, key);
    else
        jsonw_bytes(w, key, s, strlen(s));
}

void jsonw_int(struct jsonw *w, const char *key, int64_t n)
{
    before(w, key);
    buf_int(w->out, n);
}

void jsonw_count(struct jsonw *w, const char *key, int64_t n)
{
    if (n < 0)
        jsonw_null(w, key);
    else
        jsonw_int(w, key, n);
}

/* The shortest of 15 to 17 digits that reads back as the same double. */
static void put_double(struct buf *out, double x)
{
    char text[40];

    if (fabs(x) <= INT_MAX && x == (double)(int)x && (x != 0 || !signbit(x))) {
        buf_int(out, (int)x);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            break;
    }
    buf_puts(out, text);
}

void jsonw_num(struct jsonw *w, const char *key, double x)
{
    if (!isfinite(x)) {
        jsonw_null(w, key);
        return;
    }
    before(w, key);
    put_double(w->out, x);
}

void jsonw_bool(struct jsonw *w, const char *key, bool yes)
{
    jsonw_raw(w, key, yes ? "true" : "false");
}

void jsonw_null(struct jsonw *w, const char *key)
{
    jsonw_raw(w, key, "null");
}

void jsonw_raw(struct jsonw *w, const char *key, const char *json)
{
    before(w, key);
    buf_puts(w->out, json);
}

enum { ESCAPE = 7 }; // bytes of the longest, and a NUL

/* Writes the escape of one byte that may not stand in a string; its length. */
static size_t put_escape(char *to, unsigned char c)
{
    static const char short_form[] = { ['"'] = '"',
        ['\\'] = '\\',
        ['\n'] = 'n',
        ['\t'] = 't',
        ['\r'] = 'r',
        ['\b'] = 'b',
        ['\f'] = 'f' };

    if (short_form[c] == 0)
        return (size_t)snprintf(to, ESCAPE, "\\u%04x", c);
    to[0] = '\\';
    to[1] = short_form[c];
    return 2;
}

static const bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

static bool is_plain(char c)
{
    return c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

typedef signed char block __attribute__((vector_size(16)));

/* Copies the start of s, all of it ASCII, that stands in a string as it is;
 * returns its length. A comparison of two blocks gives 0 or -1 for each byte.
 */
static size_t copy_plain(char *to, const char *s, size_t len)
{
    size_t i = 0;

    for (; len - i >= sizeof(block); i += sizeof(block)) {
        block b, other; /* bytes beyond ASCII are below zero */
        uint64_t half[2];
        memcpy(&b, s + i, sizeof b);
        memcpy(to + i, &b, sizeof b);
        other = (b < 0x20) | (b == '"') | (b == '\\');
        memcpy(half, &other, sizeof half);
        if ((half[0] | half[1]) == 0)
            continue;
        if (!little)
            break;
        return half[0] != 0 ? i + (size_t)__builtin_ctzll(half[0]) / 8
                            : i + 8 + (size_t)__builtin_ctzll(half[1]) / 8;
    }
    for (; i < len && is_plain(s[i]); i++)
        to[i] = s[i];
    return i;
}

/* Copies characters beyond ASCII, up to a broken one, for which another stands.
 */
static char *copy_beyond(char *to, const char **s, const char *end)
{
    while (*s < end && (unsigned char)**s >= 0x80) {
        size_t n = utf8_len(*s, (size_t)(end - *s));
        if (n == 0) {
            ++*s;
            *to++ = '\xef'; // U+FFFD
            *to++ = '\xbf';
            *to++ = '\xbd';
            return to;
        }
        for (; n > 0; n--)
            *to++ = *(*s)++;
    }
    return to;
}

void json_quote(struct buf *out, const char *s, size_t len)
{
    const char *end = s + len;

    buf_putc(out, '"');
    while (s < end) {
        char *to = buf_grow(out, (size_t)(end - s) + ESCAPE);
        size_t n = copy_plain(to, s, (size_t)(end - s));
        s += n;
        to += n;
        if (s < end && (unsigned char)*s < 0x80)
            to += put_escape(to, (unsigned char)*s++);
        else
            to = copy_beyond(to, &s, end);
        out->len = (size_t)(to - out->s);
    }
    buf_putc(out, '"');
}
