#include "io/http.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "io/http_curl.h"
#include "io/http_endpoint.h"
#include "io/http_shard.h"

enum {
    MAX_HEADERS = 1 << 20, // bytes of reply headers, all together
    MAX_REPLY = 64 << 20,
    READ_SIZE = 8 << 10, // bytes that libcurl reads at once, and holds on to
    KEEP_ROOM = 1 << 18  // bytes a reply buffer may hold on to while idle
};

static const int64_t LAST_LOOK_US = 1000;
static const int64_t END_US = 1000 * 1000; // behind the end of a stream
static const int64_t CONNECT_TIMEOUT_US = 10 * 1000 * 1000;

struct http {
    struct loop *loop;
    struct http_curl curl;
    struct http_options options;
    char *agent;   // ours; options.user_agent is the caller's
    CURLSH *share; // names and TLS sessions, for all shards
    struct http_endpoint *endpoints;
    struct http_shard **shards;
    size_t shard_count;
    struct http_request **requests; // HTTP_SHARD_MOST for each shard but the
    size_t request_count;           // last, in order
    size_t in_flight;
    bool closing;
};

/*
 * One transfer: an easy handle for good in one shard, set up for one endpoint
 * until another needs it more. What is set up stays (the parsed URL alone
 * saves 4 us a request, PERFORMANCE.md), only the body changes.
 */
struct http_request {
    struct http *http;
    CURL *easy;
    struct http_shard *shard;
    struct http_endpoint *to;
    struct http_request *next; // idle for the same endpoint
    http_done_fn done;
    void *arg;
    struct loop_timer deadline;
    int64_t start_us, end_us, sent_us, first_byte_us;
    int64_t connect_end_us;    // of the wait for a connection
    int64_t idle_us, heard_us; // longest silence, 0: any; the last byte
    size_t header_bytes, body_bytes;
    http_bytes_fn bytes; // takes the body as it comes; NULL: it gathers
    struct buf reply;
    bool active;
    bool fresh; // reply still holds the bytes of the request before
    bool too_big;
    bool last_look; // late, but a reply may wait in the socket
    bool resend;    // libcurl wanted to send a second time
    char why[CURL_ERROR_SIZE];
};

static const struct {
    CURLcode code;
    enum http_fail fail;
} code_fails[] = {
    { CURLE_OK, HTTP_OK },
    { CURLE_COULDNT_RESOLVE_PROXY, HTTP_RESOLVE },
    { CURLE_COULDNT_RESOLVE_HOST, HTTP_RESOLVE },
    { CURLE_COULDNT_CONNECT, HTTP_CONNECT },
    { CURLE_INTERFACE_FAILED, HTTP_CONNECT },
    { CURLE_PROXY, HTTP_CONNECT },
    { CURLE_SSL_CONNECT_ERROR, HTTP_TLS },
    { CURLE_SSL_ENGINE_NOTFOUND, HTTP_TLS },
    { CURLE_SSL_ENGINE_SETFAILED, HTTP_TLS },
    { CURLE_SSL_CERTPROBLEM, HTTP_TLS },
    { CURLE_SSL_CIPHER, HTTP_TLS },
    { CURLE_PEER_FAILED_VERIFICATION, HTTP_TRUST },
    { CURLE_SSL_ENGINE_INITFAILED, HTTP_TLS },
    { CURLE_SSL_CACERT_BADFILE, HTTP_TLS },
    { CURLE_SSL_ISSUER_ERROR, HTTP_TRUST },
    { CURLE_SSL_PINNEDPUBKEYNOTMATCH, HTTP_TRUST },
    { CURLE_SSL_INVALIDCERTSTATUS, HTTP_TRUST },
    { CURLE_OPERATION_TIMEDOUT, HTTP_TIMEOUT },
    { CURLE_PARTIAL_FILE, HTTP_RESET },
    { CURLE_GOT_NOTHING, HTTP_RESET },
    { CURLE_SEND_ERROR, HTTP_RESET },
    { CURLE_RECV_ERROR, HTTP_RESET },
    { CURLE_SEND_FAIL_REWIND, HTTP_RESET },
    { CURLE_ABORTED_BY_CALLBACK, HTTP_RESET },
    { CURLE_HTTP2, HTTP_RESET },
    { CURLE_HTTP2_STREAM, HTTP_RESET },
    { CURLE_FILESIZE_EXCEEDED, HTTP_TOO_BIG },
};

static enum http_fail fail_of(const struct http_request *r, CURLcode code)
{
    if (r->too_big)
        return HTTP_TOO_BIG;
    for (size_t i = 0; i < sizeof code_fails / sizeof *code_fails; i++)
        if (code_fails[i].code == code)
            return code_fails[i].fail;
    return HTTP_PROTOCOL;
}

