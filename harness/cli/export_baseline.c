#include "cli/export_baseline.h"

#include <stdio.h>
#include <string.h>

#include "base/gzip.h"
#include "cli/context.h"
#include "cli/terminal.h"
#include "report/baseline.h"

static int64_t count_failed(const struct data_run *d)
{
    int64_t failed = 0;

    for (size_t i = 0; i < d->n; i++)
        failed += d->items[i].outcome == OUTCOME_FAILED;
    return failed;
}

/* A model cannot be asked until it is as good as what is not known: plan and
 * gate refuse such a file, and so it is not made unless that is wanted. */
static int check_whole(
    const struct options *o, const struct data_run *d, struct err *e)
{
    int64_t failed = count_failed(d);
    char why[64] = "";

    if (failed == 0 && strcmp(d->row.status, "complete") == 0)
        return 0;
    if (failed > 0)
        snprintf(
            why, sizeof why, " (%lld of %zu failed)", (long long)failed, d->n);
    if (o->accept == NULL)
        return err_set(e, ERR_STOP,
            "run %lld of %s is not complete%s, and no model can be held "
            "against it until it is: run it again, or --accept incomplete for "
            "a file that only stored runs can be held against",
            (long long)d->row.id, d->row.suite, why);
    terminal_say("retort: run %lld of %s is not complete%s: a gate will count "
                 "what it lacks as without a verdict, and ask no model",
        (long long)d->row.id, d->row.suite, why);
    return 0;
}

static int write_out(
    const struct options *o, const struct buf *text, size_t n, struct err *e)
{
    if (o->to == NULL || strcmp(o->to, "-") == 0) {
        fwrite(text->s, 1, text->len, stdout);
        return 0; /* main says when that went wrong */
    }
    if (!baseline_is_file(o->to))
        return err_set(e, ERR_USAGE,
            "%s: name it .jsonl or .jsonl.gz, by which the gate tells a file "
            "from a run",
            o->to);
    if (gzip_write(o->to, text->s, text->len, e) < 0)
        return -1;
    if (!o->quiet)
        terminal_say(
            "%s: the verdicts of %zu suite%s", o->to, n, n == 1 ? "" : "s");
    return 0;
}

static int add_all(const struct options *o, struct context *c, struct err *e)
{
    struct pick p = { 0 };
    struct buf text = { 0 };
    int rc = pick_add(&p, c->store, o->baseline, &c->prices, e);

    for (size_t i = 0; i < p.n && rc == 0; i++) {
        rc = check_whole(o, &p.runs[i], e);
        if (rc == 0)
            baseline_write(&p.runs[i], &text);
    }
    if (rc == 0)
        rc = write_out(o, &text, p.n, e);
    buf_clear(&text);
    pick_clear(&p);
    return rc;
}

enum exit_code export_baseline(const struct options *o, struct err *e)
{
    struct context c;
    int rc = -1;

    context_open(&c, o);
    if (o->replies || o->operand_count > 0)
        err_set(e, ERR_USAGE,
            "--baseline RUN stands alone: no --replies and no other run "
            "beside it");
    else if (o->accept != NULL && strcmp(o->accept, "incomplete") != 0)
        err_set(e, ERR_USAGE, "--accept wants incomplete here, not '%.60s'",
            o->accept);
    else if (context_store(&c, true, e) == 0)
        rc = add_all(o, &c, e);
    context_close(&c);
    return rc < 0 ? exit_of(e->kind) : EXIT_DONE;
}
