#include "base/handshake.h"

#include <dlfcn.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FUNCTIONS(X)                                                           \
    X(SSL_CTX_new)                                                             \
    X(SSL_CTX_free)                                                            \
    X(SSL_CTX_use_certificate)                                                 \
    X(SSL_CTX_use_PrivateKey)                                                  \
    X(TLS_server_method)                                                       \
    X(SSL_new)                                                                 \
    X(SSL_free)                                                                \
    X(SSL_set_bio)                                                             \
    X(SSL_set_accept_state)                                                    \
    X(SSL_do_handshake)                                                        \
    X(SSL_get_error)

struct handshake_server {
#define X(name) __typeof__(name) *name;
    FUNCTIONS(X)
#undef X
    void *lib;
    SSL_CTX *context;
};

struct handshake {
    const struct handshake_server *server;
    SSL *ssl; // owns both
    BIO *in, *out;
};

static int load(struct handshake_server *s, struct err *e)
{
    void *f;

    s->lib = dlopen("libssl.so.3", RTLD_LAZY | RTLD_LOCAL);
    if (s->lib == NULL)
        return err_set(e, ERR_SYSTEM, "libssl: %s", dlerror());
/* POSIX lets a function pointer travel in a void *, C does not */
#define X(name)                                                                \
    if ((f = dlsym(s->lib, #name)) == NULL)                                    \
        return err_set(e, ERR_SYSTEM, "libssl has no " #name);                 \
    memcpy(&s->name, &f, sizeof f);
    FUNCTIONS(X)
#undef X
    return 0;
}

static void add_names(X509 *x)
{
    X509_EXTENSION *names = X509V3_EXT_conf_nid(
        NULL, NULL, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");

    if (names == NULL)
        return;
    X509_add_ext(x, names, -1);
    X509_EXTENSION_free(names);
}

/* Signed by itself, for this day and the next. */
static X509 *self_signed(EVP_PKEY *key)
{
    X509 *x = X509_new();
    X509_NAME *name = x != NULL ? X509_get_subject_name(x) : NULL;

    if (x == NULL)
        return NULL;
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -86400);
    X509_gmtime_adj(X509_getm_notAfter(x), 86400);
    X509_set_pubkey(x, key);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
        (const unsigned char *)"nobody signed this", -1, -1, 0);
    X509_set_issuer_name(x, name);
    add_names(x);
    if (X509_sign(x, key, EVP_sha256()) == 0) {
        X509_free(x);
        return NULL;
    }
    return x;
}

static int use(struct handshake_server *s, struct err *e)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x = key != NULL ? self_signed(key) : NULL;
    int ok = x != NULL;

    s->context = s->SSL_CTX_new(s->TLS_server_method());
    ok = ok && s->context != NULL
         && s->SSL_CTX_use_certificate(s->context, x) == 1
         && s->SSL_CTX_use_PrivateKey(s->context, key) == 1;
    X509_free(x);
    EVP_PKEY_free(key);
    return ok ? 0 : err_set(e, ERR_SYSTEM, "OpenSSL makes no certificate");
}

struct handshake_server *handshake_server_new(struct err *e)
{
    struct handshake_server *s = mem_zalloc(1, sizeof *s);

    if (load(s, e) < 0 || use(s, e) < 0) {
        handshake_server_free(s);
        return NULL;
    }
    return s;
}

void handshake_server_free(struct handshake_server *s)
{
    if (s == NULL)
        return;
    if (s->context != NULL)
        s->SSL_CTX_free(s->context);
    if (s->lib != NULL)
        dlclose(s->lib);
    free(s);
}

struct handshake *handshake_new(const struct handshake_server *s)
{
    struct handshake *h = mem_zalloc(1, sizeof *h);

    h->server = s;
    h->ssl = s->SSL_new(s->context);
    h->in = BIO_new(BIO_s_mem());
    h->out = BIO_new(BIO_s_mem());
    if (h->ssl == NULL || h->in == NULL || h->out == NULL)
        abort(); // only for want of memory, as in mem_
    s->SSL_set_bio(h->ssl, h->in, h->out);
    s->SSL_set_accept_state(h->ssl);
    return h;
}

void handshake_free(struct handshake *h)
{
    if (h == NULL)
        return;
    h->server->SSL_free(h->ssl);
    free(h);
}

enum handshake_state handshake_feed(
    struct handshake *h, const char *bytes, size_t len, struct buf *out)
{
    char piece[4096];
    int rc, error, n;

    if (BIO_write(h->in, bytes, (int)len) != (int)len)
        abort(); // only for want of memory, as in mem_
    ERR_clear_error();
    rc = h->server->SSL_do_handshake(h->ssl);
    error = rc == 1 ? SSL_ERROR_NONE : h->server->SSL_get_error(h->ssl, rc);
    while ((n = BIO_read(h->out, piece, sizeof piece)) > 0)
        buf_add(out, piece, (size_t)n);
    return rc == 1                        ? HANDSHAKE_TAKEN
           : error == SSL_ERROR_WANT_READ ? HANDSHAKE_GOING
                                          : HANDSHAKE_REFUSED;
}