static size_t on_header(char *line, size_t one, size_t len, void *arg)
{
    struct http_request *r = arg;

    (void)line;
    (void)one;
    if (r->first_byte_us == 0)
        r->first_byte_us = r->heard_us = clock_now_us();
    r->header_bytes += len;
    return r->header_bytes <= MAX_HEADERS ? len : 0;
}

static int status_of(const struct http_request *r)
{
    long status = 0;

    r->http->curl.easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
    return (int)status;
}

static void on_deadline(void *arg);

static void end_soon(struct http_request *r, bool yes)
{
    int64_t end_us = clock_now_us() + END_US;

    if (!yes || r->end_us <= end_us)
        return;
    r->end_us = end_us;
    loop_timer_set(r->http->loop, &r->deadline, end_us, on_deadline, r);
}

static size_t on_body(char *bytes, size_t one, size_t len, void *arg)
{
    struct http_request *r = arg;

    (void)one;
    if (r->fresh)
        buf_reset(&r->reply);
    r->fresh = false;
    if (len > r->http->options.max_reply - r->body_bytes) {
        r->too_big = true;
        return 0;
    }
    r->body_bytes += len;
    r->heard_us = clock_now_us();
    if (r->bytes != NULL && status_of(r) == 200)
        end_soon(r, r->bytes(r->arg, bytes, len));
    else
        buf_add(&r->reply, bytes, len);
    return len;
}

/*
 * The connection is ready, the request about to be written. libcurl comes
 * here again when a kept connection died under the request and it would like
 * to send once more on a new one. The server may have worked on the first, so
 * whether to pay twice is not its decision.
 */
static int on_ready(void *arg, char *ip, char *local_ip, int port, int local)
{
    struct http_request *r = arg;

    (void)ip;
    (void)local_ip;
    (void)port;
    (void)local;
    if (r->sent_us != 0) {
        r->resend = true;
        return CURL_PREREQFUNC_ABORT;
    }
    r->sent_us = clock_now_us();
    return CURL_PREREQFUNC_OK;
}

static bool is_connected(const void *owner)
{
    return ((const struct http_request *)owner)->sent_us != 0;
}

static void put_idle(struct http_request *r)
{
    r->active = false;
    r->next = r->to->idle;
    r->to->idle = r;
    r->http->in_flight--;
}

/* Ends a transfer. It is idle before done is called, so that done can send
 * with it again: nothing of the reply is touched before the next turn. */
static void finish(struct http_request *r, enum http_fail fail, const char *why)
{
    const struct http_curl *c = &r->http->curl;
    struct http_reply reply = { .fail = fail, .why = why, .from = r };
    long connects = 0;

    loop_timer_stop(r->http->loop, &r->deadline);
    reply.status = r->first_byte_us != 0 ? status_of(r) : 0;
    c->easy_getinfo(r->easy, CURLINFO_NUM_CONNECTS, &connects);
    http_shard_remove(r->shard, r->easy);
    reply.body = r->fresh ? "" : buf_str(&r->reply);
    reply.len = r->fresh ? 0 : r->reply.len;
    reply.sent_us = r->sent_us;
    reply.first_byte_us = r->first_byte_us;
    reply.done_us = fail == HTTP_OK ? r->heard_us : clock_now_us();
    reply.maybe_processed = r->sent_us != 0;
    reply.connected = r->sent_us != 0 && connects > 0;
    put_idle(r);
    r->done(r->arg, &reply);
    if (!r->active && r->reply.room > KEEP_ROOM)
        buf_clear(&r->reply);
}

static void on_done(void *owner, CURLcode code)
{
    struct http_request *r = owner;
    struct http *h = r->http;
    char why[CURL_ERROR_SIZE];
    enum http_fail fail = fail_of(r, code);

    if (fail == HTTP_OK) {
        finish(r, fail, "");
        return;
    }
    if (fail == HTTP_TOO_BIG)
        snprintf(why, sizeof why, "the reply is above %.4g MB",
            (double)h->options.max_reply / (1 << 20));
    else if (r->resend)
        snprintf(why, sizeof why, "the connection was closed under it");
    else
        snprintf(why, sizeof why, "%s",
            r->why[0] != '\0' ? r->why : h->curl.easy_strerror(code));
    finish(r, fail, why);
}

/* When it has waited long enough: for a connection, a reply, the next byte. */
static int64_t patience_us(const struct http_request *r)
{
    int64_t heard_us = r->heard_us != 0 ? r->heard_us : r->sent_us;

    if (r->sent_us == 0)
        return r->connect_end_us;
    return r->idle_us > 0 && heard_us + r->idle_us < r->end_us
               ? heard_us + r->idle_us
               : r->end_us;
}

