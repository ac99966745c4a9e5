/* The plan for people and as JSON. */
#include <math.h>
#include <stdio.h>

#include "base/json.h"
#include "cost/money.h"
#include "report/gate/gating.h"
#include "report/planning.h"
#include "report/runs.h"
#include "report/text/table.h"

static const char *percent_key(int i, char out[8])
{
    snprintf(out, 8, "%.0f", 100 * foresee_certainty[i]);
    return out;
}

static void json_case(struct jsonw *w, const struct planning *p,
    const struct planning_suite *s, const struct planning_case *c)
{
    const struct foresight *f = &c->sequence;
    double trials = p->trials;
    char key[8];

    jsonw_begin(w, NULL, '{');
    jsonw_num(w, "discordant", c->discordant);
    jsonw_num(w, "diff", c->diff);
    jsonw_bool(w, "possible", c->possible);
    if (!c->possible) {
        jsonw_end(w, '}');
        return;
    }
    jsonw_begin(w, "sequential", '{');
    jsonw_num(w, "mean", f->mean);
    jsonw_begin(w, "by", '{');
    for (int i = 0; i < FORESEE_CERTAINTIES; i++)
        jsonw_int(w, percent_key(i, key), f->by[i]);
    jsonw_end(w, '}');
    jsonw_num(w, "not_worse", (double)f->said[GATE_NOT_WORSE] / trials);
    jsonw_num(w, "worse", (double)f->said[GATE_WORSE] / trials);
    jsonw_num(w, "unknown", (double)f->said[GATE_UNKNOWN] / trials);
    jsonw_num(w, "mean_usd", f->mean * s->usd);
    jsonw_end(w, '}');
    jsonw_begin(w, "fixed", '{');
    for (int i = 0; i < FORESEE_CERTAINTIES; i++)
        jsonw_num(w, percent_key(i, key), c->items[i]);
    jsonw_end(w, '}');
    jsonw_end(w, '}');
}

void planning_json(const struct planning *p, struct buf *out)
{
    struct jsonw w = { out, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "baseline", p->baseline);
    jsonw_str(&w, "model", p->model);
    jsonw_str(&w, "rule", p->rule.retain ? "retain" : "margin");
    jsonw_num(&w, "margin", p->rule.amount);
    jsonw_num(&w, "confidence", 1 - p->rule.alpha);
    jsonw_int(&w, "simulated", p->trials);
    jsonw_int(&w, "seed", (int64_t)p->seed);
    jsonw_begin(&w, "suites", '[');
    for (size_t i = 0; i < p->n; i++) {
        const struct planning_suite *s = &p->suites[i];
        jsonw_begin(&w, NULL, '{');
        jsonw_str(&w, "suite", s->baseline->row.suite);
        jsonw_int(&w, "samples", s->n);
        jsonw_num(&w, "accuracy", s->accuracy);
        jsonw_count(
            &w, "clusters", s->clusters > 0 ? (int64_t)s->clusters : -1);
        jsonw_num(&w, "usd_per_sample", s->usd);
        jsonw_num(&w, "usd_all", (double)s->n * s->usd);
        jsonw_begin(&w, "cases", '[');
        for (size_t k = 0; k < s->case_count; k++)
            json_case(&w, p, s, &s->cases[k]);
        jsonw_end(&w, ']');
        jsonw_end(&w, '}');
    }
    jsonw_end(&w, ']');
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}

static void cell_money(struct table *t, double usd)
{
    char money[MONEY_SIZE];

    table_cell(t, isnan(usd) ? "?" : money_short(usd, money));
}

/* "2,000" without the comma; "never" on the edge. */
static void cell_items(struct table *t, double items)
{
    if (isnan(items))
        table_cell(t, "-");
    else
        table_cellf(t, "%.0f", items);
}

static struct table *new_table(bool sequence)
{
    return table_new(
        ">differ on|>candidate|answer%s|>50 %%|>80 %%|>90 %%|>95 %%|>%s:next",
        sequence ? "|>mean" : "", sequence ? "mean cost" : "cost at 80 %");
}

