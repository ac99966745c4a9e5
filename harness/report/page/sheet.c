#include "report/page/sheet.h"

#include <string.h>

#include "report/text/markup.h"

static void put(struct sheet *s, const char *text, size_t len)
{
    if (s->html)
        markup_text(s->out, text, len);
    else
        markup_markdown(s->out, text, len);
}

void sheet_heading(struct sheet *s, int depth, const char *id, const char *text)
{
    int level = s->level + depth;

    if (s->html) {
        buf_printf(s->out, "<h%d", level);
        if (id != NULL)
            buf_printf(s->out, " id=\"%s\"", id);
        buf_putc(s->out, '>');
    } else {
        buf_printf(s->out, "%.*s ", level, "######");
    }
    put(s, text, strlen(text));
    if (s->html)
        buf_printf(s->out, "</h%d>\n", level);
    else
        buf_puts(s->out, "\n\n");
}

/* Begins or ends a list where the next line is of the other kind. */
static void turn(struct sheet *s, bool *list, bool item, bool small)
{
    if (*list == item)
        return;
    *list = item;
    if (!s->html)
        buf_puts(s->out, item ? "" : "\n");
    else if (item)
        buf_puts(s->out, small ? "<ul class=\"note\">\n" : "<ul>\n");
    else
        buf_puts(s->out, "</ul>\n");
}

static void line(
    struct sheet *s, const char *text, size_t len, bool item, bool small)
{
    if (s->html)
        buf_puts(s->out, item ? "<li>" : small ? "<p class=\"note\">" : "<p>");
    else if (item)
        buf_puts(s->out, "- ");
    put(s, text, len);
    if (s->html)
        buf_puts(s->out, item ? "</li>\n" : "</p>\n");
    else
        buf_puts(s->out, item ? "\n" : "\n\n");
}

void sheet_lines(struct sheet *s, const char *lines, bool small)
{
    bool list = false;

    while (*lines != '\0') {
        size_t len = strcspn(lines, "\n");
        bool item = strncmp(lines, "- ", 2) == 0 && len > 2;
        if (len > 0) {
            turn(s, &list, item, small);
            line(s, lines + (item ? 2 : 0), len - (item ? 2 : 0), item, small);
        }
        lines += len + (lines[len] != '\0');
    }
    turn(s, &list, false, small);
}

static void html_cell(struct sheet *s, const char *name, const char *attributes,
    bool right, const char *text)
{
    buf_printf(
        s->out, "<%s%s%s>", name, attributes, right ? " class=\"n\"" : "");
    put(s, text, strlen(text));
    buf_printf(s->out, "</%s>", name);
}

static void html_table(
    struct sheet *s, const struct table *t, const char *caption)
{
    /* tabindex: what scrolls sideways must be reached without a mouse */
    buf_puts(
        s->out, "<div class=\"wide\" tabindex=\"0\" role=\"group\"><table>\n");
    if (caption != NULL)
        html_cell(s, "caption", "", false, caption);
    buf_puts(s->out, "<thead><tr>");
    for (size_t c = 0; c < table_width(t); c++)
        if (table_title(t, c) != NULL)
            html_cell(s, "th", " scope=\"col\"", table_right(t, c),
                table_title(t, c));
    buf_puts(s->out, "</tr></thead>\n<tbody>\n");
    for (size_t r = 0; r < table_rows(t); r++) {
        buf_puts(s->out, "<tr>");
        for (size_t c = 0; c < table_width(t); c++)
            if (table_title(t, c) != NULL)
                html_cell(s, c == 0 ? "th" : "td",
                    c == 0 ? " scope=\"row\"" : "", table_right(t, c),
                    table_at(t, r, c));
        buf_puts(s->out, "</tr>\n");
    }
    buf_puts(s->out, "</tbody></table></div>\n");
}

static void markdown_table(struct sheet *s, const struct table *t)
{
    for (size_t c = 0; c < table_width(t); c++)
        if (table_title(t, c) != NULL) {
            buf_puts(s->out, "| ");
            put(s, table_title(t, c), strlen(table_title(t, c)));
            buf_putc(s->out, ' ');
        }
    buf_puts(s->out, "|\n");
    for (size_t c = 0; c < table_width(t); c++)
        if (table_title(t, c) != NULL)
            buf_puts(s->out, table_right(t, c) ? "| ---: " : "| --- ");
    buf_puts(s->out, "|\n");
    for (size_t r = 0; r < table_rows(t); r++) {
        for (size_t c = 0; c < table_width(t); c++) {
            if (table_title(t, c) == NULL)
                continue;
            buf_puts(s->out, "| ");
            put(s, table_at(t, r, c), strlen(table_at(t, r, c)));
            buf_putc(s->out, ' ');
        }
        buf_puts(s->out, "|\n");
    }
    buf_putc(s->out, '\n');
}

void sheet_table(struct sheet *s, const struct table *t, const char *caption)
{
    if (s->html) {
        html_table(s, t, caption);
        return;
    }
    if (caption != NULL) {
        buf_puts(s->out, "**");
        put(s, caption, strlen(caption));
        buf_puts(s->out, "**\n\n");
    }
    markdown_table(s, t);
}

void sheet_code(struct sheet *s, const char *lines)
{
    buf_puts(s->out, s->html ? "<pre>" : "```sh\n");
    while (*lines != '\0') {
        size_t len = strcspn(lines, "\n");
        if (s->html)
            markup_text(s->out, lines, len);
        else
            buf_add(s->out, lines, len);
        buf_putc(s->out, '\n');
        lines += len + (lines[len] != '\0');
    }
    buf_puts(s->out, s->html ? "</pre>\n" : "```\n\n");
}
