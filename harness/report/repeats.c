#include "report/repeats.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/label.h"
#include "report/runs.h"
#include "report/said.h"
#include "stats/clustered.h"
#include "stats/mean.h"
#include "stats/passk.h"
#include "stats/variety.h"

struct sample { // the repeats of one, from items[from] on
    const struct data_item *items;
    size_t n;
    int64_t judged, right; // with a verdict; of them correct
    size_t cluster;
};

/* The values of all samples for one figure. */
struct column {
    double *of;
    size_t *cluster; // each belongs to, below that of sums
    size_t n;
};

struct sums {
    struct store *store;
    struct variety_text *texts; // of one sample, owned
    size_t text_count;
    struct column mean, majority, distinct[2], distance, same;
    struct sample *samples;
    size_t n, clusters;
    bool clustered; // fewer of them than samples
    bool voted;     // an answer came twice somewhere
};

static void put(struct column *c, const struct sample *s, double value)
{
    if (isnan(value))
        return;
    c->cluster[c->n] = s->cluster;
    c->of[c->n++] = value;
}

static void find_samples(const struct data_run *d, struct sums *u)
{
    for (size_t i = 0, k; i < d->n; i = k) {
        struct sample *s = &u->samples[u->n++];
        *s = (struct sample){ .items = &d->items[i] };
        for (k = i; k < d->n && d->items[k].n == d->items[i].n; k++) {
            s->n++;
            s->judged += d->items[k].outcome != OUTCOME_FAILED;
            s->right += d->items[k].outcome == OUTCOME_CORRECT;
        }
    }
}

static void find_clusters(struct sums *u)
{
    const char **names = mem_zalloc(u->n + 1, sizeof *names);
    size_t *numbers = mem_zalloc(u->n + 1, sizeof *numbers);
    bool named = false;

    for (size_t i = 0; i < u->n; i++) {
        names[i] = label_cluster(u->samples[i].items);
        named = named || u->samples[i].items->cluster[0] != '\0';
    }
    u->clusters = label_numbers(names, u->n, numbers);
    u->clustered = named && u->clusters < u->n;
    for (size_t i = 0; i < u->n; i++)
        u->samples[i].cluster = numbers[i];
    free(names);
    free(numbers);
}

/* Scores of a sample; what could not be read scored nothing. */
static double mean_score(const struct sample *s)
{
    double sum = 0;

    for (size_t i = 0; i < s->n; i++)
        if (!isnan(s->items[i].value))
            sum += s->items[i].value;
    return s->judged == 0 ? (double)NAN : sum / (double)s->judged;
}

static double vote(const struct sample *s, bool *voted)
{
    const struct data_item *best = NULL;
    size_t most = 0;

    for (size_t i = 0; i < s->n; i++) {
        size_t votes = 0;
        if (s->items[i].extracted == NULL)
            continue;
        for (size_t k = 0; k < s->n; k++)
            votes +=
                s->items[k].extracted != NULL
                && strcmp(s->items[k].extracted, s->items[i].extracted) == 0;
        if (votes > most) {
            most = votes;
            best = &s->items[i];
        }
    }
    *voted = *voted || most > 1;
    if (s->judged == 0)
        return (double)NAN;
    return best != NULL && best->outcome == OUTCOME_CORRECT ? 1 : 0;
}

static void drop_texts(struct sums *u)
{
    while (u->text_count > 0)
        free((char *)(uintptr_t)u->texts[--u->text_count].s);
}

static void take_text(
    void *arg, const struct answer *a, const struct reply *reply)
{
    struct sums *u = arg;
    struct variety_text *t = &u->texts[u->text_count++];

    (void)a;
    t->len = strlen(reply->text);
    t->s = mem_dup(reply->text, t->len);
}

static int add_variety(
    struct sums *u, int64_t run, const struct sample *s, struct err *e)
{
    struct variety v;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < s->n; i++)
        rc = said_last(u->store, run, &s->items[i], take_text, u, e);
    if (rc == 0 && u->text_count > 1) {
        v = variety_of(u->texts, u->text_count);
        put(&u->distinct[0], s, v.distinct[0]);
        put(&u->distinct[1], s, v.distinct[1]);
        put(&u->distance, s, v.distance);
        put(&u->same, s, v.same);
    }
    drop_texts(u);
    return rc;
}

/* An interval that is never surer than `most` draws could make it. */
static struct repeats_share share_of(
    const struct sums *u, const struct column *c, double most, double level)
{
    struct mean m = mean_of(c->of, c->n);
    struct repeats_share out = { m.mean, mean_ci_share(&m, most, level) };

    if (u->clustered) {
        struct cluster_mean k =
            cluster_mean_of(c->of, c->cluster, c->n, u->clusters);
        out.ci = clustered_mean_ci(&k, most, level);
    }
    return out;
}

static void add_passes(
    struct sums *u, double most, double level, struct repeats *out)
{
    static const int ks[] = { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000 };
    struct column c = { mem_zalloc(u->n + 1, sizeof *c.of),
        mem_zalloc(u->n + 1, sizeof *c.cluster), 0 };
    int64_t least = INT64_MAX;

    for (size_t i = 0; i < u->n; i++)
        if (u->samples[i].judged > 0 && u->samples[i].judged < least)
            least = u->samples[i].judged;
    for (size_t j = 0; j <= sizeof ks / sizeof *ks; j++) {
        bool last = j == sizeof ks / sizeof *ks || ks[j] >= least;
        int k = last ? (int)least : ks[j];
        if (u->n == 0 || least == INT64_MAX)
            break;
        c.n = 0;
        for (size_t i = 0; i < u->n; i++)
            put(&c, &u->samples[i],
                passk_unbiased(u->samples[i].judged, u->samples[i].right, k));
        out->pass[out->passes++] =
            (struct repeats_pass){ k, share_of(u, &c, most, level) };
        if (last)
            break;
    }
    free(c.of);
    free(c.cluster);
}

