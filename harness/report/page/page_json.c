/* A page as one object, of the objects that other commands write. */
#include "base/clock.h"
#include "cost/price_age.h"
#include "report/calibrated.h"
#include "report/page/page.h"

/* What another command writes, as a member. */
static void put(struct jsonw *w, const char *key, struct buf *text)
{
    while (text->len > 0 && text->s[text->len - 1] == '\n')
        text->s[--text->len] = '\0';
    jsonw_raw(w, key, buf_str(text));
    buf_clear(text);
}

/* The same with the age of the prices in it, as that command has. */
static void put_priced(
    struct jsonw *w, const char *key, const struct page *p, struct buf *text)
{
    struct jsonw inner = { text, true };

    while (text->len > 0 && text->s[text->len - 1] != '}')
        text->len--;
    text->len--;
    price_age_json(p->prices, p->wall_us, &inner);
    buf_putc(text, '}');
    put(w, key, text);
}

static void put_lines(struct jsonw *w, const char *key, struct buf *lines)
{
    const char *at = buf_str(lines);

    jsonw_begin(w, key, '[');
    while (*at != '\0') {
        const char *end = at;
        while (*end != '\0' && *end != '\n')
            end++;
        if (end - at > 2 && at[0] == '-' && at[1] == ' ')
            at += 2;
        if (end > at)
            jsonw_bytes(w, NULL, at, (size_t)(end - at));
        at = end + (*end == '\n');
    }
    jsonw_end(w, ']');
    buf_clear(lines);
}

static void put_sure(struct jsonw *w, const struct page *p)
{
    jsonw_begin(w, "calibration", '[');
    for (size_t i = 0; i < p->sure_count; i++) {
        const struct page_sure *s = &p->sure[i];
        jsonw_begin(w, NULL, '{');
        jsonw_int(w, "run", s->run->row.id);
        jsonw_str(w, "suite", s->run->row.suite);
        jsonw_str(w, "model", s->run->row.model);
        calibrated_json(&s->c, w);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}

static void put_money(struct jsonw *w, const struct page *p)
{
    struct buf text = { 0 };

    bill_json(p->bill, p->swings, &text);
    put_priced(w, "cost", p, &text);
    jsonw_str(w, "cost_unknown", p->cost_unknown);
}

static void put_compared(
    struct jsonw *w, const char *key, const struct compare *c)
{
    struct buf text = { 0 };

    if (c == NULL || c->n == 0) {
        jsonw_null(w, key);
        return;
    }
    compare_json(c, 0, &text);
    put(w, key, &text);
}

void page_json(const struct page *p, struct buf *out)
{
    struct jsonw w = { out, false };
    struct buf text = { 0 };
    char date[24];

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "made", clock_iso(p->wall_us, date));
    jsonw_str(&w, "retort", RETORT_VERSION);
    page_finding(p, &text);
    put_lines(&w, "finding", &text);
    page_unknown(p, &text);
    put_lines(&w, "not_known", &text);
    runs_json(p->lines, p->n, &text);
    put_priced(&w, "run", p, &text);
    put_compared(&w, "compare", p->compare);
    put_compared(&w, "by_group", p->groups);
    put_money(&w, p);
    jsonw_begin(&w, "trends", '[');
    for (size_t i = 0; i < p->trend_count; i++) {
        trend_json(&p->trends[i], &text);
        put(&w, NULL, &text);
    }
    jsonw_end(&w, ']');
    put_sure(&w, p);
    page_methods(p, &text);
    put_lines(&w, "methods", &text);
    buf_puts(&text, p->commands);
    put_lines(&w, "commands", &text);
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}
