/*
 * A window holds from its first minute to the one before its last, passes
 * midnight where that is not later, and is all day where both are the same.
 * Weekdays (1 is Monday) are those of the moment itself, in the zone that is
 * named, also behind midnight. As a week has 10,080 minutes, they are marked
 * one by one and days that are alike make one row.
 */
#include "cost/price_offpeak.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { DAY_MIN = 24 * 60, WEEK_DAYS = 7, ALL_DAYS = 0x7f };

struct week {
    bool low[WEEK_DAYS][DAY_MIN]; // in UTC, from Monday
    int zone_min;                 // of weekdays; -1: one that is not known here
};

/* Zones without daylight saving time: the others are not the same minutes of
 * the week all year, and a row has one zone. */
static int zone_of(const char *name)
{
    static const struct {
        const char *name;
        int min;
    } zones[] = { { "UTC", 0 }, { "Etc/UTC", 0 }, { "Asia/Shanghai", 480 },
        { "Asia/Singapore", 480 }, { "Asia/Tokyo", 540 } };

    for (size_t i = 0; name && i < sizeof zones / sizeof *zones; i++)
        if (strcmp(zones[i].name, name) == 0)
            return zones[i].min;
    return name ? -1 : 0;
}

/* A set of days; 0 for a form that is not known, all where nothing is said. */
static unsigned days_of(const struct json *list)
{
    static const char names[WEEK_DAYS][4] = { "mon", "tue", "wed", "thu", "fri",
        "sat", "sun" };
    unsigned days = 0;

    if (!list)
        return ALL_DAYS;
    JSON_EACH(item, list) {
        const char *name = json_str(item);
        int64_t day = json_int(item, 0) - 1;
        for (int i = 0; name && i < WEEK_DAYS; i++)
            if (strncasecmp(name, names[i], 3) == 0)
                day = i;
        if (day < 0 || day >= WEEK_DAYS)
            return 0;
        days |= 1u << day;
    }
    return days;
}

static bool mark_span(struct week *w, const char *text, unsigned days)
{
    int from_h, from_m, to_h, to_m, end = 0;

    if (!text
        || sscanf(
               text, "%2d:%2d-%2d:%2d%n", &from_h, &from_m, &to_h, &to_m, &end)
               != 4
        || text[end] || from_h < 0 || from_h > 23 || from_m < 0 || from_m > 59
        || to_h < 0 || to_h > 24 || to_m < 0 || to_m > 59
        || (days != ALL_DAYS && w->zone_min < 0))
        return false;
    int from = from_h * 60 + from_m, to = (to_h * 60 + to_m) % DAY_MIN;
    for (int day = 0; day < WEEK_DAYS; day++)
        for (int min = 0; min < DAY_MIN; min++) {
            int there = (day * DAY_MIN + min + w->zone_min) / DAY_MIN;
            bool in = from < to ? min >= from && min < to
                                : from == to || min >= from || min < to;
            if (in && (days == ALL_DAYS || (days >> there % WEEK_DAYS & 1)))
                w->low[day][min] = true;
        }
    return true;
}

static bool mark(struct week *w, const struct json *rule)
{
    const struct json *hours = json_get(rule, "hours_utc");
    unsigned days = days_of(json_get(rule, "weekdays"));

    if (days == 0)
        return false;
    if (!json_is_array(hours))
        return mark_span(w, json_str(hours), days);
    JSON_EACH(item, hours)
        if (!mark_span(w, json_str(item), days))
            return false;
    return true;
}

/* Spans of one day; false when a row has no room for them. */
static bool add_spans(const bool *low, struct when *out)
{
    for (int min = 0; min < DAY_MIN; min++) {
        if (!low[min] || (min > 0 && low[min - 1]))
            continue;
        int end = min;
        while (end < DAY_MIN && low[end])
            end++;
        if (min == 0 && end == DAY_MIN)
            return true; // all day: none
        if (out->n_hours == WHEN_HOURS)
            return false;
        out->hours[out->n_hours].from_min = min;
        out->hours[out->n_hours++].to_min = end;
    }
    return true;
}

static bool is_empty(const bool *low)
{
    return memchr(low, 1, DAY_MIN) == NULL;
}

/* One row for each kind of day. */
static int rows_of(const struct week *w, struct when *out)
{
    unsigned done = 0;
    int n = 0;

    for (int day = 0; day < WEEK_DAYS; day++) {
        if (done >> day & 1 || is_empty(w->low[day]))
            continue;
        out[n] = when_always();
        out[n].days = 0;
        for (int other = day; other < WEEK_DAYS; other++)
            if (memcmp(w->low[day], w->low[other], DAY_MIN) == 0)
                out[n].days |= 1u << other;
        done |= out[n].days;
        if (!add_spans(w->low[day], &out[n++]))
            return -1;
    }
    return n;
}

int price_offpeak_read(
    const struct json *block, struct when out[PRICE_OFFPEAK_MOST])
{
    const struct json *windows = json_get(block, "windows");
    struct week w;

    memset(&w, 0, sizeof w);
    w.zone_min = zone_of(json_str(json_get(block, "weekday_timezone")));
    if (!json_is_object(block) || (windows && !json_is_array(windows))
        || (json_get(block, "hours_utc") && !mark(&w, block)))
        return -1;
    JSON_EACH(rule, windows)
        if (!mark(&w, rule))
            return -1;
    return rows_of(&w, out);
}
