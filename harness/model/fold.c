#include "model/fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/dialect.h"

enum kind { TEXT, VALUE, LIST };

struct fold_slot {
    enum fold_place place;
    enum kind kind;
    char *name;
    struct buf value; // text as it is; JSON; elements with commas between
};

struct fold {
    const struct dialect *dialect;
    struct events events;
    struct fold_slot *slots;
    size_t n;
    struct buf body; // what came whole, or the error
    bool begun;      // a byte that is no blank was seen
    bool plain;      // no stream came: the bytes are the body
    bool done, over, failed;
    size_t seen;   // events
    size_t broken; // of them are no JSON
    struct fold_pace pace;
};

struct fold *fold_new(const struct dialect *d)
{
    struct fold *f = mem_zalloc(1, sizeof *f);

    f->dialect = d;
    f->events.kind = d->stream->kind;
    return f;
}

void fold_free(struct fold *f)
{
    if (f == NULL)
        return;
    for (size_t i = 0; i < f->n; i++) {
        free(f->slots[i].name);
        buf_clear(&f->slots[i].value);
    }
    free(f->slots);
    events_clear(&f->events);
    buf_clear(&f->body);
    free(f);
}

const struct fold_pace *fold_pace(const struct fold *f)
{
    return &f->pace;
}

bool fold_is_over(const struct fold *f)
{
    return !f->plain && (f->done || f->failed);
}

/* --- what dialects do ---------------------------------------------------- */

/* Most differ in the first byte, and each piece asks for dozens. */
static bool is_same(const char *a, const char *b)
{
    return a[0] == b[0] && strcmp(a, b) == 0;
}

static struct fold_slot *find_slot(
    const struct fold *f, enum fold_place place, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->slots[i].place == place
            && (name == NULL || is_same(f->slots[i].name, name)))
            return &f->slots[i];
    return NULL;
}

static struct fold_slot *slot(
    struct fold *f, enum fold_place place, enum kind kind, const char *name)
{
    struct fold_slot *s = find_slot(f, place, name);

    if (s == NULL) {
        if (f->n % 8 == 0)
            f->slots = mem_resize(f->slots, f->n + 8, sizeof *f->slots);
        s = &f->slots[f->n++];
        *s = (struct fold_slot){
            .place = place, .kind = kind, .name = mem_str(name)
        };
    } else if (s->kind != kind) { /* an endpoint that changes its mind */
        s->kind = kind;
        buf_reset(&s->value);
    }
    return s;
}

/* Text among the elements of a list is one of them (Mistral's models send
 * their thinking in parts, and what follows as text). */
static void add_part(struct buf *list, const char *text, size_t len)
{
    struct jsonw w = { list, list->len > 0 };

    if (len == 0)
        return;
    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "type", "text");
    jsonw_bytes(&w, "text", text, len);
    jsonw_end(&w, '}');
}

static void turn_into_list(struct fold_slot *s)
{
    struct buf list = { 0 };

    if (s == NULL || s->kind != TEXT)
        return;
    add_part(&list, buf_str(&s->value), s->value.len);
    buf_clear(&s->value);
    s->value = list;
    s->kind = LIST;
}

void fold_said(struct fold *f, const char *text, bool thinking)
{
    struct fold_pace *p = &f->pace;
    size_t len = text != NULL ? strlen(text) : 0;

    if (len == 0)
        return;
    if (p->pieces++ == 0) {
        p->first_us = f->pace.fed_us;
        p->first_bytes = len;
    }
    p->last_us = f->pace.fed_us;
    p->bytes += len;
    p->thought = p->thought || thinking;
}

void fold_say(struct fold *f, const char *name, const char *text, bool thinking)
{
    struct fold_slot *s = find_slot(f, FOLD_MESSAGE, name);

    if (text == NULL)
        return;
    if (s != NULL && s->kind == LIST)
        add_part(&s->value, text, strlen(text));
    else
        buf_puts(&slot(f, FOLD_MESSAGE, TEXT, name)->value, text);
    fold_said(f, text, thinking);
}

void fold_set(struct fold *f, enum fold_place place, const char *name,
    const struct json *value)
{
    struct fold_slot *s;

    if (value == NULL || json_is_null(value))
        return;
    s = slot(f, place, VALUE, name);
    buf_reset(&s->value);
    json_print(value, &s->value);
}

void fold_list(struct fold *f, enum fold_place place, const char *name,
    const struct json *list)
{
    struct buf *out;

    if (!json_is_array(list))
        return;
    turn_into_list(find_slot(f, place, name));
    out = &slot(f, place, LIST, name)->value;
    JSON_EACH(element, list) {
        if (out->len > 0)
            buf_putc(out, ',');
        json_print(element, out);
    }
}

static bool is_among(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (is_same(name, *names))
            return true;
    return false;
}

