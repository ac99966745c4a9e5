#include "cli/terminal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "report/text/plain.h"
#include "report/text/table.h"

enum { PROSE = 80, PROSE_MOST = 100, NARROWEST = 20, WIDEST = 10000 };

static size_t width_of(int fd)
{
    struct winsize w;

    return ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col >= NARROWEST ? w.ws_col
                                                                   : 0;
}

size_t terminal_width(void)
{
    const char *said = getenv("COLUMNS");
    long columns = said != NULL ? strtol(said, NULL, 10) : 0;

    if (columns >= NARROWEST && columns <= WIDEST)
        return (size_t)columns;
    return width_of(STDOUT_FILENO);
}

size_t terminal_error_width(void)
{
    return width_of(STDERR_FILENO);
}

static void print(FILE *to, const struct buf *text, size_t width)
{
    struct buf lines = { 0 };

    if (width > 0)
        plain_hang(&lines, buf_str(text), text->len, width);
    fwrite(buf_str(width > 0 ? &lines : text), 1,
        width > 0 ? lines.len : text->len, to);
    buf_clear(&lines);
}

void terminal_print(const struct buf *text)
{
    print(stdout, text, terminal_width());
}

void terminal_say(const char *fmt, ...)
{
    struct buf text = { 0 };
    char *s = NULL;
    va_list args;

    va_start(args, fmt);
    if (vasprintf(&s, fmt, args) >= 0)
        buf_puts(&text, s);
    va_end(args);
    free(s);
    if (text.len > 0 && text.s[text.len - 1] != '\n')
        buf_putc(&text, '\n');
    print(stderr, &text, terminal_error_width());
    buf_clear(&text);
}

size_t terminal_prose(void)
{
    size_t width = terminal_width();

    return width == 0 ? PROSE : width < PROSE_MOST ? width : PROSE_MOST;
}

/* https://no-color.org: any value of NO_COLOR that is not empty says no */
int terminal_look(const char *color)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

    if (strcmp(color, "always") == 0)
        return TABLE_RULE | TABLE_COLOR;
    if (strcmp(color, "never") == 0 || (no != NULL && no[0] != '\0')
        || isatty(STDOUT_FILENO) == 0 || term == NULL
        || strcmp(term, "dumb") == 0)
        return TABLE_RULE;
    return TABLE_RULE | TABLE_COLOR;
}
