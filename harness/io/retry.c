#include "io/retry.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const int64_t SECOND_US = 1000000;
static const double LONGEST_US = 3.2e14; // ten years, far from overflow

struct retry_policy retry_policy_default(void)
{
    return (struct retry_policy){
        .max_attempts = 8,
        .protocol_attempts = 3,
        .base_us = SECOND_US,
        .cap_us = 60 * SECOND_US,
        .limit_cap_us = 120 * SECOND_US,
        .max_total_us = 30 * 60 * SECOND_US,
        .max_server_us = 15 * 60 * SECOND_US,
    };
}

static int64_t exponential_us(const struct retry_policy *p, enum retry_why why,
    int attempt, struct rng *r)
{
    int64_t cap_us = why == RETRY_RATE_LIMIT || why == RETRY_OVERLOADED
                         ? p->limit_cap_us
                         : p->cap_us;
    int64_t us = p->base_us;

    for (int i = 1; i < attempt && us < cap_us; i++)
        us *= 2;
    if (us > cap_us)
        us = cap_us;
    return (int64_t)((double)us * (1 - 0.25 * rng_unit(r)));
}

int64_t retry_delay_us(const struct retry_policy *p, enum retry_why why,
    int attempt, int64_t spent_us, int64_t server_us, struct rng *r)
{
    int most = why == RETRY_PROTOCOL ? p->protocol_attempts : p->max_attempts;
    int64_t us;

    if (attempt >= most)
        return RETRY_GIVE_UP;
    if (server_us > p->max_server_us)
        return RETRY_PAUSE_RUN;
    us = server_us > 0 ? server_us : exponential_us(p, why, attempt, r);
    return spent_us + us > p->max_total_us ? RETRY_GIVE_UP : us;
}

/* Reads digits with at most one point among them, whatever the locale.
 * Returns what follows, or NULL when there is no number. */
static const char *read_number(const char *s, double *n)
{
    size_t whole = strspn(s, "0123456789");
    size_t part = s[whole] == '.' ? strspn(s + whole + 1, "0123456789") : 0;
    double unit = 1;

    if (whole == 0)
        return NULL;
    *n = 0;
    for (size_t i = 0; i < whole; i++)
        *n = *n * 10 + (s[i] - '0');
    for (size_t i = 0; i < part; i++)
        *n += (unit /= 10) * (s[whole + 1 + i] - '0');
    return s + whole + (s[whole] == '.' ? part + 1 : 0);
}

static int64_t capped_us(double us)
{
    return (int64_t)(us < LONGEST_US ? us + 0.5 : LONGEST_US);
}

static int64_t until_us(double at_us, int64_t wall_us)
{
    double us = at_us - (double)wall_us;

    return us > 0 ? capped_us(us) : 0;
}

/* "1m30s": numbers with units, summed. */
static int64_t parse_duration(const char *s)
{
    static const struct {
        const char *name; // the longer ones first
        double us;
    } units[] = {
        { "ms", 1e3 },
        { "us", 1 },
        { "ns", 1e-3 },
        { "s", 1e6 },
        { "m", 60e6 },
        { "h", 3600e6 },
        { "d", 86400e6 },
    };
    double n, us = 0;

    while (*s != '\0') {
        size_t i = 0, len = 0;
        if ((s = read_number(s, &n)) == NULL)
            return -1;
        for (; i < sizeof units / sizeof *units; i++) {
            len = strlen(units[i].name);
            if (strncmp(s, units[i].name, len) == 0)
                break;
        }
        if (i == sizeof units / sizeof *units)
            return -1;
        us += n * units[i].us;
        s += len;
    }
    return capped_us(us);
}

static bool sane(const struct tm *t)
{
    return t->tm_mon >= 0 && t->tm_mon < 12 && t->tm_mday >= 1
           && t->tm_mday <= 31 && t->tm_hour >= 0 && t->tm_hour < 24
           && t->tm_min >= 0 && t->tm_min < 60 && t->tm_sec >= 0
           && t->tm_sec <= 60 && t->tm_year >= 70 && t->tm_year < 8000;
}

/* "2026-11-21T21:30:00.5Z", "...+01:00" (RFC 3339). */
static int64_t parse_rfc3339(const char *s, int64_t wall_us)
{
    struct tm t = { 0 };
    double fraction = 0;
    int used = 0, off_h = 0, off_m = 0;

    if (sscanf(s, "%4d-%2d-%2d%*1[Tt ]%2d:%2d:%2d%n", &t.tm_year, &t.tm_mon,
            &t.tm_mday, &t.tm_hour, &t.tm_min, &t.tm_sec, &used)
            != 6
        || used != 19)
        return -1;
    s += used;
    if (*s == '.') {
        double unit = 1;
        for (s++; *s >= '0' && *s <= '9'; s++)
            fraction += (unit /= 10) * (*s - '0');
    }
    used = 0;
    if (*s == '+' || *s == '-') {
        if (sscanf(s + 1, "%2d:%2d%n", &off_h, &off_m, &used) != 2 || used != 5
            || s[6] != '\0')
            return -1;
        used = *s == '-' ? -1 : 1;
    } else if (strcasecmp(s, "Z") != 0) {
        return -1;
    }
    t.tm_year -= 1900;
    t.tm_mon--;
    if (!sane(&t))
        return -1;
    return until_us(
        ((double)(timegm(&t) - used * 60 * (off_h * 60 + off_m)) + fraction)
            * 1e6,
        wall_us);
}

