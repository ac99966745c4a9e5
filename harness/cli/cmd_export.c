/* retort export: what is stored, for others to use. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/gzip.h"
#include "base/json.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/context.h"
#include "cli/export_baseline.h"
#include "cli/terminal.h"
#include "run/replay.h"

struct wanted { // a run to export
    int64_t id;
    char *suite, *model, *role, *served;
    char *about; // JSON
    bool named;  // by an operand
};

struct job {
    struct context c;
    struct wanted *runs; // all of the store, then those that are wanted
    size_t n;
    const struct wanted *run; // at work
    struct replay *counted;
    struct buf out;
    bool *seen; // by answer id: two runs may share a reply
    size_t seen_count;
    size_t replies, models;
    size_t foreign; // of other dialects than a recording holds
    size_t judges;  // a judge's, not the model's
    struct err *e;
};

static char *about_run(const struct run_row *r)
{
    struct buf b = { 0 };
    struct jsonw w = { &b, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "suite", r->suite);
    jsonw_int(&w, "suite_version", r->suite_version);
    jsonw_str(&w, "suite_hash", r->suite_hash);
    jsonw_raw(&w, "sampling", r->sampling);
    jsonw_raw(&w, "options", r->options);
    jsonw_str(&w, "status", r->status);
    jsonw_str(&w, "version", r->version);
    jsonw_end(&w, '}');
    return buf_take(&b);
}

static int note_run(void *arg, const struct run_row *r)
{
    struct job *j = arg;

    j->runs = mem_resize(j->runs, j->n + 1, sizeof *j->runs);
    j->runs[j->n++] = (struct wanted){
        .id = r->id,
        .suite = mem_str(r->suite),
        .model = mem_str(r->model),
        .role = mem_str(r->role),
        .served = mem_str(r->served),
        .about = about_run(r),
    };
    return 0;
}

static void clear_run(struct wanted *w)
{
    free(w->suite);
    free(w->model);
    free(w->role);
    free(w->served);
    free(w->about);
}

/* Runs come in the order of their numbers: no later one of the same suite on
 * the same model. */
static bool is_latest(const struct job *j, size_t i)
{
    for (size_t k = i + 1; k < j->n; k++)
        if (strcmp(j->runs[k].suite, j->runs[i].suite) == 0
            && strcmp(j->runs[k].model, j->runs[i].model) == 0)
            return false;
    return true;
}

/* MODEL or SUITE/MODEL; NULL fits all. */
static bool fits(const struct wanted *w, const char *word)
{
    size_t n = strlen(w->suite);

    return word == NULL || strcmp(w->model, word) == 0
           || (strncmp(word, w->suite, n) == 0 && word[n] == '/'
               && strcmp(word + n + 1, w->model) == 0);
}

static bool name_latest(struct job *j, const char *word)
{
    bool any = false;

    for (size_t i = 0; i < j->n; i++)
        if (fits(&j->runs[i], word) && is_latest(j, i))
            any = j->runs[i].named = true;
    return any;
}

static int name_number(struct job *j, const char *text, struct err *e)
{
    for (size_t i = 0; i < j->n; i++)
        if (j->runs[i].id == strtoll(text, NULL, 10)) {
            j->runs[i].named = true;
            return 0;
        }
    return err_set(e, ERR_USAGE,
        "no run '%s' in %s; 'retort ls runs -o %s' "
        "lists them",
        text, j->c.o->out, j->c.o->out);
}

static int no_model(const struct job *j, const char *name, struct err *e)
{
    struct buf names = { 0 };

    for (size_t i = 0; i < j->n; i++) {
        size_t k = 0;
        while (strcmp(j->runs[k].model, j->runs[i].model) != 0)
            k++;
        if (k == i)
            buf_printf(
                &names, "%s%s", names.len > 0 ? ", " : "", j->runs[i].model);
    }
    err_set(e, ERR_USAGE, "%s has no runs of '%.100s'; there are: %.500s",
        j->c.o->out, name, buf_str(&names));
    buf_clear(&names);
    return -1;
}

/* A number names a run, all else the latest runs it fits. */
static int name_runs(struct job *j, struct err *e)
{
    const struct options *o = j->c.o;

    if (j->n == 0)
        return err_set(e, ERR_USAGE, "%s holds no runs yet", o->out);
    if (o->operand_count == 0)
        name_latest(j, NULL);
    for (size_t i = 0; i < o->operand_count; i++) {
        const char *name = o->operands[i];
        if (strspn(name, "0123456789") == strlen(name)) {
            if (name_number(j, name, e) < 0)
                return -1;
        } else if (!name_latest(j, name)) {
            return no_model(j, name, e);
        }
    }
    return 0;
}

static bool same_model(const struct wanted *a, const struct wanted *b)
{
    return strcmp(a->model, b->model) == 0 && strcmp(a->served, b->served) == 0
           && strcmp(a->role, b->role) == 0;
}

/* The line that names a model, with what its runs were. */
static void put_model(struct job *j, size_t first)
{
    const struct wanted *run = &j->runs[first];
    struct replay_model m = {
        .shown = run->model, .served = run->served, .role = run->role
    };
    struct buf about = { 0 };
    struct jsonw w = { &about, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "retort", RETORT_VERSION);
    jsonw_begin(&w, "runs", '[');
    for (size_t i = first; i < j->n; i++)
        if (j->runs[i].named && same_model(&j->runs[i], run))
            jsonw_raw(&w, NULL, j->runs[i].about);
    jsonw_end(&w, ']');
    jsonw_end(&w, '}');
    replay_put_model(&j->out, &m, about.s);
    buf_clear(&about);
    j->models++;
}

