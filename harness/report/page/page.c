/* A page from its parts, as HTML and as a Markdown summary. */
#include "report/page/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "catalog/embed.h"
#include "report/bill/bill_bands.h"
#include "report/bill/bill_parts.h"
#include "report/bill/bill_quality.h"
#include "report/page/page_tables.h"
#include "report/page/sheet.h"
#include "report/text/markup.h"

static const struct section {
    const char *id, *title;
} sections[] = {
    { "runs", "What was measured" },
    { "kept", "What is kept of the teacher" },
    { "lost", "Where it is lost" },
    { "money", "What it costs" },
    { "trend", "Checkpoints" },
    { "sure", "How sure the models are" },
    { "made", "How this was made" },
};

enum { RUNS, KEPT, LOST, MONEY, TREND, SURE, MADE, SECTIONS };

static const struct kind { // of charts
    const char *name, *about;
} kinds[] = {
    { "retention", "What each model keeps of the one it is compared with, "
                   "suite by suite: the point, and its interval." },
    { "forest", "Differences with their intervals. A filled mark is certain "
                "after correction for all rows; what touches 0 may be "
                "chance." },
    { "cost", "What a year costs against requests a day, both on log scales. "
              "Steps are machines that are added; hollow marks are priced "
              "only, not run." },
    { "tornado", "How far each assumption moves the choice within its range." },
    { "map", "Who is the cheapest where wrong answers cost something too." },
    { "frontier", "Quality against the cost of an answer. What is up and to "
                  "the left is better and cheaper." },
    { "trend", "Accuracy over checkpoints, on the samples that all of them "
               "answered." },
    { "reliability", "How often a model is right against how sure it was: on "
                     "the diagonal it knows what it knows." },
};

static bool has(const struct page *p, size_t section)
{
    switch (section) {
    case KEPT: return p->compare->n > 0;
    case LOST: return p->groups != NULL && p->groups->macro_count > 0;
    case TREND: return p->trend_count > 0;
    case SURE: return p->sure_count > 0;
    default: return true;
    }
}

/* Sums have no teacher where nobody has that role. */
static const char *title_of(const struct page *p, size_t section)
{
    if (section == KEPT && p->compare->n > 0
        && strcmp(p->compare->pairs[0]->a->row.role, "teacher") != 0)
        return "How the models compare";
    return sections[section].title;
}

static void begin(struct sheet *s, const struct page *p, size_t section)
{
    sheet_heading(
        s, 0, s->html ? sections[section].id : NULL, title_of(p, section));
}

static void put_chart(struct sheet *s, const struct page_chart *c)
{
    size_t n = strcspn(c->name, "-");

    buf_puts(s->out, "<figure><div class=\"chart\" tabindex=\"0\" role=\"img\" "
                     "aria-label=\"");
    markup_text(s->out, c->title, strlen(c->title));
    buf_puts(s->out, "\">");
    buf_puts(s->out, c->svg);
    buf_puts(s->out, "</div>\n<figcaption>");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(kinds[i].name) == n
            && strncmp(kinds[i].name, c->name, n) == 0)
            buf_puts(s->out, kinds[i].about);
    buf_puts(s->out, "</figcaption></figure>\n");
}

static void put_charts(struct sheet *s, const struct page *p, const char *kind)
{
    size_t n = strlen(kind);

    for (size_t i = 0; i < p->chart_count && s->html; i++)
        if (strncmp(p->charts[i].name, kind, n) == 0
            && strchr("-", p->charts[i].name[n]) != NULL)
            put_chart(s, &p->charts[i]);
}

static void put_table(struct sheet *s, struct table *t, const char *caption)
{
    sheet_table(s, t, caption);
    table_free(t);
}

/* Clears the lines. */
static void put_lines(struct sheet *s, struct buf *lines, bool small)
{
    sheet_lines(s, buf_str(lines), small);
    buf_clear(lines);
}

