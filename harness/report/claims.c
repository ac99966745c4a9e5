#include "report/claims.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "stats/interval.h"
#include "stats/special.h"

static const char *const verdicts[CLAIMS_VERDICTS] = {
    [CLAIMS_HOLDS] = "holds",
    [CLAIMS_MIXED] = "holds only if input and output prices are mixed",
    [CLAIMS_NOT_IN_FORCE] = "price not in force at that date",
    [CLAIMS_DOES_NOT_FOLLOW] = "does not follow",
    [CLAIMS_CANNOT_CHECK] = "cannot be checked",
};

static const char *const kinds[CLAIMS_KINDS] = {
    [CLAIMS_YEARLY_COST] = "yearly_cost",
    [CLAIMS_RATIO] = "ratio",
    [CLAIMS_DIFFERENCE] = "difference",
    [CLAIMS_PRICE_AT_DATE] = "price_at_date",
    [CLAIMS_MEMORY] = "memory",
    [CLAIMS_UNVERIFIABLE] = "unverifiable",
};

/* A prompt of ordinary length: below every long-context price. */
static const int64_t prompt_tokens = 1000;

/* Two prices nearer than this are one: rounding and exchange rates. */
static const double same_price = 0.01;

struct rates { // USD per million tokens
    double in, out;
    bool single; // one price was said for both
};

struct part {           // one side of a claim on prices
    struct rates said;  // what is not said is taken from the book
    struct rates force; // in the book at that date; NAN
    bool wrong;         // said, and not what the book has
    bool absent;        // priced at other times, not at that date
    char why[400];      // no price in the book
};

const char *claims_verdict_name(enum claims_verdict v)
{
    return verdicts[v];
}

const char *claims_kind_name(enum claims_kind k)
{
    return kinds[k];
}

int claims_kind_find(const char *name)
{
    for (int i = 0; i < CLAIMS_KINDS; i++)
        if (strcmp(kinds[i], name) == 0)
            return i;
    return -1;
}

static bool fits(const struct claims_row *c, double x)
{
    return x >= c->low * (1 - c->within) && x <= c->high * (1 + c->within);
}

static double far(const struct claims_row *c, double x)
{
    return isnan(x) ? INFINITY : fabs(x / ((c->low + c->high) / 2) - 1);
}

static bool differs(double said, double force)
{
    return !isnan(said) && !isnan(force)
           && fabs(said - force) > same_price * force;
}

static double blend(const struct claims_row *c, const struct rates *r)
{
    return (c->mix_in * r->in + c->mix_out * r->out) / (c->mix_in + c->mix_out);
}

static double usd_per_mtok(int64_t pusd)
{
    return pusd < 0 ? (double)NAN : (double)pusd / 1e6;
}

/* True when the book has a price of it for other dates; says which. */
static bool is_absent(const struct claims_side *s, const struct price_book *b,
    char *why, size_t room)
{
    int64_t from_us = INT64_MAX;
    bool guessed = false;
    char day[24];

    for (size_t i = 0; i < b->n; i++) {
        const struct price_row *row = &b->rows[i];
        if (row->pusd[USAGE_INPUT] < 0 || !price_rule_names(row, s->model)
            || (s->provider && !price_rule_same(row->provider, s->provider)))
            continue;
        if (when_holds(&row->when, s->wall_us, &guessed))
            return false; // something else is in the way
        if (row->when.from_us < from_us)
            from_us = row->when.from_us;
    }
    if (from_us == INT64_MAX)
        return false;
    if (from_us > s->wall_us)
        snprintf(why, room, "had no price yet; its first is of %.10s",
            clock_iso(from_us, day));
    else
        snprintf(why, room, "had no price at that date");
    return true;
}

static struct part part_of(const struct claims_row *c,
    const struct claims_side *s, const struct price_book *b)
{
    struct price_query q = {
        .model = s->model, .provider = s->provider, .wall_us = s->wall_us
    };
    struct price_result r;
    struct part p = { .force = { (double)NAN, (double)NAN, false } };
    const struct price_row *row = price_find(b, &q, prompt_tokens, &r);

    if (row != NULL) {
        p.force.in = usd_per_mtok(row->pusd[USAGE_INPUT]);
        p.force.out = usd_per_mtok(row->pusd[USAGE_OUTPUT]);
    }
    if (isnan(p.force.in) || isnan(p.force.out))
        snprintf(p.why, sizeof p.why, "%s",
            r.reason[0] != '\0' ? r.reason : "the book has no price of it");
    p.absent = row == NULL && is_absent(s, b, p.why, sizeof p.why);
    p.said = p.force;
    if (!isnan(s->one)) {
        p.said = (struct rates){ s->one, s->one, true };
        /* one figure for both is often a mean, and a rounded one */
        p.wrong = fabs(s->one / blend(c, &p.force) - 1) > c->within
                  && differs(s->one, p.force.in)
                  && differs(s->one, p.force.out);
    } else {
        p.said.in = isnan(s->in) ? p.force.in : s->in;
        p.said.out = isnan(s->out) ? p.force.out : s->out;
        p.wrong = differs(s->in, p.force.in) || differs(s->out, p.force.out);
    }
    return p;
}

