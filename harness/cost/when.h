/*
 * When a price holds: dates, weekdays, hours of the day in a zone, public
 * holidays. All parts hold together. Pure: time comes in as an argument.
 */
#ifndef RETORT_COST_WHEN_H
#define RETORT_COST_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"

enum { WHEN_HOURS = 8 };

/* Named days, for instance the public holidays of a country. */
struct when_calendar {
    char *name;
    int32_t *days;       // since 1970-01-01, ascending
    size_t n;            //
    int32_t first, last; // days it speaks of; outside it knows nothing
};

struct when {
    int64_t from_us;  // first moment; INT64_MIN: always was
    int64_t until_us; // first moment after; INT64_MAX: no end
    int zone_min;     // minutes east of UTC, for days and hours
    unsigned days;    // bit 0 Monday ... bit 6 Sunday
    int n_hours;      // 0: all day
    struct {
        int from_min; // since midnight
        int to_min;   // exclusive; not above from: ends on the next day
    } hours[WHEN_HOURS];
    const struct when_calendar *not_on;  // never on its days; borrowed
    const struct when_calendar *only_on; // only on its days; borrowed
};

/* Always. */
struct when when_always(void);

/* Days since 1970-01-01 of "2026-11-21", -1 when it is no date. */
int32_t when_day(const char *text);

/* Reads "2026-11-21", midnight in the zone, or "2026-11-21T16:00Z". */
int when_moment(const char *text, int zone_min, int64_t *us, struct err *e);

/* Reads "UTC" or "+08:00". */
int when_zone(const char *text, int *zone_min, struct err *e);

/* Reads "mon-fri" or "sat,sun", adding to a set of days. */
int when_days(const char *text, unsigned *days, struct err *e);

/* Reads "09:00-12:00" into one more span; "22:00-06:00" passes midnight and
 * belongs to the day it begins on. */
int when_hours(const char *text, struct when *w, struct err *e);

/* Reads a calendar: {"covers": [first, last], "days": ["2026-10-01/2026-10-07",
 * ...]}. Returns NULL on error; when_calendar_free frees. */
struct when_calendar *when_calendar_read(
    const char *name, const struct json *o, struct err *e);
void when_calendar_free(struct when_calendar *c);

/* True when all parts hold. A calendar that knows nothing of the day counts
 * as "no holiday", and *guessed becomes true (it is never set to false). */
bool when_holds(const struct when *w, int64_t wall_us, bool *guessed);

/* True when there may be a moment at which both hold. Where dates leave less
 * than a week, or calendars differ, it may say so although there is none. */
bool when_meet(const struct when *a, const struct when *b);

/* Minutes of a week it holds: 10080 unless days or hours narrow it. */
int when_minutes(const struct when *w);

#endif
