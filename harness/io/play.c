#include "io/play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/gzip.h"
#include "base/hash.h"
#include "base/mem.h"

static const int64_t MS_US = 1000;

struct job { // a reply that is not over yet
    struct player *player;
    struct listen_request *request;
    const struct play *play;
    struct buf wire;
    size_t sent;
    size_t pause; // byte before which it waits; 0: it does not
    bool cut;
    play_done_fn done;
    void *arg;
    struct loop_timer timer;
    struct job *next, *prev;
};

struct player {
    struct loop *loop;
    struct job *jobs;
};

/* --- reading ------------------------------------------------------------- */

static bool read_how(struct play *p, const char *word, int64_t n, int64_t m)
{
    if (strcmp(word, "delay") == 0) {
        p->delay_ms = n;
    } else if (strcmp(word, "drip") == 0) {
        p->drip_ms = n;
        p->drip = (size_t)m;
    } else if (strcmp(word, "after") == 0) {
        p->after = n;
    } else if (strcmp(word, "chunk") == 0) {
        p->chunk = (size_t)n;
    } else if (strcmp(word, "fill") == 0) {
        p->fill = (size_t)n;
    } else if (strcmp(word, "pause") == 0) {
        p->pause_ms = n;
    } else if (strcmp(word, "any") == 0) {
        p->any = true;
        p->spare = n > 0 ? (size_t)n : 1;
    } else {
        bool *flags[] = { &p->reset, &p->shut, &p->packed, &p->twice, &p->crlf,
            &p->untrusted };
        static const char *const names[] = { "reset", "close", "gzip", "twice",
            "crlf", "untrusted" };
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (strcmp(word, names[i]) == 0) {
                *flags[i] = true;
                return true;
            }
        return false;
    }
    return n >= 0 && m > 0;
}

int play_read(const char *text, size_t len, struct play *out, struct err *e)
{
    *out = (struct play){ .after = -1 };
    while (len > 0 && text[0] == '!') {
        const char *end = memchr(text, '\n', len);
        size_t line = end != NULL ? (size_t)(end - text) : len;
        char how[64] = "", word[16] = "";
        long long n = 0, m = 1;

        snprintf(how, sizeof how, "%.*s", (int)line, text);
        sscanf(how, "!%15s %lld %lld", word, &n, &m);
        if (!read_how(out, word, n, m))
            return err_set(e, ERR_DATA, "'%s' is no way to reply", how);
        line += end != NULL;
        text += line;
        len -= line;
    }
    out->wire = text;
    out->len = len;
    return 0;
}

/* --- words --------------------------------------------------------------- */

struct scene { // where a word stands
    const struct play *play;
    const struct play_words *words;
    struct listen_request *request;
    size_t body_len;
    size_t pause; // byte of the body before which @PAUSE@ stands, plus 1
};

static void add_letter(struct scene *s, struct buf *out)
{
    unsigned char digest[HASH_SIZE];
    size_t len;
    const char *body = listen_body(s->request, &len);

    hash_bytes(body, len, digest);
    buf_putc(out, (char)('A' + digest[0] % 4));
}

static void add_key(struct scene *s, struct buf *out)
{
    const char *key = listen_header(s->request, "authorization");

    if (key != NULL)
        buf_puts(out, strncmp(key, "Bearer ", 7) == 0 ? key + 7 : key);
}

static void add_fill(struct scene *s, struct buf *out)
{
    memset(buf_grow(out, s->play->fill), 'x', s->play->fill);
    out->len += s->play->fill;
}

static void add_reply(struct scene *s, struct buf *out)
{
    if (s->words != NULL && s->words->reply != NULL)
        buf_add(out, s->words->reply, s->words->len);
}

/* Bytes from and up to of the good reply. */
static void add_part(
    const struct scene *s, size_t from, size_t to, struct buf *out)
{
    if (s->words != NULL && s->words->reply != NULL)
        buf_add(out, s->words->reply + from, to - from);
}

static void add_head(struct scene *s, struct buf *out)
{
    add_part(s, 0, s->words != NULL ? s->words->tail : 0, out);
}

static void add_tail(struct scene *s, struct buf *out)
{
    if (s->words != NULL)
        add_part(s, s->words->tail, s->words->usage, out);
}

static void add_usage(struct scene *s, struct buf *out)
{
    if (s->words != NULL)
        add_part(s, s->words->usage, s->words->done, out);
}

static void add_done(struct scene *s, struct buf *out)
{
    if (s->words != NULL)
        add_part(s, s->words->done, s->words->len, out);
}

