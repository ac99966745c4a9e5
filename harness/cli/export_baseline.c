#include "cli/export_baseline.h"

#include <stdio.h>
#include <string.h>

#include "base/gzip.h"
#include "cli/context.h"
#include "cli/terminal.h"
#include "report/baseline.h"

static void warn_of(const struct data_run *d)
{
    int64_t failed = 0;

    for (size_t i = 0; i < d->n; i++)
        failed += d->items[i].outcome == OUTCOME_FAILED;
    if (failed > 0 || strcmp(d->row.status, "complete") != 0)
        terminal_say(
            "retort: run %lld of %s is not complete (%lld failed): a model "
            "cannot be held against it until it is",
            (long long)d->row.id, d->row.suite, (long long)failed);
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

enum exit_code export_baseline(const struct options *o, struct err *e)
{
    struct context c;
    struct pick p = { 0 };
    struct buf text = { 0 };
    int rc = -1;

    context_open(&c, o);
    if (o->replies || o->operand_count > 0) {
        err_set(e, ERR_USAGE,
            "--baseline RUN stands alone: no --replies and no other run "
            "beside it");
    } else if (context_store(&c, true, e) == 0
               && pick_add(&p, c.store, o->baseline, &c.prices, e) == 0) {
        for (size_t i = 0; i < p.n; i++) {
            warn_of(&p.runs[i]);
            baseline_write(&p.runs[i], &text);
        }
        rc = write_out(o, &text, p.n, e);
    }
    buf_clear(&text);
    pick_clear(&p);
    context_close(&c);
    return rc < 0 ? exit_of(e->kind) : EXIT_DONE;
}
