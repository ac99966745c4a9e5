/* retort show: one run, one sample of it, or a suite. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/like.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/context.h"
#include "cli/show_diff.h"
#include "cli/show_suite.h"
#include "cli/terminal.h"
#include "report/calibrated.h"
#include "report/chart/draw.h"
#include "report/find.h"
#include "report/notes.h"
#include "report/reading.h"
#include "report/text/plain.h"
#include "report/text/table.h"
#include "report/transcript.h"

enum { LISTED = 20, CLIP = 60 };

/* What a person looks for first stands first. */
static const enum outcome order[OUTCOME_COUNT] = { OUTCOME_WRONG,
    OUTCOME_UNREAD, OUTCOME_TRUNCATED, OUTCOME_REFUSED, OUTCOME_FAILED,
    OUTCOME_CORRECT };

static int rank(enum outcome o)
{
    for (int i = 0; i < OUTCOME_COUNT; i++)
        if (order[i] == o)
            return i;
    return OUTCOME_COUNT;
}

static int by_outcome(const void *a, const void *b)
{
    const struct transcript_place *x = a, *y = b;

    if (x->outcome != y->outcome)
        return rank(x->outcome) - rank(y->outcome);
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    return x->repeat - y->repeat;
}

static void cell_clipped(struct table *t, const char *s, size_t len)
{
    struct buf b = { 0 };
    size_t fits;

    if (s != NULL)
        plain_line(&b, s, len < 4 * CLIP ? len : (size_t)4 * CLIP);
    if (utf8_width(buf_str(&b), b.len) > CLIP) {
        fits = plain_fit(b.s, b.len, CLIP - 3);
        b.len = fits;
        b.s[fits] = '\0';
        buf_puts(&b, "...");
    }
    table_cell(t, buf_str(&b));
    buf_clear(&b);
}

static void list_samples(const struct transcript *all, size_t most,
    const struct options *o, struct buf *out)
{
    struct table *t =
        table_new("sample|>repeat:any|outcome|extracted:wrap|target:wrap|"
                  "note:wrap|group:any");
    for (size_t i = 0; i < all->n && i < most; i++) {
        const struct transcript_place *p = &all->places[i];
        table_cell(t, p->id);
        if (p->repeat > 0)
            table_cellf(t, "%d", p->repeat);
        else
            table_cell(t, NULL);
        table_cell(t, outcome_name(p->outcome));
        cell_clipped(t, p->extracted, p->extracted_len);
        cell_clipped(t, p->target, p->target != NULL ? strlen(p->target) : 0);
        cell_clipped(t, p->note, p->note != NULL ? strlen(p->note) : 0);
        table_cell(t, p->group);
    }
    buf_putc(out, '\n');
    table_print(t, terminal_width(), terminal_look(o->color), out);
    if (all->n > most)
        buf_printf(
            out, "... and %zu more (-n N shows N of them)\n", all->n - most);
    table_free(t);
}

static void fact(struct buf *out, const char *name, const char *text)
{
    if (text[0] == '\0')
        return;
    buf_printf(out, "%-12s", name);
    plain_line(out, text, strlen(text));
    buf_putc(out, '\n');
}

/* JSON with blanks between its parts, so that it may go on below. */
static void fact_json(struct buf *out, const char *name, const char *json)
{
    struct buf spaced = { 0 };

    for (const char *p = json; *p != '\0'; p++) {
        buf_putc(&spaced, *p);
        if (*p == ',' && p[1] == '"')
            buf_putc(&spaced, ' ');
    }
    fact(out, name, buf_str(&spaced));
    buf_clear(&spaced);
}

static void run_facts(const struct run_row *r, const struct transcript *all,
    const struct reading *reading, const struct calibration *c, struct buf *out)
{
    int64_t counts[OUTCOME_COUNT] = { 0 };
    char date[24], span[16];

    for (size_t i = 0; i < all->n; i++)
        if (all->places[i].outcome < OUTCOME_COUNT)
            counts[all->places[i].outcome]++;
    buf_printf(out, "run %lld\n\n", (long long)r->id);
    buf_printf(out, "%-12s%s, version %d, hash %.12s\n", "suite:", r->suite,
        r->suite_version, r->suite_hash);
    fact(out, "model:", r->model);
    fact(out, "role:", r->role);
    fact(out, "endpoint:", r->endpoint);
    fact(out, "served as:", r->served);
    fact(out, "provider:", r->provider);
    if (r->usd_per_hour >= 0)
        buf_printf(out, "%-12s$%g an hour\n", "machine:", r->usd_per_hour);
    fact_json(out, "sampling:", r->sampling);
    fact_json(out, "options:", r->options);
    buf_printf(out, "%-12s%s, %s of work, retort %s\n",
        "started:", clock_iso(r->started_us, date),
        clock_span(r->wall_us, span), r->version);
    fact(out, "only:", r->part);
    buf_printf(out, "%-12s%s, %zu", "status:", r->status, all->n);
    if (r->planned >= 0)
        buf_printf(out, " of %lld", (long long)r->planned);
    buf_puts(out, " samples\n");
    for (int i = 0; i < OUTCOME_COUNT; i++)
        if (counts[i] > 0)
            buf_printf(out, "%12s%-10s %6lld  %s\n", "",
                outcome_name((enum outcome)i), (long long)counts[i],
                outcome_help((enum outcome)i));
    reading_text(reading, out);
    notes_text(all, out);
    calibrated_text(c, out);
}

