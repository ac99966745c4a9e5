/*
 * The command line: one table of options, which parsing, --help and the
 * environment (RETORT_X) all read.
 */
#ifndef RETORT_CLI_OPTIONS_H
#define RETORT_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { OPTIONS_LIST = 64 };

struct options_list {
    const char *item[OPTIONS_LIST];
    size_t n;
};

struct options { // all that any command can be told
    const char *operands[OPTIONS_LIST];
    size_t operand_count;
    struct options_list models, option, generate;
    const char *sample, *data, *out, *models_file, *prices_file, *requests,
        *per_day, *mix, *charts, *color, *baseline, *candidate, *margin,
        *retain, *discordant, *junit, *markdown, *to, *canned, *suite, *as,
        *claims_file, *faults, *variant, *kind;
    int64_t limit, seed, shots, repeat, jobs, timeout_s, idle_s, port, delay_ms,
        flips, rpm, tpm;
    double budget, confidence;
    bool stream, offline, no_cache, quiet, verbose, json, help, version,
        replies, groups, sequential, no_sequential;
    bool dry_run, ttft, unpriced, no_warm, batch;
    const char *at, *tier, *region, *today, *quality, *signal; // of prices
    int64_t input_tokens;
    bool diff;
    const char *accept;   // of compare and gate
    double temperature;   // of letters
    const char *scenario; // of cost
    struct options_list set;
    int64_t years; // -1: not said
    bool example;
    const char *html; // of report
    bool md;
};

/* X(id, letter, long name, kind, field, argument, help)
 * kinds: S string, L list, I whole number, D number, F flag, O a flag that a
 * whole number may follow */
