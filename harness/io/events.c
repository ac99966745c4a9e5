#include "io/events.h"

#include <string.h>

struct sink {
    events_fn fn;
    void *arg;
};

static void give_event(struct events *ev, const struct sink *to)
{
    if (ev->has_data)
        to->fn(to->arg, buf_str(&ev->name), buf_str(&ev->data), ev->data.len);
    ev->has_data = false;
    buf_reset(&ev->data);
    buf_reset(&ev->name);
}

/* "field: value" with or without the blank. Others than these (id, retry) are
 * for clients that come back; a line that begins with a colon is a comment,
 * sent to keep the connection alive. The field error is none of the standard:
 * llama.cpp's server tells its errors in it, builds of 2024 and 2025 do; it is
 * given as the object that others send as data. */
static void read_field(struct events *ev, const char *line, size_t len)
{
    const char *colon = memchr(line, ':', len);
    size_t name = colon != NULL ? (size_t)(colon - line) : len;
    const char *value = colon != NULL ? colon + 1 : line + len;

    if (value < line + len && *value == ' ')
        value++;
    len -= (size_t)(value - line);
    if (name == 4 && memcmp(line, "data", 4) == 0) {
        if (ev->has_data)
            buf_putc(&ev->data, '\n');
        buf_add(&ev->data, value, len);
        ev->has_data = true;
    } else if (name == 5 && memcmp(line, "error", 5) == 0) {
        buf_reset(&ev->data);
        buf_puts(&ev->data, "{\"error\":");
        buf_add(&ev->data, value, len);
        buf_putc(&ev->data, '}');
        ev->has_data = true;
    } else if (name == 5 && memcmp(line, "event", 5) == 0) {
        buf_reset(&ev->name);
        buf_add(&ev->name, value, len);
    }
}

static bool is_blank(const char *s, size_t len)
{
    while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
        len--;
    return len == 0;
}

static void give_line(struct events *ev, const struct sink *to)
{
    const char *line = buf_str(&ev->line);
    size_t len = ev->line.len;

    if (ev->kind == EVENTS_LINES) {
        if (!is_blank(line, len))
            to->fn(to->arg, "", line, len);
    } else if (len == 0) {
        give_event(ev, to);
    } else {
        read_field(ev, line, len);
    }
    buf_reset(&ev->line);
}

/* Returns how many of the bytes are the rest of a byte order mark, which may
 * stand at the very start. */
static size_t skip_mark(struct events *ev, const char *bytes, size_t len)
{
    static const char mark[] = "\xef\xbb\xbf";
    size_t n = 0;

    while (ev->start < 3 && n < len && bytes[n] == mark[ev->start]) {
        ev->start++;
        n++;
    }
    if (ev->start < 3 && n < len) { /* none: what was held back is text */
        buf_add(&ev->line, mark, ev->start);
        ev->start = 3;
    }
    return n;
}

/* Bytes up to a line end, or all. JSON lines end with LF alone: CR before it
 * is a blank there. */
static size_t line_part(const struct events *ev, const char *s, size_t len)
{
    const char *lf = memchr(s, '\n', len);
    size_t n = lf != NULL ? (size_t)(lf - s) : len;
    const char *cr = ev->kind == EVENTS_SSE ? memchr(s, '\r', n) : NULL;

    return cr != NULL ? (size_t)(cr - s) : n;
}

void events_feed(
    struct events *ev, const char *bytes, size_t len, events_fn fn, void *arg)
{
    const struct sink to = { fn, arg };
    size_t skip = skip_mark(ev, bytes, len);

    bytes += skip;
    len -= skip;
    while (len > 0) {
        size_t n;
        if (ev->return_before && *bytes == '\n') {
            ev->return_before = false;
            bytes++;
            len--;
            continue;
        }
        ev->return_before = false;
        n = line_part(ev, bytes, len);
        buf_add(&ev->line, bytes, n);
        bytes += n;
        len -= n;
        if (len == 0)
            break;
        ev->return_before = *bytes == '\r';
        bytes++;
        len--;
        give_line(ev, &to);
    }
}

void events_end(struct events *ev, events_fn fn, void *arg)
{
    const struct sink to = { fn, arg };

    if (ev->line.len > 0)
        give_line(ev, &to);
    if (ev->kind == EVENTS_SSE)
        give_event(ev, &to);
}

void events_clear(struct events *ev)
{
    buf_clear(&ev->line);
    buf_clear(&ev->name);
    buf_clear(&ev->data);
    ev->has_data = ev->return_before = false;
    ev->start = 0;
}
