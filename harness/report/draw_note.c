#include "report/draw_note.h"

#include <stdbool.h>

static bool before(const struct data_run *const *runs, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (runs[k] == runs[i])
            return true;
    return false;
}

static void add(struct buf *out, int64_t n, const char *what, bool *comma)
{
    if (n == 0)
        return;
    buf_printf(out, "%s%lld %s", *comma ? ", " : "", (long long)n, what);
    *comma = true;
}

void draw_note(const struct data_run *const *runs, size_t n, struct buf *out)
{
    int64_t all = 0, sum[OUTCOME_COUNT] = { 0 }, other;
    bool comma = false;

    for (size_t i = 0; i < n; i++) {
        struct data_summary s = data_sum(runs[i], NULL, 0.95);
        for (int o = 0; o < OUTCOME_COUNT && !before(runs, i); o++) {
            sum[o] += s.outcomes[o];
            all += s.outcomes[o];
        }
    }
    other = sum[OUTCOME_TRUNCATED] + sum[OUTCOME_REFUSED] + sum[OUTCOME_UNREAD];
    if (sum[OUTCOME_FAILED] + other == 0)
        return;
    buf_printf(out, "Of %lld samples ", (long long)all);
    if (sum[OUTCOME_FAILED] > 0)
        buf_printf(out, "%lld failed and %s left out%s",
            (long long)sum[OUTCOME_FAILED],
            sum[OUTCOME_FAILED] == 1 ? "is" : "are", other > 0 ? "; " : ".");
    add(out, sum[OUTCOME_TRUNCATED], "truncated", &comma);
    add(out, sum[OUTCOME_REFUSED], "refused", &comma);
    add(out, sum[OUTCOME_UNREAD], "unread", &comma);
    if (other > 0)
        buf_puts(out, " count as not right.");
}
