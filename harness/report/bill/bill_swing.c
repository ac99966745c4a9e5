#include "report/bill/bill_swing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/bill/bill_quality.h"

enum { HALVINGS = 60, LOOKS = 32 };

/* Where nobody gave a range: what such a figure may well turn out to be.
 * Factors of the value, or the values themselves. Utilisation: PRICES 4.3
 * (10 to 100 %); tax: 5 to 15 % is published for open weights. */
static const struct usual {
    enum scenario_field field;
    bool factor;
    double low, high;
    unsigned kinds; // 0: all
} usuals[] = {
    { SCENARIO_GPU_HOUR, true, 0.5, 2, 0 },
    { SCENARIO_OUTPUT_TOK_S, true, 0.5, 2, 0 },
    { SCENARIO_TRAINING_USD, true, 0.5, 2, 0 },
    { SCENARIO_TEACHER_ANSWERS, true, 0.5, 2, 0 },
    { SCENARIO_UTILISATION, false, 0.1, 1, 0 },
    { SCENARIO_PEAK, false, 1, 4, 0 },
    { SCENARIO_LANES, false, 1, 16, 0 },
    { SCENARIO_SPARE, false, 0, 1, 0 },
    { SCENARIO_TAX, false, 0, 0.15, SCENARIO_O },
    { SCENARIO_AGAIN, false, 0, 4, 0 },
    { SCENARIO_SHARE, true, 0.5, 1.5, 0 },
    { SCENARIO_TOKENS_IN, true, 0.5, 2, 0 },
    { SCENARIO_TOKENS_OUT, true, 0.5, 2, 0 },
    { SCENARIO_GROWTH, false, 0, 1, 0 },
    { SCENARIO_PRICE_DECLINE, false, 0, 0.5, 0 },
    { SCENARIO_ERROR_USD, true, 0.5, 2, 0 },
};

/* Half: a batch price, or the next price cut; half more: the other way. */
static const double price_low = 0.5, price_high = 1.5;
static const double volume_low = 0.5, volume_high = 2;

/* What is moved: a number of the scenario, or a factor on the tokens of one
 * source, on the price of a way, on the volume. */
enum what { NUMBER, TOKENS, PRICE, VOLUME };

struct lever {
    enum what what;
    const struct scenario_number *number;
    size_t way; // TOKENS: whose work; PRICE: whose price
    double low, high, middle;
    bool usual, whole, money;
    unsigned kinds; // of ways that it is moved for; 0: all
    char *label;
};

struct trial { // all ways in one world
    struct bill *b;
    struct work_unit *middle; // means of an answer
    struct work_unit *means;  // ... with the lever pulled
    struct annual_way *ways;
    /* errors are held against each other where all answered */
    double *shared;
    struct work_unit *shared_means;
    double *total; // USD a year, errors counted
    double volume;
    bool errors;
};

static double total_of(const struct trial *t, size_t i, double volume,
    const struct scenario_world *world)
{
    const struct bill_scene scene = { world, t->shared_means, t->shared };
    double error =
        scenario_value(t->b->scenario, NULL, SCENARIO_ERROR_USD, world);
    double usd = annual_usd(&t->ways[i], volume);

    if (t->errors)
        usd += volume * 365 * annual_grown(&t->ways[i]) * error
               * (1 - bill_accuracy(t->b, i, &scene));
    return usd;
}

/* Means of an answer, those of one source scaled. */
static void scale_work(struct trial *t, size_t source, double times)
{
    for (size_t i = 0; i < t->b->n; i++) {
        struct work_unit *m = &t->means[i];
        if (t->b->ways[i].source != source)
            continue;
        m->in *= times;
        m->out *= times;
        m->cached *= times;
        m->seconds *= times;
        for (int k = 0; k < WORK_USD; k++)
            m->usd[k] *= times;
    }
}

/* Sets the lever to x and works out what every way costs then. */
static void pull(struct trial *t, const struct lever *l, double x)
{
    struct bill *b = t->b;
    struct scenario_world world = { 0 };
    struct bill_scene scene = { &world, t->means, NULL };
    double volume = t->volume;

    memcpy(t->means, t->middle, b->n * sizeof *t->means);
    if (l != NULL && l->what == NUMBER) {
        world.moved = l->number;
        world.to = x;
        world.kinds = l->kinds;
    } else if (l != NULL && l->what == TOKENS) {
        scale_work(t, l->way, x);
    } else if (l != NULL && l->what == PRICE) {
        b->ways[l->way].price_times = x;
    } else if (l != NULL) {
        volume = x;
    }
    bill_resolve(b, &scene, t->ways);
    if (l != NULL && l->what == PRICE)
        b->ways[l->way].price_times = 1;
    for (size_t i = 0; i < b->n; i++)
        t->total[i] = total_of(t, i, volume, &world);
}