static void put_runs(struct sheet *s, const struct page *p)
{
    struct buf text = { 0 };

    begin(s, p, RUNS);
    for (size_t i = 0, end; i < p->n; i = end) {
        end = runs_suite_end(p->lines, p->n, i);
        buf_printf(&text, "%s (version %d, ", p->lines[i].run->row.suite,
            p->lines[i].run->row.suite_version);
        runs_samples(&p->lines[i].sum, &text);
        buf_putc(&text, ')');
        put_table(s, runs_table(p->lines + i, end - i, p->level), text.s);
        buf_reset(&text);
        runs_reading(p->lines + i, end - i, 0, &text);
        put_lines(s, &text, true);
    }
    if (s->html)
        runs_notes(p->lines, p->n, &text);
    put_lines(s, &text, true);
}

static void put_compared(struct sheet *s, const struct page *p)
{
    const struct compare *c = p->compare;
    struct buf text = { 0 };

    if (!has(p, KEPT))
        return;
    begin(s, p, KEPT);
    put_charts(s, p, "retention");
    for (size_t i = 0, end; i < c->n; i = end) {
        compare_sides(c, i, &text);
        put_table(s, compare_table(c, i, true, &end), text.s);
        put_table(
            s, compare_loss_table(c, i, true, end), "Where it comes from");
        if (s->html)
            put_table(s, compare_agree_table(c, i, end), "The same mistakes?");
        buf_reset(&text);
    }
    compare_method(c, 0, &text);
    put_lines(s, &text, true);
    put_charts(s, p, "forest");
    if (s->html)
        compare_below(c, 0, &text);
    put_lines(s, &text, true);
}

static void put_lost(struct sheet *s, const struct page *p)
{
    struct buf text = { 0 };

    if (!has(p, LOST))
        return;
    begin(s, p, LOST);
    page_lost_words(p->groups, &text);
    put_lines(s, &text, false);
    put_table(s, page_lost_table(p->groups), NULL);
}

static void put_quality(struct sheet *s, const struct bill *b)
{
    struct bill_quality q;
    struct buf text = { 0 };

    bill_quality_make(&q, b);
    if (bill_quality_compared(&q) > 0) {
        bill_quality_head(&q, &text);
        text.s[0] = 'Q';
        put_table(s, bill_quality_table(&q, b), text.s);
        buf_reset(&text);
        bill_worth_text(&q, b, 0, &text);
    }
    bill_quality_others(&q, b, 0, &text);
    put_lines(s, &text, false);
    bill_quality_clear(&q);
}

static void put_years(struct sheet *s, const struct bill *b)
{
    struct buf head = { 0 };
    struct table *t;

    if (!bill_has_years(b))
        return;
    t = bill_years_table(b, &head);
    head.s[0] = 'Y';
    put_table(s, t, head.s);
    buf_clear(&head);
}

static void put_bill(struct sheet *s, const struct page *p)
{
    const struct bill *b = p->bill;
    struct buf text = { 0 };

    put_table(s, bill_table(b), "Cost of 1,000 answers, and of a year");
    put_years(s, b);
    put_charts(s, p, "cost");
    bill_crossings_text(b, 0, &text);
    put_lines(s, &text, false);
    put_quality(s, b);
    put_charts(s, p, "frontier");
    if (!isnan(p->swings->gap)) {
        sheet_heading(s, 1, NULL, "What would change the choice");
        bill_swings_text(p->swings, b, 0, &text);
        put_lines(s, &text, false);
    }
    put_charts(s, p, "tornado");
    put_charts(s, p, "map");
    bill_bands_text(b, 0, &text);
    put_lines(s, &text, false);
}

static void put_money(struct sheet *s, const struct page *p)
{
    struct buf text = { 0 };

    begin(s, p, MONEY);
    if (p->cost_unknown != NULL) {
        page_no_cost(p, &text);
        put_lines(s, &text, false);
        return;
    }
    put_bill(s, p);
    sheet_heading(s, 1, NULL, "What is assumed");
    bill_assumptions_text(p->bill, 0, &text);
    put_lines(s, &text, true);
}

static void put_trends(struct sheet *s, const struct page *p)
{
    struct buf text = { 0 };

    if (!has(p, TREND))
        return;
    begin(s, p, TREND);
    for (size_t i = 0; i < p->trend_count; i++) {
        const struct trend *t = &p->trends[i];
        buf_printf(&text, "%s: %zu samples that all %zu runs have",
            t->points[0].run->row.suite, t->samples, t->n);
        put_table(s, trend_table(t), text.s);
        buf_reset(&text);
        trend_notes(t, 0, &text);
        put_lines(s, &text, false);
    }
    put_charts(s, p, "trend");
}

