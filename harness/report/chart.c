#include "report/chart.h"

#include "report/chart_run.h"

int chart_available(struct err *e)
{
    return chart_run_check(e);
}