/* The three forms of RFC 9110 section 5.6.7; servers send the first. */
static int64_t parse_http_date(const char *s)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct tm t = { 0 };
    char month[4] = "", zone[4] = "GMT";
    const char *found;

    if (sscanf(s, "%*3[A-Za-z], %2d %3s %4d %2d:%2d:%2d %3s", &t.tm_mday, month,
            &t.tm_year, &t.tm_hour, &t.tm_min, &t.tm_sec, zone)
            != 7
        && sscanf(s, "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d %3s",
               &t.tm_mday, month, &t.tm_year, &t.tm_hour, &t.tm_min, &t.tm_sec,
               zone)
               != 7
        && sscanf(s, "%*3[A-Za-z] %3s %2d %2d:%2d:%2d %4d", month, &t.tm_mday,
               &t.tm_hour, &t.tm_min, &t.tm_sec, &t.tm_year)
               != 6)
        return -1;
    found = strlen(month) == 3 ? strstr(months, month) : NULL;
    if (found == NULL || (found - months) % 3 != 0
        || (strcmp(zone, "GMT") != 0 && strcmp(zone, "UTC") != 0))
        return -1;
    t.tm_mon = (int)(found - months) / 3;
    t.tm_year -= t.tm_year >= 1900 ? 1900 : t.tm_year < 70 ? -100 : 0;
    if (!sane(&t))
        return -1;
    return (int64_t)timegm(&t) * 1000000;
}

int64_t retry_parse_us(const char *value, int64_t wall_us)
{
    char word[64];
    const char *rest;
    size_t len;
    double n;
    int64_t us;

    value += strspn(value, " \t");
    len = strlen(value);
    while (len > 0 && strchr(" \t\r\n", value[len - 1]) != NULL)
        len--;
    if (len == 0 || len >= sizeof word)
        return -1;
    memcpy(word, value, len);
    word[len] = '\0';
    rest = read_number(word, &n);
    if (rest != NULL && *rest == '\0')
        return n < 1e9 ? capped_us(n * 1e6)
                       : until_us(n < 1e12 ? n * 1e6 : n * 1e3, wall_us);
    if ((us = parse_duration(word)) >= 0)
        return us;
    if ((us = parse_rfc3339(word, wall_us)) >= 0)
        return us;
    us = parse_http_date(word);
    return us < 0 ? -1 : until_us((double)us, wall_us);
}

int64_t retry_parse_ms(const char *value)
{
    const char *rest;
    double n;

    value += strspn(value, " \t");
    rest = read_number(value, &n);
    if (rest == NULL || rest[strspn(rest, " \t")] != '\0')
        return -1;
    return capped_us(n * 1e3);
}

static int64_t largest_reset_us(
    retry_header_fn header, const void *arg, const char *names, int64_t wall_us)
{
    int64_t most_us = -1;

    for (names += strspn(names, " "); *names != '\0';) {
        size_t len = strcspn(names, " ");
        char name[80];
        const char *value;
        int64_t us;

        snprintf(name, sizeof name, "%.*s", (int)len, names);
        value = header(arg, name);
        us = value != NULL ? retry_parse_us(value, wall_us) : -1;
        if (us > most_us)
            most_us = us;
        names += len + strspn(names + len, " ");
    }
    return most_us;
}

int64_t retry_server_us(retry_header_fn header, const void *arg,
    const char *resets, int64_t wall_us, bool *stop)
{
    const char *value = header(arg, "date");
    int64_t us;

    /* a time that the server tells is one of its clock, not of ours */
    if (value != NULL && (us = parse_http_date(value)) >= 0)
        wall_us = us;
    value = header(arg, "x-should-retry");
    *stop = value != NULL && strcasecmp(value, "false") == 0;
    value = header(arg, "retry-after-ms");
    if (value != NULL && (us = retry_parse_ms(value)) >= 0)
        return us;
    value = header(arg, "retry-after");
    if (value != NULL && (us = retry_parse_us(value, wall_us)) >= 0)
        return us;
    return resets != NULL ? largest_reset_us(header, arg, resets, wall_us) : -1;
}
