#include "report/chart/chart_text.h"

#include <string.h>

#include "base/utf8.h"

/* Advance widths of ' ' to '~' in 1/1000 of the size: table hmtx of
 * DejaVuSans.ttf and DejaVuSans-Bold.ttf 2.37. */
static const short widths[2][95] = {
    { 317, 400, 459, 837, 636, 950, 779, 274, 390, 390, 500, 837, 317, 360, 317,
        336, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 336, 336, 837,
        837, 837, 530, 1000, 684, 686, 698, 770, 631, 575, 774, 751, 294, 294,
        655, 557, 862, 748, 787, 603, 787, 694, 634, 610, 731, 684, 988, 685,
        610, 685, 390, 336, 390, 837, 500, 500, 612, 634, 549, 634, 615, 352,
        634, 633, 277, 277, 579, 277, 974, 633, 611, 634, 634, 411, 520, 392,
        633, 591, 817, 591, 591, 524, 636, 336, 636, 837 },
    { 348, 456, 520, 837, 695, 1001, 872, 306, 457, 457, 522, 837, 379, 415,
        379, 365, 695, 695, 695, 695, 695, 695, 695, 695, 695, 695, 399, 399,
        837, 837, 837, 580, 1000, 773, 762, 733, 830, 683, 683, 820, 836, 372,
        372, 774, 637, 995, 836, 850, 732, 850, 770, 720, 682, 812, 773, 1103,
        770, 724, 725, 457, 365, 457, 837, 500, 500, 674, 715, 592, 715, 678,
        435, 715, 711, 342, 342, 665, 342, 1041, 711, 687, 715, 715, 493, 595,
        478, 711, 651, 923, 645, 651, 582, 711, 365, 711, 837 },
};

static const char replacement[] = "\xEF\xBF\xBD"; // U+FFFD

/* Where the chart's font may have no letter, and no other font that has one
 * need be there: gnuplot then draws black shapes over the whole picture. From
 * U+2E80 (Chinese, Japanese, Korean) on, but for the private sign of 0xFFFD,
 * and everything beyond 16 bits. */
static bool has_letter(const char *s, size_t len)
{
    return len < 3 || (len == 3 && memcmp(s, "\xE2\xBA\x80", 3) < 0)
           || (len == 3 && memcmp(s, replacement, 3) == 0);
}

/* C1 controls and U+FFFE/U+FFFF are valid UTF-8, but XML does not want
 * them. */
static bool harmless(const char *s, size_t len)
{
    if (len == 2 && memcmp(s, "\xC2\xA0", 2) < 0)
        return false;
    return !(len == 3 && memcmp(s, "\xEF\xBF\xBE", 3) >= 0
             && memcmp(s, "\xEF\xBF\xBF", 3) <= 0);
}

void chart_text_clean(struct buf *out, const char *s, bool lines)
{
    if (s == NULL)
        return;
    size_t len = strlen(s);
    for (size_t i = 0; i < len;) {
        size_t n = utf8_len(s + i, len - i);
        unsigned char c = (unsigned char)s[i];
        if (n == 0 || (n > 1 && !(harmless(s + i, n) && has_letter(s + i, n))))
            buf_puts(out, replacement);
        else if (n == 1 && (c < ' ' || c == 0x7F) && !(lines && c == '\n'))
            buf_putc(out, ' ');
        else
            buf_add(out, s + i, n);
        i += n == 0 ? 1 : n;
    }
}

void chart_text_quote(struct buf *out, const char *s)
{
    struct buf clean = { 0 };

    chart_text_clean(&clean, s, false);
    buf_putc(out, '"');
    for (size_t i = 0; i < clean.len; i++) {
        char c = clean.s[i], next = clean.s[i + 1];
        if (c == '"' || c == '\\')
            buf_putc(out, '\\');
        if (c != '`')
            buf_putc(out, c);
        else // octal goes on as long as there are digits: end the string
            buf_puts(
                out, next >= '0' && next <= '9' ? "\\140\" . \"" : "\\140");
    }
    buf_putc(out, '"');
    buf_clear(&clean);
}