static void add(char *out, size_t size, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static void add(char *out, size_t size, const char *fmt, ...)
{
    size_t used = strlen(out);
    va_list args;

    va_start(args, fmt);
    vsnprintf(out + used, size - used, fmt, args);
    va_end(args);
}

#define REASON(r, ...) add((r)->reason, sizeof(r)->reason, __VA_ARGS__)

/* "; claude-opus-4-6 cost $5 in / $25 out that day, not $15 / $75" */
static void explain(
    struct claims_result *r, const struct claims_side *s, const struct part *p)
{
    const char *join = r->reason[0] != '\0' ? "; " : "";

    if (p->absent)
        REASON(r, "%s%s %.200s", join, s->model, p->why);
    else if (p->why[0] != '\0')
        REASON(r, "%s%s: %.200s", join, s->model, p->why);
    else if (p->wrong && p->said.single)
        REASON(r, "%s%s cost $%.4g in / $%.4g out that day, not $%.4g", join,
            s->model, p->force.in, p->force.out, s->one);
    else if (p->wrong)
        REASON(r, "%s%s cost $%.4g in / $%.4g out that day, not $%.4g / $%.4g",
            join, s->model, p->force.in, p->force.out, p->said.in, p->said.out);
}

/* --- a year ------------------------------------------------------------- */

static void yearly(const struct claims_row *c, const struct price_book *b,
    struct claims_result *r)
{
    struct part p = part_of(c, &c->side[0], b);
    double mtok = c->tokens_per_day / 1e6 * 365;
    const struct {
        double price;
        enum claims_verdict verdict;
        const char *words;
    } ways[] = {
        { p.said.single ? p.said.in : (double)NAN, CLAIMS_HOLDS,
            "one price for every token" },
        { p.said.single ? (double)NAN : blend(c, &p.said), CLAIMS_HOLDS,
            "input and output tokens each at their price" },
        { p.said.in, CLAIMS_MIXED, "every token at the input price" },
        { p.said.out, CLAIMS_MIXED, "every token at the output price" },
    };
    size_t best = 0;

    for (size_t i = 1; i < sizeof ways / sizeof *ways; i++)
        if (far(c, mtok * ways[i].price) < far(c, mtok * ways[best].price))
            best = i;
    r->gives = mtok * blend(c, &p.force);
    r->in = p.force.in;
    r->out = p.force.out;
    if (!isnan(r->gives))
        snprintf(r->like, sizeof r->like,
            "%g tokens in for %g out, at $%.4g and $%.4g a million", c->mix_in,
            c->mix_out, p.force.in, p.force.out);
    r->verdict = CLAIMS_DOES_NOT_FOLLOW;
    if (fits(c, mtok * ways[best].price)) {
        r->basis_gives = mtok * ways[best].price;
        snprintf(r->basis, sizeof r->basis,
            "%.6g billion tokens a year at $%.4g a million: %s", mtok / 1000,
            ways[best].price, ways[best].words);
        r->verdict = ways[best].verdict;
    }
    if (fits(c, r->gives)) {
        r->verdict = CLAIMS_HOLDS;
        REASON(r, "comes out like for like");
    } else if (r->verdict == CLAIMS_MIXED) {
        REASON(r, "only with %s", ways[best].words);
    } else if (r->verdict == CLAIMS_HOLDS && !isnan(r->gives)) {
        r->verdict =
            p.said.single && !p.wrong ? CLAIMS_MIXED : CLAIMS_NOT_IN_FORCE;
        REASON(r, "only at the price said");
    } else if (isnan(r->gives)) {
        r->verdict = p.absent ? CLAIMS_NOT_IN_FORCE : CLAIMS_CANNOT_CHECK;
    } else {
        REASON(r, "no price said or in force gives it");
    }
    explain(r, &c->side[0], &p);
}

/* --- times cheaper ------------------------------------------------------ */

static void numbers(const struct claims_row *c, struct claims_result *r)
{
    r->gives = r->basis_gives = c->side[0].number / c->side[1].number;
    snprintf(r->basis, sizeof r->basis, "%.12g / %.12g", c->side[0].number,
        c->side[1].number);
    r->verdict = fits(c, r->gives) ? CLAIMS_HOLDS : CLAIMS_DOES_NOT_FOLLOW;
    REASON(r, "%s from the numbers given",
        r->verdict == CLAIMS_HOLDS ? "follows" : "does not follow");
}

struct way { // to come to a ratio
    double x;
    enum claims_verdict verdict; // when the prices said are right
    const char *words;
};

/* The first way that gives the claim, in order of how fair it is. */
static const struct way *way_of(
    const struct claims_row *c, const struct way *ways, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fits(c, ways[i].x))
            return &ways[i];
    return NULL;
}

