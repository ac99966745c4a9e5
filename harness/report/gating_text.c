/* The gate's answer for people, for CI and for pull requests. */
#include <stdio.h>

#include "report/gating.h"
#include "report/runs.h"
#include "report/table.h"

static const char *const spoken[] = { "not worse", "WORSE", "not known yet" };

void gating_json(const struct gating *g, struct buf *out)
{
    struct jsonw w = { out, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "verdict", gating_word(g->verdict));
    jsonw_str(&w, "baseline", g->baseline);
    jsonw_str(&w, "candidate", g->candidate);
    jsonw_str(&w, "rule", g->rule.retain ? "retain" : "margin");
    jsonw_num(&w, "margin", g->rule.amount);
    jsonw_num(&w, "confidence", 1 - g->rule.alpha);
    jsonw_begin(&w, "suites", '[');
    for (size_t i = 0; i < g->n; i++) {
        const struct gating_suite *s = &g->suites[i];
        jsonw_begin(&w, NULL, '{');
        jsonw_str(&w, "suite", s->suite);
        jsonw_num(&w, "diff", paired_diff(&s->cells));
        jsonw_num(&w, "estimate", s->result.estimate);
        jsonw_num(&w, "low", s->result.limits.low);
        jsonw_num(&w, "high", s->result.limits.high);
        jsonw_int(&w, "asked", s->result.n);
        jsonw_int(&w, "of", s->result.n + s->result.open);
        jsonw_str(&w, "verdict", gating_word(s->result.verdict));
        jsonw_end(&w, '}');
    }
    jsonw_end(&w, ']');
    jsonw_begin(&w, "reasons", '[');
    for (size_t i = 0; i < g->n; i++) {
        struct buf b = { 0 };
        buf_printf(&b, "%s: %s", g->suites[i].suite, g->suites[i].why);
        jsonw_str(&w, NULL, buf_str(&b));
        buf_clear(&b);
    }
    jsonw_end(&w, ']');
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}

static void put_rule(const struct gating *g, struct buf *out)
{
    if (g->rule.retain)
        buf_printf(out, "Needed: %g %% of the baseline's accuracy",
            100 * g->rule.amount);
    else
        buf_printf(
            out, "Allowed: %g points below the baseline", 100 * g->rule.amount);
    buf_printf(out, ", at a one-sided confidence of %g %%.",
        100 * (1 - g->rule.alpha));
}

static void cell_limits(
    struct table *t, const struct gating_suite *s, const struct gate_rule *rule)
{
    const struct gate_result *r = &s->result;

    table_cellf(t,
        rule->retain ? "%.1f%% (%.1f to %.1f)" : "%+.1f (%+.1f to %+.1f)",
        100 * r->estimate, 100 * r->limits.low, 100 * r->limits.high);
}

void gating_text(
    const struct gating *g, size_t width, int look, struct buf *out)
{
    struct table *t = table_new();

    buf_printf(out, "%s: %s, held against %s. ", spoken[g->verdict],
        g->candidate, g->baseline);
    put_rule(g, out);
    buf_puts(out, "\n\n");
    table_column(t, "suite", TABLE_LEFT, TABLE_KEEP);
    table_column(t, "n", TABLE_RIGHT, TABLE_KEEP);
    table_column(t, "baseline %", TABLE_RIGHT, TABLE_KEEP);
    table_column(t, "candidate %", TABLE_RIGHT, TABLE_KEEP);
    table_column(t, g->rule.retain ? "keeps (limits)" : "points (limits)",
        TABLE_RIGHT, TABLE_KEEP);
    table_column(t, "verdict", TABLE_LEFT, TABLE_KEEP);
    for (size_t i = 0; i < g->n; i++) {
        const struct gating_suite *s = &g->suites[i];
        table_cell(t, s->suite);
        table_cellf(t, "%lld", (long long)s->result.n);
        table_cellf(t, "%.1f", 100 * paired_accuracy_b(&s->cells));
        table_cellf(t, "%.1f", 100 * paired_accuracy_a(&s->cells));
        cell_limits(t, s, &g->rule);
        table_cell(t, spoken[s->result.verdict]);
    }
    table_print(t, width, look, out);
    table_free(t);
    buf_putc(out, '\n');
    for (size_t i = 0; i < g->n; i++)
        buf_printf(out, "%s: %s.\n", g->suites[i].suite, g->suites[i].why);
}

void gating_markdown(const struct gating *g, struct buf *out)
{
    buf_printf(out, "### %s: `%s`, held against `%s`\n\n", spoken[g->verdict],
        g->candidate, g->baseline);
    put_rule(g, out);
    buf_puts(out, "\n\n| suite | n | baseline | candidate | verdict | why |\n"
                  "| --- | ---: | ---: | ---: | --- | --- |\n");
    for (size_t i = 0; i < g->n; i++) {
        const struct gating_suite *s = &g->suites[i];
        buf_printf(out, "| %s | %lld | %.1f %% | %.1f %% | %s | %s |\n",
            s->suite, (long long)s->result.n,
            100 * paired_accuracy_b(&s->cells),
            100 * paired_accuracy_a(&s->cells), spoken[s->result.verdict],
            s->why);
    }
}

static void xml(struct buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&': buf_puts(out, "&amp;"); break;
        case '<': buf_puts(out, "&lt;"); break;
        case '"': buf_puts(out, "&quot;"); break;
        default: buf_putc(out, (unsigned char)*text < 32 ? ' ' : *text);
        }
    }
}

void gating_junit(const struct gating *g, struct buf *out)
{
    size_t bad = 0;

    for (size_t i = 0; i < g->n; i++)
        bad += g->suites[i].result.verdict != GATE_NOT_WORSE ? 1 : 0;
    buf_printf(out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuite name=\"retort gate\" tests=\"%zu\" failures=\"%zu\">\n",
        g->n, bad);
    for (size_t i = 0; i < g->n; i++) {
        const struct gating_suite *s = &g->suites[i];
        buf_puts(out, "  <testcase classname=\"");
        xml(out, g->candidate);
        buf_puts(out, "\" name=\"");
        xml(out, s->suite);
        if (s->result.verdict == GATE_NOT_WORSE) {
            buf_puts(out, "\"/>\n");
            continue;
        }
        buf_printf(out, "\">\n    <failure type=\"%s\" message=\"",
            gating_word(s->result.verdict));
        xml(out, s->why);
        buf_puts(out, "\"/>\n  </testcase>\n");
    }
    buf_puts(out, "</testsuite>\n");
}
