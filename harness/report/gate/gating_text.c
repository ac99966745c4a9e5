/* The gate's answer for people, for CI and for pull requests. */
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "cost/money.h"
#include "report/gate/gating_say.h"
#include "report/runs.h"
#include "report/text/cell.h"
#include "report/text/markup.h"
#include "report/text/table.h"

static const char *const spoken[] = { "not worse", "WORSE", "not known yet" };

static const char *const none = "-";

struct saved { // over all suites
    double requests, usd;
    int64_t sent, reused;
    bool asked;
};

static struct saved sum_saved(const struct gating *g)
{
    struct saved all = { 0 };

    for (size_t i = 0; i < g->n; i++) {
        const struct gating_suite *s = &g->suites[i];
        all.asked = all.asked || s->asked.yes;
        all.requests += gating_saved(s);
        all.usd += gating_saved_usd(s);
        all.sent += s->asked.sent;
        all.reused += s->asked.reused;
    }
    return all;
}

static void json_suite(struct jsonw *w, const struct gating_suite *s)
{
    const struct gating_asked *a = &s->asked;

    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "suite", s->suite);
    jsonw_num(w, "diff", paired_diff(&s->cells));
    jsonw_num(w, "estimate", s->result.estimate);
    jsonw_num(w, "low", s->result.limits.low);
    jsonw_num(w, "high", s->result.limits.high);
    jsonw_num(w, "edge", s->result.edge);
    jsonw_int(w, "asked", a->yes ? a->looked : s->result.n);
    jsonw_int(w, "of", a->yes ? a->of : s->result.n + s->result.open);
    jsonw_str(w, "verdict", gating_word(s->result.verdict));
    jsonw_bool(w, "sequential", a->yes);
    jsonw_int(w, "without_verdict", s->result.open);
    jsonw_count(w, "clusters", s->clusters > 0 ? (int64_t)s->clusters : -1);
    if (!a->yes)
        jsonw_num(w, "widened_by_clusters", s->widening);
    if (a->yes) {
        jsonw_int(w, "seed", (int64_t)a->seed);
        jsonw_int(w, "answered", a->answered);
        jsonw_int(w, "sent", a->sent);
        jsonw_int(w, "reused", a->reused);
        jsonw_num(w, "saved_requests", gating_saved(s));
        jsonw_num(w, "saved_usd", gating_saved_usd(s));
    }
    jsonw_str(w, "note", s->note[0] != '\0' ? s->note : NULL);
    jsonw_end(w, '}');
}

void gating_json(const struct gating *g, struct buf *out)
{
    struct jsonw w = { out, false };
    struct saved all = sum_saved(g);

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "verdict", gating_word(g->verdict));
    jsonw_str(&w, "baseline", g->baseline);
    jsonw_str(&w, "candidate", g->candidate);
    jsonw_str(&w, "rule", g->rule.retain ? "retain" : "margin");
    jsonw_num(&w, "margin", g->rule.amount);
    jsonw_num(&w, "confidence", 1 - g->rule.alpha);
    jsonw_begin(&w, "suites", '[');
    for (size_t i = 0; i < g->n; i++)
        json_suite(&w, &g->suites[i]);
    jsonw_end(&w, ']');
    if (all.asked) {
        jsonw_int(&w, "sent", all.sent);
        jsonw_int(&w, "reused", all.reused);
        jsonw_num(&w, "saved_requests", all.requests);
        jsonw_num(&w, "saved_usd", all.usd);
    }
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

void gating_rule_text(const struct gate_rule *rule, struct buf *out)
{
    if (rule->retain)
        buf_printf(out, "Needed: %g %% of the baseline's accuracy",
            100 * rule->amount);
    else
        buf_printf(out, "Allowed: %g point%s below the baseline",
            100 * rule->amount, fabs(100 * rule->amount - 1) < 1e-9 ? "" : "s");
    buf_printf(
        out, ", at a one-sided confidence of %g %%", 100 * (1 - rule->alpha));
}

static void put_rule(const struct gating *g, struct buf *out)
{
    gating_rule_text(&g->rule, out);
    if (g->rule.family > 1) /* the upper limits are at that level too */
        buf_printf(out, "; WORSE at %.4g %%, as %d suites are looked at",
            100 * (1 - g->rule.alpha / g->rule.family), g->rule.family);
    buf_puts(out, ".");
}

static void cell_limits(
    struct table *t, const struct gating_suite *s, const struct gate_rule *rule)
{
    const struct gate_result *r = &s->result;
    char at[RUNS_SHARE], low[RUNS_SHARE], high[RUNS_SHARE];

    if (isnan(r->limits.low))
        table_cell(t, none);
    else if (isnan(r->estimate)) // nothing seen: what could be
        table_cellf(
            t, "(%+.1f to %+.1f)", 100 * r->limits.low, 100 * r->limits.high);
    else if (gating_points(s, rule))
        cell_points_ci(t, r->estimate, r->limits);
    else
        table_cellf(t, "%s%% (%s to %s)", runs_share(r->estimate, 1, at),
            runs_share(r->limits.low, 1, low),
            runs_share(r->limits.high, 1, high));
}