static void run_json(const struct run_row *r, const struct transcript *all,
    const struct reading *reading, const struct calibration *c, size_t most,
    struct buf *out)
{
    struct jsonw w = { out, false };
    char date[24];

    jsonw_begin(&w, NULL, '{');
    jsonw_int(&w, "run", r->id);
    jsonw_str(&w, "suite", r->suite);
    jsonw_int(&w, "suite_version", r->suite_version);
    jsonw_str(&w, "suite_hash", r->suite_hash);
    jsonw_str(&w, "model", r->model);
    jsonw_str(&w, "role", r->role);
    jsonw_str(&w, "served", r->served);
    jsonw_str(&w, "endpoint", r->endpoint);
    jsonw_str(&w, "provider", r->provider);
    jsonw_raw(&w, "sampling", r->sampling);
    jsonw_raw(&w, "options", r->options);
    jsonw_count(&w, "planned", r->planned);
    jsonw_str(&w, "status", r->status);
    jsonw_str(&w, "part", r->part[0] != '\0' ? r->part : NULL);
    jsonw_str(&w, "started", clock_iso(r->started_us, date));
    jsonw_int(&w, "n", (int64_t)all->n);
    reading_json(reading, "rules", &w);
    notes_json(all, &w);
    calibrated_json(c, &w);
    jsonw_begin(&w, "samples", '[');
    for (size_t i = 0; i < all->n && i < most; i++) {
        const struct transcript_place *p = &all->places[i];
        jsonw_begin(&w, NULL, '{');
        jsonw_str(&w, "id", p->id);
        jsonw_int(&w, "n", p->n);
        jsonw_int(&w, "repeat", p->repeat);
        jsonw_str(&w, "group", p->group);
        jsonw_str(&w, "outcome", outcome_name(p->outcome));
        jsonw_num(&w, "value", p->value);
        if (p->extracted != NULL)
            jsonw_bytes(&w, "extracted", p->extracted, p->extracted_len);
        else
            jsonw_null(&w, "extracted");
        jsonw_str(&w, "target", p->target);
        jsonw_str(&w, "note", p->note);
        jsonw_raw(&w, "detail", p->detail != NULL ? p->detail : "null");
        jsonw_end(&w, '}');
    }
    jsonw_end(&w, ']');
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}

static int draw(const struct options *o, const struct run_row *run,
    const struct calibration *c, struct err *e)
{
    if (o->charts == NULL)
        return 0;
    if (c->n == 0)
        return err_set(e, ERR_USAGE,
            "nothing to draw: run %lld keeps no letter probabilities (suites "
            "of lettered questions have them where the endpoint gives "
            "log-probabilities)",
            (long long)run->id);
    if (file_mkdirs(o->charts, e) < 0
        || draw_reliability(o->charts, run, c, o->confidence, e) < 0)
        return -1;
    terminal_say("chart: %s/reliability-%s-%lld.svg, .png", o->charts,
        run->suite, (long long)run->id);
    return 0;
}

static int show_run(
    struct context *c, const struct find *f, struct buf *out, struct err *e)
{
    size_t most = c->o->limit > 0 ? (size_t)c->o->limit : LISTED;
    struct transcript all;
    struct reading reading = { 0 };
    struct calibration sure;
    int rc = transcript_load(c->store, f->run.id, &all, e);

    if (rc == 0)
        rc = reading_load(c->store, f->run.id, &reading, e);
    if (rc == 0) {
        sure = calibrated(&all, c->o->confidence);
        if (all.n > 1)
            qsort(all.places, all.n, sizeof *all.places, by_outcome);
        if (c->o->json) {
            run_json(&f->run, &all, &reading, &sure, most, out);
        } else {
            run_facts(&f->run, &all, &reading, &sure, out);
            list_samples(&all, most, c->o, out);
        }
        rc = draw(c->o, &f->run, &sure, e);
    }
    reading_clear(&reading);
    transcript_clear(&all);
    return rc;
}