static void add_whole(struct scene *s, struct buf *out)
{
    if (s->words != NULL && s->words->whole != NULL)
        buf_add(out, s->words->whole, s->words->whole_len);
    else
        add_reply(s, out);
}

static void add_size(struct scene *s, struct buf *out)
{
    buf_printf(out, "%zx", s->words != NULL ? s->words->len : 0);
}

static void add_pause(struct scene *s, struct buf *out)
{
    s->pause = out->len + 1;
}

static struct tm next_second(void)
{
    time_t at = (time_t)(clock_wall_us() / 1000000) + 1;
    struct tm t;

    gmtime_r(&at, &t);
    return t;
}

static void add_date(struct scene *s, struct buf *out)
{
    struct tm t = next_second();
    char text[64];

    (void)s;
    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &t);
    buf_puts(out, text);
}

static void add_time(struct scene *s, struct buf *out)
{
    struct tm t = next_second();
    char text[64];

    (void)s;
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &t);
    buf_puts(out, text);
}

static const struct {
    const char *name;
    void (*add)(struct scene *s, struct buf *out);
} words[] = {
    { "KEY", add_key },
    { "FILL", add_fill },
    { "LETTER", add_letter },
    { "REPLY", add_reply },
    { "HEAD", add_head },
    { "TAIL", add_tail },
    { "USAGE", add_usage },
    { "DONE", add_done },
    { "WHOLE", add_whole },
    { "SIZE", add_size },
    { "PAUSE", add_pause },
    { "DATE", add_date },
    { "TIME", add_time },
};

/* One word between two @; false when it is none of ours. */
static bool add_word(
    struct scene *s, const char *word, size_t len, struct buf *out)
{
    char name[16], plus;
    unsigned byte;
    int used = 0, more = 0;

    if (len == 0 || len >= sizeof name)
        return false;
    memcpy(name, word, len);
    name[len] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(name, words[i].name) == 0) {
            words[i].add(s, out);
            return true;
        }
    if (strcmp(name, "LEN") == 0
        || (sscanf(name, "LEN%c%n", &plus, &used) == 1
            && (plus == '+' || plus == '-')
            && sscanf(name + used - 1, "%d", &more) == 1)) {
        buf_printf(out, "%lld", (long long)s->body_len + more);
        return true;
    }
    used = 0;
    if (len != 2 || sscanf(name, "%2x%n", &byte, &used) != 1 || used != 2)
        return false;
    buf_putc(out, (char)byte);
    return true;
}

/* Adds text with its @words@; in a head a newline becomes CRLF. */
static void expand(
    struct scene *s, const char *text, size_t len, bool head, struct buf *out)
{
    const char *end = text + len;

    for (const char *p = text; p < end; p++) {
        const char *to =
            *p == '@' ? memchr(p + 1, '@', (size_t)(end - p - 1)) : NULL;
        if (to != NULL && add_word(s, p + 1, (size_t)(to - p - 1), out))
            p = to;
        else if (head && *p == '\n')
            buf_puts(out, "\r\n");
        else
            buf_putc(out, *p);
    }
}

/* --- the wire ------------------------------------------------------------ */

static void pack(struct buf *body)
{
    struct buf packed = { 0 };

    gzip_pack(buf_str(body), body->len, &packed);
    buf_clear(body);
    *body = packed;
}

/* The place of a pause moves with the lines before it. */
static void end_lines(struct scene *s, struct buf *body)
{
    struct buf out = { 0 };
    size_t pause = s->pause;

    for (size_t i = 0; i < body->len; i++) {
        if (body->s[i] == '\n')
            buf_putc(&out, '\r');
        buf_putc(&out, body->s[i]);
        if (i + 2 == pause)
            s->pause = out.len + 1;
    }
    buf_clear(body);
    *body = out;
}

static void chunk(struct buf *body, size_t size)
{
    struct buf out = { 0 };

    for (size_t at = 0; at < body->len; at += size) {
        size_t n = body->len - at < size ? body->len - at : size;
        buf_printf(&out, "%zx\r\n", n);
        buf_add(&out, body->s + at, n);
        buf_puts(&out, "\r\n");
    }
    buf_puts(&out, "0\r\n\r\n");
    buf_clear(body);
    *body = out;
}

struct halves {
    const char *head, *body;
    size_t head_len, body_len;
};

static struct halves split(const struct play *p)
{
    static const char plain[] = "HTTP/1.1 200 OK\n"
                                "content-type: application/json\n"
                                "content-length: @LEN@\n";
    const char *blank = memmem(p->wire, p->len, "\n\n", 2);
    size_t head = blank != NULL ? (size_t)(blank + 1 - p->wire) : p->len;