/* True the first time. */
static bool first_sight(struct job *j, int64_t answer)
{
    size_t i = (size_t)answer, room = j->seen_count;

    if (i >= room) {
        while (i >= room)
            room = room > 0 ? room * 2 : 1024;
        j->seen = mem_resize(j->seen, room, sizeof *j->seen);
        memset(j->seen + j->seen_count, 0, room - j->seen_count);
        j->seen_count = room;
    }
    if (j->seen[i])
        return false;
    return j->seen[i] = true;
}

static int put_reply(
    void *arg, const char *sample, bool judge, const struct answer *a)
{
    struct job *j = arg;
    struct replay_line l = {
        .suite = j->run->suite,
        .id = sample,
        .request = a->request,
        .request_len = a->request_len,
        .raw = a->raw,
        .raw_len = a->raw_len,
        .latency_us = a->latency_us,
        .wall_us = a->sent_wall_us,
    };

    if (!first_sight(j, a->id))
        return 0;
    if (judge) { /* the section is the model's, and so is what it answers */
        j->judges++;
        return 0;
    }
    if (strcmp(a->dialect, "openai-chat") != 0) {
        j->foreign++;
        return 0;
    }
    if (replay_put(j->counted, &j->out, &l, j->e) < 0)
        return err_wrap(
            j->e, "run %lld, sample %s", (long long)j->run->id, sample);
    j->replies++;
    return 0;
}

/* All wanted runs of one model below its line. */
static int put_section(struct job *j, size_t first)
{
    struct wanted model = j->runs[first];

    put_model(j, first);
    for (size_t i = first; i < j->n; i++) {
        if (!j->runs[i].named || !same_model(&j->runs[i], &model))
            continue;
        j->run = &j->runs[i];
        if (store_replies(j->c.store, j->run->id, put_reply, j, j->e) < 0)
            return -1;
        j->runs[i].named = false; /* done */
    }
    return 0;
}

static int put_all(struct job *j)
{
    j->counted = replay_new();
    for (size_t i = 0; i < j->n; i++)
        if (j->runs[i].named && put_section(j, i) < 0)
            return -1;
    return 0;
}

static int write_out(const struct job *j, struct err *e)
{
    const char *to = j->c.o->to;
    int rc;

    if (to == NULL || strcmp(to, "-") == 0) {
        fwrite(j->out.s, 1, j->out.len, stdout);
        return 0; /* main says when that went wrong */
    }
    rc = gzip_write(to, j->out.s, j->out.len, e);
    if (rc == 0 && !j->c.o->quiet)
        terminal_say("%s: %zu replies of %zu model%s", to, j->replies,
            j->models, j->models == 1 ? "" : "s");
    return rc;
}

static int export_replies(struct job *j, struct err *e)
{
    j->e = e;
    if (context_store(&j->c, true, e) < 0
        || store_runs(j->c.store, note_run, j, e) < 0 || name_runs(j, e) < 0
        || put_all(j) < 0)
        return -1;
    if (j->foreign > 0)
        terminal_say(
            "retort: %zu replies left out: their endpoint spoke another "
            "format than chat completions",
            j->foreign);
    if (j->judges > 0)
        terminal_say("retort: %zu repl%s of a judge left out: they are not the "
                     "model's",
            j->judges, j->judges == 1 ? "y" : "ies");
    if (j->replies == 0)
        return err_set(e, ERR_USAGE, "these runs have no replies to export");
    return write_out(j, e);
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct job j = { .n = 0 };
    int rc;

    if (o->baseline != NULL)
        return export_baseline(o, e);
    if (o->accept != NULL) {
        err_set(e, ERR_USAGE, "--accept is for --baseline RUN");
        return EXIT_USAGE;
    }
    if (!o->replies) {
        err_set(e, ERR_USAGE,
            "say what to export: --replies (a recording that 'retort serve' "
            "plays) or --baseline RUN (verdicts, for 'retort gate')");
        return EXIT_USAGE;
    }
    context_open(&j.c, o);
    rc = export_replies(&j, e);
    for (size_t i = 0; i < j.n; i++)
        clear_run(&j.runs[i]);
    free(j.runs);
    free(j.seen);
    replay_free(j.counted);
    buf_clear(&j.out);
    context_close(&j.c);
    return rc < 0 ? exit_of(e->kind) : EXIT_DONE;
}

const struct command cmd_export = {
    .name = "export",
    .usage = "([RUN...] --replies | --baseline RUN) [--to FILE]",
    .about =
        "Write what is stored: replies as a recording, verdicts as a baseline",
    .more = "RUN is the number of a run, SUITE/MODEL for the latest of these, "
            "or MODEL for\nits latest run of each suite; without one, the "
            "latest run of each suite on each\nmodel. A FILE that ends in .gz "
            "is packed. A baseline holds identities, hashes and\nverdicts, "
            "and no texts; its name ends in .jsonl or .gz. Of a run that is "
            "not\ncomplete none is made (4) without --accept incomplete.",
    .options = OPT(REPLIES) | OPT(BASELINE) | OPT(TO) | OPT(OUT) | OPT(ACCEPT),
    .run = run,
};
