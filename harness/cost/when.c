#include "cost/when.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

enum { DAY_MIN = 1440, ALL_DAYS = 0x7f };

static const int64_t us_per_min = 60000000;

struct when when_always(void)
{
    return (struct when){
        .from_us = INT64_MIN, .until_us = INT64_MAX, .days = ALL_DAYS
    };
}

/* Days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date
 * algorithms"): years begin in March, so the leap day is the last. */
static int32_t day_number(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = y / 400;
    int of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return era * 146097 + days - 719468;
}

static int month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
        31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Reads so many digits; -1 when they are not there. */
static int digits(const char **p, int n)
{
    int value = 0;
    for (; n > 0; n--, (*p)++) {
        if (**p < '0' || **p > '9')
            return -1;
        value = value * 10 + (**p - '0');
    }
    return value;
}

static bool skip(const char **p, char c)
{
    if (**p != c)
        return false;
    (*p)++;
    return true;
}

/* Reads a date and moves past it. */
static int32_t read_day(const char **p)
{
    int year = digits(p, 4);
    if (year < 1970 || !skip(p, '-'))
        return -1;
    int month = digits(p, 2);
    if (month < 1 || month > 12 || !skip(p, '-'))
        return -1;
    int day = digits(p, 2);
    if (day < 1 || day > month_days(year, month))
        return -1;
    return day_number(year, month, day);
}

int32_t when_day(const char *text)
{
    const char *p = text;
    int32_t day = read_day(&p);
    return *p ? -1 : day;
}

/* Reads "09:30" as minutes and moves past it; 24:00 is the end of a day. */
static int read_minutes(const char **p)
{
    int hour = digits(p, 2);
    if (hour < 0 || hour > 24 || !skip(p, ':'))
        return -1;
    int min = digits(p, 2);
    if (min < 0 || min > 59 || hour * 60 + min > DAY_MIN)
        return -1;
    return hour * 60 + min;
}

int when_zone(const char *text, int *zone_min, struct err *e)
{
    const char *p = text;
    if (strcmp(text, "UTC") == 0 || strcmp(text, "Z") == 0) {
        *zone_min = 0;
        return 0;
    }
    bool west = *p == '-';
    if (*p == '+' || *p == '-') {
        p++;
        int min = read_minutes(&p);
        if (min >= 0 && min <= 14 * 60 && !*p) {
            *zone_min = west ? -min : min;
            return 0;
        }
    }
    return err_set(e, ERR_CONFIG,
        "'%.40s' is no zone; write UTC or an offset like +08:00", text);
}

int when_moment(const char *text, int zone_min, int64_t *us, struct err *e)
{
    const char *p = text;
    int64_t day = read_day(&p), min = 0, seconds = 0;

    if (day >= 0 && skip(&p, 'T')) {
        min = read_minutes(&p);
        if (min >= 0 && skip(&p, ':'))
            seconds = digits(&p, 2);
        if (min >= 0 && seconds >= 0 && seconds < 60 && *p) {
            if (when_zone(p, &zone_min, e) < 0)
                return -1;
            p = "";
        }
    }
    if (day < 0 || min < 0 || seconds < 0 || seconds > 59 || *p)
        return err_set(e, ERR_CONFIG,
            "'%.40s' is no date; write 2026-11-21 or 2026-11-21T16:00Z", text);
    *us = (day * DAY_MIN + min - zone_min) * us_per_min + seconds * 1000000;
    return 0;
}

/* 0 Monday ... 6 Sunday, by the first three letters. */
static int read_weekday(const char **p)
{
    static const char names[7][4] = { "mon", "tue", "wed", "thu", "fri", "sat",
        "sun" };
    for (int i = 0; i < 7; i++)
        if (strncasecmp(*p, names[i], 3) == 0) {
            *p += 3;
            return i;
        }
    return -1;
}

int when_days(const char *text, unsigned *days, struct err *e)
{
    const char *p = text;
    do {
        int from = read_weekday(&p);
        int to = from >= 0 && skip(&p, '-') ? read_weekday(&p) : from;
        if (from < 0 || to < 0 || (*p && *p != ','))
            return err_set(e, ERR_CONFIG,
                "'%.40s' are no weekdays; write mon-fri or sat,sun", text);
        for (int i = from;; i = (i + 1) % 7) {
            *days |= 1u << i;
            if (i == to)
                break;
        }
    } while (skip(&p, ','));
    return 0;
}

int when_hours(const char *text, struct when *w, struct err *e)
{
    const char *p = text;
    int from = read_minutes(&p);
    int to = from >= 0 && skip(&p, '-') ? read_minutes(&p) : -1;

    if (to < 0 || *p || from == to || from == DAY_MIN)
        return err_set(
            e, ERR_CONFIG, "'%.40s' are no hours; write 09:00-12:00", text);
    if (w->n_hours == WHEN_HOURS)
        return err_set(e, ERR_CONFIG, "more than %d spans", WHEN_HOURS);
    w->hours[w->n_hours].from_min = from;
    w->hours[w->n_hours++].to_min = to;
    return 0;
}