    if (p->len < 5 || memcmp(p->wire, "HTTP/", 5) != 0)
        return (struct halves){ plain, p->wire, sizeof plain - 1, p->len };
    return (struct halves){ p->wire,
        blank != NULL ? blank + 2 : p->wire + p->len, head,
        blank != NULL ? p->len - head - 1 : 0 };
}

static void make_wire(struct scene *s, struct buf *out)
{
    const struct play *p = s->play;
    struct halves h = split(p);
    struct buf body = { 0 };

    expand(s, h.body, h.body_len, false, &body);
    if (p->crlf)
        end_lines(s, &body);
    if (p->packed)
        pack(&body);
    if (p->chunk > 0)
        chunk(&body, p->chunk);
    s->body_len = body.len;
    expand(s, h.head, h.head_len, true, out);
    if (p->packed)
        buf_puts(out, "content-encoding: gzip\r\n");
    if (s->words != NULL && s->words->headers != NULL)
        buf_puts(out, s->words->headers);
    buf_puts(out, "\r\n");
    if (s->pause > 0)
        s->pause += out->len - 1;
    buf_add(out, buf_str(&body), body.len);
    buf_clear(&body);
    if (p->twice) {
        struct buf once = { 0 };
        buf_add(&once, out->s, out->len);
        buf_add(out, once.s, once.len);
        buf_clear(&once);
    }
}

/* Takes off what is not to be sent. */
static void cut(struct job *j, uint64_t chance)
{
    const struct play *p = j->play;
    size_t len = p->after > 0 ? (size_t)p->after : 0;

    j->cut = p->after >= 0 || p->any || p->reset;
    if (p->any)
        len = j->wire.len < p->spare
                  ? 0
                  : (size_t)(chance % (j->wire.len - p->spare + 1));
    if (j->cut && len < j->wire.len)
        j->wire.len = len;
}

/* --- playing ------------------------------------------------------------- */

static void forget(struct job *j)
{
    struct player *p = j->player;

    if (j->prev != NULL)
        j->prev->next = j->next;
    else
        p->jobs = j->next;
    if (j->next != NULL)
        j->next->prev = j->prev;
    loop_timer_stop(p->loop, &j->timer);
    buf_clear(&j->wire);
    free(j);
}

static void end(struct job *j)
{
    const struct play *p = j->play;
    bool whole = !j->cut && !listen_gone(j->request) && j->sent == j->wire.len;

    if (j->done != NULL)
        j->done(j->arg, whole);
    listen_end(j->request, p->reset            ? LISTEN_RESET
                           : j->cut || p->shut ? LISTEN_CLOSE
                                               : LISTEN_KEEP);
    forget(j);
}

static void play_on(void *arg)
{
    struct job *j = arg;
    size_t left = j->wire.len - j->sent;
    size_t n = j->play->drip > 0 && j->play->drip < left ? j->play->drip : left;
    int64_t wait_ms = j->play->drip_ms;

    if (j->pause > j->sent && j->pause - j->sent <= n) {
        n = j->pause - j->sent;
        j->pause = 0;
        wait_ms = j->play->pause_ms;
    }
    if (n > 0)
        listen_write(j->request, j->wire.s + j->sent, n);
    j->sent += n;
    if (j->sent == j->wire.len || listen_gone(j->request))
        end(j);
    else
        loop_timer_set(j->player->loop, &j->timer,
            clock_now_us() + wait_ms * MS_US, play_on, j);
}

void player_play(struct player *p, struct listen_request *r,
    const struct play *play, const struct play_words *w, play_done_fn done,
    void *arg)
{
    struct job *j = mem_zalloc(1, sizeof *j);
    struct scene scene = { .play = play, .words = w, .request = r };

    *j = (struct job){ .player = p,
        .request = r,
        .play = play,
        .done = done,
        .arg = arg,
        .next = p->jobs };
    if (j->next != NULL)
        j->next->prev = j;
    p->jobs = j;
    make_wire(&scene, &j->wire);
    j->pause = scene.pause;
    cut(j, w != NULL ? w->chance : 0);
    if (play->delay_ms > 0)
        loop_timer_set(p->loop, &j->timer,
            clock_now_us() + play->delay_ms * MS_US, play_on, j);
    else
        play_on(j);
}

struct player *player_new(struct loop *l)
{
    struct player *p = mem_zalloc(1, sizeof *p);

    p->loop = l;
    return p;
}

void player_free(struct player *p)
{
    if (p == NULL)
        return;
    while (p->jobs != NULL)
        forget(p->jobs);
    free(p);
}
