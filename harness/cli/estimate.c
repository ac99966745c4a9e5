#include "cli/estimate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cli/terminal.h"
#include "cost/money.h"
#include "report/runs.h"
#include "run/plan.h"

enum { LOOK_US = 20000, PROMPTS = 3, PROMPT_MOST = 1500 };

struct money {
    double low, high; // USD; NAN unknown
};

/* Of one request of mean size, times all of them: a threshold of tokens
 * re-prices single requests, never their sum. */
static double price(struct session *s, const struct model *m, double requests,
    double in, double out)
{
    struct usage u = usage_unknown();
    int64_t pusd;

    if (requests < 1)
        return 0;
    memset(u.tokens, 0, sizeof u.tokens);
    u.input = (int64_t)(in / requests + 0.5);
    u.output = (int64_t)(out / requests + 0.5);
    pusd = context_price_asked(&s->c, m, &u, clock_wall_us());
    return pusd < 0 ? (double)NAN : money_usd(pusd) * requests;
}

static struct money cost(
    struct session *s, const struct model *m, const struct plan *p)
{
    double n = (double)p->requests;

    return (struct money){ price(s, m, n, p->input.low, p->output.low),
        price(s, m, n, p->input.high, p->output.high) };
}

static void print_range(const struct plan_range *r, struct buf *b)
{
    runs_count(b, r->low);
    if (r->high > r->low) {
        buf_puts(b, "-");
        runs_count(b, r->high);
    }
}

static void print_money(const struct model *m, struct money c, struct buf *b)
{
    char low[MONEY_SIZE], high[MONEY_SIZE];

    if (isnan(c.low) && m->usd_per_hour >= 0)
        buf_printf(b, "no price per token, the machine is $%g an hour",
            m->usd_per_hour);
    else if (isnan(c.low))
        buf_puts(b, "cost unknown");
    else
        buf_printf(
            b, "%s to %s", money_short(c.low, low), money_short(c.high, high));
}

static void print_basis(const struct plan *p, struct buf *b)
{
    if (p->measured)
        buf_printf(b, "as %lld stored replies took", (long long)p->replies);
    else if (p->max_tokens > 0)
        buf_printf(b,
            "guessed: 3 to 5 bytes a token, replies up to %lld tokens",
            (long long)p->max_tokens);
    else
        buf_puts(b, "guessed: 3 to 5 bytes a token, replies without a limit "
                    "up to 4096 tokens");
    if (p->samples < 0)
        buf_printf(b, "; of the first %lld samples only", (long long)p->looked);
    else if (p->samples > p->looked)
        buf_printf(b, "; from the first %lld samples", (long long)p->looked);
    if (p->dialogue)
        buf_puts(b, "; first questions only, the suite may ask more");
}

/* "up to 200 requests (12 replies are stored), 21.3K-35K tokens in, ..." */
static void print_plan(struct session *s, const struct model *m,
    const struct plan *p, struct buf *b)
{
    buf_printf(b, "%lld request%s", (long long)p->requests,
        p->requests == 1 ? "" : "s");
    if (p->stored > 0)
        buf_printf(b, " (%lld repl%s stored)", (long long)p->stored,
            p->stored == 1 ? "y is" : "ies are");
    if (p->requests == 0)
        return;
    buf_puts(b, ", ");
    print_range(&p->input, b);
    buf_puts(b, " tokens in, ");
    print_range(&p->output, b);
    buf_puts(b, " out, ");
    print_money(m, cost(s, m, p), b);
    buf_puts(b, " (");
    print_basis(p, b);
    buf_puts(b, ")");
}

static struct plan_config config(
    const struct session *s, const struct run_config *rc)
{
    return (struct plan_config){ .suite = rc->suite,
        .model = rc->model,
        .store = s->c.store,
        .sample_id = rc->sample_id,
        .repeat = rc->repeat,
        .no_cache = rc->no_cache,
        .batch = s->c.o->batch };
}

void estimate_say(struct session *s, const struct run_config *rc)
{
    struct plan_config pc = config(s, rc);
    struct plan p;
    struct buf b = { 0 };
    struct err none = { 0 };

    pc.most_us = LOOK_US;
    if (plan_make(&pc, &p, &none) < 0 || p.requests == 0)
        return;
    print_plan(s, rc->model, &p, &b);
    terminal_say("%s on %s%s: %s", suite_info(rc->suite)->name, rc->model->name,
        s->c.o->batch ? ", by batch" : "", buf_str(&b));
    buf_clear(&b);
}

/* A machine by the hour is not billed by what is sent. */
static bool holds(struct session *s, const struct model *m)
{
    return m->usd_per_hour >= 0 || !isnan(price(s, m, 1, 1, 1));
}

int estimate_budget(struct session *s, struct err *e)
{
    const struct options *o = s->c.o;

    if (o->budget < 0 || o->offline)
        return 0;
    for (size_t i = 0; i < s->model_count; i++) {
        const struct model *m = &s->models[i];
        if (holds(s, m))
            continue;
        if (!o->unpriced)
            return err_set(e, ERR_USAGE,
                "--budget cannot hold for %s, whose price is not known: tell "
                "it with --prices FILE, or say --unpriced to run it all the "
                "same",
                m->name);
        terminal_say(
            "retort: --budget does not hold for %s, whose price is not known "
            "(--prices FILE can tell it)",
            m->name);
    }
    return 0;
}

/* --- dry run ------------------------------------------------------------- */

struct prompts { // as text, or as JSON
    struct buf text;
    struct jsonw *w;
};

