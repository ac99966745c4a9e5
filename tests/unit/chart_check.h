/*
 * Whether a chart's files are sound: PNG and SVG well formed, no text of the
 * script on another or off the canvas. Include after cmocka.h.
 */
#ifndef RETORT_TESTS_UNIT_CHART_CHECK_H
#define RETORT_TESTS_UNIT_CHART_CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "report/chart/chart_place.h"
#include "report/chart/chart_text.h"

static char dir[200] = "/tmp/retort-chart-XXXXXX";

/* RETORT_CHART_DIR=folder keeps the pictures there, to be looked at. */
static int chart_folder(void **state)
{
    const char *keep = getenv("RETORT_CHART_DIR");

    (void)state;
    if (keep != NULL)
        return snprintf(dir, sizeof dir, "%s", keep) >= (int)sizeof dir
                   ? -1
                   : file_mkdirs(dir, &(struct err){ 0 });
    return mkdtemp(dir) == NULL ? -1 : 0;
}

static int chart_folder_gone(void **state)
{
    char *command = mem_printf("/bin/rm -r '%s'", dir);
    int rc = getenv("RETORT_CHART_DIR") != NULL ? 0 : system(command);

    (void)state;
    free(command);
    return rc;
}

/* Draws, or skips the test on a machine without gnuplot. */
#define MAKE(call)                                                             \
    do {                                                                       \
        struct err err_ = { 0 };                                               \
        struct err *e = &err_;                                                 \
        if (chart_available(e) < 0)                                            \
            skip();                                                            \
        if ((call) < 0)                                                        \
            fail_msg("%s", err_.text);                                         \
    } while (0)

static void read_made(const char *name, const char *suffix, struct buf *out)
{
    struct err e = { 0 };
    char *path = mem_printf("%s/%s.%s", dir, name, suffix);

    if (file_read(path, out, &e) < 0)
        fail_msg("%s", e.text);
    free(path);
}

static inline void want(const struct buf *svg, const char *words)
{
    if (strstr(buf_str(svg), words) == NULL)
        fail_msg("not in the picture: %s", words);
}

static uint32_t big_endian(const char *s)
{
    const unsigned char *u = (const unsigned char *)s;
    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8
           | u[3];
}

static void check_png(const char *name)
{
    struct buf png = { 0 };

    read_made(name, "png", &png);
    assert_true(png.len > 8000);
    assert_memory_equal(png.s, "\x89PNG\r\n\x1a\n", 8);
    assert_int_equal(big_endian(png.s + 16), 1600);
    assert_true(big_endian(png.s + 20) >= 600);
    assert_memory_equal(png.s + png.len - 8, "IEND", 4);
    buf_clear(&png);
}

/* Reads a tag at s; returns its end, and how it changes the depth. */
static const char *read_tag(const char *s, int *depth)
{
    const char *start = s;
    char quote = '\0';

    for (s++; *s != '\0' && (quote != '\0' || *s != '>'); s++) {
        if (quote != '\0')
            quote = *s == quote ? '\0' : quote;
        else if (*s == '"' || *s == '\'')
            quote = *s;
        assert_true(*s != '<');
    }
    assert_true(*s == '>');
    if (start[1] == '/')
        (*depth)--;
    else if (start[1] != '?' && s[-1] != '/')
        (*depth)++;
    return s + 1;
}

static void check_entity(const char *s)
{
    static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;",
        "&apos;", "&#44;", "&#160;" };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strncmp(s, known[i], strlen(known[i])) == 0)
            return;
    }
    fail_msg("not XML: %.20s", s);
}

/* Tags balance, entities are known, no control characters. */
static void check_svg(const char *name, struct buf *svg)
{
    int depth = 0, tags = 0;

    read_made(name, "svg", svg);
    for (const char *s = svg->s; *s != '\0';) {
        assert_true((unsigned char)*s >= ' ' || *s == '\n' || *s == '\t');
        if (*s == '&')
            check_entity(s);
        if (*s != '<') {
            s++;
            continue;
        }
        s = read_tag(s, &depth);
        assert_true(depth >= 0);
        tags++;
    }
    assert_int_equal(depth, 0);
    assert_true(tags > 50);
}

struct text { // a label of the script, measured
    struct chart_box box;
    char words[200];
};

/* Reads one letter as chart_text_quote wrote it. */
static const char *read_letter(const char *s, char *letter)
{
    unsigned code;

    if (strncmp(s, "\" . \"", 5) == 0)
        s += 5;
    if (*s == '\\' && (s[1] == '\\' || s[1] == '"')) {
        s++;
    } else if (*s == '\\') {
        assert_int_equal(sscanf(s, "\\%3o", &code), 1);
        *letter = (char)code;
        return s + 4;
    }
    *letter = *s;
    return s + 1;
}

/* Reads 'set label N "words" at screen x,y align ... font ',size''. */
static bool read_label(const char *line, double w, double h, struct text *t)
{
    double x, y, size;
    char align[10];
    int number, skip = 0;
    size_t n = 0;

    if (sscanf(line, "set label %d \"%n", &number, &skip) != 1 || skip == 0)
        return false;
    for (line += skip; *line != '"' || strncmp(line, "\" .", 3) == 0;) {
        line = read_letter(line, &t->words[n]);
        n += n + 1 < sizeof t->words;
    }
    t->words[n] = '\0';
    if (sscanf(line, "\" at screen %lf,%lf %9s front noenhanced font ',%lf'",
            &x, &y, align, &size)
        != 4)
        return false;
    double width = chart_text_width(t->words, n, size, false);
    double shift = *align == 'r' ? width : *align == 'c' ? width / 2 : 0;
    /* Of the line only the middle two thirds are surely ink. */
    t->box = (struct chart_box){ x * w - shift, (1 - y) * h - size / 3, width,
        size * 2 / 3 };
    return true;
}

/* No text of the script on another, none beyond the canvas. */
static size_t check_texts(const char *name)
{
    static struct text t[600];
    struct buf gp = { 0 };
    double w, h;
    size_t n = 0;

    read_made(name, "gp", &gp);
    const char *size = strstr(gp.s, "set terminal svg size ");
    assert_non_null(size);
    assert_int_equal(sscanf(size, "set terminal svg size %lf,%lf", &w, &h), 2);
    for (char *save, *line = strtok_r(gp.s, "\n", &save); line != NULL;
         line = strtok_r(NULL, "\n", &save)) {
        assert_true(n < 600);
        n += read_label(line, w, h, &t[n]);
    }
    for (size_t i = 0; i < n; i++) {
        const struct chart_box *a = &t[i].box;
        if (a->x < 0 || a->y < 0 || a->x + a->w > w || a->y + a->h > h)
            fail_msg("%s: off the canvas: %s", name, t[i].words);
        for (size_t j = 0; j < i; j++) {
            const struct chart_box *b = &t[j].box;
            if (a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h
                && b->y < a->y + a->h)
                fail_msg("%s: '%s' on '%s'", name, t[i].words, t[j].words);
        }
    }
    buf_clear(&gp);
    return n;
}

static void check_made(const char *name, struct buf *svg)
{
    check_png(name);
    check_svg(name, svg);
    assert_true(check_texts(name) > 1);
}

#endif