static size_t best_of(const struct trial *t, size_t except)
{
    size_t best = t->b->n;

    for (size_t i = 0; i < t->b->n; i++)
        if (i != except && isfinite(t->total[i])
            && (best == t->b->n || t->total[i] < t->total[best]))
            best = i;
    return best;
}

/* How far the choice is below the best of the others. */
static double gap_of(const struct trial *t, size_t choice)
{
    size_t other = best_of(t, choice);

    return other == t->b->n ? (double)NAN : t->total[other] - t->total[choice];
}

/* Halves the way from where the choice holds to where it does not. */
static double flip_between(struct trial *t, const struct lever *l,
    size_t choice, double holds, double flipped)
{
    for (int i = 0; i < HALVINGS; i++) {
        double x = holds + (flipped - holds) / 2;
        pull(t, l, x);
        if (gap_of(t, choice) >= 0)
            holds = x;
        else
            flipped = x;
    }
    return flipped;
}

/* The first flip on the way from the middle to an end; NAN: none. Steps of
 * machines can flip a choice and flip it back. */
static double first_flip(
    struct trial *t, const struct lever *l, size_t choice, double end)
{
    double before = l->middle;

    for (int i = 1; i <= LOOKS && end != l->middle; i++) {
        double x = l->middle + (end - l->middle) * i / LOOKS;
        pull(t, l, x);
        if (gap_of(t, choice) < 0)
            return flip_between(t, l, choice, before, x);
        before = x;
    }
    return (double)NAN;
}

static void find_flip(struct trial *t, const struct lever *l,
    const struct bill_swings *k, struct bill_swing *s)
{
    double below = first_flip(t, l, k->choice, l->low);
    double above = first_flip(t, l, k->choice, l->high);

    s->flips_at = below;
    if (isnan(below) || above - l->middle < l->middle - below)
        s->flips_at = above;
    if (isnan(s->flips_at))
        return;
    if (l->whole)
        s->flips_at =
            s->flips_at > l->middle ? ceil(s->flips_at) : floor(s->flips_at);
    pull(t, l, s->flips_at);
    s->flips_to = best_of(t, k->choice);
}

static void add(struct trial *t, struct bill_swings *k, struct lever *l)
{
    struct bill_swing s = { .low = l->low,
        .middle = l->middle,
        .high = l->high,
        .usual = l->usual,
        .whole = l->whole,
        .money = l->money,
        .volume = l->what == VOLUME,
        .percent = l->what == TOKENS || l->what == PRICE };
    double scale;

    if (!(l->low < l->high)) {
        free(l->label);
        return;
    }
    pull(t, l, l->low);
    s.gap_low = gap_of(t, k->choice);
    scale = fabs(t->total[k->choice]);
    pull(t, l, l->high);
    s.gap_high = gap_of(t, k->choice);
    find_flip(t, l, k, &s);
    if (fabs(s.gap_high - s.gap_low) <= 1e-9 * scale && isnan(s.flips_at)) {
        free(l->label);
        return;
    }
    s.label = l->label;
    k->s = mem_resize(k->s, k->n + 1, sizeof *k->s);
    k->s[k->n++] = s;
}

static bool has_field(const struct bill *b, size_t i, enum scenario_field field)
{
    const struct scenario_way *a = &b->scenario->ways[b->ways[i].assumed];
    unsigned kinds = scenario_row(field)->kinds;

    return kinds == 0 || (kinds >> a->kind & 1) != 0;
}

/* Range of a number: as given, else the usual one; none when it is not
 * said. */
static bool range_of(
    const struct scenario_number *n, enum scenario_field field, struct lever *l)
{
    const struct scenario_row *row = scenario_row(field);

    l->number = n;
    l->whole = field == SCENARIO_SPARE || field == SCENARIO_REPLICAS
               || field == SCENARIO_GPUS;
    l->low = n->low;
    l->high = n->high;
    l->middle = n->low + (n->high - n->low) / 2;
    if (isnan(n->low))
        return false;
    if (n->low < n->high)
        return true;
    for (size_t i = 0; i < sizeof usuals / sizeof *usuals; i++) {
        const struct usual *u = &usuals[i];
        if (u->field != field)
            continue;
        l->usual = true;
        l->kinds = u->kinds;
        l->low = fmin(n->low, u->factor ? n->low * u->low : u->low);
        l->high = fmax(n->low, u->factor ? n->low * u->high : u->high);
        l->low = fmax(l->low, row->least);
        l->high = fmin(l->high, row->most);
        return true;
    }
    return false;
}

static void add_number(struct trial *t, struct bill_swings *k,
    const struct scenario_way *a, enum scenario_field field)
{
    const struct scenario *s = t->b->scenario;
    struct lever l = { .what = NUMBER };

    if (!range_of(a != NULL ? &a->n[field] : &s->n[field], field, &l))
        return;
    l.money = strncmp(scenario_row(field)->what, "USD", 3) == 0;
    l.label = a != NULL
                  ? mem_printf("%s of %s", scenario_row(field)->name, a->name)
                  : mem_str(scenario_row(field)->name);
    add(t, k, &l);
}

