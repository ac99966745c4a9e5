#include "report/text/cell.h"

#include <math.h>

#include "report/runs.h"

/* Fills the cell with what is in b, and frees that. */
static void put(struct table *t, struct buf *b)
{
    table_cell(t, buf_str(b));
    buf_clear(b);
}

void cell_percent(struct table *t, double share)
{
    struct buf b = { 0 };

    runs_percent(&b, share);
    put(t, &b);
}

void cell_interval(struct table *t, struct interval ci)
{
    struct buf b = { 0 };

    runs_interval(&b, ci);
    put(t, &b);
}

void cell_percent_ci(struct table *t, double share, struct interval ci)
{
    struct buf b = { 0 };

    runs_percent_ci(&b, share, ci);
    put(t, &b);
}

void cell_points(struct table *t, double points)
{
    struct buf b = { 0 };

    runs_points(&b, points);
    put(t, &b);
}

void cell_points_ci(struct table *t, double points, struct interval ci)
{
    struct buf b = { 0 };

    runs_points_ci(&b, points, ci);
    put(t, &b);
}

/* Decimals of a p: on which side of 0.05 and 0.01 it lies can be seen. */
static int decimals_of_p(double p)
{
    enum { USUAL = 3, MOST = 9 };
    static const double marks[] = { 0.05, 0.01 };
    int d = USUAL;

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        while (d < MOST && fabs(p - marks[i]) > 1e-12
               && fabs(p - marks[i]) < 0.5 * pow(10, -d) * (1 + 1e-9))
            d++;
    return d;
}

void cell_p(struct table *t, double log10_p)
{
    double whole = floor(log10_p), digits = pow(10, log10_p - whole);

    if (isnan(log10_p))
        table_cell(t, "-");
    else if (log10_p >= -3)
        table_cellf(
            t, "%.*f", decimals_of_p(pow(10, log10_p)), pow(10, log10_p));
    else if (digits < 9.95)
        table_cellf(t, "%.1fe%03.0f", digits, whole);
    else
        table_cellf(t, "1.0e%03.0f", whole + 1);
}