void fold_keep(struct fold *f, enum fold_place place, const struct json *object,
    const char *const *but)
{
    JSON_EACH(member, object) {
        const char *name = json_key(member);
        if (name == NULL || is_among(name, but))
            continue;
        if ((json_is_string(member) || json_is_number(member))
            && find_slot(f, place, name) != NULL)
            continue;
        fold_set(f, place, name, member);
    }
}

void fold_done(struct fold *f, bool over)
{
    f->done = true;
    f->over = over;
}

void fold_fail(struct fold *f, const struct json *body)
{
    f->failed = f->over = true;
    buf_reset(&f->body);
    json_print(body, &f->body);
}

bool fold_has(const struct fold *f, enum fold_place place, const char *name)
{
    return find_slot(f, place, name) != NULL;
}

static void put_slot(const struct fold_slot *s, const char *as, struct jsonw *w)
{
    if (s->kind == TEXT) {
        jsonw_bytes(w, as, buf_str(&s->value), s->value.len);
    } else if (s->kind == VALUE) {
        jsonw_raw(w, as, buf_str(&s->value));
    } else {
        if (as != NULL)
            jsonw_begin(w, as, '[');
        if (s->value.len > 0)
            jsonw_raw(w, NULL, s->value.s);
        if (as != NULL)
            jsonw_end(w, ']');
    }
}

void fold_put(const struct fold *f, enum fold_place place, struct jsonw *w)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->slots[i].place == place)
            put_slot(&f->slots[i], f->slots[i].name, w);
}

void fold_put_one(
    const struct fold *f, const char *name, const char *as, struct jsonw *w)
{
    const struct fold_slot *s = find_slot(f, FOLD_MESSAGE, name);

    if (s != NULL)
        put_slot(s, as, w);
}

/* --- what comes ---------------------------------------------------------- */

static void on_event(void *arg, const char *name, const char *data, size_t len)
{
    struct fold *f = arg;
    struct json *tree;

    if (f->over)
        return;
    f->seen++;
    if (len == 6 && memcmp(data, "[DONE]", 6) == 0) {
        if (f->dialect->stream->end_mark)
            fold_done(f, true);
        return;
    }
    tree = json_parse(data, len, NULL);
    if (tree == NULL)
        f->broken++;
    else if (json_get(tree, "error") != NULL)
        fold_fail(f, tree);
    else
        f->dialect->stream->event(f, name, tree);
    json_free(tree);
}

/* An endpoint that does not stream answers whole. No event begins with a
 * brace; where JSON comes in lines a whole reply is a stream of one. Returns
 * how many blanks stand before what there is. */
static size_t look_at_first(struct fold *f, const char *bytes, size_t len)
{
    size_t i = 0;

    while (i < len && bytes[i] != '\0' && strchr(" \t\r\n", bytes[i]) != NULL)
        i++;
    if (i == len)
        return i;
    f->begun = true;
    f->plain =
        f->events.kind == EVENTS_SSE && (bytes[i] == '{' || bytes[i] == '[');
    return i;
}

bool fold_feed(struct fold *f, const char *bytes, size_t len, int64_t now_us)
{
    f->pace.fed_us = now_us;
    if (!f->begun) {
        size_t blanks = look_at_first(f, bytes, len);
        bytes += blanks;
        len -= blanks;
    }
    if (f->plain)
        buf_add(&f->body, bytes, len);
    else
        events_feed(&f->events, bytes, len, on_event, f);
    return f->over;
}

int fold_end(struct fold *f, struct buf *body, struct buf *why)
{
    struct jsonw w = { body, false };

    if (!f->plain)
        events_end(&f->events, on_event, f);
    if (f->plain || f->failed) {
        buf_add(body, buf_str(&f->body), f->body.len);
        return 0;
    }
    if (f->done && f->broken == 0) {
        jsonw_begin(&w, NULL, '{');
        f->dialect->stream->body(f, &w);
        jsonw_end(&w, '}');
        return 0;
    }
    if (why != NULL && f->broken > 0)
        buf_printf(why, "%zu of the %zu events of its stream are no JSON",
            f->broken, f->seen);
    else if (why != NULL && f->seen == 0)
        buf_puts(why, "neither a stream of events nor a whole reply came");
    else if (why != NULL)
        buf_printf(
            why, "its stream ended after %zu events without its end", f->seen);
    return -1;
}

double fold_rate(const struct fold_pace *p, const struct usage *u)
{
    enum { AT_ONCE_US = 1000 }; /* one arrival is read in several parts */
    int64_t tokens = p->thought ? usage_out(u) : u->output;
    double s = (double)(p->last_us - p->first_us) / 1e6, share;

    if (tokens <= 0 || p->last_us - p->first_us < AT_ONCE_US)
        return (double)NAN;
    share = 1 - (double)p->first_bytes / (double)p->bytes;
    return (double)tokens * share / s;
}
