#include "report/page/page_chart.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "report/chart/chart.h"

/* What gnuplot 5.4 and 6 draw with. */
static const char *const elements[] = { "svg", "g", "defs", "rect", "circle",
    "path", "use", "text", "tspan", "polygon", "polyline", "line", "filter",
    "feFlood", "feComposite", "pattern", "clipPath" };

struct drawing {
    const char *at; // what comes next
    struct buf *out;
    size_t number;
};

static size_t name_length(const char *s)
{
    size_t n = 0;

    while (isalnum((unsigned char)s[n]) || s[n] == ':' || s[n] == '-')
        n++;
    return n;
}

static bool is_name(const char *s, size_t n, const char *name)
{
    return strlen(name) == n && strncmp(s, name, n) == 0;
}

static bool is_element(const char *s, size_t n)
{
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (is_name(s, n, elements[i]))
            return true;
    return false;
}

/* A value, where "#x" in url(#x) names something of this chart. */
static void put_value(struct drawing *d, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        buf_putc(d->out, s[i]);
        if (i >= 4 && strncmp(s + i - 4, "url(#", 5) == 0)
            buf_printf(d->out, "c%zu-", d->number);
    }
}

static int put_attribute(struct drawing *d, const char *name, size_t n,
    const char *value, size_t len, struct err *e)
{
    bool link = is_name(name, n, "href") || is_name(name, n, "xlink:href");

    if (strncmp(name, "xmlns", 5) == 0 || is_name(name, n, "class"))
        return 0; /* HTML needs the one, and has no use for the other */
    if ((n > 2 && strncasecmp(name, "on", 2) == 0) || (link && value[0] != '#'))
        return err_set(e, ERR_DATA, "a drawing has no use for %.*s=%.*s",
            (int)n, name, (int)(len < 40 ? len : 40), value);
    buf_printf(d->out, " %.*s=\"", link ? 4 : (int)n, link ? "href" : name);
    if (is_name(name, n, "id"))
        buf_printf(d->out, "c%zu-", d->number);
    if (link)
        buf_printf(d->out, "#c%zu-", d->number);
    put_value(d, value + link, len - link);
    buf_putc(d->out, '"');
    return 0;
}

static int broken(struct err *e)
{
    return err_set(e, ERR_DATA, "the drawing is no whole SVG");
}

/* name="value" or name = 'value'; no value holds the other quote. */
static int attribute(struct drawing *d, struct err *e)
{
    const char *name = d->at, *value, *end;
    size_t n = name_length(name);
    char quote;

    value = name + n + strspn(name + n, " ");
    if (n == 0 || *value != '=')
        return broken(e);
    value += 1 + strspn(value + 1, " ");
    quote = *value++;
    if (quote != '"' && quote != '\'')
        return broken(e);
    end = strchr(value, quote);
    if (end == NULL || memchr(value, '"', (size_t)(end - value)) != NULL)
        return broken(e);
    d->at = end + 1;
    return put_attribute(d, name, n, value, (size_t)(end - value), e);
}

/* From behind "<name" to behind ">". */
static int rest_of_tag(struct drawing *d, struct err *e)
{
    for (;;) {
        d->at += strspn(d->at, " \t\r\n");
        if (*d->at == '\0')
            return broken(e);
        if (*d->at == '/' || *d->at == '>')
            break;
        if (attribute(d, e) < 0)
            return -1;
    }
    if (*d->at == '/') {
        buf_putc(d->out, '/');
        d->at++;
    }
    if (*d->at != '>')
        return broken(e);
    buf_putc(d->out, '>');
    d->at++;
    return 0;
}

/* Goes on behind the next s; an error where there is none. */
static int skip(struct drawing *d, const char *s, struct err *e)
{
    const char *found = strstr(d->at, s);

    if (found == NULL)
        return broken(e);
    d->at = found + strlen(s);
    return 0;
}

/* A tag at d->at, which is '<'. */
static int tag(struct drawing *d, struct err *e)
{
    const char *name = d->at + 1;
    bool end = *name == '/';
    size_t n;

    if (strncmp(d->at, "<!--", 4) == 0)
        return skip(d, "-->", e);
    name += end;
    n = name_length(name);
    /* "Gnuplot", which would hang over the picture as a tooltip */
    if (!end && is_name(name, n, "title"))
        return skip(d, "</title>", e);
    if (!end && is_name(name, n, "desc"))
        return skip(d, "</desc>", e);
    if (!is_element(name, n))
        return err_set(
            e, ERR_DATA, "a drawing has no use for <%.*s>", (int)n, name);
    buf_printf(d->out, "<%s%.*s", end ? "/" : "", (int)n, name);
    d->at = name + n;
    return rest_of_tag(d, e);
}

int page_chart_svg(
    const char *svg, size_t number, struct buf *out, struct err *e)
{
    struct drawing d = { strstr(svg, "<svg"), out, number };

    if (d.at == NULL)
        return broken(e);
    while (*d.at != '\0') {
        size_t text = strcspn(d.at, "<");
        /* between tags gnuplot breaks lines only */
        if (strspn(d.at, " \t\r\n") < text)
            buf_add(out, d.at, text);
        d.at += text;
        if (*d.at == '<' && tag(&d, e) < 0)
            return -1;
    }
    return 0;
}

int page_chart_read(const char *dir, const char *name, const char *as,
    size_t number, struct page_chart *out, struct err *e)
{
    char *path = mem_printf("%s/%s.svg", dir, name);
    struct buf file = { 0 }, svg = { 0 }, title = { 0 };
    int rc = -1;

    memset(out, 0, sizeof *out);
    if (file_read(path, &file, e) == 0
        && page_chart_svg(buf_str(&file), number, &svg, e) == 0
        && chart_title(dir, name, &title, e) == 0) {
        out->name = mem_str(as);
        out->title = buf_take(&title);
        out->svg = buf_take(&svg);
        rc = 0;
    }
    buf_clear(&file);
    buf_clear(&svg);
    buf_clear(&title);
    free(path);
    return rc < 0 ? err_wrap(e, "%s", name) : 0;
}

void page_chart_clear(struct page_chart *c)
{
    free(c->name);
    free(c->title);
    free(c->svg);
}
