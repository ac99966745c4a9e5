/* From work and assumptions to yearly curves: in the middle of all ranges,
 * and in many draws. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cost/memory.h"
#include "report/bill/bill.h"
#include "stats/interval.h"
#include "stats/quantile.h"

enum { CROSS_STEPS = 1000 }; // of machines looked at in a draw

struct solving { // one way in one world
    const struct bill *b;
    const struct bill_way *w;
    const struct scenario_way *a;
    const struct bill_scene *scene;
    const struct work_unit *mean;
};

static double value(const struct solving *s, enum scenario_field field)
{
    return scenario_value(s->b->scenario, s->a, field, s->scene->world);
}

static double value_or(
    const struct solving *s, enum scenario_field field, double otherwise)
{
    double x = value(s, field);

    return isnan(x) ? otherwise : x;
}

/* Share `s` of what the second costs, the rest of the first. */
static double mixed(double a, double b, double s)
{
    return s == 0 ? a : s == 1 ? b : a + s * (b - a);
}

/* The cached share of the prompt: as said, else, for measured tokens at a
 * price of their own, as it was. */
static double cached_share(const struct solving *s, const struct bill_price *p)
{
    double said = value(s, SCENARIO_CACHED_SHARE);

    if (!isnan(said))
        return said;
    return isnan(value(s, SCENARIO_TOKENS_IN)) && !isnan(p->cached)
                   && s->mean->cached > 0
               ? s->mean->cached / s->mean->in
               : 0;
}

static double listed_usd(const struct solving *s, const struct bill_price *p)
{
    double in = value_or(s, SCENARIO_TOKENS_IN, s->mean->in);
    double out = value_or(s, SCENARIO_TOKENS_OUT, s->mean->out);

    return (in * mixed(p->in, p->cached, cached_share(s, p)) + out * p->out)
               / 1e6
           + p->request;
}

static double request_usd(const struct solving *s)
{
    double batch = value_or(s, SCENARIO_BATCH_SHARE, 0);
    double cached = value_or(s, SCENARIO_CACHED_SHARE, 0);
    const double *usd = s->mean->usd;
    struct bill_price given = { value(s, SCENARIO_PRICE_IN),
        value(s, SCENARIO_PRICE_OUT), value(s, SCENARIO_PRICE_CACHED), 0 };

    if (!isnan(given.in))
        return s->w->why_unknown != NULL ? (double)NAN : listed_usd(s, &given);
    if (s->w->listed)
        return mixed(listed_usd(s, &s->w->price[0]),
            listed_usd(s, &s->w->price[1]), batch);
    return mixed(mixed(usd[0], usd[WORK_CACHED], cached),
        mixed(usd[WORK_BATCH], usd[WORK_BATCH | WORK_CACHED], cached), batch);
}

/* GPUs of a replica: as said, else for its memory, else one. */
static double gpus(const struct solving *s)
{
    double said = value(s, SCENARIO_GPUS), need = value(s, SCENARIO_WEIGHTS_GB);
    double kv = value_or(s, SCENARIO_KV_KB, 0) * 1024
                * value_or(s, SCENARIO_CONTEXT, 0)
                * value_or(s, SCENARIO_SEQUENCES, 0) / 1e9;

    if (!isnan(said) || isnan(need))
        return isnan(said) ? 1 : said;
    return memory_gpus(need + kv + value(s, SCENARIO_RUNTIME_GB),
        value(s, SCENARIO_GPU_GB), value(s, SCENARIO_GPU_SHARE));
}

static double busy_s(const struct solving *s)
{
    double speed = value(s, SCENARIO_OUTPUT_TOK_S);

    if (isnan(speed))
        return s->mean->seconds / value(s, SCENARIO_LANES);
    return annual_busy_s(value_or(s, SCENARIO_TOKENS_IN, s->mean->in),
        value_or(s, SCENARIO_TOKENS_OUT, s->mean->out),
        value_or(s, SCENARIO_INPUT_TOK_S, 0), speed);
}