static void add_n(const struct gating_suite *s, struct buf *out)
{
    if (s->asked.yes)
        buf_printf(out, "%lld of %lld", (long long)s->asked.looked,
            (long long)s->asked.of);
    else
        buf_printf(out, "%lld", (long long)s->result.n);
}

static void put_table(
    const struct gating *g, size_t width, int look, struct buf *out)
{
    struct table *t;
    bool points = true;

    for (size_t i = 0; i < g->n; i++)
        points = points && gating_points(&g->suites[i], &g->rule);
    t = table_new("suite|>n|>baseline %%:next|>candidate %%:next|"
                  ">%s (limits)|verdict",
        points ? "points" : "keeps");
    for (size_t i = 0; i < g->n; i++) {
        const struct gating_suite *s = &g->suites[i];
        struct buf n = { 0 };
        add_n(s, &n);
        table_cell(t, s->suite);
        table_cell(t, buf_str(&n));
        cell_percent(t, paired_accuracy_b(&s->cells));
        cell_percent(t, paired_accuracy_a(&s->cells));
        cell_limits(t, s, &g->rule);
        table_cell(t, spoken[s->result.verdict]);
        buf_clear(&n);
    }
    table_print(t, width, look, out);
    table_free(t);
}

/* What was not needed is what a sequence is for. */
static void put_saved(const struct gating *g, struct buf *out)
{
    struct saved all = sum_saved(g);
    char money[MONEY_SIZE];

    if (!all.asked)
        return;
    if (all.requests > 0)
        buf_printf(out,
            "Not needed: %.0f requests, which would have cost %s%s.",
            all.requests, isnan(all.usd) ? "an unknown sum" : "about ",
            isnan(all.usd) ? "" : money_short(all.usd, money));
    else
        buf_puts(out, "No request was saved.");
    buf_printf(out, " Sent now: %lld; from the store: %lld.\n",
        (long long)all.sent, (long long)all.reused);
}

static void put_reasons(
    const struct gating *g, const char *before, struct buf *out)
{
    for (size_t i = 0; i < g->n; i++) {
        const struct gating_suite *s = &g->suites[i];
        buf_printf(out, "%s%s: %s.\n", before, s->suite, s->why);
        if (s->note[0] != '\0')
            buf_printf(out, "%s%s: %s.\n", before, s->suite, s->note);
    }
}

void gating_text(
    const struct gating *g, size_t width, int look, struct buf *out)
{
    buf_printf(out, "%s: %s, held against %s. ", spoken[g->verdict],
        g->candidate, g->baseline);
    put_rule(g, out);
    buf_puts(out, "\n\n");
    put_table(g, width, look, out);
    buf_putc(out, '\n');
    put_reasons(g, "", out);
    put_saved(g, out);
}

static void markdown(struct buf *out, const char *text)
{
    markup_markdown(out, text, strlen(text));
}

void gating_markdown(const struct gating *g, struct buf *out)
{
    buf_printf(out, "### %s: `%s`, held against `%s`\n\n", spoken[g->verdict],
        g->candidate, g->baseline);
    put_rule(g, out);
    buf_puts(out,
        "\n\n| suite | n | baseline % | candidate % | verdict | why |\n"
        "| --- | ---: | ---: | ---: | --- | --- |\n");
    for (size_t i = 0; i < g->n; i++) {
        const struct gating_suite *s = &g->suites[i];
        buf_puts(out, "| ");
        markdown(out, s->suite);
        buf_puts(out, " | ");
        add_n(s, out);
        buf_puts(out, " | ");
        runs_percent(out, paired_accuracy_b(&s->cells));
        buf_puts(out, " | ");
        runs_percent(out, paired_accuracy_a(&s->cells));
        buf_printf(out, " | %s | ", spoken[s->result.verdict]);
        markdown(out, s->why);
        buf_puts(out, " |\n");
    }
    buf_putc(out, '\n');
    put_saved(g, out);
}

static void xml(struct buf *out, const char *text)
{
    markup_text(out, text, strlen(text));
}

void gating_junit(const struct gating *g, struct buf *out)
{
    size_t bad = 0, skipped = 0;

    for (size_t i = 0; i < g->n; i++) {
        bad += g->suites[i].result.verdict != GATE_NOT_WORSE ? 1 : 0;
        skipped += g->suites[i].asked.skipped ? 1 : 0;
    }
    buf_printf(out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuite name=\"retort gate\" tests=\"%zu\" failures=\"%zu\" "
        "skipped=\"%zu\">\n",
        g->n, bad - skipped, skipped);
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
        if (s->asked.skipped)
            buf_puts(out, "\">\n    <skipped message=\"");
        else
            buf_printf(out, "\">\n    <failure type=\"%s\" message=\"",
                gating_word(s->result.verdict));
        xml(out, s->why);
        buf_puts(out, "\"/>\n  </testcase>\n");
    }
    buf_puts(out, "</testsuite>\n");
}
