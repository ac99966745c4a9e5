/* How sure a model is against how often it is right, as a picture. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/chart/chart.h"
#include "report/chart/draw.h"

int draw_reliability(const char *dir, const struct run_row *run,
    const struct calibration *c, double level, struct err *e)
{
    struct chart_bin bins[CALIBRATION_BINS];
    char *name =
        mem_printf("reliability-%s-%lld", run->suite, (long long)run->id);
    char *title =
        fabs(c->confidence - c->accuracy) < 0.02
            ? mem_printf("%s is about as sure as it is right", run->model)
            : mem_printf("%s is %s: %.0f %% sure, %.0f %% right", run->model,
                c->confidence > c->accuracy
                    ? "too sure of itself"
                    : "right more often than it is sure",
                100 * c->confidence, 100 * c->accuracy);
    char *sub = mem_printf("%s, %zu samples: expected calibration error %.1f "
                           "points, ten bins, with %g %% intervals",
        run->suite, c->n, 100 * c->ece, 100 * level);
    struct chart_out out = { dir, name, title, sub,
        "Probabilities are those of the letters that the endpoint told, made "
        "to add up to 1." };
    int rc;

    for (int b = 0; b < CALIBRATION_BINS; b++)
        bins[b] = (struct chart_bin){ c->bins[b].confidence,
            c->bins[b].accuracy, c->bins[b].ci, c->bins[b].n };
    rc = chart_reliability(&out, bins, CALIBRATION_BINS, e);
    free(sub);
    free(title);
    free(name);
    return rc;
}
