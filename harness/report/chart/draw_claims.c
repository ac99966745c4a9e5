/* From claims to their picture. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/chart/chart.h"
#include "report/chart/draw.h"
#include "report/claims_text.h"

struct picture {
    const struct claims *c;
    const struct claims_result *r;
    struct chart_claim *rows;
    size_t n;
    struct buf left; // names of claims that have no figure to draw
    size_t left_count;
};

static double times(double x, double claimed)
{
    double ratio = x / claimed;
    return claimed > 0 && isfinite(ratio) && ratio > 0 ? ratio : (double)NAN;
}

/* What is claimed: a difference that is only said to be there is itself. */
static double claimed(const struct claims_row *c, const struct claims_result *r)
{
    return c->kind == CLAIMS_DIFFERENCE && isnan(r->claimed) ? r->gives
                                                             : r->claimed;
}

static void add_row(struct picture *p, const struct claims_row *c,
    const struct claims_result *r)
{
    double held = claimed(c, r);
    struct chart_claim row = { .group = claims_verdict_name(r->verdict),
        .like = times(r->gives, held),
        .basis = times(r->basis_gives, held),
        .ci = { r->gives_low / held, r->gives_high / held },
        .kind = (size_t)r->verdict };
    struct buf words = { 0 };

    if (isnan(row.like) && isnan(row.basis)) {
        buf_printf(&p->left, "%s%s", p->left_count++ > 0 ? ", " : "", c->name);
        return;
    }
    /* the claim's own basis is drawn where it is another one */
    if (fabs(row.basis - row.like) < 1e-9)
        row.basis = (double)NAN;
    row.label = mem_printf("%s: %s", c->of, c->says);
    claims_said(c, &words);
    row.claimed = buf_take(&words);
    claims_gives(c, r, &words);
    row.gives = buf_take(&words);
    p->rows[p->n++] = row;
}

static void clear(struct picture *p)
{
    for (size_t i = 0; i < p->n; i++) {
        free((char *)(uintptr_t)p->rows[i].label);
        free((char *)(uintptr_t)p->rows[i].claimed);
        free((char *)(uintptr_t)p->rows[i].gives);
    }
    free(p->rows);
    buf_clear(&p->left);
}

/* The finding; the other verdicts head their rows. */
static char *title_of(const struct picture *p)
{
    size_t count[CLAIMS_VERDICTS] = { 0 };
    struct buf out = { 0 };

    for (size_t i = 0; i < p->n; i++)
        count[p->rows[i].kind]++;
    if (p->n == 0)
        return mem_str("No claim with a figure that can be worked out");
    buf_printf(&out, "%zu of %zu published figures hold%s", count[CLAIMS_HOLDS],
        p->n, count[CLAIMS_HOLDS] == 1 ? "s" : "");
    if (count[CLAIMS_MIXED] > 0)
        buf_printf(&out, ", %zu more only if input and output prices are mixed",
            count[CLAIMS_MIXED]);
    else if (count[CLAIMS_NOT_IN_FORCE] > 0)
        buf_printf(&out, ", %zu rest%s on prices that were not in force",
            count[CLAIMS_NOT_IN_FORCE],
            count[CLAIMS_NOT_IN_FORCE] == 1 ? "s" : "");
    return buf_take(&out);
}

int draw_claims(const char *dir, const struct claims *c,
    const struct claims_result *r, double level, const char *note,
    struct err *e)
{
    struct picture p = { .c = c, .r = r };
    struct buf sub = { 0 }, below = { 0 };
    char *title;
    int rc;

    p.rows = mem_zalloc(c->n + 1, sizeof *p.rows);
    for (int v = 0; v < CLAIMS_VERDICTS; v++)
        for (size_t i = 0; i < c->n; i++)
            if ((int)r[i].verdict == v)
                add_row(&p, &c->rows[i], &r[i]);
    title = title_of(&p);
    buf_printf(&sub,
        "recomputed from their own inputs and the price book; where only a "
        "price is said, it is the mean of input and output at the mix of the "
        "claim (3:1 unless it says another); %g %% intervals",
        100 * level);
    if (p.left_count > 0)
        buf_printf(&below, "No figure comes out of %zu%s: %s.%s", p.left_count,
            p.n > 0 ? " more" : "", p.left.s, note != NULL ? "\n" : "");
    if (note != NULL)
        buf_puts(&below, note);
    struct chart_out out = { dir, "claims", title, sub.s, buf_str(&below) };
    rc = chart_claims(&out, p.rows, p.n, e);
    free(title);
    buf_clear(&sub);
    buf_clear(&below);
    clear(&p);
    return rc;
}
