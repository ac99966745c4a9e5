/*
 * An endpoint that does what a text file says, faults and all. For tests.
 *
 *   faulty EXCHANGE [LOG]
 *
 * Lines of an exchange outside its sections are comments. The k-th POST gets
 * the k-th <reply>, the last one again and again; its body must be the k-th
 * <request> where there is one. A reply is what goes over the wire, status
 * line first (without one: 200 with all the rest as its body), behind lines
 * that say how:
 *   !delay MS      wait before it
 *   !after N       then break off behind N bytes of it, by closing
 *   !reset         ... by RST; without !after before its first byte
 *   !close         close behind it
 *   !gzip          pack the body
 *   !fill N        what @FILL@ stands for: N times x
 * Between two @ also stand: two hexadecimal digits (that byte), LEN (of the
 * body), KEY (the key that came), LETTER (A to D by the request's digest).
 * LOG gets a line for each POST: its number and its body's SHA-256. SIGTERM
 * ends with 0, or with 1 when a request was another one than expected.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/gzip.h"
#include "base/hash.h"
#include "base/mem.h"
#include "io/listen.h"

enum { SECTIONS = 16, TURN_US = 50000 };

struct section {
    char *text;
    size_t len;
};

struct reply {
    struct section wire; // without the lines that say how
    long delay_ms, after, fill;
    bool reset, shut, packed;
};

struct faulty {
    struct loop *loop;
    struct section requests[SECTIONS];
    struct reply replies[SECTIONS];
    size_t request_count, reply_count;
    size_t asked, differing;
    FILE *log;
};

struct held { // an answer that waits for its time
    struct faulty *f;
    struct listen_request *request;
    const struct reply *reply;
    struct loop_timer timer;
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static void die(const char *what)
{
    fprintf(stderr, "faulty: %s\n", what);
    exit(2);
}

/* --- reading ------------------------------------------------------------- */

/* Takes the lines off that say how. */
static void read_how(struct reply *r)
{
    struct section *s = &r->wire;

    r->after = -1;
    while (s->len > 0 && s->text[0] == '!') {
        char word[16] = "";
        long n = 0;
        size_t line = strcspn(s->text, "\n");
        sscanf(s->text, "!%15s %ld", word, &n);
        if (strcmp(word, "delay") == 0)
            r->delay_ms = n;
        else if (strcmp(word, "after") == 0)
            r->after = n;
        else if (strcmp(word, "fill") == 0)
            r->fill = n;
        else if (strcmp(word, "reset") == 0)
            r->reset = true;
        else if (strcmp(word, "close") == 0)
            r->shut = true;
        else if (strcmp(word, "gzip") == 0)
            r->packed = true;
        else
            die(word);
        line += s->text[line] == '\n';
        s->text += line;
        s->len -= line;
    }
}

/* The next <name> ... </name> at or behind at; NULL: no more. */
static char *find_section(char *at, const char *name, struct section *out)
{
    char open[32], close[32], *from, *to;

    snprintf(open, sizeof open, "\n<%s>\n", name);
    snprintf(close, sizeof close, "\n</%s>\n", name);
    from = strstr(at, open);
    if (from == NULL)
        return NULL;
    from += strlen(open) - 1; /* an empty one has but this newline */
    to = strstr(from, close);
    if (to == NULL)
        die("a section has no end");
    *to = '\0';
    out->text = from < to ? from + 1 : from;
    out->len = (size_t)(to - out->text);
    return to + 1;
}

/* text ends in NUL and lives as long as f. */
static void read_exchange(struct faulty *f, char *text)
{
    struct section s;
    char *at = mem_str(text);

    while ((at = find_section(at, "request", &s)) != NULL)
        if (f->request_count < SECTIONS)
            f->requests[f->request_count++] = s;
    at = text;
    while ((at = find_section(at, "reply", &s)) != NULL)
        if (f->reply_count < SECTIONS) {
            f->replies[f->reply_count].wire = s;
            read_how(&f->replies[f->reply_count++]);
        }
    if (f->reply_count == 0)
        die("no <reply>");
}

/* --- answering ----------------------------------------------------------- */

static void add_letter(struct listen_request *r, struct buf *out)
{
    unsigned char digest[HASH_SIZE];
    size_t len;
    const char *body = listen_body(r, &len);

    hash_bytes(body, len, digest);
    buf_putc(out, (char)('A' + digest[0] % 4));
}

static void add_key(struct listen_request *r, struct buf *out)
{
    const char *key = listen_header(r, "authorization");

    if (key != NULL)
        buf_puts(out, strncmp(key, "Bearer ", 7) == 0 ? key + 7 : key);
}

/* One word between two @; false when it is none of ours. */
static bool add_word(struct listen_request *r, const struct reply *reply,
    const char *word, size_t len, size_t body_len, struct buf *out)
{
    unsigned byte;

    if (len == 2 && sscanf(word, "%2x", &byte) == 1) {
        buf_putc(out, (char)byte);
    } else if (len == 3 && memcmp(word, "LEN", 3) == 0) {
        buf_printf(out, "%zu", body_len);
    } else if (len == 3 && memcmp(word, "KEY", 3) == 0) {
        add_key(r, out);
    } else if (len == 4 && memcmp(word, "FILL", 4) == 0) {
        size_t n = (size_t)reply->fill;
        memset(buf_grow(out, n), 'x', n);
        out->len += n;
    } else if (len == 6 && memcmp(word, "LETTER", 6) == 0) {
        add_letter(r, out);
    } else {
        return false;
    }
    return true;
}

