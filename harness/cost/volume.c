#include "cost/volume.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DIGITS = 64 };

static const struct {
    char letter;
    double times;
} units[] = { { 'T', 1e12 }, { 'G', 1e9 }, { 'B', 1e9 }, { 'M', 1e6 },
    { 'K', 1e3 } };

enum { UNITS = sizeof(units) / sizeof(units[0]) };

/* Copies a number without its commas and underscores and moves *p past it.
 * False when there is none, or too long a one. */
static bool read_number(const char **p, double *out)
{
    char digits[DIGITS], *end;
    size_t n = 0;
    bool exponent = false;

    for (; n + 1 < DIGITS; (*p)++) {
        bool first_e = !exponent && n && (**p == 'e' || **p == 'E')
                       && (*p)[1] >= '0' && (*p)[1] <= '9';
        if (first_e)
            exponent = true;
        if (first_e || (**p >= '0' && **p <= '9') || **p == '.')
            digits[n++] = **p;
        else if (**p != ',' && **p != '_')
            break;
    }
    digits[n] = '\0';
    *out = strtod(digits, &end);
    return n > 0 && n + 1 < DIGITS && *end == '\0' && isfinite(*out);
}

static void skip_blanks(const char **p)
{
    while (**p == ' ')
        (*p)++;
}

/* Skips a word when it is there. */
static bool skip_word(const char **p, const char *word)
{
    size_t len = strlen(word);
    skip_blanks(p);
    if (strncasecmp(*p, word, len) != 0)
        return false;
    *p += len;
    return true;
}

static double read_unit(const char **p)
{
    skip_blanks(p);
    /* "t" may begin "tokens" */
    if (strncasecmp(*p, "tok", 3) == 0)
        return 1;
    char c = (char)(**p & ~0x20);
    for (int i = 0; i < UNITS; i++)
        if (c == units[i].letter) {
            (*p)++;
            return units[i].times;
        }
    return 1;
}

/* What is beyond is a slip: no curve, or chart, is drawn there. */
static const double most = 1e14, least = 1e-3;

bool volume_fits(double per_day)
{
    return per_day >= least && per_day <= most;
}

int volume_parse(const char *text, struct volume *out, struct err *e)
{
    const char *p = text;
    skip_blanks(&p);
    if (!read_number(&p, &out->per_day))
        goto bad;
    out->per_day *= read_unit(&p);
    out->tokens = skip_word(&p, "tokens") || skip_word(&p, "token")
                  || skip_word(&p, "tok");
    if (!out->tokens && !skip_word(&p, "requests"))
        (void)skip_word(&p, "req");
    (void)(skip_word(&p, "/day") || skip_word(&p, "a day")
           || skip_word(&p, "per day"));
    skip_blanks(&p);
    if (*p == '\0' && (volume_fits(out->per_day) || out->per_day == 0))
        return 0;
    if (*p == '\0' && isfinite(out->per_day))
        return err_set(e, ERR_USAGE,
            "a volume of '%.60s' a day is beyond %g to %g", text, least, most);
bad:
    return err_set(
        e, ERR_USAGE, "'%.60s' is no volume; write 1000, 1.5K or 2M", text);
}

int volume_mix(const char *text, struct usage *out, struct err *e)
{
    long long in = -1, reply = -1;
    int end = 0;
    *out = usage_unknown();
    if (sscanf(text, "%9lld:%9lld%n", &in, &reply, &end) == 2 && in >= 0
        && reply >= 0 && in + reply > 0 && text[end] == '\0') {
        out->input = in;
        out->output = reply;
        return 0;
    }
    return err_set(e, ERR_USAGE,
        "'%.60s' is no mix of input to output tokens; write 3:1", text);
}

double volume_requests(const struct volume *v, double tokens_per_request)
{
    if (!v->tokens)
        return v->per_day;
    if (!(tokens_per_request > 0))
        return (double)NAN;
    return v->per_day / tokens_per_request;
}

const char *volume_short(double per_day, char out[16])
{
    if (!isfinite(per_day)) {
        snprintf(out, 16, "unknown");
        return out;
    }
    for (int i = 0; i < UNITS; i++)
        if (units[i].letter != 'G' && per_day >= units[i].times * 0.9995) {
            snprintf(
                out, 16, "%.3g%c", per_day / units[i].times, units[i].letter);
            return out;
        }
    snprintf(out, 16, "%.3g", per_day);
    return out;
}

const char *volume_long(double per_day, char out[32])
{
    char digits[32];
    size_t n, at = 0;

    if (!(per_day >= 100 && per_day < 1e15)) {
        snprintf(out, 32, isfinite(per_day) ? "%.3g" : "unknown", per_day);
        return out;
    }
    snprintf(digits, sizeof digits, "%.2e", per_day);
    snprintf(digits, sizeof digits, "%.0f", strtod(digits, NULL));
    n = strlen(digits);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}