static void print_text(struct buf *b, const char *text, size_t len)
{
    size_t shown = len <= PROMPT_MOST ? len : PROMPT_MOST;

    buf_puts(b, "    ");
    for (size_t i = 0; i < shown; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\n')
            buf_puts(b, "\n    ");
        else
            buf_putc(b, c < ' ' && c != '\t' ? '?' : text[i]);
    }
    if (shown < len)
        buf_printf(b, "\n    ... and %zu bytes more", len - shown);
    buf_putc(b, '\n');
}

static void on_prompt(
    void *arg, const struct sample *s, const struct step *first)
{
    struct prompts *p = arg;

    if (p->w != NULL) {
        jsonw_begin(p->w, NULL, '{');
        jsonw_str(p->w, "id", s->id);
        jsonw_begin(p->w, "messages", '[');
    } else {
        buf_printf(&p->text, "\n  sample %s\n", s->id);
    }
    for (size_t i = 0; i < first->message_count; i++) {
        const struct message *m = &first->messages[i];
        if (p->w == NULL) {
            buf_printf(&p->text, "  %s:\n", m->role);
            print_text(&p->text, m->text, m->len);
            continue;
        }
        jsonw_begin(p->w, NULL, '{');
        jsonw_str(p->w, "role", m->role);
        jsonw_bytes(p->w, "content", m->text, m->len);
        jsonw_end(p->w, '}');
    }
    if (p->w != NULL) {
        jsonw_end(p->w, ']');
        jsonw_end(p->w, '}');
    }
}

static void json_plan(struct session *s, const struct run_config *rc,
    const struct plan *p, struct jsonw *w)
{
    struct money c = cost(s, rc->model, p);
    struct buf basis = { 0 };

    print_basis(p, &basis);
    jsonw_count(w, "samples", p->samples);
    jsonw_int(w, "repeats", p->repeats);
    jsonw_int(w, "requests", p->requests);
    jsonw_int(w, "stored", p->stored);
    jsonw_int(w, "in_flight", rc->jobs);
    jsonw_begin(w, "tokens", '{');
    runs_range_json(w, "input", round(p->input.low), round(p->input.high));
    runs_range_json(w, "output", round(p->output.low), round(p->output.high));
    jsonw_end(w, '}');
    runs_range_json(w, "cost_usd", c.low, c.high);
    jsonw_str(w, "basis", buf_str(&basis));
    buf_clear(&basis);
}

/* One pair; total gets its cost. */
static int dry_pair(struct session *s, const struct run_config *rc,
    struct jsonw *w, struct money *total, struct err *e)
{
    struct plan_config pc = config(s, rc);
    struct prompts prompts = { .w = w };
    const char *suite = suite_info(rc->suite)->name;
    struct buf b = { 0 };
    struct plan p;
    struct money c;
    int rc2 = -1;

    pc.prompts = PROMPTS;
    pc.fn = on_prompt;
    pc.arg = &prompts;
    if (w != NULL) {
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "suite", suite);
        jsonw_str(w, "model", rc->model->name);
        jsonw_str(w, "endpoint", rc->model->url);
        jsonw_begin(w, "prompts", '[');
    }
    if (plan_make(&pc, &p, e) < 0)
        goto out;
    c = cost(s, rc->model, &p);
    total->low += c.low;
    total->high += c.high;
    if (w != NULL) {
        jsonw_end(w, ']');
        json_plan(s, rc, &p, w);
        jsonw_end(w, '}');
    } else {
        print_plan(s, rc->model, &p, &b);
        printf("%s on %s at %s\n  %lld samples, asked %lld time%s each\n"
               "  %s\n%s\n",
            suite, rc->model->name, rc->model->url, (long long)p.looked,
            (long long)p.repeats, p.repeats == 1 ? "" : "s", buf_str(&b),
            buf_str(&prompts.text));
    }
    rc2 = 0;
out:
    buf_clear(&b);
    buf_clear(&prompts.text);
    return rc2;
}

static void print_total(const struct session *s, struct money c)
{
    char low[MONEY_SIZE], high[MONEY_SIZE];

    if (isnan(c.low))
        printf("nothing was sent; in all: cost unknown");
    else
        printf("nothing was sent; in all: %s to %s", money_short(c.low, low),
            money_short(c.high, high));
    if (s->c.o->budget >= 0 && !isnan(c.high))
        printf(", %s the budget of $%g",
            c.high <= s->c.o->budget ? "within"
            : c.low > s->c.o->budget ? "above"
                                     : "perhaps above",
            s->c.o->budget);
    putchar('\n');
}

int estimate_dry_run(struct session *s, struct err *e)
{
    struct buf json = { 0 };
    struct jsonw writer = { &json, false }, *w = s->c.o->json ? &writer : NULL;
    struct money total = { 0, 0 };
    int rc = 0;

    if (w != NULL) {
        jsonw_begin(w, NULL, '{');
        jsonw_bool(w, "dry_run", true);
        jsonw_begin(w, "plans", '[');
    }
    for (size_t i = 0; i < s->suite_count && rc == 0; i++)
        for (size_t m = 0; m < s->model_count && rc == 0; m++) {
            struct run_config c = session_config(s, m, i);
            c.sample_id = s->c.o->sample;
            c.repeat = (int)s->c.o->repeat;
            rc = dry_pair(s, &c, w, &total, e);
        }
    if (rc == 0 && w != NULL) {
        jsonw_end(w, ']');
        runs_range_json(w, "cost_usd", total.low, total.high);
        jsonw_end(w, '}');
        puts(buf_str(&json));
    } else if (rc == 0) {
        print_total(s, total);
    }
    buf_clear(&json);
    return rc;
}
