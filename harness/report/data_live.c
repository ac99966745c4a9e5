#include "report/data_live.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/data_sum.h"

struct data_live {
    struct data_run d;
    struct data_sums sums;
    bool alone;     // a sample was of no cluster
    bool clustered; // one was of one
    bool lost;      // one of none came first, and was not counted as its own
    bool ended;
};

struct data_live *data_live_new(const struct price_book *prices)
{
    struct data_live *l = mem_zalloc(1, sizeof *l);

    data_sums_begin(&l->sums, &l->d, prices);
    return l;
}

void data_live_free(struct data_live *l)
{
    if (l == NULL)
        return;
    if (!l->ended)
        data_sums_end(&l->sums);
    data_clear(&l->d);
    free(l);
}

void data_live_begin(struct data_live *l, const struct run_row *row)
{
    data_keep_row(&l->d, row);
}

void data_live_reply(
    struct data_live *l, int64_t n, int repeat, const struct answer *a)
{
    struct answer_cost cost = {
        .n = n,
        .repeat = repeat,
        .answered = true,
        .usage = a->usage,
        .latency_us = a->latency_us,
        .first_text_us = a->first_text_us > 0 ? a->first_text_us : -1,
        .tokens_per_s = a->tokens_per_s > 0 ? a->tokens_per_s : (double)NAN,
        .sent_wall_us = a->sent_wall_us,
        .replayed = a->replayed,
        .served = a->served,
        .changed = a->changed,
        .tier = a->tier,
        .region = a->region,
    };

    data_sums_reply(&l->sums, &cost);
}

void data_live_verdict(struct data_live *l, const struct verdict_row *v)
{
    struct answer_cost cost = {
        .n = v->n,
        .repeat = v->repeat,
        .outcome = v->outcome,
        .sample = v->id,
        .cluster = v->cluster,
        .detail = v->detail,
    };

    if (v->cluster[0] == '\0')
        l->alone = true;
    else if (!l->clustered && l->alone)
        l->lost = true;
    l->clustered = l->clustered || v->cluster[0] != '\0';
    data_sums_verdict(&l->sums, &cost, l->clustered);
}

int data_live_end(
    struct data_live *l, struct store *s, struct data_run *out, struct err *e)
{
    int64_t run = l->d.row.id;

    memset(out, 0, sizeof *out);
    if (l->lost)
        return 0;
    data_sums_end(&l->sums);
    l->ended = true;
    if (data_find_row(s, run, &l->d, e) < 0)
        return -1;
    *out = l->d;
    memset(&l->d, 0, sizeof l->d);
    return 1;
}
