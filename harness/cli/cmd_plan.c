/* retort plan: what a verdict will take, before any money is spent. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/scan.h"
#include "cli/command.h"
#include "cli/gate_rule.h"
#include "cli/terminal.h"
#include "cost/money.h"
#include "report/planning.h"
#include "report/text/table.h"

/* Shares of samples on which models may differ, small to large; --discordant
 * says what yours do. */
static const double usual[] = { 0.05, 0.1, 0.2 };

struct job {
    struct context c;
    struct pick baseline;
    struct planning plan;
    struct model model;
    double discordant[3];
    size_t discordant_count;
};

static int read_discordant(struct job *j, struct err *e)
{
    const char *text = j->c.o->discordant;
    double x;

    memcpy(j->discordant, usual, sizeof usual);
    j->discordant_count = sizeof usual / sizeof *usual;
    if (text == NULL)
        return 0;
    if (!scan_number(text, "%", &x) || !(x > 0 && x <= 100))
        return err_set(e, ERR_USAGE,
            "--discordant wants a share of the samples, as in 10%%, not '%s'",
            text);
    j->discordant[0] = x / 100;
    j->discordant_count = 1;
    return 0;
}

static int read_model(struct job *j, struct err *e)
{
    const struct options *o = j->c.o;

    if (o->models.n == 0)
        return 0;
    if (o->models.n > 1)
        return err_set(e, ERR_USAGE, "one model at a time: -m %s or -m %s?",
            o->models.item[0], o->models.item[1]);
    if (context_catalog(&j->c, e) < 0
        || model_parse(o->models.item[0], j->c.catalog, &j->model, e) < 0)
        return -1;
    j->plan.model = j->model.name;
    return 0;
}

static double usd_of(struct job *j, const struct usage *u)
{
    return money_usd(context_price_asked(&j->c, &j->model, u, clock_wall_us()));
}

/* A reply of the mean size, as the baseline's were, at the model's price; parts
 * of a token count. */
static double usd_of_one(struct job *j, const struct data_run *d)
{
    struct data_summary sum = data_sum(d, j->c.o->confidence);
    struct usage u = usage_unknown();
    double replies = (double)sum.usage.replies, part[USAGE_CLASSES], usd;

    if (j->plan.model == NULL || replies < 1 || d->n == 0)
        return (double)NAN;
    for (int c = 0; c < USAGE_CLASSES; c++) {
        int64_t n = usage_sum_class(&sum.usage, (enum usage_class)c);
        u.tokens[c] = n < 0 ? -1 : (int64_t)((double)n / replies);
        part[c] = n < 0 ? 0 : (double)n / replies - (double)u.tokens[c];
    }
    usd = usd_of(j, &u);
    for (int c = 0; c < USAGE_CLASSES; c++) {
        struct usage more = u;
        if (part[c] <= 0)
            continue;
        more.tokens[c]++;
        usd += part[c] * (usd_of(j, &more) - usd_of(j, &u));
    }
    return usd * replies / (double)d->n;
}

static int make(struct job *j, struct err *e)
{
    const struct options *o = j->c.o;

    if (o->baseline == NULL)
        return err_set(e, ERR_USAGE,
            "name the baseline: --baseline RUN|FILE ('retort ls runs' lists "
            "runs)");
    if (gate_rule_read(o, &j->plan.rule, e) < 0 || read_discordant(j, e) < 0
        || read_model(j, e) < 0 || context_prices(&j->c, e) < 0
        || gate_baseline(&j->c, &j->baseline, e) < 0
        || gate_choose(&j->baseline, o, e) < 0)
        return -1;
    j->plan.baseline = j->baseline.runs[0].row.model;
    j->plan.seed = (uint64_t)o->seed;
    j->plan.trials = 200;
    for (size_t i = 0; i < j->baseline.n; i++) {
        const struct data_run *d = &j->baseline.runs[i];
        if (planning_add(&j->plan, d, j->discordant, j->discordant_count, e)
            < 0)
            return -1;
        j->plan.suites[j->plan.n - 1].usd = usd_of_one(j, d);
    }
    planning_play(&j->plan);
    return 0;
}

static void print(const struct job *j)
{
    const struct options *o = j->c.o;
    struct buf out = { 0 };
    int look = terminal_look(o->color);

    if (o->json)
        planning_json(&j->plan, &out);
    else
        planning_text(&j->plan, terminal_width(), look, &out);
    if (o->models.n > 0)
        context_price_age(&j->c, &out);
    terminal_print(&out);
    buf_clear(&out);
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct job j = { .plan = { .n = 0 } };
    int rc;

    context_open(&j.c, o);
    rc = make(&j, e);
    if (rc == 0)
        print(&j);
    planning_clear(&j.plan);
    pick_clear(&j.baseline);
    if (j.model.name != NULL)
        model_clear(&j.model);
    context_close(&j.c);
    return rc < 0 ? exit_of(e->kind) : EXIT_DONE;
}

const struct command cmd_plan = {
    .name = "plan",
    .usage = "--baseline RUN|FILE (--margin 1pt | --retain 98%) [-m MODEL]\n"
             "       [SUITE...]",
    .about = "How many samples a gate will need, and what they would cost",
    .more = "For candidates as good as the baseline and worse, and for models "
            "that differ on\n5, 10 and 20 % of the samples: how many samples "
            "until the gate is certain, and\nhow many two whole runs need. "
            "Sends nothing.",
    .options = OPT(BASELINE) | OPT(MARGIN) | OPT(RETAIN) | OPT(CONFIDENCE)
               | OPT(DISCORDANT) | OPT(MODEL) | OPT(SEED) | OPT(OUT)
               | OPT(MODELS_FILE) | OPT(PRICES) | OPT(JSON),
    .run = run,
};
