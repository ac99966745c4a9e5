#include "cost/price_write.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cost/money.h"

static const int64_t day_us = INT64_C(86400000000);

const char *price_write_moment(int64_t us, char out[24])
{
    clock_iso(us, out);
    if (us % day_us == 0)
        out[10] = '\0';
    return out;
}

/* "mon-fri" has no shorter name than its days one by one. */
static void write_days(const struct when *when, struct jsonw *w)
{
    static const char names[7][4] = { "mon", "tue", "wed", "thu", "fri", "sat",
        "sun" };
    char text[32] = "";

    for (int i = 0; i < 7; i++)
        if (when->days >> i & 1)
            snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s",
                *text ? "," : "", names[i]);
    if (strlen(text) < 27) // not all of them
        jsonw_str(w, "days", text);
}

static void write_when(const struct when *when, struct jsonw *w)
{
    char text[24];
    int zone = when->zone_min < 0 ? -when->zone_min : when->zone_min;

    if (when->from_us > INT64_MIN)
        jsonw_str(w, "valid_from", price_write_moment(when->from_us, text));
    if (when->until_us < INT64_MAX)
        jsonw_str(w, "valid_until", price_write_moment(when->until_us, text));
    if (when->zone_min != 0) {
        snprintf(text, sizeof(text), "%c%02d:%02d",
            when->zone_min < 0 ? '-' : '+', zone / 60 % 100, zone % 60);
        jsonw_str(w, "zone", text);
    }
    write_days(when, w);
    if (when->n_hours > 0) {
        jsonw_begin(w, "hours", '[');
        for (int i = 0; i < when->n_hours; i++) {
            snprintf(text, sizeof(text), "%02d:%02d-%02d:%02d",
                when->hours[i].from_min / 60 % 100,
                when->hours[i].from_min % 60, when->hours[i].to_min / 60 % 100,
                when->hours[i].to_min % 60);
            jsonw_str(w, NULL, text);
        }
        jsonw_end(w, ']');
    }
    if (when->not_on)
        jsonw_str(w, "not_on", when->not_on->name);
    if (when->only_on)
        jsonw_str(w, "only_on", when->only_on->name);
}

static void write_classes(
    const struct price_row *row, bool uses, const char *key, struct jsonw *w)
{
    char money[MONEY_SIZE];

    jsonw_begin(w, key, '{');
    for (int i = 0; i < USAGE_CLASSES; i++) {
        enum usage_class c = (enum usage_class)i;
        if (row->pusd[c] >= 0 && (usage_class_side(c) == USAGE_USES) == uses)
            jsonw_str(w, usage_class_name(c),
                price_class_text(row->pusd[c], c, money));
    }
    jsonw_end(w, '}');
}

static void write_prices(const struct price_row *row, struct jsonw *w)
{
    char money[MONEY_SIZE];

    write_classes(row, false, "usd_per_mtok", w);
    if (row->pusd[USAGE_SEARCHES] >= 0 || row->pusd[USAGE_TOOL_RUNS] >= 0)
        write_classes(row, true, "usd_per_use", w);
    if (row->request_pusd > 0)
        jsonw_str(w, "usd_per_request", money_exact(row->request_pusd, money));
}

static void write_fields(const struct price_row *row, struct jsonw *w)
{
    jsonw_begin(w, "model", '[');
    for (char **m = row->models; *m; m++)
        jsonw_str(w, NULL, *m);
    jsonw_end(w, ']');
    if (row->provider)
        jsonw_str(w, "provider", row->provider);
    if (row->region)
        jsonw_str(w, "region", row->region);
    if (row->tier != PRICE_STANDARD)
        jsonw_str(w, "tier", price_tier_name(row->tier));
    write_when(&row->when, w);
    if (row->min_input > 0)
        jsonw_int(w, "min_input_tokens", row->min_input);
    if (row->max_input < INT64_MAX)
        jsonw_int(w, "max_input_tokens", row->max_input);
    write_prices(row, w);
    if (row->source)
        jsonw_str(w, "source", row->source);
    if (row->checked_on)
        jsonw_str(w, "checked_on", row->checked_on);
    if (row->confidence)
        jsonw_str(w, "confidence", row->confidence);
    if (row->note)
        jsonw_str(w, "note", row->note);
}

void price_write_row(
    const struct price_row *row, struct jsonw *w, const char *key)
{
    jsonw_begin(w, key, '{');
    jsonw_int(w, "row", row->number);
    jsonw_str(w, "book", row->book);
    write_fields(row, w);
    jsonw_end(w, '}');
}

static void write_calendar(const struct when_calendar *c, struct jsonw *w)
{
    char day[24];

    jsonw_begin(w, c->name, '{');
    jsonw_begin(w, "covers", '[');
    jsonw_str(w, NULL, price_write_moment(c->first * day_us, day));
    jsonw_str(w, NULL, price_write_moment(c->last * day_us, day));
    jsonw_end(w, ']');
    jsonw_begin(w, "days", '[');
    for (size_t i = 0; i < c->n; i++)
        jsonw_str(w, NULL, price_write_moment(c->days[i] * day_us, day));
    jsonw_end(w, ']');
    jsonw_end(w, '}');
}

void price_write(const struct price_book *b, const char *about, struct buf *out)
{
    struct jsonw w = { .out = out };

    jsonw_begin(&w, NULL, '{');
    if (about)
        jsonw_str(&w, "about", about);
    if (b->n_calendars > 0) {
        jsonw_begin(&w, "calendars", '{');
        for (size_t i = 0; i < b->n_calendars; i++)
            write_calendar(b->calendars[i], &w);
        jsonw_end(&w, '}');
    }
    jsonw_begin(&w, "rows", '[');
    for (size_t i = 0; i < b->n; i++) {
        struct jsonw line = { .out = out };
        buf_puts(out, i > 0 ? ",\n" : "\n");
        jsonw_begin(&line, NULL, '{');
        write_fields(&b->rows[i], &line);
        jsonw_end(&line, '}');
    }
    buf_puts(out, "\n");
    w.comma = false;
    jsonw_end(&w, ']');
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}
