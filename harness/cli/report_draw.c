/* The charts of a report: drawn into a folder that is gone afterwards. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/reporting.h"
#include "report/chart/chart.h"
#include "report/chart/draw.h"
#include "report/page/page_chart.h"

enum { SURE = 6 }; // charts of calibration in one page

static void failed(struct reporting *r, const struct err *e)
{
    buf_printf(&r->no_charts, "A chart is missing: %s.\n", e->text);
}

static int is_svg(const struct dirent *d)
{
    size_t n = strlen(d->d_name);

    return n > 4 && strcmp(d->d_name + n - 4, ".svg") == 0;
}

static void drop(const char *dir, const char *name, const char *suffix)
{
    char *path = mem_printf("%s/%s%s", dir, name, suffix);

    unlink(path);
    free(path);
}

/* Takes what was drawn into the page, in the order of names; suite, or NULL,
 * is put behind them. */
static void take(struct reporting *r, const char *dir, const char *suite)
{
    struct page *p = &r->page;
    struct dirent **found = NULL;
    int n = scandir(dir, &found, is_svg, alphasort);

    for (int i = 0; i < n; i++) {
        char *name = mem_dup(found[i]->d_name, strlen(found[i]->d_name) - 4);
        char *as =
            suite == NULL ? mem_str(name) : mem_printf("%s-%s", name, suite);
        struct err e = { 0 };
        r->charts =
            mem_resize(r->charts, p->chart_count + 1, sizeof *r->charts);
        if (page_chart_read(dir, name, as, p->chart_count + 1,
                &r->charts[p->chart_count], &e)
            == 0)
            p->chart_count++;
        else
            failed(r, &e);
        drop(dir, name, ".svg");
        drop(dir, name, ".png");
        drop(dir, name, ".gp");
        free(as);
        free(name);
        free(found[i]);
    }
    free(found);
}

/* After a drawing: its pictures, or why there are none. */
static void took(struct reporting *r, const char *dir, const char *suite,
    int rc, struct err *e)
{
    if (rc < 0)
        failed(r, e);
    take(r, dir, suite);
    *e = (struct err){ 0 };
}

static void draw_all(struct reporting *r, const char *dir)
{
    struct err e = { 0 };
    size_t n = r->page.sure_count;

    if (r->compare.n > 0) {
        took(r, dir, NULL, draw_retention(dir, &r->compare, &e), &e);
        took(r, dir, NULL, draw_forest(dir, &r->compare, &e), &e);
    }
    if (r->page.cost_unknown == NULL)
        took(r, dir, NULL, costing_draw(&r->k, dir, &e), &e);
    for (size_t i = 0; i < r->page.trend_count; i++)
        took(r, dir, r->trends[i].points[0].run->row.suite,
            trend_draw(dir, &r->trends[i], &e), &e);
    for (size_t i = 0; i < n && i < SURE; i++)
        took(r, dir, NULL,
            draw_reliability(
                dir, &r->sure[i].run->row, &r->sure[i].c, r->o.confidence, &e),
            &e);
    if (n > SURE)
        buf_printf(&r->no_charts,
            "Calibration is drawn for %d of %zu runs; retort show RUN --charts "
            "DIR draws the others.\n",
            SURE, n);
}

void reporting_draw(struct reporting *r)
{
    const char *tmp = getenv("TMPDIR");
    char *dir = mem_printf("%s/retort-report-XXXXXX",
        tmp != NULL && tmp[0] != '\0' ? tmp : "/tmp");
    struct err e = { 0 };

    if (chart_available(&e) < 0)
        buf_printf(&r->no_charts, "Charts are missing: %s.\n", e.text);
    else if (mkdtemp(dir) == NULL)
        buf_printf(&r->no_charts,
            "Charts are missing: no folder %s can be made to draw them in.\n",
            dir);
    else {
        draw_all(r, dir);
        rmdir(dir);
    }
    free(dir);
    r->page.charts = r->charts;
    r->page.no_charts = buf_str(&r->no_charts);
}
