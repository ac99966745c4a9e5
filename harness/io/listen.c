#include "io/listen.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "io/listen_parse.h"

enum {
    BACKLOG = 4096,
    ACCEPT_MOST = 64, // in one turn, so that requests get theirs
    MAX_HEADER = 64 << 10,
    MAX_BODY = 64 << 20,
    READ_SIZE = 4096,    // least room for one read
    COPY_MOST = 16384,   // a longer body is sent from where it stands
    KEEP_ROOM = 1 << 18, // bytes a buffer may hold on to while unused
    ACCEPT_PAUSE_US = 100000
};

enum state {
    READING,
    ASKED, // fn has the request
    FLUSHING,
    CLOSING, // flushing, then no more
    DRAINING // closed by us, waiting for the client to see it
};

/* A connection, and the request it is at. */
struct listen_request {
    struct listen *server;
    struct listen_request *next, *prev;
    int fd; // -1 when the client has gone
    enum state state;
    bool serving; // serve() below us on the stack will go on with it
    struct listen_parse parse;
    struct buf in, out;
    size_t sent; // bytes of out
    char behind; // what stood where the body's NUL is
};

struct listen {
    struct loop *loop;
    struct listen_options options;
    listen_fn fn;
    void *arg;
    int fd;
    size_t accepted;
    struct listen_request *live, *spare;
    struct loop_timer again; // accept, when there were no descriptors left
};

static void on_event(void *arg, int fd, int events);

static void release(struct listen_request *r)
{
    struct listen *s = r->server;

    if (r->prev != NULL)
        r->prev->next = r->next;
    else
        s->live = r->next;
    if (r->next != NULL)
        r->next->prev = r->prev;
    r->next = s->spare;
    s->spare = r;
}

/* The client has gone. A request that fn still has stays until it is ended,
 * one that serve() is at until serve() sees it. */
static void hang_up(struct listen_request *r)
{
    loop_unwatch(r->server->loop, r->fd);
    close(r->fd);
    r->fd = -1;
    if (r->state != ASKED && !r->serving)
        release(r);
}

static void watch(struct listen_request *r, int events)
{
    loop_watch(r->server->loop, r->fd, events, on_event, r);
}

/* Writes what waits in out, then bytes; keeps what the socket did not take.
 * May hang up. */
static void push(struct listen_request *r, const char *bytes, size_t len)
{
    struct iovec parts[2];
    struct msghdr m = { .msg_iov = parts, .msg_iovlen = 2 };
    size_t waiting, from_out;
    ssize_t n;

    if (len <= COPY_MOST) {
        buf_add(&r->out, bytes, len);
        len = 0;
    }
    waiting = r->out.len - r->sent;
    parts[0] = (struct iovec){ r->out.s + r->sent, waiting };
    parts[1] = (struct iovec){ (void *)(uintptr_t)bytes, len };
    n = sendmsg(r->fd, &m, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EINTR) {
        hang_up(r);
        return;
    }
    if (n < 0)
        n = 0;
    from_out = (size_t)n < waiting ? (size_t)n : waiting;
    r->sent += from_out;
    if (r->sent == r->out.len) {
        buf_reset(&r->out);
        r->sent = 0;
        if (r->out.room > KEEP_ROOM)
            buf_clear(&r->out);
    }
    if (len > (size_t)n - from_out)
        buf_add(&r->out, bytes + ((size_t)n - from_out),
            len - ((size_t)n - from_out));
    if (r->out.len > 0)
        watch(r, LOOP_READ | LOOP_WRITE);
}

/* Nothing follows: the client sees the end, and we wait until it closes, so
 * that bytes it still sends do not turn the reply into a reset. */
static void shut(struct listen_request *r)
{
    r->state = DRAINING;
    shutdown(r->fd, SHUT_WR);
    watch(r, LOOP_READ);
}

static void refuse(struct listen_request *r, int status)
{
    r->state = ASKED;
    r->parse.keep_alive = false;
    listen_reply(r, status, "text/plain", NULL, "", 0);
}

