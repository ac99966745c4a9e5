/* How the figures of a page were made, each method with its paper; what is not
 * used is not named. */
#include "cost/price_age.h"
#include "report/page/page.h"

static bool any_repeats(const struct page *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->lines[i].repeats != NULL)
            return true;
    return false;
}

static bool any_clusters(const struct compare *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->rows[i].clusters > 0)
            return true;
    return false;
}

static bool any_letters(const struct compare *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->rows[i].letters.n > 0)
            return true;
    return false;
}

static void put_runs(const struct page *p, struct buf *out)
{
    buf_puts(out,
        "- accuracy: correct answers over samples that got a reply. What was "
        "cut, refused or could not be read counts as not right; a failed "
        "request leaves the denominator. worst-best: all of these wrong, all "
        "right\n");
    buf_printf(out,
        "- intervals of accuracy are %g %%: Wilson (1927) from 1,000 samples "
        "on with 30 of each kind, else Clopper and Pearson (1934)\n",
        100 * p->level);
    if (any_repeats(p))
        buf_puts(out,
            "- samples that were asked several times count once; pass@k: Chen "
            "et al. (2021, arXiv:2107.03374); vote: Wang et al. (2022, "
            "arXiv:2203.11171)\n");
}

static void put_compared(const struct compare *c, struct buf *out)
{
    if (c->n == 0)
        return;
    buf_puts(out,
        "- pairs are samples of the same name and content; p: exact McNemar "
        "(1947), where samples were asked several times the signs of their "
        "differences by lot, Fisher (1935), corrected for all rows of a table "
        "by Holm (1979)\n"
        "- intervals of a difference: from the lower of Tango's (1998) and "
        "Newcombe's (1998, method 10) limits to the upper\n"
        "- what is kept, with its interval: ratio of paired proportions, Tang, "
        "Tang and Chan (2003)\n"
        "- same mistakes: Kim, Garg, Peng and Garg (2025); beyond chance: "
        "Cohen (1960)\n");
    if (any_clusters(c))
        buf_puts(out,
            "- clustered errors: Liang and Zeger (1986) with Student's t "
            "(Cameron and Miller 2015): about new clusters\n");
    if (any_letters(c))
        buf_puts(out,
            "- letters: Kullback and Leibler (1951), as distillation trains "
            "it (Hinton, Vinyals and Dean 2015)\n");
}

static void put_others(const struct page *p, struct buf *out)
{
    if (p->trend_count > 0)
        buf_puts(out,
            "- the best of many checkpoints: Gupta (1965), Hsu (1981); slope "
            "over each sample: Matthews et al. (1990)\n");
    if (p->sure_count > 0)
        buf_puts(out,
            "- calibration error: Naeini et al. (2015), Guo et al. (2017), ten "
            "bins; Brier (1950)\n");
}

static void put_prices(const struct page *p, struct buf *out)
{
    int age = price_book_age_days(p->prices, p->wall_us);

    if (p->prices->n > 0) {
        buf_printf(
            out, "- price book: %s", p->prices->rows[p->prices->n - 1].book);
        if (age >= 0)
            buf_printf(out, ", its latest row checked %d day%s before", age,
                age == 1 ? "" : "s");
        buf_puts(out, "; the source and date of each price stand with what is "
                      "assumed. Unknown stays unknown, never zero\n");
    }
    if (p->cost_unknown == NULL && p->bill->draws > 0)
        buf_printf(out,
            "- intervals of money: percentiles (Efron 1979) of %zu draws, seed "
            "%lld: samples drawn again for all models together, and a value of "
            "every assumed range\n",
            p->bill->draws, (long long)p->bill->seed);
}

void page_methods(const struct page *p, struct buf *out)
{
    put_runs(p, out);
    put_compared(p->compare, out);
    put_others(p, out);
    put_prices(p, out);
}
