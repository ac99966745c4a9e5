#include "run/students.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "suite/named/named.h"

#ifdef __SANITIZE_ADDRESS__ /* everything takes several times as long */
enum { LIMIT_US = 500000 };
#else
enum { LIMIT_US = 50000 };
#endif

/* A suite that is known to be unsound is not worth more than this. */
enum { HOSTILE_SIZE = 100000, UNSOUND_US = 4000000 };

static const struct {
    const char *name;
    const char *open, *unit; // once, then again and again
} hostile[] = {
    { "blanks", "", " " },
    { "newlines", "", "\n" },
    { "fences", "", "```\n" },
    { "fences in a row", "", "```" },
    { "NUL bytes, as JSON brings them", "", "\xef\xbf\xbd" },
    { "broken UTF-8", "", "\xc3\x28\xf0\x9f\xed\xa0\x80" },
    { "unclosed thinking", "<think>", "so what is it? " },
    { "thinking over and over", "", "<think>" },
    { "digits", "", "7" },
    { "digits and commas", "", "1,234." },
    { "braces", "", "{" },
    { "nested JSON", "", "{\"a\":[" },
    { "boxes", "", "\\boxed{" },
    { "markers", "", "Answer: " },
    { "parentheses", "", "((" },
};

enum { KINDS = sizeof hostile / sizeof *hostile };

static const char *const names[STUDENTS] = { "ideal", "silent", "hostile" };

const char *students_name(enum student s)
{
    return names[s];
}

struct lesson { // one student on one sample
    const struct students_config *c;
    struct students_result *out;
    struct sample *sample;
    enum student student;
    int kind; // of hostile
    const struct buf *text;
    bool judge;       // programs go to the jail; else that is the end
    int64_t start_us; // processor time at the start of all
};

static void fault(const struct lesson *l, const char *what)
{
    struct students_fault *f;

    if (l->out->fault_count++ >= STUDENTS_FAULTS)
        return;
    f = &l->out->faults[l->out->fault_count - 1];
    f->student = l->student;
    snprintf(f->sample, sizeof f->sample, "%s", l->sample->id);
    if (l->student == STUDENT_HOSTILE)
        snprintf(f->what, sizeof f->what, "100 kB of %s: %.340s",
            hostile[l->kind].name, what);
    else
        snprintf(f->what, sizeof f->what, "%.399s", what);
}

struct judged {
    bool come;
    struct jail_result result;
};

static void on_judged(void *arg, const struct jail_result *result)
{
    struct judged *j = arg;

    j->come = true;
    j->result = *result;
}

/* Runs a program and waits for it. */
static int jail_it(const struct lesson *l, const struct jail_job *job,
    struct jail_result *out, struct err *e)
{
    struct judged j = { .come = false };

    if (l->c->jail == NULL)
        return err_set(e, ERR_SYSTEM, "it runs code, and there is no jail");
    if (jail_run(l->c->jail, job, on_judged, &j, e) < 0)
        return -1;
    while (!j.come)
        if (loop_turn(l->c->loop, -1, e) < 0) {
            jail_cancel_all(l->c->jail); /* j is about to go */
            return -1;
        }
    *out = j.result;
    return 0;
}

static struct reply reply_of(const struct lesson *l)
{
    return (struct reply){ .text = buf_str(l->text),
        .finish = FINISH_STOP,
        .usage = usage_unknown() };
}

/* The ideal student finds its reply likely and all else not; the others do
 * not say. */
static struct likelihood likelihood_to(
    const struct lesson *l, const struct step *step)
{
    struct likelihood out = { .why = "nothing was told" };
    size_t blanks = strspn(step->scored, " ");

    if (l->student != STUDENT_IDEAL)
        return out;
    out.tokens = 1;
    out.sum = strcmp(step->scored + blanks, buf_str(l->text)) == 0 ? -0.1 : -5;
    return out;
}

/* Takes a sample to its end. 1: it has a verdict; 0: the program it wants to
 * run stays unrun; -1. *spent_us is the processor time of the slowest turn. */
