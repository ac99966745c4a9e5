#include "report/chart/chart.h"

#include "report/chart/chart_run.h"

int chart_available(struct err *e)
{
    return chart_run_check(e);
}