static void set_running(const struct solving *s, struct annual_way *out)
{
    *out = (struct annual_way){ .tax = value(s, SCENARIO_TAX),
        .years = value(s, SCENARIO_YEARS),
        .growth = value(s, SCENARIO_GROWTH),
        .price_decline = value(s, SCENARIO_PRICE_DECLINE),
        .hour_decline = value(s, SCENARIO_HOUR_DECLINE) };
    if (s->w->machines) {
        out->gpus = gpus(s);
        out->usd_per_gpu_hour = value(s, SCENARIO_GPU_HOUR);
        out->busy_s = busy_s(s);
        out->peak = value(s, SCENARIO_PEAK);
        out->utilisation = value(s, SCENARIO_UTILISATION);
        out->min_replicas = value(s, SCENARIO_REPLICAS);
        out->spare_replicas = value(s, SCENARIO_SPARE);
        out->fixed_usd = value(s, SCENARIO_OPS_USD);
    } else {
        out->usd_per_request = request_usd(s) * s->w->price_times;
    }
}

/* Where the way of that name stands in the bill. */
static size_t index_of(const struct bill *b, const char *name)
{
    size_t i = 0;

    while (
        i < b->n
        && (name == NULL
            || strcmp(b->scenario->ways[b->ways[i].assumed].name, name) != 0))
        i++;
    return i;
}

/* The teacher's answers cost what its answers cost, machines full. */
static void set_making(const struct solving *s, const struct annual_way *ways,
    struct annual_way *out)
{
    size_t teacher = index_of(s->b, s->a->teacher);
    double each = value(s, SCENARIO_TEACHER_USD);
    double answers = value(s, SCENARIO_TEACHER_ANSWERS);

    if (isnan(each) && teacher < s->b->n)
        each = annual_each_usd(&ways[teacher]);
    out->once_usd = value(s, SCENARIO_TRAINING_USD)
                    + value(s, SCENARIO_EVALUATION_USD)
                    + (answers == 0 ? 0 : answers * each);
    out->repeats_per_year = value(s, SCENARIO_AGAIN);
    out->repeat_usd = value_or(s, SCENARIO_AGAIN_USD, out->once_usd);
}

static void side_on_machines(const struct solving *s, struct bill_side *out)
{
    double speed = value(s, SCENARIO_OUTPUT_TOK_S);
    double prefill = value_or(s, SCENARIO_INPUT_TOK_S, 0);

    if (isnan(speed)) {
        out->seconds = 1;
        return;
    }
    out->out = 1 / speed;
    out->in = prefill > 0 ? 1 / prefill : 0;
}

static void side_of_given(const struct solving *s, struct bill_side *out)
{
    double in = value(s, SCENARIO_PRICE_IN);
    double cached = value(s, SCENARIO_PRICE_CACHED);
    double share = value(s, SCENARIO_CACHED_SHARE);

    out->in = isnan(share) ? in : mixed(in, cached, share);
    out->cached = isnan(share) && !isnan(cached) ? cached - in : 0;
    out->out = value(s, SCENARIO_PRICE_OUT);
}

/* How the answers of one of the two differ in what they cost, by what makes
 * the mean one cost what it does (request_usd, busy_s). */
static struct bill_side side_of(const struct solving *s, size_t way)
{
    const struct bill_way *w = &s->b->ways[way];
    const struct solving one = { s->b, w, &s->b->scenario->ways[w->assumed],
        s->scene, &s->scene->means[way] };
    struct bill_side out = { .work = &w->work };
    double batch = value_or(&one, SCENARIO_BATCH_SHARE, 0);
    double cached = value_or(&one, SCENARIO_CACHED_SHARE, 0);

    if (w->exact)
        out.answer = 1;
    else if (w->machines)
        side_on_machines(&one, &out);
    else if (!isnan(value(&one, SCENARIO_PRICE_IN)))
        side_of_given(&one, &out);
    else
        for (int i = 0; i < WORK_USD; i++)
            out.usd[i] = (i & WORK_CACHED ? cached : 1 - cached)
                         * (i & WORK_BATCH ? batch : 1 - batch);
    return out;
}

static struct bill_mix mix_of(
    const struct solving *s, size_t cheap, size_t dear)
{
    struct bill_side first = side_of(s, cheap), second = side_of(s, dear);

    return bill_route_at(s->w->route, value(s, SCENARIO_SHARE),
        s->scene->weight, &first, &second);
}

/* What goes on is harder, and may be dearer; of what the cheap one is asked
 * more than once, too. */
static void share_work(
    const struct solving *s, size_t cheap, size_t dear, struct annual_way *out)
{
    struct bill_mix mix = mix_of(s, cheap, dear);

    if (!isnan(mix.asks)) { /* it is where nothing costs anything */
        out->usd_per_request *= mix.asks;
        out->busy_s *= mix.asks;
    }
    if (!isnan(mix.work) && !s->b->ways[dear].exact)
        out->share = mix.work;
}

