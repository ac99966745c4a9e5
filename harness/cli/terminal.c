#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { PROSE = 80, PROSE_MOST = 100, NARROWEST = 20, WIDEST = 10000 };

size_t terminal_width(void)
{
    const char *said = getenv("COLUMNS");
    long columns = said != NULL ? strtol(said, NULL, 10) : 0;
    struct winsize w;

    if (columns >= NARROWEST && columns <= WIDEST)
        return (size_t)columns;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= NARROWEST)
        return w.ws_col;
    return 0;
}

size_t terminal_prose(void)
{
    size_t width = terminal_width();

    return width == 0 ? PROSE : width < PROSE_MOST ? width : PROSE_MOST;
}

/* https://no-color.org: any value of NO_COLOR that is not empty says no */
bool terminal_color(const char *when)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

    if (strcmp(when, "always") == 0)
        return true;
    if (strcmp(when, "never") == 0 || (no != NULL && no[0] != '\0'))
        return false;
    return isatty(STDOUT_FILENO) != 0 && term != NULL
           && strcmp(term, "dumb") != 0;
}