static void say_late(const struct http_request *r, int64_t now_us, char why[80])
{
    char span[16];

    if (now_us < r->end_us && r->sent_us != 0)
        snprintf(why, 80, "no byte for %s", clock_span(r->idle_us, span));
    else
        snprintf(why, 80, "%s after %s",
            r->sent_us != 0 ? "no whole reply" : "no connection",
            clock_span(now_us - r->start_us, span));
}

static void on_deadline(void *arg)
{
    struct http_request *r = arg;
    struct loop *l = r->http->loop;
    int64_t now_us = clock_now_us();
    char why[80];

    if (now_us < patience_us(r)) {
        r->last_look = false;
        loop_timer_set(l, &r->deadline, patience_us(r), on_deadline, r);
        return;
    }
    /* we may be the late ones: look at the sockets once more first */
    if (!r->last_look) {
        r->last_look = true;
        loop_timer_set(l, &r->deadline, now_us + LAST_LOOK_US, on_deadline, r);
        return;
    }
    say_late(r, now_us, why);
    finish(r, r->sent_us != 0 ? HTTP_TIMEOUT : HTTP_CONNECT, why);
}

/* Sets what is the same for every request to every endpoint. */
static void set_up(struct http_request *r)
{
    const struct http *h = r->http;
    const struct http_curl *c = &h->curl;
    CURL *easy = r->easy;

    c->easy_setopt(easy, CURLOPT_PRIVATE, r);
    c->easy_setopt(easy, CURLOPT_SHARE, h->share);
    c->easy_setopt(easy, CURLOPT_ERRORBUFFER, r->why);
    c->easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    c->easy_setopt(easy, CURLOPT_HEADERDATA, r);
    c->easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    c->easy_setopt(easy, CURLOPT_WRITEDATA, r);
    c->easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_ready);
    c->easy_setopt(easy, CURLOPT_PREREQDATA, r);
    c->easy_setopt(
        easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)h->options.max_reply);
    c->easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    c->easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    c->easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    c->easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)READ_SIZE);
    c->easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    /* long reasoning is long silence, and NAT forgets silent connections */
    c->easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    c->easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    /* ending a transfer must not wait for a resolver that hangs */
    c->easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
}

static struct http_shard *shard_with_room(struct http *h)
{
    if (h->request_count == h->shard_count * HTTP_SHARD_MOST) {
        h->shards = mem_resize(
            h->shards, h->shard_count + 1, sizeof(struct http_shard *));
        h->shards[h->shard_count++] =
            http_shard_new(&h->curl, h->loop, on_done, is_connected);
    }
    return h->shards[h->shard_count - 1];
}

static struct http_request *new_request(struct http *h)
{
    struct http_request *r = mem_zalloc(1, sizeof *r);

    r->http = h;
    r->shard = shard_with_room(h);
    r->easy = h->curl.easy_init();
    if (r->easy == NULL)
        abort(); // only for want of memory, as in mem_
    set_up(r);
    http_shard_bind(r->shard, r->easy);
    h->requests = mem_resize(
        h->requests, h->request_count + 1, sizeof(struct http_request *));
    h->requests[h->request_count++] = r;
    return r;
}

static struct http_request *take_idle(struct http_endpoint *p)
{
    struct http_request *r = p->idle;

    if (r != NULL)
        p->idle = r->next;
    return r;
}

/* Prefers a transfer that is set up for the endpoint, then any that is idle:
 * there are never more of them than were once in flight together. */
static struct http_request *pick(struct http *h, struct http_endpoint *to)
{
    struct http_request *r = take_idle(to);

    if (r != NULL)
        return r;
    for (struct http_endpoint *p = h->endpoints; p != NULL && r == NULL;)
        if ((r = take_idle(p)) == NULL)
            p = p->next;
    if (r == NULL)
        r = new_request(h);
    http_endpoint_bind(to, r->easy);
    r->to = to;
    return r;
}