static void set_hybrid(const struct solving *s, const struct annual_way *ways,
    struct annual_way *out)
{
    size_t cheap = index_of(s->b, s->a->cheap);
    size_t dear = index_of(s->b, s->a->dear);

    if (cheap == s->b->n || dear == s->b->n)
        return;
    *out = ways[cheap];
    out->dear = &ways[dear];
    out->share = value(s, SCENARIO_SHARE);
    out->cascade = s->a->cascade;
    if (s->w->route != NULL && out->cascade)
        share_work(s, cheap, dear, out);
}

void bill_resolve(const struct bill *b, const struct bill_scene *scene,
    struct annual_way *out)
{
    for (int pass = 0; pass < 3; pass++)
        for (size_t i = 0; i < b->n; i++) {
            struct solving s = { b, &b->ways[i],
                &b->scenario->ways[b->ways[i].assumed], scene,
                &scene->means[i] };
            if (pass == 0)
                set_running(&s, &out[i]);
            else if (pass == 1 && s.a->kind == SCENARIO_STUDENT)
                set_making(&s, out, &out[i]);
            else if (pass == 2 && s.a->kind == SCENARIO_HYBRID)
                set_hybrid(&s, out, &out[i]);
        }
}

void bill_means(
    const struct bill *b, const double *weight, struct work_unit *out)
{
    struct work_drawn d;

    work_drawn_make(&d, &b->keys, weight);
    for (size_t i = 0; i < b->n; i++)
        out[i] = work_mean(&b->ways[i].work, &d);
    work_drawn_clear(&d);
}

/* From stored answers of both, else by lot of what is assumed of them. */
static double hybrid_accuracy(
    const struct solving *s, size_t cheap, size_t dear)
{
    const struct bill *b = s->b;

    if (cheap == b->n || dear == b->n)
        return (double)NAN;
    if (s->w->route != NULL)
        return mix_of(s, cheap, dear).accuracy;
    if (s->a->cascade || (b->ways[cheap].own && b->ways[dear].own))
        return (double)NAN;
    return mixed(bill_accuracy(b, cheap, s->scene),
        bill_accuracy(b, dear, s->scene), value(s, SCENARIO_SHARE));
}

double bill_accuracy(
    const struct bill *b, size_t i, const struct bill_scene *scene)
{
    const struct scenario_way *a = &b->scenario->ways[b->ways[i].assumed];
    const struct solving s = { b, &b->ways[i], a, scene, &scene->means[i] };
    double said = value(&s, SCENARIO_ACCURACY);

    if (!isnan(said))
        return said;
    if (a->kind == SCENARIO_HYBRID)
        return hybrid_accuracy(&s, index_of(b, a->cheap), index_of(b, a->dear));
    return b->ways[i].own ? scene->means[i].right : (double)NAN;
}

static void draw(struct bill *b)
{
    double *weight = mem_zalloc(b->keys.n + 1, sizeof *weight);
    struct work_unit *means = mem_zalloc(b->n + 1, sizeof *means);
    struct rng r;

    rng_init(&r, b->seed);
    for (size_t d = 0; d < b->draws; d++) {
        struct scenario_world world = { .drawn = true,
            .draw = b->seed * 1000003 + d };
        struct bill_scene scene = { &world, means, weight };
        work_draw(&b->keys, &r, weight);
        bill_means(b, weight, means);
        bill_resolve(b, &scene, &b->drawn[d * b->n]);
        for (size_t i = 0; i < b->n; i++) {
            b->quality[d * b->n + i] = bill_accuracy(b, i, &scene);
            b->tokens[d * b->n + i] = means[i].in + means[i].out;
        }
    }
    free(weight);
    free(means);
}

struct interval bill_span(double *values, size_t n, double level)
{
    struct interval ci = { (double)NAN, (double)NAN };
    size_t k = 0;
    double tail = (1 - level) / 2;

    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            values[k++] = values[i];
    if (k == 0)
        return ci;
    quantile_sort(values, k);
    ci.low = values[(size_t)(tail * (double)(k - 1) + 0.5)];
    ci.high = values[(size_t)((1 - tail) * (double)(k - 1) + 0.5)];
    if (isfinite(ci.high) && ci.high - ci.low <= 1e-12 * fabs(ci.high))
        ci.low = ci.high; /* sums of the same in another order */
    return ci;
}

