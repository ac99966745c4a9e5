#include "run/replay_line.h"

#include <string.h>

#include "base/clock.h"

enum { VERSION = 1 };

int replay_line_head(
    const struct json *tree, struct replay_model *out, struct err *e)
{
    const char *kind = json_str(json_get(tree, "retort"));
    int64_t version = json_int(json_get(tree, "version"), 0);
    const char *role = json_str(json_get(tree, "role"));

    if (kind == NULL || strcmp(kind, "recording") != 0)
        return err_set(e, ERR_DATA, "no recording but \"retort\": \"%.40s\"",
            kind != NULL ? kind : "?");
    if (version > VERSION)
        return err_set(e, ERR_DATA,
            "a recording of format %lld, from a newer retort: this one reads "
            "up to %d",
            (long long)version, VERSION);
    *out = (struct replay_model){
        .shown = json_str(json_get(tree, "model")),
        .served = json_str(json_get(tree, "served")),
        .role = role != NULL ? role : "",
    };
    if (out->served == NULL)
        return err_set(e, ERR_DATA,
            "\"served\" is missing: the name of the model on the wire");
    if (out->shown == NULL)
        out->shown = out->served;
    return 0;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

static int read_key(
    const char *hex, unsigned char out[HASH_SIZE], struct err *e)
{
    for (int i = 0; hex != NULL && i < HASH_SIZE; i++) {
        int high = hex_digit(hex[2 * i]);
        int low = high < 0 ? -1 : hex_digit(hex[2 * i + 1]);
        if (low < 0)
            hex = NULL;
        else
            out[i] = (unsigned char)(high << 4 | low);
    }
    if (hex == NULL || hex[HASH_HEX - 1] != '\0')
        return err_set(
            e, ERR_DATA, "\"key\" wants 64 hexadecimal digits (0-9, a-f)");
    return 0;
}

/* The end of a string that starts at i; of a value that starts at i. The text
 * has been parsed, so brackets need no telling apart. */
static size_t skip_string(const char *s, size_t len, size_t i)
{
    for (i++; i < len && s[i] != '"'; i++)
        i += s[i] == '\\';
    return i < len ? i + 1 : len;
}

static size_t skip_value(const char *s, size_t len, size_t i)
{
    int depth = 0;

    while (i < len) {
        char c = s[i];
        if (c == '"') {
            i = skip_string(s, len, i);
            if (depth == 0)
                return i;
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || (unsigned char)c <= ' '))
            return i;
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        i++;
        if (depth == 0 && (c == '}' || c == ']'))
            return i;
    }
    return len;
}

static size_t skip_blanks(const char *s, size_t len, size_t i)
{
    while (i < len && (unsigned char)s[i] <= ' ')
        i++;
    return i;
}

/* Where the member "reply" of the line's object stands: printing the tree
 * again would not give the numbers back as the model's server wrote them. */
static int find_reply(const char *s, size_t len, struct replay_line_reply *out)
{
    static const char name[] = "\"reply\"";
    const char *open = memchr(s, '{', len);
    size_t i = open != NULL ? (size_t)(open - s) + 1 : len;

    while ((i = skip_blanks(s, len, i)) < len && s[i] == '"') {
        size_t key = i, at;
        i = skip_string(s, len, i);
        at = skip_blanks(s, len, i);
        at = skip_blanks(s, len, at + 1); /* the colon */
        if (at >= len)
            break;
        i = skip_value(s, len, at);
        if (len - key >= sizeof name - 1
            && memcmp(s + key, name, sizeof name - 1) == 0) {
            out->body = s + at;
            out->len = i - at;
            return 0;
        }
        i = skip_blanks(s, len, i) + 1; /* the comma */
    }
    return -1;
}

int replay_line_reply(const struct json *tree, const char *line, size_t len,
    struct replay_line_reply *out, struct err *e)
{
    if (!json_is_object(json_get(tree, "reply"))
        || find_reply(line, len, out) < 0)
        return err_set(e, ERR_DATA, "\"reply\" is no object");
    out->latency_us = json_int(json_get(tree, "latency_us"), -1);
    return read_key(json_str(json_get(tree, "key")), out->key, e);
}

void replay_line_put_head(
    struct buf *out, const struct replay_model *m, const char *provenance)
{
    struct jsonw w = { out, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "retort", "recording");
    jsonw_int(&w, "version", VERSION);
    jsonw_str(&w, "model", m->shown);
    jsonw_str(&w, "served", m->served);
    jsonw_str(&w, "role", m->role);
    jsonw_raw(&w, "provenance", provenance);
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}

/* The body on one line. A control byte of valid JSON stands between tokens
 * (RFC 8259 section 7 wants those in strings escaped), so a blank means the
 * same. What stands around the object (blanks, a byte order mark) goes. */
static void put_body(struct buf *out, const char *raw, size_t len)
{
    char *to = buf_grow(out, len);

    while (len > 0 && (unsigned char)raw[len - 1] <= ' ')
        len--;
    while (len > 0 && raw[0] != '{') {
        raw++;
        len--;
    }
    for (size_t i = 0; i < len; i++)
        to[i] = (unsigned char)raw[i] < ' ' ? ' ' : raw[i];
    out->len += len;
    out->s[out->len] = '\0';
}

void replay_line_put_reply(struct buf *out, const struct replay_line *l, int k,
    const unsigned char key[HASH_SIZE])
{
    struct jsonw w = { out, false };
    char hex[HASH_HEX], date[24];

    hash_to_hex(key, hex);
    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "suite", l->suite);
    jsonw_str(&w, "id", l->id);
    jsonw_int(&w, "repeat", k);
    jsonw_str(&w, "key", hex);
    jsonw_count(&w, "latency_us", l->latency_us);
    jsonw_str(&w, "date", clock_iso(l->wall_us, date));
    jsonw_raw(&w, "reply", "");
    put_body(out, l->raw, l->raw_len);
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}