static int compare_days(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Adds "2026-10-01" or "2026-10-01/2026-10-07". */
static int add_days(struct when_calendar *c, const char *text, struct err *e)
{
    const char *p = text ? text : "";
    int32_t from = read_day(&p);
    int32_t to = from >= 0 && skip(&p, '/') ? read_day(&p) : from;

    if (from < c->first || to < from || to > c->last || *p)
        return err_set(e, ERR_CONFIG,
            "'%.40s' is no date or span of dates that it covers",
            text ? text : "?");
    c->days =
        mem_resize(c->days, c->n + (size_t)(to - from) + 1, sizeof(*c->days));
    for (int32_t day = from; day <= to; day++)
        c->days[c->n++] = day;
    return 0;
}

struct when_calendar *when_calendar_read(
    const char *name, const struct json *o, struct err *e)
{
    const struct json *covers = json_get(o, "covers");
    const char *first = json_str(json_at(covers, 0));
    const char *last = json_str(json_at(covers, 1));
    struct when_calendar *c = mem_zalloc(1, sizeof(*c));

    c->name = mem_str(name);
    c->first = first ? when_day(first) : -1;
    c->last = last ? when_day(last) : -1;
    if (c->first < 0 || c->last < c->first) {
        err_set(e, ERR_CONFIG, "covers: [first date, last date] is missing");
        goto fail;
    }
    JSON_EACH(item, json_get(o, "days"))
        if (add_days(c, json_str(item), e) < 0)
            goto fail;
    if (c->n > 1)
        qsort(c->days, c->n, sizeof(*c->days), compare_days);
    return c;
fail:
    when_calendar_free(c);
    return NULL;
}

void when_calendar_free(struct when_calendar *c)
{
    if (!c)
        return;
    free(c->name);
    free(c->days);
    free(c);
}

static bool calendar_has(
    const struct when_calendar *c, int32_t day, bool *guessed)
{
    if (day < c->first || day > c->last)
        *guessed = true;
    return c->n
           && bsearch(&day, c->days, c->n, sizeof(day), compare_days) != NULL;
}

static bool day_holds(const struct when *w, int32_t day, bool *guessed)
{
    /* 1970-01-01 was a Thursday */
    if (!(w->days >> (day + 3) % 7 & 1))
        return false;
    if (w->not_on && calendar_has(w->not_on, day, guessed))
        return false;
    return !w->only_on || calendar_has(w->only_on, day, guessed);
}

bool when_holds(const struct when *w, int64_t wall_us, bool *guessed)
{
    if (wall_us < w->from_us || wall_us >= w->until_us)
        return false;
    int64_t local_min = wall_us / us_per_min + w->zone_min;
    int32_t day = (int32_t)(local_min / DAY_MIN);
    int min = (int)(local_min % DAY_MIN);

    if (w->n_hours == 0)
        return day_holds(w, day, guessed);
    for (int i = 0; i < w->n_hours; i++) {
        int from = w->hours[i].from_min, to = w->hours[i].to_min;
        bool late = min >= from && (min < to || to < from);
        bool early = to < from && min < to;
        if (late && day_holds(w, day, guessed))
            return true;
        if (early && day_holds(w, day - 1, guessed))
            return true;
    }
    return false;
}

static bool calendars_meet(const struct when *a, const struct when *b)
{
    return !(a->only_on && a->only_on == b->not_on)
           && !(b->only_on && b->only_on == a->not_on);
}

bool when_meet(const struct when *a, const struct when *b)
{
    /* a week that both know nothing else of */
    struct when x = *a, y = *b;
    bool guessed = false;

    if (a->from_us >= b->until_us || b->from_us >= a->until_us
        || !calendars_meet(a, b))
        return false;
    x.from_us = y.from_us = INT64_MIN;
    x.until_us = y.until_us = INT64_MAX;
    x.not_on = x.only_on = y.not_on = y.only_on = NULL;
    for (int64_t min = 7 * DAY_MIN; min < 14 * DAY_MIN; min++)
        if (when_holds(&x, min * us_per_min, &guessed)
            && when_holds(&y, min * us_per_min, &guessed))
            return true;
    return false;
}

int when_minutes(const struct when *w)
{
    int per_day = w->n_hours ? 0 : DAY_MIN, days = 0;
    for (int i = 0; i < w->n_hours; i++) {
        int len = w->hours[i].to_min - w->hours[i].from_min;
        per_day += len < 0 ? len + DAY_MIN : len;
    }
    for (int i = 0; i < 7; i++)
        days += (int)(w->days >> i & 1);
    return days * per_day;
}
