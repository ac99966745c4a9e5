/*
 * An endpoint that does what a text file says, faults and all. For tests.
 *
 *   faulty EXCHANGE [LOG]
 *
 * Lines of an exchange outside its sections are comments. The k-th POST gets
 * the k-th <reply>, written as io/play.h says, the last one again and again;
 * its body must be the k-th <request> where there is one.
 * LOG gets a line for each POST: its number and its body's SHA-256. SIGTERM
 * ends with 0, or with 1 when a request was another one than expected.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "io/play.h"

enum { SECTIONS = 16, TURN_US = 50000 };

struct section {
    char *text;
    size_t len;
};

struct faulty {
    struct loop *loop;
    struct section requests[SECTIONS];
    struct play replies[SECTIONS];
    struct player *player;
    size_t request_count, reply_count;
    size_t asked, differing;
    FILE *log;
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
    struct err e = { 0 };
    char *at = mem_str(text);

    while ((at = find_section(at, "request", &s)) != NULL)
        if (f->request_count < SECTIONS)
            f->requests[f->request_count++] = s;
    at = text;
    while ((at = find_section(at, "reply", &s)) != NULL)
        if (f->reply_count < SECTIONS) {
            if (play_read(s.text, s.len, &f->replies[f->reply_count++], &e) < 0)
                die(e.text);
        }
    if (f->reply_count == 0)
        die("no <reply>");
}

/* --- answering ----------------------------------------------------------- */

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
    const struct play *reply =
        &f->replies[k < f->reply_count ? k : f->reply_count - 1];
    char digest[HASH_HEX];

    hash_hex(body, len, digest);
    if (f->log != NULL && fprintf(f->log, "%zu %s\n", k + 1, digest) < 0)
        die("cannot write the log");
    check_request(f, k, body, len);
    player_play(f->player, r, reply, NULL, NULL, NULL);
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
    f.player = player_new(f.loop);
    printf(
        "serving %s on http://127.0.0.1:%d/v1\n", argv[1], listen_port(server));
    fflush(stdout);
    while (!stop)
        if (loop_turn(f.loop, TURN_US, &e) < 0)
            die(e.text);
    fflush(NULL);
    _exit(f.differing > 0 ? 1 : 0); // what it still holds is no leak
}