static void judge_ratio(const struct claims_row *c, const struct part p[2],
    const struct way *way, struct claims_result *r)
{
    bool wrong = p[0].wrong || p[1].wrong || p[0].absent || p[1].absent;
    double in = p[0].force.in / p[1].force.in;
    double out = p[0].force.out / p[1].force.out;

    r->verdict = CLAIMS_DOES_NOT_FOLLOW;
    if (way != NULL)
        r->verdict = wrong && way->verdict != CLAIMS_MIXED ? CLAIMS_NOT_IN_FORCE
                                                           : way->verdict;
    if (fits(c, in) && fits(c, out)) {
        r->verdict = CLAIMS_HOLDS;
        REASON(r, "comes out like for like");
    } else if (way != NULL && !(isnan(in) && way->verdict == CLAIMS_HOLDS)) {
        REASON(r, "only with %s", way->words);
    } else if (isnan(in)) {
        r->verdict = p[0].absent || p[1].absent ? CLAIMS_NOT_IN_FORCE
                                                : CLAIMS_CANNOT_CHECK;
    } else {
        REASON(r, "neither input nor output nor a mix of them gives it");
    }
    explain(r, &c->side[0], &p[0]);
    explain(r, &c->side[1], &p[1]);
}

static void prices(const struct claims_row *c, const struct price_book *b,
    struct claims_result *r)
{
    const struct part p[2] = { part_of(c, &c->side[0], b),
        part_of(c, &c->side[1], b) };
    const struct rates *o = &p[0].said, *u = &p[1].said;
    const struct way *way;
    double in = o->in / u->in, out = o->out / u->out, none = (double)NAN;
    /* one price for all tokens is neither an input nor an output price */
    bool alike = o->single == u->single;
    const struct way ways[] = {
        { alike && fits(c, out) ? in : none, CLAIMS_HOLDS,
            "input over input and output over output" },
        { alike ? in : none, CLAIMS_DOES_NOT_FOLLOW,
            "input prices; not with output prices" },
        { alike ? out : none, CLAIMS_DOES_NOT_FOLLOW,
            "output prices; not with input prices" },
        { o->in / u->out, CLAIMS_MIXED, "input price over output price" },
        { o->out / u->in, CLAIMS_MIXED, "output price over input price" },
        { in, CLAIMS_MIXED, "an input price against one for all tokens" },
        { out, CLAIMS_MIXED, "an output price against one for all tokens" },
    };
    /* against a single price, the crossed figures are those of in and out */
    way = way_of(c, alike ? ways : ways + 5, alike ? 5 : 2);
    if (way != NULL) {
        r->basis_gives = way->x;
        snprintf(r->basis, sizeof r->basis, "%s", way->words);
    }
    r->gives = blend(c, &p[0].force) / blend(c, &p[1].force);
    if (!isnan(r->gives))
        snprintf(r->like, sizeof r->like,
            "input %.3gx, output %.3gx, %g:%g %.3gx",
            p[0].force.in / p[1].force.in, p[0].force.out / p[1].force.out,
            c->mix_in, c->mix_out, r->gives);
    judge_ratio(c, p, way, r);
}

/* --- a price ------------------------------------------------------------ */

static void price(const struct claims_row *c, const struct price_book *b,
    struct claims_result *r)
{
    const struct claims_side *s = &c->side[0];
    struct part p = part_of(c, s, b);

    r->claimed = blend(c, &p.said);
    if (p.why[0] != '\0') {
        r->verdict = p.absent ? CLAIMS_NOT_IN_FORCE : CLAIMS_CANNOT_CHECK;
        explain(r, s, &p);
        return;
    }
    r->gives = blend(c, &p.force);
    r->in = p.force.in;
    r->out = p.force.out;
    snprintf(r->like, sizeof r->like, "$%.4g in, $%.4g out, $%.4g at %g:%g",
        p.force.in, p.force.out, r->gives, c->mix_in, c->mix_out);
    if (p.wrong) {
        r->verdict = CLAIMS_NOT_IN_FORCE;
        explain(r, s, &p);
        return;
    }
    r->verdict = CLAIMS_HOLDS;
    if (isnan(s->one)) {
        REASON(r, "what the book has for that day");
    } else if (differs(s->one, p.force.in) && differs(s->one, p.force.out)) {
        REASON(r, "as the mean of input and output at this mix");
    } else {
        r->verdict = CLAIMS_MIXED;
        REASON(r, "that is the %s price alone",
            differs(s->one, p.force.in) ? "output" : "input");
    }
}

