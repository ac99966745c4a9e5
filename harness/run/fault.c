#include "run/fault.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "base/scan.h"
#include "catalog/embed.h"

enum { BUCKETS = 4096, MOST = 4 };

struct seen { // a request, by its body
    unsigned char digest[HASH_SIZE];
    int64_t asked, met;
    bool answered;
    struct seen *next;
};

struct faults {
    struct fault_kind *kinds;
    size_t n;
    uint64_t seed;
    int64_t most, able;
    struct faults_count count;
    struct seen *seen[BUCKETS];
};

const char *fault_end_name(enum fault_end end)
{
    static const char *const names[] = {
#define X(id, name, help) [FAULT_##id] = name,
        FAULT_ENDS(X)
#undef X
    };

    return names[end];
}

const char *fault_end_help(enum fault_end end)
{
    static const char *const helps[] = {
#define X(id, name, help) [FAULT_##id] = help,
        FAULT_ENDS(X)
#undef X
    };

    return helps[end];
}

/* --- the wish ------------------------------------------------------------ */

static bool in_mix(const struct fault_kind *k, bool stream)
{
    return !k->alone && (stream || !k->stream)
           && (k->end == FAULT_ANSWERED || k->end == FAULT_RETRIED
               || k->end == FAULT_FAILED);
}

/* What cannot be had shall be few: a sample that fails is one of 50. */
static double weight(const struct fault_kind *k, bool stream)
{
    return !in_mix(k, stream) ? 0 : k->end == FAULT_FAILED || k->rare ? 0.1 : 1;
}

static void add_mix(struct faults *f, double share)
{
    double sum = 0, streams = 0;

    for (size_t i = 0; i < f->n; i++) {
        sum += weight(&f->kinds[i], false);
        streams += weight(&f->kinds[i], true);
    }
    for (size_t i = 0; i < f->n; i++) {
        struct fault_kind *k = &f->kinds[i];
        k->share += share * weight(k, false) / sum;
        k->stream_share += share * weight(k, true) / streams;
    }
}

static int read_share(
    const char *word, const char *s, double *out, struct err *e)
{
    if (!scan_number(s, "", out) || !(*out > 0 && *out <= 1))
        return err_set(e, ERR_USAGE,
            "--faults: '%s' wants a share above 0 and up to 1", word);
    return 0;
}

static int read_count(
    const char *word, const char *s, int64_t *out, struct err *e)
{
    if (!scan_whole(s, out) || *out < 0)
        return err_set(
            e, ERR_USAGE, "--faults: '%s' wants a whole number", word);
    return 0;
}

/* By the part of a word before its colon. */
static struct fault_kind *find_kind(struct faults *f, const char *word)
{
    size_t n = strcspn(word, ":");

    for (size_t i = 0; i < f->n; i++)
        if (strlen(f->kinds[i].name) == n
            && strncmp(f->kinds[i].name, word, n) == 0)
            return &f->kinds[i];
    return NULL;
}

static int add_kind(struct faults *f, const char *word, struct err *e)
{
    const char *colon = strchr(word, ':');
    struct fault_kind *k = find_kind(f, word);
    double share = 1;

    if (k == NULL)
        return err_set(e, ERR_USAGE,
            "--faults: there is no fault '%.*s' ('retort serve --faults list' "
            "shows them)",
            (int)strcspn(word, ":"), word);
    if (colon != NULL && read_share(word, colon + 1, &share, e) < 0)
        return -1;
    if (!k->stream)
        k->share += share;
    k->stream_share += share;
    return 0;
}

static int add_word(struct faults *f, const char *word, struct err *e)
{
    int64_t n;
    double share;

    if (strcmp(word, "half") == 0) {
        add_mix(f, 0.5);
        return 0;
    }
    if (strncmp(word, "mix=", 4) == 0) {
        if (read_share(word, word + 4, &share, e) < 0)
            return -1;
        add_mix(f, share);
        return 0;
    }
    if (strncmp(word, "most=", 5) == 0)
        return read_count(word, word + 5, &f->most, e);
    if (strncmp(word, "able=", 5) == 0)
        return read_count(word, word + 5, &f->able, e);
    if (strncmp(word, "seed=", 5) == 0) {
        if (read_count(word, word + 5, &n, e) < 0)
            return -1;
        f->seed = (uint64_t)n;
        return 0;
    }
    return add_kind(f, word, e);
}

bool faults_untrusted(const struct faults *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->kinds[i].play.untrusted && f->kinds[i].share > 0)
            return true;
    return false;
}

static int check_untrusted(const struct faults *f, struct err *e)
{
    for (size_t i = 0; faults_untrusted(f) && i < f->n; i++)
        if (f->kinds[i].stream_share > 0
            && (!f->kinds[i].play.untrusted || f->kinds[i].share < 1))
            return err_set(e, ERR_USAGE,
                "--faults: a bad certificate is for every connection: wish "
                "for nothing else beside it");
    return 0;
}