/* A spread needs two samples at least: with one, nothing is known of it. */
static bool has_spread(const struct bill *b, size_t i)
{
    const struct bill_way *w = &b->ways[i];
    const struct scenario_way *a = &b->scenario->ways[w->assumed];
    size_t cheap = index_of(b, a->cheap), dear = index_of(b, a->dear);

    if (b->draws == 0)
        return false;
    if (a->kind == SCENARIO_HYBRID)
        return cheap < b->n && dear < b->n && has_spread(b, cheap)
               && has_spread(b, dear);
    return w->exact || work_groups(&w->work, &b->keys) > 1;
}

/* Answers for one with a verdict: those without cost as well. */
static double per_judged(const struct bill_way *w)
{
    return w->mean.judged > 0 ? w->mean.n / w->mean.judged : 1;
}

static double per_correct(
    const struct bill_way *w, const struct annual_way *way, double accuracy)
{
    return annual_each_usd(way) * per_judged(w) / accuracy;
}

/* What is unknown in the middle is unknown in all draws. */
static void set_intervals(struct bill *b, size_t i, double *values)
{
    struct bill_way *w = &b->ways[i];

    if (!has_spread(b, i) || isnan(annual_each_usd(&w->way)))
        return;
    for (size_t d = 0; d < b->draws; d++)
        values[d] = annual_each_usd(&b->drawn[d * b->n + i]);
    w->each = bill_span(values, b->draws, b->level);
    for (size_t d = 0; d < b->draws; d++)
        values[d] =
            per_correct(w, &b->drawn[d * b->n + i], b->quality[d * b->n + i]);
    w->correct_ci = bill_span(values, b->draws, b->level);
}

static void set_quality(struct bill *b, size_t i, double *values)
{
    struct bill_way *w = &b->ways[i];
    const struct scenario_way *a = &b->scenario->ways[w->assumed];
    const struct scenario_number *share;

    if (isnan(w->accuracy) || b->draws == 0)
        return;
    share = scenario_number(b->scenario, a, SCENARIO_SHARE);
    if (w->route != NULL && share->low == share->high
        && isnan(scenario_number(b->scenario, a, SCENARIO_ACCURACY)->low)) {
        w->accuracy_ci = bill_route_ci(w->route, share->low, b->level);
        return;
    }
    if (a->kind != SCENARIO_HYBRID
        && isnan(scenario_number(b->scenario, a, SCENARIO_ACCURACY)->low)) {
        w->accuracy_ci = work_accuracy_ci(&w->work, &b->keys, NULL, b->level);
        return;
    }
    for (size_t d = 0; d < b->draws; d++)
        values[d] = b->quality[d * b->n + i];
    w->accuracy_ci = bill_span(values, b->draws, b->level);
}

/* Tokens that were given stand in for measured ones. */
static void set_tokens(const struct bill *b, struct bill_way *w)
{
    const struct scenario_world middle = { 0 };
    const struct scenario_way *a = &b->scenario->ways[w->assumed];
    double in = scenario_value(b->scenario, a, SCENARIO_TOKENS_IN, &middle);

    if (isnan(in) || a->kind == SCENARIO_HYBRID)
        return;
    w->mean.in = in;
    w->mean.out = scenario_value(b->scenario, a, SCENARIO_TOKENS_OUT, &middle);
}

void bill_solve(struct bill *b, size_t draws)
{
    const struct scenario_world middle = { 0 };
    struct work_unit *means = mem_zalloc(b->n + 1, sizeof *means);
    struct annual_way *ways = mem_zalloc(b->n + 1, sizeof *ways);
    double *values = mem_zalloc(draws + 1, sizeof *values);
    struct interval none = { (double)NAN, (double)NAN };
    struct bill_scene scene = { &middle, means, NULL };

    b->draws = draws;
    b->drawn = mem_zalloc(draws * b->n + 1, sizeof *b->drawn);
    b->quality = mem_zalloc(draws * b->n + 1, sizeof *b->quality);
    b->tokens = mem_zalloc(draws * b->n + 1, sizeof *b->tokens);
    bill_means(b, NULL, means);
    bill_resolve(b, &scene, ways);
    for (size_t i = 0; i < b->n; i++) {
        struct bill_way *w = &b->ways[i];
        w->way = ways[i];
        w->source = w->exact ? b->n : w->own ? i : b->reference;
        if (ways[i].dear != NULL) /* the copy that stays */
            w->way.dear = &b->ways[ways[i].dear - ways].way;
        w->mean = means[i];
        set_tokens(b, w);
        w->accuracy = bill_accuracy(b, i, &scene);
        w->each = w->correct_ci = w->accuracy_ci = none;
    }
    draw(b);
    for (size_t i = 0; i < b->n; i++) {
        struct bill_way *w = &b->ways[i];
        w->usd_per_correct = w->accuracy > 0
                                 ? per_correct(w, &w->way, w->accuracy)
                                 : (double)NAN;
        set_intervals(b, i, values);
        set_quality(b, i, values);
    }
    free(means);
    free(ways);
    free(values);
}