static void row(struct table *t, const struct planning *p,
    const struct planning_suite *s, const struct planning_case *c,
    bool sequence)
{
    double edge =
        p->rule.retain ? (1 - p->rule.amount) * s->accuracy : p->rule.amount;
    const struct foresight *f = &c->sequence;

    if (!c->possible)
        return;
    table_cellf(t, "%.3g %%", 100 * c->discordant);
    table_cellf(t, c->diff < 0 ? "%.3g points" : "equal", 100 * c->diff);
    table_cell(t, c->diff > -edge ? "not worse" : "worse");
    if (sequence)
        table_cellf(t, "%.0f", f->mean);
    for (int i = 0; i < FORESEE_CERTAINTIES; i++)
        if (sequence)
            table_cellf(t, "%lld", (long long)f->by[i]);
        else
            cell_items(t, c->items[i]);
    cell_money(t, s->usd * (sequence ? f->mean : c->items[1]));
}

static void put_table(const struct planning *p, const struct planning_suite *s,
    bool sequence, size_t width, int look, struct buf *out)
{
    struct table *t = new_table(sequence);

    for (size_t i = 0; i < s->case_count; i++) {
        if (i > 0 && s->cases[i].discordant > s->cases[i - 1].discordant)
            table_gap(t);
        row(t, p, s, &s->cases[i], sequence);
    }
    table_print(t, width, look, out);
    table_free(t);
}

/* Candidates that no pair of models can be are named, not dropped. */
static void put_impossible(const struct planning_suite *s, struct buf *out)
{
    size_t n = 0;

    for (size_t i = 0; i < s->case_count; i++)
        n += s->cases[i].possible ? 0 : 1;
    if (n > 0)
        buf_printf(out,
            "%zu row%s left out: models that differ on so few samples cannot "
            "be so far apart, or those on so many not so near to all or "
            "nothing.\n",
            n, n == 1 ? "" : "s");
}

static void put_cost(
    const struct planning *p, const struct planning_suite *s, struct buf *out)
{
    char money[MONEY_SIZE];

    if (p->model == NULL)
        buf_puts(out, "Costs: name the model to be asked with -m.\n");
    else if (isnan(s->usd))
        buf_printf(out,
            "Costs are unknown: %s has no price, or the baseline did not tell "
            "its tokens.\n",
            p->model);
    else
        buf_printf(out,
            "Costs: at the price of %s today, with the baseline's mean tokens "
            "a sample; all %lld would cost %s.\n",
            p->model, (long long)s->n,
            money_short((double)s->n * s->usd, money));
}

static void put_suite(const struct planning *p, const struct planning_suite *s,
    size_t width, int look, struct buf *out)
{
    char share[RUNS_SHARE];

    buf_printf(out, "\n%s: %lld samples, of which %s has %s %% right\n\n",
        s->baseline->row.suite, (long long)s->n, p->baseline,
        runs_share(s->accuracy, 1, share));
    buf_printf(out,
        "Samples asked in random order until the answer is certain ('gate' on "
        "a model): mean, and by when that share of %d simulated gates knew\n",
        p->trials);
    put_table(p, s, true, width, look, out);
    buf_puts(out,
        "\nSamples that two whole runs need, to answer with that chance about "
        "new samples ('gate' on two runs)\n");
    put_table(p, s, false, width, look, out);
    buf_putc(out, '\n');
    put_impossible(s, out);
    if (s->clusters > 0 && (int64_t)s->clusters < s->n)
        buf_printf(out,
            "Its samples come in %zu clusters: two runs need more than this, "
            "the more alike samples of one are.\n",
            s->clusters);
    put_cost(p, s, out);
}

void planning_text(
    const struct planning *p, size_t width, int look, struct buf *out)
{
    gating_rule_text(&p->rule, out);
    buf_puts(out,
        ". How far the two will differ is not known before: find your row.\n");
    for (size_t i = 0; i < p->n; i++)
        put_suite(p, &p->suites[i], width, look, out);
}