/* Hands requests to fn as long as whole ones are there. */
static void serve(struct listen_request *r)
{
    const struct listen_options *o = &r->server->options;

    r->serving = true;
    while (r->fd >= 0 && r->state == READING && r->in.len > 0) {
        int status = listen_parse(
            &r->parse, r->in.s, r->in.len, o->max_header, o->max_body);
        if (status == LISTEN_WHOLE) {
            char *end = r->in.s + r->parse.body_at + r->parse.body_len;
            r->behind = *end;
            *end = '\0';
            r->state = ASKED;
            r->server->fn(r->server->arg, r);
            continue;
        }
        if (status != LISTEN_MORE)
            refuse(r, status);
        else if (r->parse.expects && r->parse.phase != LISTEN_HEAD) {
            r->parse.expects = false;
            listen_write(r, "HTTP/1.1 100 Continue\r\n\r\n", 25);
        }
        break;
    }
    r->serving = false;
    if (r->fd < 0 && r->state != ASKED)
        release(r);
}

/* Drops the bytes of the request that was answered. */
static void next_request(struct listen_request *r)
{
    size_t end = r->parse.end, left = r->in.len - end;

    r->in.s[r->parse.body_at + r->parse.body_len] = r->behind;
    if (left > 0)
        memmove(r->in.s, r->in.s + end, left);
    r->in.len = left;
    if (left == 0 && r->in.room > KEEP_ROOM)
        buf_clear(&r->in);
    r->parse = (struct listen_parse){ 0 };
    r->state = READING;
    watch(r, LOOP_READ);
    if (!r->serving && left > 0)
        serve(r);
}

static void after_flush(struct listen_request *r)
{
    if (r->fd < 0 || r->out.len > 0)
        return;
    if (r->state == FLUSHING)
        next_request(r);
    else if (r->state == CLOSING)
        shut(r);
}

static void take_bytes(struct listen_request *r)
{
    size_t room = r->in.room - r->in.len > READ_SIZE
                      ? r->in.room - r->in.len - 1
                      : READ_SIZE;
    char *to = buf_grow(&r->in, room);
    ssize_t n = recv(r->fd, to, room, 0);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        hang_up(r);
        return;
    }
    r->in.len += (size_t)n;
    to[n] = '\0';
    serve(r);
}

/* While fn has the request we only want to know whether the client is still
 * there; what it sends meanwhile stays in the socket. */
static void peek(struct listen_request *r, int events)
{
    char byte;
    ssize_t n = recv(r->fd, &byte, 1, MSG_PEEK);

    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)
        || (events & LOOP_HANGUP))
        hang_up(r);
    else if (n > 0)
        watch(r, r->out.len > 0 ? LOOP_WRITE : 0);
}

static void drain(struct listen_request *r)
{
    char bytes[READ_SIZE];
    ssize_t n = recv(r->fd, bytes, sizeof bytes, 0);

    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        hang_up(r);
}

static void on_event(void *arg, int fd, int events)
{
    struct listen_request *r = arg;

    (void)fd;
    if (events & LOOP_WRITE) {
        push(r, "", 0);
        if (r->fd >= 0 && r->out.len == 0)
            watch(r, LOOP_READ);
        after_flush(r);
        return;
    }
    switch (r->state) {
    case READING: take_bytes(r); break;
    case DRAINING: drain(r); break;
    case ASKED:
    case FLUSHING:
    case CLOSING: peek(r, events); break;
    }
}

static void take_client(struct listen *s, int fd)
{
    struct listen_request *r = s->spare;
    int yes = 1;

    if (r != NULL)
        s->spare = r->next;
    else
        r = mem_zalloc(1, sizeof *r);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    buf_reset(&r->in);
    buf_reset(&r->out);
    *r = (struct listen_request){
        .server = s, .fd = fd, .in = r->in, .out = r->out, .next = s->live
    };
    if (s->live != NULL)
        s->live->prev = r;
    s->live = r;
    s->accepted++;
    watch(r, LOOP_READ);
}

static void on_client(void *arg, int fd, int events);

static void accept_again(void *arg)
{
    struct listen *s = arg;

    loop_watch(s->loop, s->fd, LOOP_READ, on_client, s);
}

static void on_client(void *arg, int fd, int events)
{
    struct listen *s = arg;

    (void)events;
    for (int i = 0; i < ACCEPT_MOST; i++) {
        int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client >= 0) {
            take_client(s, client);
        } else if (errno == EAGAIN) {
            return;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            /* no descriptors or memory: waiting for it would spin */
            loop_watch(s->loop, fd, 0, on_client, s);
            loop_timer_set(s->loop, &s->again, clock_now_us() + ACCEPT_PAUSE_US,
                accept_again, s);
            return;
        }
    }
}

