#include "cost/money.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PICO_DIGITS = 12 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* value * 10 + digit, false when it does not fit. */
static bool push_digit(int64_t *value, char digit)
{
    return !__builtin_mul_overflow(*value, 10, value)
           && !__builtin_add_overflow(*value, digit - '0', value);
}

int money_parse(const char *text, int decimals, int64_t *out, struct err *e)
{
    const char *p = text;
    int64_t value = 0;
    int places = 0;
    bool fits = true, digits = is_digit(*p);

    for (; is_digit(*p); p++)
        fits = fits && push_digit(&value, *p);
    if (*p == '.') {
        for (p++; is_digit(*p); p++) {
            digits = true;
            if (places < decimals && ++places)
                fits = fits && push_digit(&value, *p);
            else if (*p != '0')
                return err_set(e, ERR_CONFIG,
                    "'%.40s' has more than %d decimals", text, decimals);
        }
    }
    if (!digits || *p)
        return err_set(e, ERR_CONFIG, "'%.40s' is no price", text);
    for (; places < decimals; places++)
        fits = fits && push_digit(&value, '0');
    if (!fits)
        return err_set(e, ERR_CONFIG, "'%.40s' is too much", text);
    *out = value;
    return 0;
}

int money_parse_any(const char *text, int decimals, int64_t *out, struct err *e)
{
    size_t len = strcspn(text, "eE");
    char figures[48], *end = NULL;
    long exponent;

    if (text[len] == '\0')
        return money_parse(text, decimals, out, e);
    exponent = strtol(text + len + 1, &end, 10);
    if (len >= sizeof(figures) || end == text + len + 1 || *end
        || exponent > 30)
        return err_set(e, ERR_CONFIG, "'%.40s' is no price", text);
    memcpy(figures, text, len);
    figures[len] = '\0';
    /* 2.5e-06 at 12 decimals is 2.5 at 6 */
    if (exponent + decimals < 0)
        return err_set(
            e, ERR_CONFIG, "'%.40s' has more than %d decimals", text, decimals);
    if (money_parse(figures, (int)exponent + decimals, out, e) < 0)
        return err_wrap(e, "%.40s", text);
    return 0;
}

int money_of_number(double x, int decimals, int64_t *out, struct err *e)
{
    char text[40];

    if (!(x >= 0) || x > 1e18)
        return err_set(e, ERR_CONFIG, "'%.15g' is no price", x);
    snprintf(text, sizeof(text), "%.15g", x);
    if (strtod(text, NULL) < x || strtod(text, NULL) > x)
        snprintf(text, sizeof(text), "%.17g", x);
    return money_parse_any(text, decimals, out, e);
}

const char *money_wide(__int128 pusd, char out[MONEY_SIZE])
{
    unsigned __int128 left =
        pusd < 0 ? -(unsigned __int128)pusd : (unsigned __int128)pusd;
    char digits[MONEY_SIZE];
    int n = 0, skip = 0;

    do {
        digits[n++] = (char)('0' + (int)(left % 10));
        left /= 10;
    } while (left || n <= PICO_DIGITS);
    while (skip < PICO_DIGITS && digits[skip] == '0')
        skip++;

    char *o = out;
    if (pusd < 0)
        *o++ = '-';
    while (n > skip || n > PICO_DIGITS) {
        if (n == PICO_DIGITS)
            *o++ = '.';
        *o++ = digits[--n];
    }
    *o = '\0';
    return out;
}

const char *money_exact(int64_t pusd, char out[MONEY_SIZE])
{
    return money_wide(pusd, out);
}

/* Three figures that count; below a tenth, without zeros at the end. */
static void print_figures(double x, const char *unit, char *out, size_t room)
{
    int decimals = x >= 100 ? 0 : x >= 10 ? 1 : 2;

    if (x < 0.1 && x > 0) {
        decimals = 2 - (int)floor(log10(x));
        if (decimals > PICO_DIGITS)
            decimals = PICO_DIGITS;
    }
    if (!*unit && x >= 10)
        decimals = 2; // cents, as on a bill
    int n = snprintf(out, room, "%.*f", decimals, x);
    bool cut = *unit || x < 0.1;
    while (cut && decimals > 0 && n > 1 && out[n - 1] == '0')
        n--;
    if (n > 1 && out[n - 1] == '.')
        n--;
    snprintf(out + n, room - (size_t)n, "%s", unit);
}

const char *money_short(double usd, char out[MONEY_SIZE])
{
    /* a unit begins where the one below would round up to 1000 */
    static const struct {
        double from, at;
        const char *unit;
    } units[] = { { 999.5e9, 1e12, "T" }, { 999.5e6, 1e9, "B" },
        { 999.5e3, 1e6, "M" }, { 999.995, 1e3, "K" }, { 0, 1, "" } };
    char *o = out;
    double x = fabs(usd);
    int i = 0;

    if (isnan(usd) || x >= 1e18) {
        snprintf(out, MONEY_SIZE, "%s", isnan(usd) ? "unknown" : "endless");
        return out;
    }
    while (x < units[i].from)
        i++;
    if (usd < 0)
        *o++ = '-';
    *o++ = '$';
    print_figures(
        x / units[i].at, units[i].unit, o, (size_t)(out + MONEY_SIZE - o));
    return out;
}

const char *money_rate(double usd, char out[MONEY_SIZE])
{
    double cents = 100 * usd;

    if (fabs(usd) >= 1 || !(fabs(usd) >= 0.1)
        || fabs(cents - round(cents)) < 1e-9 * fabs(cents))
        return money_short(usd, out);
    snprintf(out, MONEY_SIZE, "%s$%.3g", usd < 0 ? "-" : "", fabs(usd));
    return out;
}

double money_usd(int64_t pusd)
{
    return pusd == -1 ? (double)NAN : (double)pusd * 1e-12;
}