static void put_sure(struct sheet *s, const struct page *p)
{
    if (!has(p, SURE))
        return;
    begin(s, p, SURE);
    put_table(s, page_sure_table(p->sure, p->sure_count), NULL);
    put_charts(s, p, "reliability");
}

static void put_made(struct sheet *s, const struct page *p)
{
    struct buf text = { 0 };

    begin(s, p, MADE);
    page_methods(p, &text);
    put_lines(s, &text, false);
    put_table(s, page_runs_table(p->lines, p->n), "The runs");
    put_table(
        s, page_rules_table(p->lines, p->n), "Rules that read the answers");
    sheet_heading(s, 1, NULL, "To make it again");
    sheet_lines(s,
        "Keys, models.lua, --data and --shots are in no store, and "
        "a suite that is a file of yours is named by its path.",
        true);
    sheet_code(s, p->commands);
}

/* The heading of all: who it is about. */
static void put_title(const struct page *p, struct buf *out)
{
    const struct compare *c = p->compare;

    if (c->n == 0)
        buf_printf(out, "What %s%s answered", p->lines[0].run->row.model,
            p->n > 1 ? " and others" : "");
    else if (strcmp(c->pairs[0]->a->row.role, "teacher") == 0)
        buf_printf(out, "What is kept of %s, and what it costs",
            c->pairs[0]->a->row.model);
    else
        buf_printf(out, "%s and others on the same samples",
            c->pairs[0]->a->row.model);
}

static void put_head(struct sheet *s, const struct page *p)
{
    struct buf title = { 0 };
    char date[24];

    put_title(p, &title);
    clock_iso(p->wall_us, date);
    buf_puts(s->out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<meta name=\"generator\" "
        "content=\"retort " RETORT_VERSION "\">\n<title>");
    markup_text(s->out, title.s, title.len);
    buf_puts(s->out, "</title>\n<style>\n");
    buf_add(s->out, report_css, report_css_len);
    buf_puts(s->out, "</style></head>\n<body><main>\n<h1>");
    markup_text(s->out, title.s, title.len);
    buf_printf(s->out,
        "</h1>\n<p class=\"made\">%.10s, by retort " RETORT_VERSION "</p>\n",
        date);
    buf_clear(&title);
}

static void put_nav(struct sheet *s, const struct page *p)
{
    buf_puts(s->out, "<nav>");
    for (size_t i = 0; i < SECTIONS; i++)
        if (has(p, i))
            buf_printf(s->out, "<a href=\"#%s\">%s</a> ", sections[i].id,
                title_of(p, i));
    buf_puts(s->out, "</nav>\n");
}

/* What was found, and what is not known. */
static void put_words(struct sheet *s, const struct page *p)
{
    struct buf text = { 0 };

    buf_puts(s->out, s->html ? "<div class=\"finding\">\n" : "");
    page_finding(p, &text);
    put_lines(s, &text, false);
    buf_puts(s->out, s->html ? "</div>\n" : "");
    page_unknown(p, &text);
    if (text.len > 0)
        sheet_heading(s, 1, NULL, "Not known");
    put_lines(s, &text, false);
    if (s->html)
        sheet_lines(s, p->no_charts, false);
}

void page_html(const struct page *p, struct buf *out)
{
    struct sheet s = { out, true, 2 };

    put_head(&s, p);
    put_words(&s, p);
    put_nav(&s, p);
    put_runs(&s, p);
    put_compared(&s, p);
    put_lost(&s, p);
    put_money(&s, p);
    put_trends(&s, p);
    put_sure(&s, p);
    put_made(&s, p);
    buf_puts(out, "</main></body></html>\n");
}

/* The money of a summary: the table, without what is assumed. */
static void put_short_money(struct sheet *s, const struct page *p)
{
    if (p->cost_unknown == NULL)
        put_table(s, bill_table(p->bill), sections[MONEY].title);
}

void page_markdown(const struct page *p, struct buf *out)
{
    struct sheet s = { out, false, 4 };
    struct buf title = { 0 };

    put_title(p, &title);
    sheet_heading(&s, -1, NULL, title.s);
    buf_clear(&title);
    put_words(&s, p);
    put_runs(&s, p);
    put_compared(&s, p);
    put_short_money(&s, p);
}
