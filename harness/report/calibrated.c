#include "report/calibrated.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/label.h"
#include "report/letters.h"
#include "report/runs.h"

struct calibration calibrated(const struct transcript *all, double level)
{
    struct calibration_item *items = mem_zalloc(all->n + 1, sizeof *items);
    struct label_set names = { 0 };
    struct calibration c;
    size_t n = 0;

    for (size_t i = 0; i < all->n; i++) {
        const struct transcript_place *p = &all->places[i];
        struct letters l;
        double sum = 0;
        int top;
        if (p->target == NULL || p->target[0] < 'A' || p->target[0] > 'Z'
            || p->target[1] != '\0' || !letters_read(p->detail, &l))
            continue;
        for (int k = 0; k < LETTERS_MAX; k++)
            sum += isnan(l.p[k]) ? 0 : l.p[k];
        top = letters_top(&l);
        items[n].confidence = l.p[top] / sum;
        items[n].cluster =
            label_number(&names, p->cluster[0] != '\0' ? p->cluster : p->id);
        items[n++].right = p->target[0] == 'A' + top;
    }
    c = calibration_of(items, n, names.n, level);
    label_clear(&names);
    free(items);
    return c;
}

void calibrated_text(const struct calibration *c, struct buf *out)
{
    char sure[RUNS_SHARE], right[RUNS_SHARE];

    if (c->n == 0)
        return;
    buf_printf(out,
        "%-12sexpected error %.1f points: its likeliest letter has %s %% on "
        "average and is right in %s %% (%zu samples, Brier %.3f)\n",
        "how sure:", 100 * c->ece, runs_share(c->confidence, 1, sure),
        runs_share(c->accuracy, 1, right), c->n, c->brier);
}

void calibrated_json(const struct calibration *c, struct jsonw *w)
{
    if (c->n == 0) {
        jsonw_null(w, "calibration");
        return;
    }
    jsonw_begin(w, "calibration", '{');
    jsonw_int(w, "n", (int64_t)c->n);
    jsonw_num(w, "ece", c->ece);
    jsonw_num(w, "brier", c->brier);
    jsonw_num(w, "confidence", c->confidence);
    jsonw_num(w, "accuracy", c->accuracy);
    jsonw_begin(w, "bins", '[');
    for (int b = 0; b < CALIBRATION_BINS; b++) {
        jsonw_begin(w, NULL, '{');
        jsonw_num(w, "low", (double)b / CALIBRATION_BINS);
        jsonw_num(w, "high", (double)(b + 1) / CALIBRATION_BINS);
        jsonw_int(w, "n", (int64_t)c->bins[b].n);
        jsonw_num(w, "confidence", c->bins[b].confidence);
        jsonw_num(w, "accuracy", c->bins[b].accuracy);
        runs_interval_json(w, "ci", c->bins[b].ci);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
    jsonw_end(w, '}');
}