/* Adds text with its @words@; in a head a newline becomes CRLF. */
static void expand(struct listen_request *r, const struct reply *reply,
    const char *text, size_t len, bool head, size_t body_len, struct buf *out)
{
    const char *end = text + len;

    for (const char *p = text; p < end; p++) {
        const char *to =
            *p == '@' ? memchr(p + 1, '@', (size_t)(end - p - 1)) : NULL;
        if (to != NULL
            && add_word(r, reply, p + 1, (size_t)(to - p - 1), body_len, out))
            p = to;
        else if (head && *p == '\n')
            buf_puts(out, "\r\n");
        else
            buf_putc(out, *p);
    }
}

static void pack(struct buf *body)
{
    struct buf packed = { 0 };

    gzip_pack(body->s, body->len, &packed);
    buf_clear(body);
    *body = packed;
}

static void make_wire(
    struct listen_request *r, const struct reply *reply, struct buf *out)
{
    static const char plain[] = "HTTP/1.1 200 OK\n"
                                "content-type: application/json\n"
                                "content-length: @LEN@\n";
    const char *text = reply->wire.text, *blank = strstr(text, "\n\n");
    bool whole = strncmp(text, "HTTP/", 5) == 0;
    const char *head = whole ? text : plain;
    size_t head_len = !whole          ? sizeof plain - 1
                      : blank != NULL ? (size_t)(blank + 1 - text)
                                      : reply->wire.len;
    const char *from = !whole          ? text
                       : blank != NULL ? blank + 2
                                       : text + reply->wire.len;
    struct buf body = { 0 };

    expand(r, reply, from, (size_t)(text + reply->wire.len - from), false, 0,
        &body);
    if (reply->packed)
        pack(&body);
    expand(r, reply, head, head_len, true, body.len, out);
    if (reply->packed)
        buf_puts(out, "content-encoding: gzip\r\n");
    buf_puts(out, "\r\n");
    buf_add(out, buf_str(&body), body.len);
    buf_clear(&body);
}

static void answer(struct listen_request *r, const struct reply *reply)
{
    struct buf wire = { 0 };
    size_t len;
    bool cut = reply->after >= 0 || reply->reset;

    make_wire(r, reply, &wire);
    len = !cut ? wire.len : reply->after > 0 ? (size_t)reply->after : 0;
    if (len > wire.len)
        len = wire.len;
    if (len > 0)
        listen_write(r, wire.s, len);
    listen_end(r, reply->reset         ? LISTEN_RESET
                  : cut || reply->shut ? LISTEN_CLOSE
                                       : LISTEN_KEEP);
    buf_clear(&wire);
}

static void on_time(void *arg)
{
    struct held *h = arg;

    answer(h->request, h->reply);
    free(h);
}

static void check_request(
    struct faulty *f, size_t k, const char *body, size_t len)
{
    const struct section *want;

    if (f->request_count == 0)
        return;
    want = &f->requests[k < f->request_count ? k : f->request_count - 1];
    if (want->len == len && memcmp(want->text, body, len) == 0)
        return;
    f->differing++;
    fprintf(stderr, "faulty: request %zu is\n%.*s\nand not\n%.*s\n", k + 1,
        (int)len, body, (int)want->len, want->text);
}

static void on_request(void *arg, struct listen_request *r)
{
    struct faulty *f = arg;
    size_t k = f->asked++, len;
    const char *body = listen_body(r, &len);
    const struct reply *reply =
        &f->replies[k < f->reply_count ? k : f->reply_count - 1];
    char digest[HASH_HEX];

    hash_hex(body, len, digest);
    if (f->log != NULL && fprintf(f->log, "%zu %s\n", k + 1, digest) < 0)
        die("cannot write the log");
    check_request(f, k, body, len);
    if (reply->delay_ms > 0) {
        struct held *h = mem_zalloc(1, sizeof *h);
        *h = (struct held){ .f = f, .request = r, .reply = reply };
        loop_timer_set(f->loop, &h->timer,
            clock_now_us() + reply->delay_ms * 1000, on_time, h);
    } else {
        answer(r, reply);
    }
}

int main(int argc, char **argv)
{
    struct faulty f = { .asked = 0 };
    struct listen_options lo = { .port = 0 };
    struct buf text = { 0 };
    struct err e = { 0 };
    struct listen *server;

    signal(SIGTERM, on_signal);
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2 || argc > 3)
        die("usage: faulty EXCHANGE [LOG]");
    buf_putc(&text, '\n');
    if (file_read(argv[1], &text, &e) < 0)
        die(e.text);
    read_exchange(&f, text.s);
    if (argc == 3 && (f.log = fopen(argv[2], "w")) == NULL)
        die("cannot write the log");
    if (f.log != NULL)
        setvbuf(f.log, NULL, _IOLBF, 0);
    f.loop = loop_new(&e);
    server =
        f.loop == NULL ? NULL : listen_open(f.loop, &lo, on_request, &f, &e);
    if (server == NULL)
        die(e.text);
    printf(
        "serving %s on http://127.0.0.1:%d/v1\n", argv[1], listen_port(server));
    fflush(stdout);
    while (!stop)
        if (loop_turn(f.loop, TURN_US, &e) < 0)
            die(e.text);
    fflush(NULL);
    _exit(f.differing > 0 ? 1 : 0); // what it still holds is no leak
}