#define OPTIONS(X)                                                             \
    X(MODEL, 'm', "model", L, models, "[ROLE=]MODEL",                          \
        "a model of the catalogue or [NAME@]URL#SERVED; roles: teacher, "      \
        "student, commercial, judge; repeatable")                              \
    X(LIMIT, 'n', "limit", I, limit, "N", "only the first N samples")          \
    X(SAMPLE, 0, "sample", S, sample, "ID", "only this sample")                \
    X(SHOTS, 0, "shots", I, shots, "N", "at most N few-shot examples")         \
    X(REPEAT, 'e', "repeat", I, repeat, "K", "ask each sample K times")        \
    X(SEED, 0, "seed", I, seed, "N", "seed of all chance (1)")                 \
    X(OPTION, 'T', "option", L, option, "K=V", "option of the suite")          \
    X(VARIANT, 0, "variant", S, variant, "V",                                  \
        "whose wording and rules: short for -T variant=V")                     \
    X(GENERATE, 'G', "generate", L, generate, "K=V",                           \
        "generation: temperature, max_tokens, top_p, seed, stop")              \
    X(JOBS, 'j', "jobs", I, jobs, "N", "requests in flight (16)")              \
    X(RPM, 0, "rpm", I, rpm, "N",                                              \
        "at most N requests a minute to an endpoint")                          \
    X(TPM, 0, "tpm", I, tpm, "N",                                              \
        "at most N tokens a minute, prompts and replies")                      \
    X(TIMEOUT, 0, "timeout", I, timeout_s, "S",                                \
        "seconds for one request (600)")                                       \
    X(IDLE, 0, "idle", I, idle_s, "S",                                         \
        "seconds a stream may be silent (120; 0: as long as --timeout)")       \
    X(STREAM, 0, "stream", F, stream, NULL,                                    \
        "have replies streamed: tells first text and tokens a second")         \
    X(TTFT, 0, "ttft", F, ttft, NULL,                                          \
        "tell the time to the first text, by streaming; and what has none")    \
    X(BUDGET, 0, "budget", D, budget, "USD",                                   \
        "send nothing more once this much is spent")                           \
    X(UNPRICED, 0, "unpriced", F, unpriced, NULL,                              \
        "with --budget: also models whose price is not known")                 \
    X(DRY_RUN, 0, "dry-run", F, dry_run, NULL,                                 \
        "show the plan, its cost and three prompts; send nothing")             \
    X(OFFLINE, 0, "offline", F, offline, NULL,                                 \
        "send nothing: only what is stored")                                   \
    X(NO_CACHE, 0, "no-cache", F, no_cache, NULL, "ask again what is stored")  \
    X(NO_WARM, 0, "no-warm", F, no_warm, NULL,                                 \
        "do not send the first of a long common beginning alone")              \
    X(BATCH, 0, "batch", F, batch, NULL,                                       \
        "hand in to the batch service, later collect; half the price")         \
    X(DATA, 0, "data", S, data, "DIR", "public data sets (data)")              \
    X(OUT, 'o', "out", S, out, "DIR", "where runs live (results)")             \
    X(MODELS_FILE, 0, "models-file", S, models_file, "FILE",                   \
        "your models (models.lua, when it is there)")                          \
    X(PRICES, 0, "prices", S, prices_file, "FILE",                             \
        "your price book, on top of the built-in one")                         \
    X(AT, 0, "at", S, at, "DATE",                                              \
        "the day, or moment, it is about: 2026-11-21, 2026-11-21T16:00Z")      \
    X(TIER, 0, "tier", S, tier, "T",                                           \
        "standard, batch, flex, priority or fast")                             \
    X(REGION, 0, "region", S, region, "R", "where it is served")               \
    X(INPUT_TOKENS, 0, "input-tokens", I, input_tokens, "N",                   \
        "prompt tokens of the request (1000)")                                 \
    X(DIFF, 0, "diff", F, diff, NULL,                                          \
        "what differs between two: price books, transcripts")                  \
    X(CLAIMS, 0, "claims", S, claims_file, "FILE",                             \
        "your claims, in place of the built-in ones")                          \
    X(REQUESTS, 0, "requests", S, requests, "LIST",                            \
        "requests a day: 1K,10K,100K,1M")                                      \
    X(PER_DAY, 0, "per-day", S, per_day, "TOKENS", "tokens a day: 100M")       \
    X(MIX, 0, "mix", S, mix, "IN:OUT",                                         \
        "tokens in to tokens out instead of the measured ones: 3:1")           \
    X(SCENARIO, 0, "scenario", S, scenario, "FILE",                            \
        "ways of serving and what is assumed of them, a Lua file")             \
    X(EXAMPLE, 0, "example", F, example, NULL,                                 \
        "print a scenario to start from")                                      \
    X(SET, 0, "set", L, set, "[WAY.]FIELD=V",                                  \
        "assume V, or A..B for a range: gpu_hour=1.5..3; repeatable")          \
    X(YEARS, 0, "years", I, years, "N",                                        \
        "the mean of N years, with growth and falling prices")                 \
    X(CHARTS, 0, "charts", S, charts, "DIR",                                   \
        "also draw charts (SVG, PNG, gnuplot script) there")                   \
    X(CONFIDENCE, 0, "confidence", D, confidence, "P",                         \
        "level of intervals (0.95)")                                           \
    X(GROUPS, 0, "groups", F, groups, NULL, "a row for each group too")        \
    X(FLIPS, 0, "flips", O, flips, "[N]",                                      \
        "list the samples that changed, worst group first; at most N (20)")    \
    X(TEMPERATURE, 0, "temperature", D, temperature, "T",                      \
        "at which letters' probabilities are compared (1)")                    \
    X(ACCEPT, 0, "accept", S, accept, "LIST",                                  \
        "although these differ: version, prompt, sampling; export: "           \
        "incomplete")                                                          \
    X(PORT, 'p', "port", I, port, "N", "port on 127.0.0.1 (0: any)")           \
    X(DELAY, 0, "delay", I, delay_ms, "MS", "wait so long before each answer") \
    X(REPLIES, 0, "replies", F, replies, NULL,                                 \
        "replies as a recording that `retort serve` plays")                    \
    X(TO, 0, "to", S, to, "FILE", "write there (.gz: packed)")                 \
    X(CANNED, 0, "canned", S, canned, "FILE",                                  \
        "answer every POST with this file (for benchmarks)")                   \
    X(FAULTS, 0, "faults", S, faults, "SPEC",                                  \
        "meet requests with faults: half, mix=P, KIND:P, list")                \
    X(KIND, 0, "kind", S, kind, "KIND",                                        \
        "what a new suite asks for: text, choice, number or code (text)")      \
    X(SUITE, 0, "suite", S, suite, "SUITE", "the suite: a name or a file")     \
    X(AS, 0, "as", S, as, "[ROLE=]MODEL", "the model that gave the replies")   \
    X(BASELINE, 0, "baseline", S, baseline, "RUN|FILE",                        \
        "what it is held against")                                             \
    X(CANDIDATE, 0, "candidate", S, candidate, "MODEL|RUN",                    \
        "what may ship or not")                                                \
    X(SEQUENTIAL, 0, "sequential", F, sequential, NULL,                        \
        "ask the candidate until the verdict is certain")                      \
    X(NO_SEQUENTIAL, 0, "no-sequential", F, no_sequential, NULL,               \
        "decide on all samples, asking what is missing")                       \
    X(MARGIN, 0, "margin", S, margin, "POINTS",                                \
        "points it may be below the baseline: 1pt")                            \
    X(RETAIN, 0, "retain", S, retain, "SHARE",                                 \
        "share of the baseline's accuracy it must keep: 98%")                  \
    X(DISCORDANT, 0, "discordant", S, discordant, "SHARE",                     \
        "share of samples on which the models differ: 10%")                    \
    X(JUNIT, 0, "junit", S, junit, "FILE", "also write JUnit XML there")       \
    X(MARKDOWN, 0, "markdown", S, markdown, "FILE",                            \
        "also write a summary for a pull request there")                       \
    X(HTML, 0, "html", S, html, "FILE",                                        \
        "write the page there (DIR/report.html)")                              \
    X(MD, 0, "md", F, md, NULL, "a summary in Markdown, for a CI comment")     \
    X(JSON, 0, "json", F, json, NULL,                                          \
        "results as one JSON object (harness/cli/json.md: its keys)")          \
    X(QUALITY, 0, "quality", S, quality, "SHARE",                              \
        "share of the dear model's accuracy to reach (95%)")                   \
    X(SIGNAL, 0, "signal", S, signal, "FILE",                                  \
        "a signal of yours: a Lua file that returns a function")               \
    X(TODAY, 0, "today", S, today, "DATE",                                     \
        "take this for today: ages of prices, prices in force")                \
    X(QUIET, 'q', "quiet", F, quiet, NULL, "no progress")                      \
    X(VERBOSE, 'v', "verbose", F, verbose, NULL,                               \
        "say each failure as it comes")                                        \
    X(COLOR, 0, "color", S, color, "WHEN", "auto, always or never")            \
    X(HELP, 'h', "help", F, help, NULL, "this text")                           \
    X(VERSION, 'V', "version", F, version, NULL, "the version")

enum option_id {
#define X(id, letter, name, kind, field, arg, help) OPT_##id,
    OPTIONS(X)
#undef X
        OPTION_COUNT
};

_Static_assert(OPTION_COUNT <= 128, "a set of options has 128 bits");

/* A set of options: a bit for each. */
typedef unsigned __int128 option_set;

#define OPT(id) ((option_set)1 << OPT_##id)

/* Everything at its default, then what the environment says. */
int options_init(struct options *o, option_set allowed, struct err *e);

/* Reads argv[1..]; allowed says which options this command takes. */
int options_parse(struct options *o, option_set allowed, const char *command,
    int argc, char **argv, struct err *e);

/* Prints the options of a set, one line or two each. */
void options_help(option_set allowed);

#endif