static int converse(
    const struct lesson *l, struct step *step, int64_t *spent_us, struct err *e)
{
    struct reply reply = reply_of(l);
    int rc = sample_start(l->sample, step, e);

    while (rc == 0 && step->kind != STEP_DONE) { /* turn.c counts them */
        struct jail_result result;
        int64_t start_us;
        if (step->kind == STEP_RUN && !l->judge)
            return 0;
        if (step->kind == STEP_RUN) {
            rc = jail_it(l, &step->job, &result, e);
            if (rc == 0)
                rc = sample_ran(l->sample, &result, step, e);
            continue;
        }
        if (step->scored != NULL)
            reply.likelihood = likelihood_to(l, step);
        struct reply judge = reply;
        if (step->judge && l->student == STUDENT_IDEAL)
            judge.text = step->judge_ideal != NULL ? step->judge_ideal : "";
        start_us = clock_cpu_us();
        rc = sample_answer(l->sample, step->judge ? &judge : &reply, step, e);
        if (clock_cpu_us() - start_us > *spent_us)
            *spent_us = clock_cpu_us() - start_us;
    }
    return rc == 0 ? 1 : -1;
}

/* What is wrong with the outcome, in words; NULL: nothing. */
static const char *complaint(enum student s, enum outcome o)
{
    if (s == STUDENT_IDEAL && o != OUTCOME_CORRECT)
        return o == OUTCOME_WRONG    ? "its own perfect reply is scored wrong"
               : o == OUTCOME_UNREAD ? "no answer is found in its own perfect "
                                       "reply"
                                     : "its own perfect reply is not right";
    if (s == STUDENT_SILENT && o != OUTCOME_UNREAD)
        return o == OUTCOME_CORRECT ? "an empty reply is scored right"
               : o == OUTCOME_WRONG
                   ? "an empty reply is scored wrong: it must be unread"
                   : "an empty reply must be unread";
    if (s == STUDENT_HOSTILE && o == OUTCOME_CORRECT)
        return "scored right";
    return NULL;
}

/* A rule of another harness reads as that harness does, also where it takes
 * the A of "Answer: Answer:" for a letter: that is no fault of the suite. */
static bool read_elsewhere(const struct step *step)
{
    struct err ignored = { 0 };
    struct json *detail =
        step->detail == NULL
            ? NULL
            : json_parse(step->detail, strlen(step->detail), &ignored);
    const char *rule = json_str(json_get(detail, "rule"));
    bool yes = rule != NULL && named_find(rule) != NULL;

    json_free(detail);
    return yes;
}

static void add_quoted(
    struct buf *b, const char *name, const char *s, size_t len)
{
    enum { SHOWN = 60 };

    buf_printf(b, "%s ", name);
    json_quote(b, s, len < SHOWN ? len : SHOWN);
    if (len > SHOWN)
        buf_puts(b, "...");
}

static void complain(
    const struct lesson *l, const struct step *step, const char *what)
{
    struct buf b = { 0 };

    buf_puts(&b, what);
    if (l->student == STUDENT_IDEAL) {
        buf_puts(&b, " (");
        add_quoted(&b, "the reply is", buf_str(l->text), l->text->len);
        if (step->extracted != NULL)
            add_quoted(&b, ", read was", step->extracted, step->extracted_len);
        add_quoted(&b, ", the target is", l->sample->target,
            strlen(l->sample->target));
        if (step->note != NULL)
            buf_printf(&b, "; %.150s", step->note);
        buf_putc(&b, ')');
    }
    fault(l, buf_str(&b));
    buf_clear(&b);
}

static void note_time(const struct lesson *l, int64_t spent_us, int64_t most)
{
    char what[120];

    if (spent_us > l->out->slowest_us) {
        l->out->slowest_us = spent_us;
        l->out->slowest = hostile[l->kind].name;
    }
    if (spent_us <= most)
        return;
    snprintf(what, sizeof what,
        "took %.0f ms of processor, at most %.0f are "
        "fine (r.extract is linear)",
        (double)spent_us / 1000, (double)most / 1000);
    fault(l, what);
}

/* A slow moment of the machine is no fault of the suite: who took too long,
 * though not by far, may try twice more. Returns the shortest time. */
static int64_t at_best(const struct lesson *l, struct sample *whole,
    int64_t spent_us, int64_t most)
{
    for (int i = 0; i < 2 && spent_us > most && spent_us < 10 * most; i++) {
        struct sample mine;
        struct lesson again = *l;
        struct step step = { .kind = STEP_DONE };
        struct err ignored = { 0 };
        int64_t us = 0;
        sample_again(whole, &mine);
        again.sample = &mine;
        if (converse(&again, &step, &us, &ignored) >= 0 && us < spent_us)
            spent_us = us;
        sample_clear(&mine);
    }
    return spent_us;
}

