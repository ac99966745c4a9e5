#include "io/http_endpoint.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"

/* Says what is wrong with a URL; credentials and query (where some providers
 * want the key) are left out. */
static int bad_url(struct err *e, const char *url, const char *why)
{
    size_t len = strcspn(url, "?#");
    const char *at = memchr(url, '@', len);

    if (at != NULL)
        return err_set(e, ERR_CONFIG, "URL '...%.*s': %s",
            (int)(len - (size_t)(at - url)), at, why);
    return err_set(e, ERR_CONFIG, "URL '%.*s': %s", (int)len, url, why);
}

static bool is_loopback(const char *host)
{
    return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0
           || (strncmp(host, "127.", 4) == 0
               && host[strspn(host, "0123456789.")] == '\0');
}

static int set_url(struct http_endpoint *p, const char *url, struct err *e)
{
    const struct http_curl *c = p->curl;
    char *scheme = NULL, *host = NULL;
    CURLUcode code;
    int rc = -1;

    p->url = c->url();
    if (p->url == NULL)
        abort(); // only for want of memory, as in mem_
    code = c->url_set(p->url, CURLUPART_URL, url, 0);
    if (code == CURLUE_OK)
        code = c->url_get(p->url, CURLUPART_SCHEME, &scheme, 0);
    if (code == CURLUE_OK)
        code = c->url_get(p->url, CURLUPART_HOST, &host, 0);
    if (code != CURLUE_OK) {
        bad_url(e, url, c->url_strerror(code));
        goto out;
    }
    p->tls = strcmp(scheme, "https") == 0;
    if (!p->tls && strcmp(scheme, "http") != 0) {
        bad_url(e, url, "neither http nor https");
        goto out;
    }
    p->loopback = is_loopback(host);
    rc = 0;
out:
    c->free(host);
    c->free(scheme);
    return rc;
}

/* A line "Name: value" without control characters, which could smuggle in a
 * second header. */
static bool good_header(const char *line)
{
    size_t name = strcspn(line, ": \t");

    if (name == 0 || line[name] != ':')
        return false;
    for (const char *s = line; *s != '\0'; s++)
        if (((unsigned char)*s < ' ' && *s != '\t') || *s == 0x7f)
            return false;
    return true;
}

static void add_header(struct http_endpoint *p, const char *line)
{
    struct curl_slist *longer = p->curl->slist_append(p->headers, line);

    if (longer == NULL)
        abort(); // only for want of memory, as in mem_
    p->headers = longer;
}

/*
 * What every request carries beside the caller's headers. libcurl writes its
 * own headers anew for each request, letter by letter: a line in the list
 * costs half of what the option for it does, and one less costs nothing.
 */
static void add_ours(struct http_endpoint *p, const char *agent, bool typed)
{
    if (!typed)
        add_header(p, "Content-Type: application/json");
    if (agent != NULL) {
        char *line = mem_printf("User-Agent: %s", agent);
        add_header(p, line);
        free(line);
    }
    /* CURLOPT_ACCEPT_ENCODING unpacks either way; what stays on the machine is
     * not worth packing */
    add_header(p, p->loopback ? "Accept-Encoding:" : "Accept-Encoding: gzip");
    add_header(p, "Accept:"); /* none says any, as its own does */
    /* libcurl asks leave for bodies above 1 MB, most servers do not answer
     * that and it waits a second */
    add_header(p, "Expect:");
}

static int set_headers(struct http_endpoint *p, const char *const *headers,
    const char *agent, struct err *e)
{
    bool typed = false;

    for (; headers != NULL && *headers != NULL; headers++) {
        if (!good_header(*headers))
            return err_set(e, ERR_CONFIG,
                "header '%.*s' is not \"Name: value\" on one line",
                (int)strcspn(*headers, ": \t\r\n"), *headers);
        typed |= strncasecmp(*headers, "content-type:", 13) == 0;
        add_header(p, *headers);
    }
    add_ours(p, agent, typed);
    return 0;
}

struct http_endpoint *http_endpoint_make(const struct http_curl *c,
    const char *url, const char *const *headers, const char *agent,
    const char *ca_file, struct err *e)
{
    struct http_endpoint *p = mem_zalloc(1, sizeof *p);

    p->curl = c;
    p->ca_file = mem_str(ca_file);
    if (set_url(p, url, e) < 0 || set_headers(p, headers, agent, e) < 0)
        goto fail;
    if (ca_file != NULL && access(ca_file, R_OK) < 0) {
        err_errno(e, ERR_CONFIG, "certificate file %s", ca_file);
        goto fail;
    }
    return p;
fail:
    http_endpoint_free(p);
    return NULL;
}

void http_endpoint_free(struct http_endpoint *p)
{
    if (p == NULL)
        return;
    p->curl->url_cleanup(p->url);
    p->curl->slist_free_all(p->headers);
    free(p->ca_file);
    free(p);
}

void http_endpoint_bind(const struct http_endpoint *p, CURL *easy)
{
    const struct http_curl *c = p->curl;

    c->easy_setopt(easy, CURLOPT_CURLU, p->url);
    c->easy_setopt(easy, CURLOPT_HTTPHEADER, p->headers);
    /* every host is also one word fewer to ask the environment for */
    c->easy_setopt(easy, CURLOPT_NOPROXY, p->loopback ? "*" : (char *)NULL);
    /* Streams of one TLS connection are cheaper than many connections. Over
     * plain HTTP waiting for the first answer would only delay the start. */
    c->easy_setopt(easy, CURLOPT_HTTP_VERSION,
        p->tls ? (long)CURL_HTTP_VERSION_2TLS : (long)CURL_HTTP_VERSION_1_1);
    c->easy_setopt(easy, CURLOPT_PIPEWAIT, p->tls ? 1L : 0L);
    /* the folder of the system's certificates stays trusted beside it */
    c->easy_setopt(easy, CURLOPT_CAINFO,
        p->ca_file != NULL ? p->ca_file
                           : c->version_info(CURLVERSION_NOW)->cainfo);
}
