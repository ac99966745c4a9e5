#include "io/untrusted.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/handshake.h"
#include "base/mem.h"
#include "io/listen.h"

struct visitor {
    struct untrusted *door;
    int fd;
    struct handshake *handshake;
    struct visitor *next, *prev;
};

struct untrusted {
    struct loop *loop;
    struct handshake_server *server;
    int fd, port;
    struct visitor *visitors;
    struct untrusted_count count;
};

static void let_go(struct visitor *v)
{
    struct untrusted *u = v->door;

    *(v->prev != NULL ? &v->prev->next : &u->visitors) = v->next;
    if (v->next != NULL)
        v->next->prev = v->prev;
    loop_unwatch(u->loop, v->fd);
    close(v->fd);
    handshake_free(v->handshake);
    free(v);
}

/* What goes out in a handshake fits into the socket: no need to wait. */
static void on_bytes(void *arg, int fd, int events)
{
    struct visitor *v = arg;
    struct buf out = { 0 };
    enum handshake_state state = HANDSHAKE_REFUSED;
    char bytes[4096];
    ssize_t n = recv(fd, bytes, sizeof bytes, 0);

    (void)events;
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n > 0)
        state = handshake_feed(v->handshake, bytes, (size_t)n, &out);
    if (out.len > 0 && send(fd, out.s, out.len, MSG_NOSIGNAL) < 0)
        state = HANDSHAKE_REFUSED;
    buf_clear(&out);
    if (state == HANDSHAKE_GOING)
        return;
    if (state == HANDSHAKE_TAKEN)
        v->door->count.taken++;
    else
        v->door->count.refused++;
    let_go(v);
}

static void on_visit(void *arg, int fd, int events)
{
    struct untrusted *u = arg;
    int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct visitor *v;

    (void)events;
    if (client < 0)
        return;
    v = mem_zalloc(1, sizeof *v);
    *v = (struct visitor){ .door = u,
        .fd = client,
        .handshake = handshake_new(u->server),
        .next = u->visitors };
    if (v->next != NULL)
        v->next->prev = v;
    u->visitors = v;
    loop_watch(u->loop, client, LOOP_READ, on_bytes, v);
}

struct untrusted *untrusted_open(struct loop *l, int port, struct err *e)
{
    struct untrusted *u = mem_zalloc(1, sizeof *u);

    *u = (struct untrusted){ .loop = l, .fd = -1, .port = port };
    u->server = handshake_server_new(e);
    if (u->server != NULL)
        u->fd = listen_socket(&u->port, e);
    if (u->fd < 0) {
        handshake_server_free(u->server);
        free(u);
        return NULL;
    }
    loop_watch(l, u->fd, LOOP_READ, on_visit, u);
    return u;
}

void untrusted_close(struct untrusted *u)
{
    if (u == NULL)
        return;
    while (u->visitors != NULL)
        let_go(u->visitors);
    loop_unwatch(u->loop, u->fd);
    close(u->fd);
    handshake_server_free(u->server);
    free(u);
}

int untrusted_port(const struct untrusted *u)
{
    return u->port;
}

struct untrusted_count untrusted_count(const struct untrusted *u)
{
    return u->count;
}