/* One student, one sample, one reply. */
static void teach(struct lesson *l)
{
    struct sample *whole = l->sample, mine;
    struct step step = { .kind = STEP_DONE };
    struct err e = { 0 };
    int64_t spent_us = 0;
    int64_t most = l->c->limit_us > 0 ? l->c->limit_us : LIMIT_US;
    int64_t faults = l->out->fault_count;
    const char *what = NULL;
    int rc;

    sample_again(whole, &mine);
    l->sample = &mine;
    rc = converse(l, &step, &spent_us, &e);
    if (rc < 0)
        fault(l, e.text);
    else if (rc == 1 && (what = complaint(l->student, step.outcome)) != NULL
             && !(l->student == STUDENT_HOSTILE && read_elsewhere(&step)))
        complain(l, &step, what);
    if (rc >= 0 && l->student == STUDENT_HOSTILE)
        note_time(l, at_best(l, whole, spent_us, most), most);
    l->out->asked[l->student]++;
    l->out->passed[l->student] += l->out->fault_count == faults;
    sample_clear(&mine);
    l->sample = whole;
}

static bool enough(const struct lesson *l)
{
    return l->out->fault_count >= STUDENTS_FAULTS
           || (l->out->fault_count > 0
               && clock_cpu_us() - l->start_us > UNSOUND_US);
}

static void fill(struct buf *b, int kind)
{
    size_t n = strlen(hostile[kind].unit);

    buf_reset(b);
    buf_puts(b, hostile[kind].open);
    while (b->len < HOSTILE_SIZE)
        buf_add(b, hostile[kind].unit, n);
}

struct seen { // of samples seen, to find one twice
    char **name;
    size_t n;
};

static void check_name(struct seen *seen, const struct lesson *l)
{
    for (size_t i = 0; i < seen->n; i++)
        if (strcmp(seen->name[i], l->sample->id) == 0) {
            fault(l, "another sample has the same id");
            return;
        }
    seen->name = mem_resize(seen->name, seen->n + 1, sizeof(char *));
    seen->name[seen->n++] = mem_str(l->sample->id);
}

static void forget(struct seen *seen)
{
    for (size_t i = 0; i < seen->n; i++)
        free(seen->name[i]);
    free(seen->name);
}

/* All three on one sample. */
static void take(struct lesson *l, struct buf *text, struct seen *seen)
{
    struct err e = { 0 };
    int ideal;

    l->text = text;
    l->judge = true;
    l->student = STUDENT_IDEAL;
    check_name(seen, l);
    buf_reset(text);
    ideal = sample_ideal(l->sample, text, &e);
    if (ideal < 0)
        fault(l, e.text);
    else if (ideal == 1)
        teach(l);
    else
        l->out->no_ideal = true;
    buf_reset(text);
    l->student = STUDENT_SILENT;
    if (!enough(l))
        teach(l);
    l->student = STUDENT_HOSTILE;
    /* what the jail makes of a hostile program is tested in tests/unit */
    l->judge = false;
    for (int k = 0; k < KINDS && l->sample->n <= l->c->hostile; k++) {
        if (enough(l))
            return;
        l->kind = k;
        fill(text, k);
        teach(l);
    }
}

/* True when the next sample is not to be taken. */
static bool over(const struct lesson *l)
{
    const struct students_config *c = l->c;

    l->out->stopped = c->stop != NULL && *c->stop > 0;
    l->out->more = l->out->samples == c->samples || enough(l);
    return l->out->stopped || l->out->more;
}

int students_run(
    const struct students_config *c, struct students_result *out, struct err *e)
{
    struct buf text = { 0 };
    struct seen seen = { 0 };
    struct lesson l = { .c = c, .out = out, .start_us = clock_cpu_us() };
    struct sample s;
    int rc;

    memset(out, 0, sizeof *out);
    if (suite_rewind(c->suite, e) < 0)
        return -1;
    while ((rc = suite_next(c->suite, &s, e)) == 1) {
        bool last = over(&l);
        if (!last) {
            l.sample = &s;
            take(&l, &text, &seen);
            out->samples++;
        }
        sample_clear(&s);
        if (last) {
            rc = 0;
            break;
        }
        if (c->progress != NULL)
            c->progress(c->arg, out->samples);
    }
    buf_clear(&text);
    forget(&seen);
    if (rc == 0 && out->samples == 0 && !out->stopped)
        rc = err_set(
            e, ERR_SUITE, "%s: it has no samples", suite_info(c->suite)->path);
    return rc;
}