int listen_socket(int *port, struct err *e)
{
    struct sockaddr_in a = { .sin_family = AF_INET };
    socklen_t len = sizeof a;
    int yes = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return err_errno(e, ERR_SYSTEM, "socket");
    a.sin_port = htons((uint16_t)*port);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) < 0 || listen(fd, BACKLOG) < 0
        || getsockname(fd, (struct sockaddr *)&a, &len) < 0) {
        err_errno(e, ERR_SYSTEM, "port %d", *port);
        close(fd);
        return -1;
    }
    *port = ntohs(a.sin_port);
    return fd;
}

struct listen *listen_open(struct loop *l, const struct listen_options *o,
    listen_fn fn, void *arg, struct err *e)
{
    struct listen_options options = *o;
    struct listen *s;
    int fd = listen_socket(&options.port, e);

    if (fd < 0)
        return NULL;
    if (options.max_header == 0)
        options.max_header = MAX_HEADER;
    if (options.max_body == 0)
        options.max_body = MAX_BODY;
    s = mem_zalloc(1, sizeof *s);
    *s = (struct listen){
        .loop = l, .options = options, .fn = fn, .arg = arg, .fd = fd
    };
    accept_again(s);
    return s;
}

void listen_close(struct listen *s)
{
    struct listen_request *r;

    if (s == NULL)
        return;
    while ((r = s->live) != NULL) {
        if (r->fd >= 0) {
            loop_unwatch(s->loop, r->fd);
            close(r->fd);
        }
        release(r);
    }
    while ((r = s->spare) != NULL) {
        s->spare = r->next;
        buf_clear(&r->in);
        buf_clear(&r->out);
        free(r);
    }
    loop_timer_stop(s->loop, &s->again);
    loop_unwatch(s->loop, s->fd);
    close(s->fd);
    free(s);
}

int listen_port(const struct listen *s)
{
    return s->options.port;
}

size_t listen_accepted(const struct listen *s)
{
    return s->accepted;
}

const char *listen_method(const struct listen_request *r)
{
    return r->in.s;
}

const char *listen_path(const struct listen_request *r)
{
    return r->in.s + r->parse.path_at;
}

const char *listen_header(const struct listen_request *r, const char *name)
{
    return listen_parse_header(&r->parse, r->in.s, name);
}

const char *listen_body(const struct listen_request *r, size_t *len)
{
    *len = r->parse.body_len;
    return r->in.s + r->parse.body_at;
}

bool listen_gone(const struct listen_request *r)
{
    return r->fd < 0;
}

void listen_write(struct listen_request *r, const char *bytes, size_t len)
{
    if (r->fd >= 0)
        push(r, bytes, len);
}

void listen_end(struct listen_request *r, enum listen_how how)
{
    struct linger now = { .l_onoff = 1, .l_linger = 0 };

    assert(r->state == ASKED);
    r->state = how == LISTEN_KEEP && r->parse.keep_alive ? FLUSHING : CLOSING;
    if (r->fd < 0) {
        if (!r->serving)
            release(r);
        return;
    }
    if (how == LISTEN_RESET) {
        setsockopt(r->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        hang_up(r);
        return;
    }
    after_flush(r);
}

static const char *reason(int status)
{
    switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 404: return "Not Found";
    case 413: return "Content Too Large";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    default: return "Status";
    }
}

static void add_number(struct buf *b, size_t n)
{
    char digits[20];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    buf_add(b, digits + at, sizeof digits - at);
}

void listen_reply(struct listen_request *r, int status, const char *type,
    const char *extra, const char *body, size_t len)
{
    struct buf *out = &r->out;

    if (r->fd >= 0) {
        buf_puts(out, "HTTP/1.1 ");
        add_number(out, (size_t)status);
        buf_putc(out, ' ');
        buf_puts(out, reason(status));
        buf_puts(out, "\r\nContent-Type: ");
        buf_puts(out, type != NULL ? type : "application/json");
        buf_puts(out, "\r\nContent-Length: ");
        add_number(out, len);
        buf_puts(out, "\r\n");
        if (extra != NULL)
            buf_puts(out, extra);
        buf_puts(
            out, r->parse.keep_alive ? "\r\n" : "Connection: close\r\n\r\n");
        push(r, body, strcmp(listen_method(r), "HEAD") == 0 ? 0 : len);
    }
    listen_end(r, LISTEN_KEEP);
}
