#include "cli/offline.h"

#include <stdlib.h>

#include "cli/exit.h"

void offline_open(struct offline *f, const struct options *o)
{
    *f = (struct offline){ .loop = NULL };
    context_open(&f->c, o);
}

void offline_close(struct offline *f)
{
    jail_free(f->jail);
    loop_free(f->loop);
    results_clear(&f->results);
    context_close(&f->c);
}

static int prepare(struct offline *f, const struct suite *s, struct err *e)
{
    if (f->loop == NULL && (f->loop = loop_new(e)) == NULL)
        return -1;
    if (suite_info(s)->runs_code == NULL)
        return 0;
    if (f->jail == NULL)
        f->jail = jail_new(f->loop, NULL, e);
    if (f->jail == NULL || jail_probe(f->jail, suite_info(s)->runs_code, e) < 0)
        return err_wrap(e, "this suite runs code, and the jail does not work");
    return 0;
}

static void on_progress(void *arg, const struct run_progress *p)
{
    struct offline *f = arg;

    progress_show(&f->progress, p);
}

static void on_held(void *arg, bool held)
{
    struct offline *f = arg;

    progress_held(&f->progress, held);
}

int offline_do(struct offline *f, const struct offline_run *what,
    struct run_result *out, struct err *e)
{
    const struct options *o = f->c.o;
    struct run_config rc = {
        .store = f->c.store,
        .suite = what->suite,
        .model = what->model,
        .jobs = (int)o->jobs,
        .repeat = what->repeat,
        .budget_pusd = -1,
        .total = -1,
        .offline = true,
        .seed = (uint64_t)o->seed,
        .stop = context_signals(),
        .progress = o->quiet ? NULL : on_progress,
        .held = on_held,
        .arg = f,
        .version = RETORT_VERSION,
        .given = what->given,
        .given_arg = what->arg,
        .rejudge = what->rejudge,
    };
    char *part = context_part(o);
    int rc_run;

    if (prepare(f, what->suite, e) < 0) {
        free(part);
        return -1;
    }
    rc.part = part;
    rc.loop = f->loop;
    rc.jail = f->jail;
    progress_start(&f->progress, what->what, o->quiet, o->verbose);
    rc_run = run_suite(&rc, out, e);
    free(part);
    progress_end(&f->progress, out);
    if (out->run > 0)
        results_note(&f->results, out->run, out->last.sent,
            out->last.reused + out->last.kept);
    return rc_run;
}

int offline_print(struct offline *f, struct err *e)
{
    return f->results.n > 0 ? results_print(&f->results, &f->c, e) : 0;
}

enum exit_code offline_code(enum run_end end)
{
    return end == RUN_COMPLETE      ? EXIT_DONE
           : end == RUN_INTERRUPTED ? EXIT_INTERRUPTED
                                    : EXIT_INCOMPLETE;
}
