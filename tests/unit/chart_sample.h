/*
 * Invented data for charts of any size, always the same for a seed.
 */
#ifndef RETORT_TESTS_UNIT_CHART_SAMPLE_H
#define RETORT_TESTS_UNIT_CHART_SAMPLE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/rng.h"
#include "report/chart/chart.h"

enum { SAMPLE_MAX = 40, SAMPLE_STEPS = 41 };

struct sample {
    double x[SAMPLE_STEPS];
    double y[SAMPLE_MAX][SAMPLE_STEPS];
    double low[SAMPLE_MAX][SAMPLE_STEPS], high[SAMPLE_MAX][SAMPLE_STEPS];
    struct chart_line lines[SAMPLE_MAX];
    struct chart_crossing crossings[SAMPLE_MAX * 2];
    size_t n_crossings;
    struct chart_point points[SAMPLE_MAX];
    struct chart_bar bars[SAMPLE_MAX * 2];
};

static const char *const sample_names[SAMPLE_MAX] = { "Claude Opus 4.6",
    "gemma-3-270m, tuned", "Kimi K2.5", "Qwen3-235B-A22B", "GPT-5.2", "GLM-5",
    "DeepSeek V3.2", "Llama 3.3-70B, own GPUs", "GPT-4o", "GPT-4o-mini",
    "GPT-5-mini", "GPT-5-nano", "o3", "Claude Sonnet 4.6", "Claude Haiku 4.5",
    "Gemini 2.5 Flash", "Gemini 3.1 Pro", "Mistral Small", "Mistral Large",
    "Qwen-Turbo", "DeepSeek V4-Pro", "DeepSeek R1", "R1-Distill-Qwen-1.5B",
    "R1-Distill-Qwen-7B", "R1-Distill-Qwen-14B", "R1-Distill-Qwen-32B",
    "R1-Distill-Llama-70B", "Llama 4 Scout", "Llama 4 Maverick", "Gemma 3 27B",
    "Phi-4-mini", "Phi-3", "Orca 2", "Vicuna-13B", "Alpaca-7B", "Qwen3-0.6B",
    "Qwen3-8B", "Qwen3-32B", "SmolLM2-360M", "TinyLlama-1.1B" };

static const char *const sample_suites[] = { "gsm8k", "mmlu", "humaneval",
    "ifeval", "arc-challenge", "truthfulqa", "drop", "mbpp" };

/* Price of 1,000 answers: from $21 down to a cent, thinning out. */
static double sample_price(size_t i)
{
    return 21 * exp(-0.95 * (double)(i % 8)) * (1 + 0.17 * (double)(i / 8));
}

static double sample_cost(size_t i, double a_day)
{
    double usage = a_day * 365 * sample_price(i) / 1000;

    if (i % 8 == 7) // two GPUs at $2.95 serve 40,000 requests a day
        return ceil(a_day / 40000) * 2 * 2.95 * 8760 * (1 + (double)i / 90);
    return i % 8 == 1 ? usage + 4500 + (double)i * 100 : usage;
}

static void sample_lines(struct sample *s)
{
    for (size_t k = 0; k < SAMPLE_STEPS; k++)
        s->x[k] = 100 * pow(10, (double)k / 10);
    for (size_t i = 0; i < SAMPLE_MAX; i++) {
        for (size_t k = 0; k < SAMPLE_STEPS; k++) {
            s->y[i][k] = sample_cost(i, s->x[k]);
            s->low[i][k] = s->y[i][k] * 0.8;
            s->high[i][k] = s->y[i][k] * 1.3;
        }
        s->lines[i] = (struct chart_line){ .label = sample_names[i],
            .kind = i % 8 == 7   ? CHART_SELFHOST
                    : i % 8 == 1 ? CHART_STUDENT
                                 : CHART_API,
            .x = s->x,
            .y = s->y[i],
            .low = i < 2 ? s->low[i] : NULL,
            .high = i < 2 ? s->high[i] : NULL,
            .n = SAMPLE_STEPS,
            .published = i % 5 == 3 };
    }
}

/* Where lines a and b change order, by bisection. */
static void sample_cross(struct sample *s, size_t a, size_t b)
{
    double low = 100, high = 1e6;
    bool first = sample_cost(a, low) < sample_cost(b, low);

    if (first == (sample_cost(a, high) < sample_cost(b, high)))
        return;
    for (int i = 0; i < 60; i++) {
        double middle = sqrt(low * high);
        if ((sample_cost(a, middle) < sample_cost(b, middle)) == first)
            low = middle;
        else
            high = middle;
    }
    s->crossings[s->n_crossings++] =
        (struct chart_crossing){ low, sample_cost(a, low), NULL };
}

static void sample_points(struct sample *s, struct rng *r)
{
    for (size_t i = 0; i < SAMPLE_MAX; i++) {
        double x = sample_price(i) * (0.9 + 0.2 * rng_unit(r));
        double y = 0.52 + 0.11 * log10(x / 0.02) + 0.12 * rng_unit(r);
        struct interval none = { NAN, NAN };
        bool claim = i % 5 == 3;
        s->points[i] = (struct chart_point){ .label = sample_names[i],
            .note = claim ? "published 2026-02-21" : NULL,
            .x = x,
            .x_ci = { x * 0.85, x * 1.2 },
            .y = y,
            .y_ci = { y - 0.025, fmin(y + 0.022, 1) },
            .published = claim,
            .role = i == 0       ? CHART_ROLE_TEACHER
                    : i % 8 == 1 ? CHART_ROLE_STUDENT
                    : i % 3 == 0 ? CHART_ROLE_COMMERCIAL
                                 : CHART_ROLE_OTHER };
        if (claim)
            s->points[i].x_ci = s->points[i].y_ci = none;
    }
}

/* Marks the points of the first n that none of the n beats. */
static void sample_frontier(struct sample *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        s->points[i].on_frontier = true;
        for (size_t j = 0; j < n; j++) {
            if (s->points[j].x < s->points[i].x
                && s->points[j].y >= s->points[i].y)
                s->points[i].on_frontier = false;
        }
    }
}

/* n bars: students by suites. */
static void sample_bars(
    struct sample *s, struct rng *r, size_t n, size_t students)
{
    for (size_t i = 0; i < n; i++) {
        double ratio = 0.72 + 0.3 * rng_unit(r);
        s->bars[i] = (struct chart_bar){
            .suite = sample_suites[i / students % 8],
            .model = sample_names[i % students > 0 ? 21 + i % students : 1],
            .ratio = ratio,
            .ci = { ratio - 0.03 - 0.05 * rng_unit(r), ratio + 0.05 },
            .known = i % 7 != 5,
        };
    }
}

static void sample_make(struct sample *s, size_t n, size_t students)
{
    struct rng r;

    rng_init(&r, 7);
    *s = (struct sample){ .n_crossings = 0 };
    sample_lines(s);
    for (size_t i = 0; i < n && s->n_crossings < SAMPLE_MAX; i++) {
        for (size_t j = 0; j < i && s->n_crossings < SAMPLE_MAX; j++)
            sample_cross(s, j, i);
    }
    sample_points(s, &r);
    sample_frontier(s, n);
    sample_bars(s, &r, n, students);
}

#endif