/* Numbers said at the top, or usual there, once; those of ways apart. */
static void add_numbers(struct trial *t, struct bill_swings *k)
{
    const struct bill *b = t->b;

    for (int f = 0; f < SCENARIO_NUMBERS; f++) {
        enum scenario_field field = (enum scenario_field)f;
        bool top = false;
        for (size_t i = 0; i < b->n; i++) {
            const struct scenario_way *a =
                &b->scenario->ways[b->ways[i].assumed];
            if (!has_field(b, i, field))
                continue;
            if (a->n[field].from != SCENARIO_USUAL)
                add_number(t, k, a, field);
            else
                top = true;
        }
        if (top)
            add_number(t, k, NULL, field);
    }
}

/* The interval of the mean tokens of an answer, as factors of the mean. */
static bool token_range(const struct bill *b, size_t i, struct lever *l)
{
    const struct work_unit *mean = &b->ways[i].mean;
    double *values = mem_zalloc(b->draws + 1, sizeof *values);
    struct interval ci;

    for (size_t d = 0; d < b->draws; d++)
        values[d] = b->tokens[d * b->n + i] / (mean->in + mean->out);
    ci = bill_span(values, b->draws, b->level);
    free(values);
    l->low = ci.low;
    l->high = ci.high;
    l->middle = 1;
    return work_groups(&b->ways[i].work, &b->keys) > 1 && ci.low < ci.high;
}

static void add_factors(struct trial *t, struct bill_swings *k)
{
    const struct bill *b = t->b;
    struct lever volume = { .what = VOLUME,
        .low = t->volume * volume_low,
        .high = t->volume * volume_high,
        .middle = t->volume,
        .usual = true,
        .label = mem_str("requests a day") };

    add(t, k, &volume);
    for (size_t i = 0; i < b->n; i++) {
        struct lever l = { .what = TOKENS, .way = i };
        if (b->ways[i].source == i && token_range(b, i, &l)) {
            l.label = mem_printf("tokens of %s", b->ways[i].model);
            add(t, k, &l);
        }
        if (b->ways[i].machines || b->ways[i].kind == BILL_HYBRID
            || isnan(t->total[i]))
            continue;
        l = (struct lever){ .what = PRICE,
            .way = i,
            .low = price_low,
            .high = price_high,
            .middle = 1,
            .usual = true,
            .label = mem_printf("price of %s", b->ways[i].model) };
        add(t, k, &l);
    }
}

static int by_width(const void *a, const void *b)
{
    const struct bill_swing *x = a, *y = b;
    double wide = fabs(x->gap_high - x->gap_low);
    double other = fabs(y->gap_high - y->gap_low);

    return (wide < other) - (wide > other);
}

void bill_swings_make(struct bill_swings *k, struct bill *b, double volume)
{
    struct trial t = { .b = b, .volume = volume };
    const struct scenario_world middle = { 0 };
    double error =
        scenario_value(b->scenario, NULL, SCENARIO_ERROR_USD, &middle);

    memset(k, 0, sizeof *k);
    t.errors = k->errors = error > 0;
    t.middle = mem_zalloc(b->n + 1, sizeof *t.middle);
    bill_means(b, NULL, t.middle);
    t.shared = bill_shared(b);
    t.shared_means = mem_zalloc(b->n + 1, sizeof *t.shared_means);
    bill_means(b, t.shared, t.shared_means);
    t.means = mem_zalloc(b->n + 1, sizeof *t.means);
    t.ways = mem_zalloc(b->n + 1, sizeof *t.ways);
    t.total = mem_zalloc(b->n + 1, sizeof *t.total);
    k->volume = volume;
    pull(&t, NULL, 0);
    k->choice = best_of(&t, b->n);
    k->gap = k->choice < b->n ? gap_of(&t, k->choice) : (double)NAN;
    k->next = k->choice < b->n ? best_of(&t, k->choice) : b->n;
    k->tied = k->gap <= 1e-9 * fabs(t.total[k->choice]);
    if (!isnan(k->gap)) {
        add_numbers(&t, k);
        add_factors(&t, k);
        if (k->n > 0)
            qsort(k->s, k->n, sizeof *k->s, by_width);
    }
    free(t.middle);
    free(t.shared);
    free(t.shared_means);
    free(t.means);
    free(t.ways);
    free(t.total);
}

void bill_swings_clear(struct bill_swings *k)
{
    for (size_t i = 0; i < k->n; i++)
        free(k->s[i].label);
    free(k->s);
    memset(k, 0, sizeof *k);
}

bool bill_swings_choose(const struct bill_swings *k)
{
    return !isnan(k->gap) && !k->tied;
}

double bill_main_volume(const struct bill *b)
{
    return b->volumes[b->volume_count / 2];
}