static double letter_width(const char *s, size_t len, bool bold)
{
    unsigned char c = (unsigned char)s[0];
    if (len <= 1)
        return c >= ' ' && c <= '~' ? widths[bold][c - ' '] : 600;
    size_t columns = utf8_width(s, len);
    if (columns != 1)
        return columns == 0 ? 0 : 1020;
    if (c < 0xCA) // Latin: at most 1000, nearly all below 700
        return bold ? 780 : 700;
    return bold ? 950 : 850;
}

static size_t step(const char *s, size_t len)
{
    size_t n = utf8_len(s, len);
    return n == 0 ? 1 : n;
}

double chart_text_width(const char *s, size_t len, double size, bool bold)
{
    double sum = 0;

    for (size_t i = 0; i < len;) {
        size_t n = step(s + i, len - i);
        sum += letter_width(s + i, n, bold);
        i += n;
    }
    return sum * size / 1000;
}

/* Bytes of s that fit into width, whole letters, one at least. */
static size_t fitting(
    const char *s, size_t len, double size, bool bold, double width)
{
    size_t i = 0;
    double sum = 0;

    while (i < len) {
        size_t n = step(s + i, len - i);
        sum += letter_width(s + i, n, bold) * size / 1000;
        if (sum > width && i > 0)
            break;
        i += n;
    }
    return i;
}

/* Adds one paragraph, the first line without a newline before it. */
static size_t wrap_paragraph(struct buf *out, const char *s, size_t len,
    double size, bool bold, double width)
{
    size_t lines = 0;

    do {
        size_t n = fitting(s, len, size, bold, width);
        size_t cut = n;
        while (n < len && cut > 0 && s[cut] != ' ')
            cut--;
        if (n < len && cut > 0)
            n = cut;
        if (out->len > 0)
            buf_putc(out, '\n');
        size_t ink = n;
        while (ink > 1 && s[ink - 1] == ' ')
            ink--;
        buf_add(out, s, ink);
        lines++;
        while (n < len && s[n] == ' ')
            n++;
        s += n;
        len -= n;
    } while (len > 0);
    return lines;
}

size_t chart_text_wrap(
    struct buf *out, const char *s, double size, bool bold, double width)
{
    struct buf clean = { 0 };
    size_t lines = 0;

    chart_text_clean(&clean, s, true);
    const char *at = buf_str(&clean);
    while (*at != '\0') {
        size_t len = strcspn(at, "\n");
        if (len > 0)
            lines += wrap_paragraph(out, at, len, size, bold, width);
        at += len + (at[len] == '\n');
    }
    buf_clear(&clean);
    return lines;
}

/* The start of the last bytes of s that fit into width. */
static size_t tail_start(
    const char *s, size_t len, double size, bool bold, double width)
{
    size_t i = 0;

    while (i < len && chart_text_width(s + i, len - i, size, bold) > width)
        i += step(s + i, len - i);
    return i;
}

void chart_text_clip(
    struct buf *out, const char *s, double size, bool bold, double width)
{
    struct buf clean = { 0 };

    chart_text_clean(&clean, s, false);
    const char *text = buf_str(&clean);
    if (chart_text_width(text, clean.len, size, bold) <= width) {
        buf_add(out, text, clean.len);
    } else {
        double room = (width - size) / 2; // "…" is as wide as the size
        buf_add(out, text, fitting(text, clean.len, size, bold, room));
        buf_puts(out, "…");
        buf_puts(out, text + tail_start(text, clean.len, size, bold, room));
    }
    buf_clear(&clean);
}

double chart_text_clipped(const char *s, double size, bool bold, double width)
{
    struct buf text = { 0 };
    double w;

    chart_text_clip(&text, s, size, bold, width);
    w = chart_text_width(buf_str(&text), text.len, size, bold);
    buf_clear(&text);
    return w;
}
