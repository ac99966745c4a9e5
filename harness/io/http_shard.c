#include "io/http_shard.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

enum {
    SOCK_OURS = 1, // opened by on_open, so on_close will tell of its end
    SOCK_USED = 2  // libcurl wants its events now
};

struct http_shard {
    const struct http_curl *curl;
    struct loop *loop;
    CURLM *multi;
    http_shard_done_fn done;
    http_shard_ready_fn ready;
    struct loop_timer timer; // what libcurl asked for
    bool at_once;            // was that
    struct loop_timer look;  // set while some may have ended
    unsigned char *socks;    // SOCK_ bits by descriptor
    size_t room;
};

static unsigned char *sock_of(struct http_shard *s, int fd)
{
    size_t room = s->room > 0 ? s->room : 64;

    if ((size_t)fd >= s->room) {
        while (room <= (size_t)fd)
            room *= 2;
        s->socks = mem_resize(s->socks, room, 1);
        memset(s->socks + s->room, 0, room - s->room);
        s->room = room;
    }
    return &s->socks[fd];
}

static void *owner_of(const struct http_shard *s, CURL *easy)
{
    char *owner = NULL;

    s->curl->easy_getinfo(easy, CURLINFO_PRIVATE, &owner);
    return owner;
}

static void act(struct http_shard *s, int fd, int bits)
{
    int running;

    s->curl->multi_socket_action(s->multi, fd, bits, &running);
}

static void tell_ended(struct http_shard *s)
{
    struct CURLMsg *m;
    int left;

    while ((m = s->curl->multi_info_read(s->multi, &left)) != NULL)
        if (m->msg == CURLMSG_DONE)
            s->done(owner_of(s, m->easy_handle), m->data.result);
}

static void start_added(struct http_shard *s)
{
    s->at_once = false;
    act(s, CURL_SOCKET_TIMEOUT, 0);
    tell_ended(s);
}

/* What was read in one turn of the loop is told together, and what is sent
 * because of it then starts: each of the three is much code, and goes faster
 * the second time in a row. */
static void on_look(void *arg)
{
    struct http_shard *s = arg;

    tell_ended(s);
    if (s->at_once) {
        loop_timer_stop(s->loop, &s->timer);
        start_added(s);
    }
}

static void on_ready(void *arg, int fd, int events)
{
    struct http_shard *s = arg;
    int bits = ((events & (LOOP_READ | LOOP_HANGUP)) ? CURL_CSELECT_IN : 0)
               | ((events & LOOP_WRITE) ? CURL_CSELECT_OUT : 0);

    /* an idle connection was closed or has strayed bytes: libcurl finds that
     * out when it wants the connection again, we must not spin on it */
    if (!(*sock_of(s, fd) & SOCK_USED)) {
        loop_unwatch(s->loop, fd);
        return;
    }
    act(s, fd, bits);
    if (s->look.slot == 0)
        loop_timer_set(s->loop, &s->look, 0, on_look, s);
}

/*
 * After REMOVE a connection usually waits for its next request, so it stays
 * watched: this saves two epoll_ctl per request. Not so for sockets that
 * libcurl closes without telling us: the resolver's, and those of connections
 * that never worked.
 */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *p)
{
    struct http_shard *s = arg;
    unsigned char *sock = sock_of(s, fd);
    const void *owner;

    (void)p;
    if (what == CURL_POLL_REMOVE) {
        *sock &= (unsigned char)~SOCK_USED;
        owner = owner_of(s, easy); // NULL while a multi closes itself
        if (!(*sock & SOCK_OURS) || owner == NULL || !s->ready(owner))
            loop_unwatch(s->loop, fd);
        return 0;
    }
    *sock |= SOCK_USED;
    loop_watch(s->loop, fd,
        ((what & CURL_POLL_IN) ? LOOP_READ : 0)
            | ((what & CURL_POLL_OUT) ? LOOP_WRITE : 0),
        on_ready, s);
    return 0;
}

static curl_socket_t on_open(
    void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
    struct http_shard *s = arg;
    int fd = socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);

    (void)purpose;
    if (fd < 0)
        return CURL_SOCKET_BAD;
    loop_unwatch(s->loop, fd); // one with this number may have died unseen
    *sock_of(s, fd) = SOCK_OURS;
    return fd;
}

static int on_close(void *arg, curl_socket_t fd)
{
    struct http_shard *s = arg;

    loop_unwatch(s->loop, fd);
    *sock_of(s, fd) = 0;
    return close(fd);
}

static void on_time(void *arg)
{
    start_added(arg);
}

/* A wait of 0 is how a new transfer asks for its start. It runs from the
 * loop, so one action starts all transfers added in one turn, of which the
 * first has set the timer. */
static int on_timer(CURLM *multi, long wait_ms, void *arg)
{
    struct http_shard *s = arg;

    (void)multi;
    if (wait_ms == 0 && s->at_once)
        return 0;
    s->at_once = wait_ms == 0;
    if (wait_ms < 0)
        loop_timer_stop(s->loop, &s->timer);
    else
        loop_timer_set(s->loop, &s->timer,
            clock_now_us() + (int64_t)wait_ms * 1000, on_time, s);
    return 0;
}

struct http_shard *http_shard_new(const struct http_curl *c, struct loop *l,
    http_shard_done_fn done, http_shard_ready_fn ready)
{
    struct http_shard *s = mem_zalloc(1, sizeof *s);

    s->curl = c;
    s->loop = l;
    s->done = done;
    s->ready = ready;
    s->multi = c->multi_init();
    if (s->multi == NULL)
        abort(); // only for want of memory, as in mem_
    c->multi_setopt(s->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    c->multi_setopt(s->multi, CURLMOPT_SOCKETDATA, s);
    c->multi_setopt(s->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    c->multi_setopt(s->multi, CURLMOPT_TIMERDATA, s);
    c->multi_setopt(s->multi, CURLMOPT_MAXCONNECTS, (long)2 * HTTP_SHARD_MOST);
    return s;
}

void http_shard_free(struct http_shard *s)
{
    if (s == NULL)
        return;
    s->curl->multi_cleanup(s->multi);
    loop_timer_stop(s->loop, &s->timer);
    loop_timer_stop(s->loop, &s->look);
    free(s->socks);
    free(s);
}

void http_shard_bind(struct http_shard *s, CURL *easy)
{
    s->curl->easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
    s->curl->easy_setopt(easy, CURLOPT_OPENSOCKETDATA, s);
    s->curl->easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
    s->curl->easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, s);
}

void http_shard_add(struct http_shard *s, CURL *easy)
{
    if (s->curl->multi_add_handle(s->multi, easy) != CURLM_OK)
        abort(); // only for want of memory, as in mem_
}

void http_shard_remove(struct http_shard *s, CURL *easy)
{
    s->curl->multi_remove_handle(s->multi, easy);
}