double bill_yearly(const struct bill *b, size_t i, double volume)
{
    return annual_usd(&b->ways[i].way, volume);
}

struct interval bill_yearly_ci(const struct bill *b, size_t i, double volume)
{
    struct interval ci = { (double)NAN, (double)NAN };
    double *values;

    if (!has_spread(b, i) || isnan(bill_yearly(b, i, volume)))
        return ci;
    values = mem_zalloc(b->draws, sizeof *values);
    for (size_t d = 0; d < b->draws; d++)
        values[d] = annual_usd(&b->drawn[d * b->n + i], volume);
    ci = bill_span(values, b->draws, b->level);
    free(values);
    return ci;
}

size_t bill_twin(const struct bill *b, size_t i, double volume)
{
    double usd = bill_yearly(b, i, volume);
    size_t k = 0;

    while (
        k < b->n
        && (k == i || !(fabs(bill_yearly(b, k, volume) - usd) <= 1e-9 * usd)))
        k++;
    return k;
}

/* Where a draw has the first change of places, as the middle sees it: 0 when
 * the one that gets cheaper is so from the start, INFINITY when it never
 * gets there. */
static double drawn_first(
    const struct bill *b, const struct bill_crossing *c, size_t d, double limit)
{
    const struct annual_way *row = &b->drawn[d * b->n];
    struct annual_crossing x =
        annual_crossing_in(&row[c->a], &row[c->b], limit, CROSS_STEPS);

    switch (x.verdict) {
    case ANNUAL_CROSSES: return x.a_first == c->at.a_first ? x.first : 0;
    case ANNUAL_A_ALWAYS: return c->at.a_first ? (double)INFINITY : 0;
    case ANNUAL_B_ALWAYS: return c->at.a_first ? 0 : (double)INFINITY;
    default: return (double)NAN;
    }
}

static void set_range(
    const struct bill *b, struct bill_crossing *c, double limit, size_t draws)
{
    double *values = mem_zalloc(draws + 1, sizeof *values);
    struct interval ci;

    c->low = c->high = (double)NAN;
    if (has_spread(b, c->a) && has_spread(b, c->b)) {
        for (size_t d = 0; d < draws; d++)
            values[d] = drawn_first(b, c, d, limit);
        ci = bill_span(values, draws, b->level);
        c->low = ci.low;
        c->high = ci.high;
    }
    free(values);
}

void bill_cross(struct bill *b, double limit)
{
    size_t pairs = b->n * (b->n + 1) / 2, draws = b->draws;

    /* dozens of models have hundreds of pairs */
    if (pairs > 100 && draws > 400)
        draws = 400;
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = i + 1; k < b->n; k++) {
            struct bill_crossing c = { .a = i, .b = k };
            c.at = annual_crossing(&b->ways[i].way, &b->ways[k].way, limit);
            if (c.at.verdict != ANNUAL_CROSSES)
                continue;
            set_range(b, &c, limit, draws);
            b->crossings = mem_resize(
                b->crossings, b->crossing_count + 1, sizeof *b->crossings);
            b->crossings[b->crossing_count++] = c;
        }
}

static size_t cheapest_of(const struct bill *b, double volume)
{
    size_t best = b->n;
    double least = (double)INFINITY;

    for (size_t i = 0; i < b->n; i++) {
        double usd = bill_yearly(b, i, volume);
        if (usd < least) {
            least = usd;
            best = i;
        }
    }
    return best;
}

int bill_crossing_rank(const struct bill *b, const struct bill_crossing *c)
{
    size_t before = cheapest_of(b, c->at.first * (1 - 1e-6));
    size_t after = cheapest_of(b, c->at.first * (1 + 1e-6));

    if (before != after && (before == c->a || before == c->b)
        && (after == c->a || after == c->b))
        return 0;
    if (c->a == b->reference || c->b == b->reference)
        return 1;
    return b->ways[c->a].machines != b->ways[c->b].machines ? 2 : 3;
}
