/* What stands below a comparison: all that a reader must know of the pairing.
 * Samples that one side has alone are named, never dropped in silence. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/compare/compare.h"
#include "report/runs.h"
#include "report/text/plain.h"

/* How likely the letters were, where both sides told. */
static void letters_note(const struct compare_row *r, struct buf *out)
{
    const struct letters_pair *l = &r->letters;

    if (l->n == 0) {
        if (r->agree.letters)
            buf_puts(out, "letters: how likely each was is not stored for both "
                          "(endpoints with logprobs tell it)");
        return;
    }
    if (l->n < (int64_t)r->pair->n)
        buf_printf(out,
            "letters: on %lld of %zu samples both told how likely each was",
            (long long)l->n, r->pair->n);
    if (l->filled > 0)
        buf_printf(out,
            "%son %lld one of them left out a letter, which is taken to be as "
            "likely as it can be",
            l->n < (int64_t)r->pair->n ? "; " : "letters: ",
            (long long)l->filled);
}

static void lone_note(
    const struct pair_list *l, const char *who, struct buf *out)
{
    if (l->n == 0)
        return;
    buf_printf(out, "%zu sample%s only %s has %s left out: ", l->n,
        l->n == 1 ? "" : "s", who, l->n == 1 ? "is" : "are");
    alike_names(l, out);
}

static void status_note(
    const struct data_run *d, const char *who, struct buf *out)
{
    size_t failed = 0;

    if (d->row.part[0] != '\0') {
        buf_printf(out, "%s (run %lld) asked ONLY A PART of the suite: %s", who,
            (long long)d->row.id, d->row.part);
        return;
    }
    if (strcmp(d->row.status, "complete") == 0)
        return;
    if (d->row.gated) {
        buf_printf(out,
            "%s was asked by a gate that stopped when it knew "
            "enough: %zu samples, drawn at random",
            who, d->n);
        return;
    }
    for (size_t i = 0; i < d->n; i++)
        failed += d->items[i].outcome == OUTCOME_FAILED;
    buf_printf(out, "%s is %s: %zu", who,
        strcmp(d->row.status, "running") == 0 ? "still running"
                                              : "NOT COMPLETE",
        d->n);
    if (d->row.planned > (int64_t)d->n)
        buf_printf(out, " of %lld", (long long)d->row.planned);
    buf_puts(out, " samples are there");
    if (failed > 0)
        buf_printf(out, ", %zu of them failed", failed);
    buf_puts(out, "; the same 'retort run' goes on");
}

static void cluster_note(const struct compare_row *r, struct buf *out)
{
    if (r->clusters == 1)
        buf_puts(out,
            "all samples are of one cluster: no error can be told from it");
    else if (r->clusters > 1)
        buf_printf(out,
            "errors are clustered (CR1, %zu clusters, Student's t): they "
            "answer how new clusters like these would come out; for new "
            "samples of these very clusters the error is %.2f points, not "
            "%.2f",
            r->clusters, 100 * r->se_plain, 100 * r->se);
    else if (r->pair->clustered)
        buf_puts(
            out, "every cluster is of one sample: errors are those of samples");
}

static void accepted_note(const struct pair *p, struct buf *out)
{
    struct buf what = { 0 };

    alike_find(p, &what);
    if (what.len > 0)
        buf_printf(out, "compared although they differ in %s", what.s);
    if (what.len == 0
        && strcmp(p->a->row.suite_hash, p->b->row.suite_hash) != 0)
        buf_puts(out,
            "the suite's file changed between the two runs; 'retort score' "
            "judges the older one again, and sends nothing");
    buf_clear(&what);
}

static void reading_note(const struct pair *p, struct buf *out)
{
    const struct reading *a = &p->a->reading, *b = &p->b->reading;

    if (reading_meets(a, b))
        return;
    buf_puts(out, "NOT READ BY THE SAME RULE: A by ");
    reading_words(a, out);
    buf_puts(out, ", B by ");
    reading_words(b, out);
}

static void macro_note(const struct compare_macro *m, struct buf *b)
{
    buf_printf(b,
        "the mean of groups counts each of the %zu groups once; its error is ",
        m->groups);
    if (isnan(m->se))
        buf_printf(b,
            "unknown, because %zu of them ha%s one sample, which tells none",
            m->single, m->single == 1 ? "s" : "ve");
    else
        buf_printf(b,
            "%.2f points for new samples of these groups, which the "
            "interval shows",
            100 * m->se);
    buf_printf(b, "; for new groups of this kind it is %.2f points",
        100 * m->between_se);
}

struct notes { // below the table, each with its suite in front
    struct buf *out;
    char *head;
    size_t width;
};

static void note(struct notes *n, struct buf *text)
{
    struct buf line = { 0 };

    if (text->len > 0) {
        buf_printf(&line, "%s: ", n->head);
        buf_add(&line, text->s, text->len);
        buf_puts(&line, ".");
        plain_wrap(n->out, line.s, line.len, 0, n->width);
    }
    buf_clear(&line);
    buf_reset(text);
}

void compare_notes(const struct compare_row *r, const struct compare_macro *m,
    bool several, size_t width, struct buf *out)
{
    const struct pair *p = r->pair;
    struct buf b = { 0 };
    struct notes n = { out,
        mem_printf("%s%s%s", r->suite, several ? " on " : "",
            several ? p->b->row.model : ""),
        width };

    letters_note(r, &b);
    note(&n, &b);
    if (m != NULL)
        macro_note(m, &b);
    note(&n, &b);
    status_note(p->a, "A", &b);
    note(&n, &b);
    status_note(p->b, "B", &b);
    note(&n, &b);
    accepted_note(p, &b);
    note(&n, &b);
    reading_note(p, &b);
    note(&n, &b);
    lone_note(&p->lone_a, "A", &b);
    note(&n, &b);
    lone_note(&p->lone_b, "B", &b);
    note(&n, &b);
    cluster_note(r, &b);
    note(&n, &b);
    if (p->repeats > 1)
        buf_printf(&b,
            "each sample was asked %d times; n and both/A/B/none count "
            "answers, intervals and p each sample once%s",
            p->repeats,
            r->clusters > 0 ? ""
                            : " (p: exact, the signs of samples' differences "
                              "by lot)");
    note(&n, &b);
    if (p->no_verdict > 0)
        buf_printf(&b, "left out %s %lld %s%s whose request failed on one side",
            p->no_verdict == 1 ? "is" : "are", (long long)p->no_verdict,
            p->repeats > 1 ? "repeat" : "sample",
            p->no_verdict == 1 ? "" : "s");
    note(&n, &b);
    free(n.head);
    buf_clear(&b);
}