static int read_spec(struct faults *f, const char *spec, struct err *e)
{
    char *words = mem_str(spec), *state = NULL;
    double sum = 0;
    int rc = 0;

    for (char *w = strtok_r(words, ", ", &state); w != NULL && rc == 0;
         w = strtok_r(NULL, ", ", &state))
        rc = add_word(f, w, e);
    free(words);
    for (size_t i = 0; i < f->n; i++) /* no share is only of whole replies */
        sum += f->kinds[i].stream_share;
    if (rc == 0)
        rc = check_untrusted(f, e);
    if (rc == 0 && sum > 1 + 1e-9)
        return err_set(e, ERR_USAGE,
            "--faults: the shares add up to %.3g, more than all requests", sum);
    if (rc == 0 && sum <= 0 && f->able == 0 && spec[0] != '\0')
        return err_set(e, ERR_USAGE,
            "--faults wants half, mix=SHARE or KIND[:SHARE],... ('retort "
            "serve --faults list' shows the kinds)");
    return rc;
}

struct faults *faults_new(const char *spec, struct err *e)
{
    struct faults *f = mem_zalloc(1, sizeof *f);

    f->seed = 1;
    f->most = MOST;
    if (fault_kinds_read(faults_txt, &f->kinds, &f->n, e) < 0
        || read_spec(f, spec, e) < 0) {
        faults_free(f);
        return NULL;
    }
    return f;
}

void faults_free(struct faults *f)
{
    struct seen *s;

    if (f == NULL)
        return;
    for (size_t i = 0; i < BUCKETS; i++)
        while ((s = f->seen[i]) != NULL) {
            f->seen[i] = s->next;
            free(s);
        }
    fault_kinds_free(f->kinds, f->n);
    free(f);
}

/* --- requests ------------------------------------------------------------ */

static struct seen *find(
    struct faults *f, const unsigned char digest[HASH_SIZE], bool make)
{
    struct seen **at = &f->seen[(digest[0] << 8 | digest[1]) % BUCKETS], *s;

    for (s = *at; s != NULL; s = s->next)
        if (memcmp(s->digest, digest, HASH_SIZE) == 0)
            return s;
    if (!make)
        return NULL;
    s = mem_zalloc(1, sizeof *s);
    memcpy(s->digest, digest, HASH_SIZE);
    s->next = *at;
    *at = s;
    f->count.distinct++;
    return s;
}

/* Chance of a request's n-th time of asking: that of its body and the seed,
 * so that the order in which requests arrive plays no part. */
static void start_chance(
    const struct faults *f, const struct seen *s, struct rng *r)
{
    uint64_t words[4];

    memcpy(words, s->digest, sizeof words);
    rng_init(r, words[0] ^ f->seed * 0x9e3779b97f4a7c15u
                    ^ (uint64_t)s->asked * 0xbf58476d1ce4e5b9u);
}

static bool is_for(
    const struct fault_kind *k, const struct fault_request *asked)
{
    return k->asks == NULL
           || memmem(asked->body, asked->len, k->asks, strlen(k->asks)) != NULL;
}

static const struct fault_kind *meet(
    struct faults *f, struct fault_kind *k, struct seen *s)
{
    if (s != NULL)
        s->met++;
    k->met++;
    f->count.faults++;
    return k;
}

const struct fault_kind *faults_pick(struct faults *f,
    const struct fault_request *asked, uint64_t *chance,
    unsigned char digest[HASH_SIZE])
{
    struct seen *s;
    struct rng r;
    double u;

    hash_bytes(asked->body, asked->len, digest);
    s = find(f, digest, true);
    f->count.requests++;
    f->count.again += s->answered;
    start_chance(f, s, &r);
    s->asked++;
    u = rng_unit(&r);
    *chance = rng_next(&r);
    if (f->able > 0 && asked->under_way >= f->able)
        return meet(f, find_kind(f, "rate_limit_silent"), NULL);
    if (f->most > 0 && s->met >= f->most)
        return NULL;
    for (size_t i = 0; i < f->n; i++)
        if ((u -= asked->stream ? f->kinds[i].stream_share : f->kinds[i].share)
            < 0)
            return is_for(&f->kinds[i], asked) ? meet(f, &f->kinds[i], s)
                                               : NULL;
    return NULL;
}

void faults_answered(struct faults *f, const unsigned char digest[HASH_SIZE])
{
    struct seen *s = find(f, digest, false);

    f->count.answered++;
    if (s != NULL)
        s->answered = true;
}

struct faults_count faults_count(const struct faults *f)
{
    return f->count;
}

const struct fault_kind *faults_at(const struct faults *f, size_t i)
{
    return i < f->n ? &f->kinds[i] : NULL;
}