static double mean_only(const struct column *c)
{
    return mean_of(c->of, c->n).mean;
}

static void sum_up(
    struct sums *u, double level, struct repeats *out, int64_t verdicts)
{
    const struct repeats_share unknown = { NAN, { NAN, NAN } };

    out->n = (int64_t)u->mean.n;
    out->mean = share_of(u, &u->mean, (double)verdicts, level);
    out->majority =
        u->voted ? share_of(u, &u->majority, (double)u->majority.n, level)
                 : unknown;
    add_passes(u, (double)verdicts, level, out);
    for (int i = 0; i < 2; i++)
        out->distinct[i] = mean_only(&u->distinct[i]);
    out->distance = mean_only(&u->distance);
    out->same = mean_only(&u->same);
    out->varied = (int64_t)u->same.n;
}

/* pass@1 is the accuracy, and so is the mean where no score is graded: one
 * share has one interval. */
static void as_accuracy(
    const struct data_summary *run, struct repeats_share *share)
{
    if (fabs(share->value - run->accuracy) < 1e-9)
        share->ci = run->ci;
}

int repeats_of(struct store *s, const struct data_run *d, double level,
    struct repeats *out, struct err *e)
{
    struct sums u = { .store = s };
    struct column *columns[] = { &u.mean, &u.majority, &u.distinct[0],
        &u.distinct[1], &u.distance, &u.same };
    int64_t verdicts = 0;
    int rc = 0;

    memset(out, 0, sizeof *out);
    u.samples = mem_zalloc(d->n + 1, sizeof *u.samples);
    u.texts = mem_zalloc(d->n + 1, sizeof *u.texts);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        columns[i]->of = mem_zalloc(d->n + 1, sizeof(double));
        columns[i]->cluster = mem_zalloc(d->n + 1, sizeof(size_t));
    }
    find_samples(d, &u);
    find_clusters(&u);
    for (size_t i = 0; rc == 0 && i < u.n; i++) {
        const struct sample *sample = &u.samples[i];
        verdicts += sample->judged;
        if ((int)sample->n > out->asked)
            out->asked = (int)sample->n;
        put(&u.mean, sample, mean_score(sample));
        put(&u.majority, sample, vote(sample, &u.voted));
        rc = add_variety(&u, d->row.id, sample, e);
    }
    if (rc == 0) {
        struct data_summary run = data_sum(d, level);
        sum_up(&u, level, out, verdicts);
        as_accuracy(&run, &out->mean);
        if (out->passes > 0 && out->pass[0].k == 1)
            as_accuracy(&run, &out->pass[0].share);
    }
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        free(columns[i]->of);
        free(columns[i]->cluster);
    }
    free(u.texts);
    free(u.samples);
    return rc;
}

static void share_json(
    struct jsonw *w, const char *key, const struct repeats_share *s)
{
    jsonw_begin(w, key, '{');
    jsonw_num(w, "value", s->value);
    runs_interval_json(w, "ci", s->ci);
    jsonw_end(w, '}');
}

void repeats_json(const struct repeats *r, struct jsonw *w)
{
    if (r == NULL) {
        jsonw_null(w, "repeats");
        return;
    }
    jsonw_begin(w, "repeats", '{');
    jsonw_int(w, "asked", r->asked);
    jsonw_int(w, "n", r->n);
    share_json(w, "mean", &r->mean);
    jsonw_begin(w, "pass", '[');
    for (size_t i = 0; i < r->passes; i++) {
        jsonw_begin(w, NULL, '{');
        jsonw_int(w, "k", r->pass[i].k);
        jsonw_num(w, "value", r->pass[i].share.value);
        runs_interval_json(w, "ci", r->pass[i].share.ci);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
    share_json(w, "majority", &r->majority);
    jsonw_begin(w, "variety", '{');
    jsonw_int(w, "n", r->varied);
    jsonw_num(w, "distinct_1", r->distinct[0]);
    jsonw_num(w, "distinct_2", r->distinct[1]);
    jsonw_num(w, "distance", r->distance);
    jsonw_num(w, "all_same", r->same);
    jsonw_end(w, '}');
    jsonw_end(w, '}');
}

static void share_text(
    const char *name, const struct repeats_share *s, struct buf *out)
{
    buf_printf(out, "%s ", name);
    runs_percent(out, s->value);
    buf_puts(out, " % (");
    runs_interval(out, s->ci);
    buf_putc(out, ')');
}

void repeats_text(const struct repeats *r, const char *model, struct buf *out)
{
    char name[32], same[RUNS_SHARE];

    buf_printf(out, "%s, asked %d times a sample:", model, r->asked);
    /* pass@1 is the accuracy, which stands in the table */
    for (size_t i = 1; i < r->passes; i++) {
        snprintf(
            name, sizeof name, "%s pass@%d", i > 1 ? "," : "", r->pass[i].k);
        share_text(name, &r->pass[i].share, out);
    }
    if (!isnan(r->majority.value))
        share_text(r->passes > 1 ? ", majority vote" : " majority vote",
            &r->majority, out);
    buf_puts(out, ".\n");
    if (r->varied > 0) {
        buf_printf(out,
            "  how they differ: distance %.2f (0 the same, 1 no word in "
            "common)",
            r->distance);
        if (!isnan(r->distinct[1]))
            buf_printf(out, ", distinct-2 %.2f", r->distinct[1]);
        buf_printf(out, "; all the same in %s %% of the samples.\n",
            runs_share(r->same, 0, same));
    }
}