struct http_request *http_send(struct http *h, struct http_endpoint *to,
    const char *body, size_t len, int64_t timeout_us, http_done_fn done,
    void *arg)
{
    struct http_request *r;
    int64_t connect_us = h->options.connect_timeout_us;

    assert(!h->closing && timeout_us > 0);
    r = pick(h, to);
    r->done = done;
    r->arg = arg;
    r->start_us = clock_now_us();
    r->end_us = r->start_us + timeout_us;
    r->sent_us = r->first_byte_us = r->idle_us = r->heard_us = 0;
    r->header_bytes = r->body_bytes = 0;
    r->bytes = NULL;
    r->why[0] = '\0';
    r->active = r->fresh = true;
    r->too_big = r->last_look = r->resend = false;
    if (body == NULL) {
        h->curl.easy_setopt(r->easy, CURLOPT_HTTPGET, 1L);
    } else {
        h->curl.easy_setopt(
            r->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)len);
        h->curl.easy_setopt(r->easy, CURLOPT_POSTFIELDS, body);
    }
    if (timeout_us < connect_us)
        connect_us = timeout_us;
    r->connect_end_us = r->start_us + connect_us;
    loop_timer_set(h->loop, &r->deadline, r->connect_end_us, on_deadline, r);
    h->in_flight++;
    http_shard_add(r->shard, r->easy);
    return r;
}

void http_feed(struct http_request *r, int64_t idle_us, http_bytes_fn fn)
{
    r->bytes = fn;
    r->idle_us = idle_us;
    if (idle_us > 0 && r->start_us + idle_us < r->connect_end_us)
        loop_timer_set(
            r->http->loop, &r->deadline, r->start_us + idle_us, on_deadline, r);
}

void http_cancel(struct http *h, struct http_request *r)
{
    (void)h;
    assert(r->active);
    finish(r, HTTP_CANCELLED, "cancelled");
}

size_t http_in_flight(const struct http *h)
{
    return h->in_flight;
}

const char *http_reply_header(const struct http_reply *reply, const char *name)
{
    const struct http_request *r = reply->from;
    struct curl_header *found;

    /* libcurl keeps all headers until the next transfer starts */
    if (reply->first_byte_us == 0)
        return NULL;
    if (r->http->curl.easy_header(r->easy, name, 0, CURLH_HEADER, -1, &found)
        != CURLHE_OK)
        return NULL;
    return found->value;
}

struct http_endpoint *http_endpoint_new(struct http *h, const char *url,
    const char *const *headers, const char *ca_file, struct err *e)
{
    struct http_endpoint *p =
        http_endpoint_make(&h->curl, url, headers, h->agent, ca_file, e);

    if (p != NULL) {
        p->next = h->endpoints;
        h->endpoints = p;
    }
    return p;
}

struct http *http_new(
    struct loop *l, const struct http_options *o, struct err *e)
{
    struct http *h = mem_zalloc(1, sizeof *h);

    if (http_curl_load(&h->curl, e) < 0) {
        free(h);
        return NULL;
    }
    h->loop = l;
    h->options = *o;
    h->agent = mem_str(o->user_agent);
    if (h->options.max_reply == 0)
        h->options.max_reply = MAX_REPLY;
    if (h->options.connect_timeout_us <= 0)
        h->options.connect_timeout_us = CONNECT_TIMEOUT_US;
    h->share = h->curl.share_init();
    if (h->share == NULL)
        abort(); // only for want of memory, as in mem_
    h->curl.share_setopt(h->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
    h->curl.share_setopt(h->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    return h;
}

static void free_requests(struct http *h)
{
    for (size_t i = 0; i < h->request_count; i++)
        if (h->requests[i]->active)
            finish(h->requests[i], HTTP_CANCELLED, "cancelled");
    for (size_t i = 0; i < h->request_count; i++) {
        h->curl.easy_cleanup(h->requests[i]->easy);
        buf_clear(&h->requests[i]->reply);
        free(h->requests[i]);
    }
    free(h->requests);
}

void http_free(struct http *h)
{
    struct http_endpoint *p;

    if (h == NULL)
        return;
    h->closing = true;
    free_requests(h);
    for (size_t i = 0; i < h->shard_count; i++)
        http_shard_free(h->shards[i]);
    free(h->shards);
    while ((p = h->endpoints) != NULL) {
        h->endpoints = p->next;
        http_endpoint_free(p);
    }
    h->curl.share_cleanup(h->share);
    h->curl.global_cleanup();
    free(h->agent);
    free(h);
}

const char *http_fail_name(enum http_fail fail)
{
    static const char *const names[] = {
        [HTTP_OK] = "ok",
        [HTTP_RESOLVE] = "resolve",
        [HTTP_CONNECT] = "connect",
        [HTTP_TLS] = "tls",
        [HTTP_TRUST] = "trust",
        [HTTP_TIMEOUT] = "timeout",
        [HTTP_RESET] = "reset",
        [HTTP_TOO_BIG] = "too_big",
        [HTTP_PROTOCOL] = "protocol",
        [HTTP_CANCELLED] = "cancelled",
    };

    return names[fail];
}
