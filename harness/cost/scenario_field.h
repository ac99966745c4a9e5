/*
 * The numbers of a scenario: name, which kinds of way have it, limits, what
 * is taken when nobody says it, and what it is. Parser, check and help read
 * this one table.
 */
#ifndef RETORT_COST_SCENARIO_FIELD_H
#define RETORT_COST_SCENARIO_FIELD_H

#include <math.h>

enum scenario_kind {
    SCENARIO_API,
    SCENARIO_SELF_HOSTED,
    SCENARIO_STUDENT, // own machines or an API, and its making
    SCENARIO_HYBRID,  // two of the others, requests shared out
    SCENARIO_KINDS
};

enum scenario_has { // A: paid by request, O: own machines, ...
    SCENARIO_A = 1 << SCENARIO_API | 1 << SCENARIO_STUDENT,
    SCENARIO_O = 1 << SCENARIO_SELF_HOSTED | 1 << SCENARIO_STUDENT,
    SCENARIO_S = 1 << SCENARIO_STUDENT,
    SCENARIO_H = 1 << SCENARIO_HYBRID,
    SCENARIO_W = SCENARIO_A | SCENARIO_O, // any but a hybrid
    SCENARIO_Q = SCENARIO_W | SCENARIO_H,
    SCENARIO_T = 0 // only at the top
};

/* X(id, name, kinds, least, most, usual, what it is) */
#define SCENARIO_FIELDS(X)                                                     \
    X(TOKENS_IN, tokens_in, W, 0, 1e9, NAN, "tokens of a prompt")              \
    X(TOKENS_OUT, tokens_out, W, 0, 1e9, NAN, "tokens of a reply")             \
    X(ACCURACY, accuracy, Q, 0, 1, NAN, "share of answers that are right")     \
    X(TAX, tax, W, 0, 10, 0, "on top of running: compliance, security")        \
    X(PRICE_IN, price_in, A, 0, 1e6, NAN, "USD for a million input tokens")    \
    X(PRICE_OUT, price_out, A, 0, 1e6, NAN, "USD for a million output tokens") \
    X(PRICE_CACHED, price_cached, A, 0, 1e6, NAN,                              \
        "USD for a million cached input tokens")                               \
    X(CACHED_SHARE, cached_share, A, 0, 1, NAN,                                \
        "share of input tokens read from the cache")                           \
    X(BATCH_SHARE, batch_share, A, 0, 1, NAN,                                  \
        "share of requests that can wait for the batch price")                 \
    X(WEIGHTS_GB, weights_gb, O, 0, 1e6, NAN, "GB of weights")                 \
    X(KV_KB, kv_kb, O, 0, 1e6, NAN, "KiB of keys and values per token")        \
    X(CONTEXT, context, O, 0, 1e8, NAN, "tokens of a sequence in memory")      \
    X(SEQUENCES, sequences, O, 0, 1e6, NAN, "sequences in flight at once")     \
    X(RUNTIME_GB, runtime_gb, O, 0, 1e4, 2, "GB for activations and runtime")  \
    X(GPU_GB, gpu_gb, O, 1, 1e4, NAN, "GB of memory of one GPU")               \
    X(GPU_SHARE, gpu_share, O, 0.1, 1, 0.9, "share of it that may be used")    \
    X(GPUS, gpus, O, 0.01, 1e5, NAN, "GPUs of a replica")                      \
    X(GPU_HOUR, gpu_hour, O, 0, 1e5, NAN, "USD for an hour of one GPU")        \
    X(INPUT_TOK_S, input_tok_s, O, 1e-3, 1e9, NAN,                             \
        "prompt tokens a second that a full replica reads")                    \
    X(OUTPUT_TOK_S, output_tok_s, O, 1e-3, 1e9, NAN,                           \
        "reply tokens a second that a full replica writes")                    \
    X(LANES, lanes, O, 1, 1e5, 1,                                              \
        "answers at once at the measured time of one")                         \
    X(UTILISATION, utilisation, O, 0.001, 1, 1,                                \
        "share of what a replica can that is used at the peak")                \
    X(PEAK, peak, O, 1, 1e4, 1, "busiest moment over the mean")                \
    X(REPLICAS, replicas, O, 1, 1e6, 1, "replicas kept in any case")           \
    X(SPARE, spare, O, 0, 1e4, 0, "replicas on top of the load: redundancy")   \
    X(OPS_USD, ops_usd, O, 0, 1e12, 0, "USD a year to look after it")          \
    X(TEACHER_ANSWERS, teacher_answers, S, 0, 1e12, 0,                         \
        "answers of the teacher that it learns from")                          \
    X(TEACHER_USD, teacher_usd, S, 0, 1e6, NAN, "USD for one of them")         \
    X(TRAINING_USD, training_usd, S, 0, 1e12, NAN, "USD to train it once")     \
    X(EVALUATION_USD, evaluation_usd, S, 0, 1e12, 0, "USD to evaluate it")     \
    X(AGAIN, again, S, 0, 1e4, 0, "times a year that it is distilled again")   \
    X(AGAIN_USD, again_usd, S, 0, 1e12, NAN,                                   \
        "USD for one of those; not said: as much as at first")                 \
    X(SHARE, share, H, 0, 1, NAN, "share of requests that go to the dear one") \
    X(YEARS, years, T, 1, 50, 1, "years looked at")                            \
    X(GROWTH, growth, T, 0, 100, 0, "of the volume, a year: 0.5 is half more") \
    X(PRICE_DECLINE, price_decline, T, 0, 1, 0,                                \
        "of prices by request, a year: 0.2 is a fifth less")                   \
    X(HOUR_DECLINE, hour_decline, T, 0, 1, 0, "of gpu_hour, a year")           \
    X(ERROR_USD, error_usd, T, 0, 1e9, NAN, "USD that a wrong answer costs")

enum scenario_field {
#define X(id, name, kinds, least, most, usual, what) SCENARIO_##id,
    SCENARIO_FIELDS(X)
#undef X
        SCENARIO_NUMBERS
};

struct scenario_row {
    const char *name, *what;
    unsigned kinds; // bits of enum scenario_kind
    double least, most, usual;
};

/* The row of a field; and what a kind is called. */
const struct scenario_row *scenario_row(enum scenario_field field);
const char *scenario_kind_name(enum scenario_kind kind);

#endif
