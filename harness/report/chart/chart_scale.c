#include "report/chart/chart_scale.h"

#include <math.h>

enum { TICKS_MAX = 9 };

void chart_scale_init(struct chart_scale *s, enum chart_unit unit, bool is_log)
{
    *s = (struct chart_scale){
        .low = INFINITY, .high = -INFINITY, .log = is_log, .unit = unit
    };
}

bool chart_scale_can(const struct chart_scale *s, double value)
{
    return isfinite(value) && (!s->log || value > 0);
}

void chart_scale_see(struct chart_scale *s, double value)
{
    if (!chart_scale_can(s, value))
        return;
    s->low = fmin(s->low, value);
    s->high = fmax(s->high, value);
}

void chart_scale_fit(struct chart_scale *s, double air)
{
    bool percent = s->unit == CHART_PERCENT;

    if (s->low > s->high) {
        s->low = s->log ? 1 : 0;
        s->high = s->log ? 100 : 1;
    }
    if (s->log) {
        double ratio = s->high / s->low;
        double factor = ratio > 1.5 ? pow(ratio, air) : 2;
        s->low /= factor;
        s->high *= factor;
        return;
    }
    double span = s->high - s->low;
    double least = fmax(percent ? 0.05 : 0, fabs(s->high) * 0.02);
    double more = span > least ? span * air : fmax(least, 1e-9);
    /* No air beyond values that cannot be: below nothing, above all. */
    bool positive = s->low >= 0;
    bool share = percent && s->high <= 1;
    s->low -= more;
    s->high += more;
    if (positive && s->low < 0)
        s->low = 0;
    if (share && s->high > 1)
        s->high = 1;
}

double chart_scale_px(const struct chart_scale *s, double value)
{
    double share = s->log ? log(value / s->low) / log(s->high / s->low)
                          : (value - s->low) / (s->high - s->low);
    return s->px_low + share * (s->px_high - s->px_low);
}

double chart_scale_cut(const struct chart_scale *s, double value)
{
    if (isnan(value))
        return value;
    return fmin(fmax(value, s->low), s->high);
}

static void write_short(struct buf *out, const char *sign, double value)
{
    static const char suffix[] = " KMBT";
    double size = fabs(value);
    size_t i = 0;

    while (i + 2 < sizeof suffix && size >= 999.5) {
        size /= 1000;
        i++;
    }
    buf_printf(out, "%s%s", value < 0 ? "-" : "", sign);
    bool cents = fabs(size * 100 - round(size * 100)) < 1e-9;
    if (*sign != '\0' && size > 0 && size < 1 && cents)
        buf_printf(out, "%.2f", size);
    else if (*sign != '\0' && size > 0 && size < 0.0001 && size >= 1e-10)
        buf_printf(out, "%.*f", (int)ceil(-log10(size) - 1e-9), size);
    else if (size > 0 && size < 0.0001)
        buf_printf(out, "%.0e", size);
    else
        buf_figures(out, size, 3);
    if (i > 0)
        buf_putc(out, suffix[i]);
}

void chart_scale_write(struct buf *out, enum chart_unit unit, double value)
{
    switch (unit) {
    case CHART_USD: write_short(out, "$", value); break;
    case CHART_COUNT: write_short(out, "", value); break;
    case CHART_PERCENT:
        buf_figures(out, round(value * 1e6) / 1e4, 4);
        buf_puts(out, " %");
        break;
    case CHART_PLAIN: buf_figures(out, value, 4); break;
    }
}

static void tick(const struct chart_scale *s, struct buf *out, double value)
{
    double slack = s->log ? 0 : (s->high - s->low) * 1e-9;

    if (value < s->low * (s->log ? 1 - 1e-9 : 1) - slack
        || value > s->high * (s->log ? 1 + 1e-9 : 1) + slack)
        return;
    buf_puts(out, out->len > 0 && out->s[out->len - 1] != '(' ? ", '" : "'");
    chart_scale_write(out, s->unit, value);
    if (out->s[out->len - 1] == '%') // the label of a tick is a format
        buf_putc(out, '%');
    buf_printf(out, "' %.10g", value);
}

/* A step of 1, 2 or 5 times a power of ten that gives about want ticks. */
static double nice_step(double span, int want)
{
    double raw = span / want;
    double power = pow(10, floor(log10(raw)));
    double lead = raw / power;

    if (lead <= 1)
        return power;
    if (lead <= 2)
        return 2 * power;
    return lead <= 5 ? 5 * power : 10 * power;
}

static void linear_ticks(const struct chart_scale *s, struct buf *out)
{
    double step = fmax(nice_step(s->high - s->low, 6), s->whole ? 1 : 0);
    double first = ceil(s->low / step - 1e-9);

    for (int i = 0; i <= 2 * TICKS_MAX; i++)
        tick(s, out, (first + i) * step);
}

static void log_ticks(const struct chart_scale *s, struct buf *out)
{
    static const double leads[] = { 1, 2, 5 };
    double decades = log10(s->high / s->low);
    int first = (int)floor(log10(s->low));
    int last = (int)ceil(log10(s->high));
    int step = (int)ceil(decades / TICKS_MAX);
    size_t n = decades < 2.2 ? 3 : 1;

    for (int power = first; power <= last; power++) {
        if (power % (step > 0 ? step : 1) != 0)
            continue;
        for (size_t i = 0; i < n; i++)
            tick(s, out, leads[i] * pow(10, power));
    }
}

void chart_scale_ticks(const struct chart_scale *s, struct buf *out)
{
    buf_putc(out, '(');
    /* Within a factor of five, 1-2-5 would leave one tick or none. */
    if (s->log && s->high / s->low > 5)
        log_ticks(s, out);
    else
        linear_ticks(s, out);
    buf_putc(out, ')');
}
