#include "io/listen_parse.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_LINE = 1000 }; // bytes of a chunk's size line or a trailer

static const char HEX[] = "0123456789abcdefABCDEF";

/* Cuts the request line into method, path and version. */
static int parse_line(struct listen_parse *p, char *s, char *end)
{
    char *path = memchr(s, ' ', (size_t)(end - s));
    char *version;

    if (path == NULL || path == s)
        return 400;
    *path++ = '\0';
    version = memchr(path, ' ', (size_t)(end - path));
    if (version == NULL || version == path || end - version != 9
        || memcmp(version, " HTTP/1.", 8) != 0)
        return 400;
    *version = '\0';
    p->path_at = (size_t)(path - s);
    p->keep_alive = version[8] != '0';
    return 0;
}

static bool starts(const char *line, const char *name, const char **value)
{
    size_t len = strlen(name);

    if (strncasecmp(line, name, len) != 0 || line[len] != ':')
        return false;
    *value = line + len + 1;
    *value += strspn(*value, " \t");
    return true;
}

static int parse_length(struct listen_parse *p, const char *value)
{
    char *end;
    unsigned long long n;

    if (*value < '0' || *value > '9')
        return 400;
    n = strtoull(value, &end, 10);
    if (end[strspn(end, " \t")] != '\0')
        return 400;
    /* two lengths, or a length and chunks: someone tries to smuggle */
    if (p->phase != LISTEN_HEAD
        && (p->phase != LISTEN_FIXED || p->body_len != n))
        return 400;
    p->phase = LISTEN_FIXED;
    p->body_len = n;
    return 0;
}

/* Notes what steers the connection; the rest is looked up when asked for. */
static int parse_header(struct listen_parse *p, const char *line)
{
    const char *value;

    switch (*line | 0x20) {
    case 'c':
        if (starts(line, "content-length", &value))
            return parse_length(p, value);
        if (starts(line, "connection", &value)) {
            if (strcasestr(value, "close") != NULL)
                p->keep_alive = false;
            else if (strcasestr(value, "keep-alive") != NULL)
                p->keep_alive = true;
        }
        break;
    case 't':
        if (!starts(line, "transfer-encoding", &value))
            break;
        if (strcasecmp(value, "chunked") != 0)
            return 501;
        if (p->phase != LISTEN_HEAD)
            return 400;
        p->phase = LISTEN_SIZE;
        break;
    case 'e':
        if (starts(line, "expect", &value))
            p->expects = strcasecmp(value, "100-continue") == 0;
        break;
    default: break;
    }
    return strchr(line, ':') > line ? 0 : 400;
}

/* Takes the head apart: s holds it with its empty line, head bytes long. */
static int parse_head(
    struct listen_parse *p, char *s, size_t head, size_t max_body)
{
    char *end = s + head - 2; // the empty line
    char *line = s;
    int status;

    if (memchr(s, '\0', head) != NULL)
        return 400;
    for (char *cr; line < end; line = cr + 2) {
        cr = memchr(line, '\r', (size_t)(end - line));
        if (cr == NULL || cr[1] != '\n')
            return 400;
        *cr = '\0';
        status = line == s ? parse_line(p, s, cr) : parse_header(p, line);
        if (status != 0)
            return status;
        if (line == s)
            p->headers_at = (size_t)(cr + 2 - s);
    }
    p->body_at = p->seen = head;
    if (p->phase == LISTEN_HEAD)
        p->phase = LISTEN_FIXED;
    return p->body_len > max_body ? 413 : 0;
}

/* The next line from seen on, or NULL while it is cut; *status is 400 when
 * it never ends. */
static char *next_line(struct listen_parse *p, char *s, size_t len, int *status)
{
    char *line = s + p->seen;
    char *lf = memchr(line, '\n', len - p->seen);

    *status = lf == NULL && len - p->seen > MAX_LINE ? 400 : 0;
    if (lf != NULL)
        p->seen = (size_t)(lf + 1 - s);
    return lf != NULL ? line : NULL;
}

static int parse_size(
    struct listen_parse *p, char *s, size_t len, size_t max_body)
{
    unsigned long long n;
    int status;
    char *end, *line = next_line(p, s, len, &status);

    if (line == NULL)
        return status;
    n = strtoull(line, &end, 16);
    if (end == line || end != line + strspn(line, HEX)
        || strchr("\r\n; \t", *end) == NULL)
        return 400;
    if (n > max_body - p->body_len)
        return 413;
    p->left = n;
    p->phase = n > 0 ? LISTEN_CHUNK : LISTEN_TRAILER;
    return 0;
}

/* Moves what is there of a chunk behind the chunks before. */
static void take_chunk(struct listen_parse *p, char *s, size_t len)
{
    size_t n = len - p->seen < p->left ? len - p->seen : p->left;

    memmove(s + p->body_at + p->body_len, s + p->seen, n);
    p->body_len += n;
    p->seen += n;
    p->left -= n;
    if (p->left == 0)
        p->phase = LISTEN_AFTER;
}

static int parse_chunks(
    struct listen_parse *p, char *s, size_t len, size_t max_body)
{
    int status = 0;

    /* one byte a chunk is bad manners, worse is an attack */
    if (len - p->body_at > 8 * max_body + MAX_LINE)
        return 413;
    while (status == 0 && p->seen < len) {
        size_t seen = p->seen;
        char *line;
        if (p->phase == LISTEN_SIZE) {
            status = parse_size(p, s, len, max_body);
        } else if (p->phase == LISTEN_CHUNK) {
            take_chunk(p, s, len);
        } else if ((line = next_line(p, s, len, &status)) != NULL) {
            if (*line != '\n' && *line != '\r')
                status = p->phase == LISTEN_AFTER ? 400 : 0;
            else if (p->phase == LISTEN_AFTER)
                p->phase = LISTEN_SIZE;
            else
                return LISTEN_WHOLE;
        }
        if (p->seen == seen)
            break; // the line is cut
    }
    return status;
}

int listen_parse(struct listen_parse *p, char *s, size_t len, size_t max_header,
    size_t max_body)
{
    int status;

    if (p->phase == LISTEN_HEAD) {
        char *gap = memmem(s + p->seen, len - p->seen, "\r\n\r\n", 4);
        size_t head = gap != NULL ? (size_t)(gap + 4 - s) : len;
        if (*s < 'A' || *s > 'Z')
            return 400; // a TLS greeting, say, which would wait for ours
        if (head > max_header)
            return 431;
        if (gap == NULL) {
            p->seen = len > 3 ? len - 3 : 0;
            return LISTEN_MORE;
        }
        if ((status = parse_head(p, s, head, max_body)) != 0)
            return status;
    }
    if (p->phase == LISTEN_FIXED) {
        p->end = p->body_at + p->body_len;
        return len >= p->end ? LISTEN_WHOLE : LISTEN_MORE;
    }
    status = parse_chunks(p, s, len, max_body);
    p->end = p->seen;
    return status;
}

const char *listen_parse_header(
    const struct listen_parse *p, const char *s, const char *name)
{
    const char *line = s + p->headers_at;
    const char *value;

    while (line + 2 < s + p->body_at) {
        if (starts(line, name, &value))
            return value;
        line += strlen(line) + 2;
    }
    return NULL;
}