static int show_sample(struct context *c, const struct find *f,
    const char *sample, struct buf *out, struct err *e)
{
    struct transcript t;
    struct jsonw w = { out, false };
    int rc;

    if (context_prices(c, e) < 0)
        return -1;
    rc = transcript_find(c->store, f->run.id, sample, &t, e);
    if (rc == 0 && c->o->json) {
        jsonw_begin(&w, NULL, '{');
        jsonw_int(&w, "run", f->run.id);
        jsonw_str(&w, "suite", f->run.suite);
        jsonw_str(&w, "model", f->run.model);
        jsonw_begin(&w, "samples", '[');
    }
    for (size_t i = 0; i < t.n && rc == 0; i++) {
        if (i > 0 && !c->o->json)
            buf_puts(out, "\n\n");
        rc = c->o->json ? transcript_json(
                 c->store, &f->run, &c->prices, &t.places[i], &w, e)
                        : transcript_text(c->store, &f->run, &c->prices,
                            &t.places[i], terminal_prose(), out, e);
    }
    if (rc == 0 && c->o->json) {
        jsonw_end(&w, ']');
        jsonw_end(&w, '}');
        buf_putc(out, '\n');
    }
    transcript_clear(&t);
    return rc;
}

static void offer(void *arg, const char *name, const char *path)
{
    (void)path;
    like_offer(arg, name);
}

/* Neither a run nor a suite: the nearest suite is as good a hint as what
 * find_run said, unless that was a number. */
static int nothing(const struct context *c, const char *word, struct err *why)
{
    struct like like = { .word = word };
    struct buf near = { 0 };

    if (word[strspn(word, "0123456789")] != '\0') {
        suite_each(offer, &like);
        if (like_end(&like, &near) > 0)
            err_set(why, ERR_USAGE, "no run and no suite '%s'%s", word,
                buf_str(&near));
        else if (c->store == NULL && why->kind == ERR_USAGE)
            err_set(why, ERR_USAGE,
                "no suite '%s' ('retort ls suites'), and no runs in %s yet",
                word, c->o->out);
    }
    buf_clear(&near);
    return -1;
}

static int show(struct context *c, struct buf *out, struct err *e)
{
    const struct options *o = c->o;
    const char *word = o->operands[0];
    const char *sample = o->operand_count > 1 ? o->operands[1] : o->sample;
    struct find f = { 0 };
    struct err why = { 0 };
    int rc;

    if (o->diff)
        return show_diff(c, out, e);
    if (o->operand_count > 2)
        return err_set(e, ERR_USAGE,
            "show wants a run or a suite, and at "
            "most one sample");
    /* a word that names a suite here shows the suite, unless it is followed by
     * a sample that some run of it has */
    if (suite_is_there(word) && sample == NULL)
        return show_suite(c, word, NULL, out, e);
    rc = context_store(c, true, &why);
    if (rc == 0)
        rc = find_run(c->store, word, &f, &why);
    if (rc < 0 && suite_is_there(word))
        return show_suite(c, word, sample, out, e);
    if (rc < 0) {
        nothing(c, word, &why);
        *e = why;
        return -1;
    }
    rc = sample == NULL ? show_run(c, &f, out, e)
                        : show_sample(c, &f, sample, out, e);
    find_clear(&f);
    return rc;
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct context c;
    struct buf out = { 0 };
    enum exit_code code = EXIT_DONE;

    context_open(&c, o);
    if (show(&c, &out, e) < 0)
        code = exit_of(e->kind);
    else
        terminal_print(&out);
    buf_clear(&out);
    context_close(&c);
    return code;
}

const struct command cmd_show = {
    .name = "show",
    .usage = "RUN [SAMPLE] | --diff A B SAMPLE | SUITE [SAMPLE]",
    .about = "One sample's transcript, a run's samples, or a suite",
    .more = "RUN is a number of 'retort ls runs', a model, or SUITE/MODEL. "
            "With SAMPLE: prompt,\nreply, tokens, what was read and the "
            "verdict. Without: how it ran and its samples,\nwrong ones "
            "first. With --diff: one sample of two runs, side by side where "
            "the screen is wide.",
    .options = OPT(LIMIT) | OPT(SAMPLE) | OPT(OUT) | OPT(DATA) | OPT(PRICES)
               | OPT(OPTION) | OPT(VARIANT) | OPT(SEED) | OPT(SHOTS) | OPT(DIFF)
               | OPT(CHARTS) | OPT(CONFIDENCE) | OPT(JSON),
    .operands_min = 1,
    .run = run,
};