/* --- quality, memory ---------------------------------------------------- */

/* A ratio of two independent proportions, on its logarithm (Katz et al. 1978,
 * Biometrics 34:469). */
static void uncertain_share(
    const struct claims_row *c, double level, struct claims_result *r)
{
    double a = c->a / 100, b = c->b / 100;
    double se = sqrt((1 - a) / (a * c->n) + (1 - b) / (b * c->n));
    struct interval ci = interval_normal(log(b / a), se, level);

    r->gives_low = b > 0 ? 100 * exp(ci.low) : (double)NAN;
    r->gives_high = b > 0 ? 100 * exp(ci.high) : (double)NAN;
}

/* Two independent proportions, unpooled: the runs share their problems, but
 * which of them each solved is not published. */
static void uncertain(
    const struct claims_row *c, double level, struct claims_result *r)
{
    double a = c->a / 100, b = c->b / 100;
    double se = sqrt((a * (1 - a) + b * (1 - b)) / c->n);
    struct interval ci = interval_normal(a - b, se, level);

    if (isnan(c->n) || !(se > 0))
        return;
    r->z = (a - b) / se;
    r->p = 2 * special_normal_cdf(-fabs(r->z));
    r->low = r->gives_low = 100 * ci.low;
    r->high = r->gives_high = 100 * ci.high;
    if (c->retained)
        uncertain_share(c, level, r);
    REASON(r,
        "; %.3g points [%.2g, %.2g] on %.0f, unpaired z = %.2f, p = %.2g: %s",
        c->a - c->b, r->low, r->high, c->n, r->z, r->p,
        r->p < 1 - level ? "a real difference" : "may be chance");
}

static void difference(
    const struct claims_row *c, double level, struct claims_result *r)
{
    r->gives = c->retained ? 100 * c->b / c->a : c->a - c->b;
    r->basis_gives = r->gives;
    snprintf(r->basis, sizeof r->basis,
        c->retained ? "%2$.4g / %1$.4g" : "%1$.4g - %2$.4g", c->a, c->b);
    if (!isnan(c->low)) {
        r->verdict = fits(c, r->gives) ? CLAIMS_HOLDS : CLAIMS_DOES_NOT_FOLLOW;
        REASON(r, "%s from the scores given",
            r->verdict == CLAIMS_HOLDS ? "follows" : "does not follow");
        uncertain(c, level, r);
        return;
    }
    REASON(r, "%.4g against %.4g", c->a, c->b);
    uncertain(c, level, r);
    if (isnan(r->p)) {
        r->verdict = CLAIMS_CANNOT_CHECK;
        REASON(r, "; no sample size is known");
    } else {
        r->verdict = r->z > 0 && r->p < 1 - level ? CLAIMS_HOLDS
                                                  : CLAIMS_DOES_NOT_FOLLOW;
    }
}

static void memory(const struct claims_row *c, struct claims_result *r)
{
    double weights = c->params * c->bits / 8 / 1e9;

    r->gives = weights;
    r->basis_gives = weights * (1 + c->overhead);
    snprintf(r->basis, sizeof r->basis,
        "%.4g GB of weights, %.3g%% on top for cache and buffers", weights,
        100 * c->overhead);
    r->verdict = fits(c, weights) || fits(c, r->basis_gives)
                     ? CLAIMS_HOLDS
                     : CLAIMS_DOES_NOT_FOLLOW;
    REASON(r, "%.4g GB of weights alone, %.4g GB with what is on top", weights,
        r->basis_gives);
}

void claims_work(const struct claims_row *c, const struct price_book *b,
    double level, struct claims_result *r)
{
    const double none = (double)NAN;

    *r = (struct claims_result){ .verdict = CLAIMS_CANNOT_CHECK,
        .gives = none,
        .basis_gives = none,
        .in = none,
        .out = none,
        .claimed = (c->low + c->high) / 2,
        .low = none,
        .high = none,
        .z = none,
        .p = none,
        .gives_low = none,
        .gives_high = none };
    switch (c->kind) {
    case CLAIMS_YEARLY_COST: yearly(c, b, r); break;
    case CLAIMS_RATIO:
        if (isnan(c->side[0].number))
            prices(c, b, r);
        else
            numbers(c, r);
        break;
    case CLAIMS_DIFFERENCE: difference(c, level, r); break;
    case CLAIMS_PRICE_AT_DATE: price(c, b, r); break;
    case CLAIMS_MEMORY: memory(c, r); break;
    case CLAIMS_UNVERIFIABLE: REASON(r, "%s", c->why); break;
    case CLAIMS_KINDS: break;
    }
}
