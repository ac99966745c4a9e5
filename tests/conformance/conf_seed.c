/*
 * The history in the notes of prices_seed_models.tsv against the built-in
 * price book: conf_seed FOLDER. Each row below quotes words of a note, so that
 * a note that changes is noticed; each line of the sheet is either quoted or
 * tells no price of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "cost/money.h"
#include "cost/price.h"

extern const char prices_json[]; // harness/catalog/prices.json

struct seen {
    const char *model, *note; // of the sheet; the note is a part of it
    const char *asked, *provider, *moment;
    int64_t tokens;     // of the prompt
    const char *prices; // in / out / cached / write / write for an hour
};

static const char today[] = "2026-11-21";

enum { SHORT = 1000 };

static const struct seen seen[] = {
    { "o3", "from 2025-06-10", "o3", "openai", "2025-06-10", SHORT, "2/8/0.5" },
    { "o3 (before 2025-06-10)", "80% drop", "o3", "openai",
        "2025-06-09T23:59:59Z", SHORT, "10/40" },
    { "gpt-5.4", ">272k: 5 / 22.5 / 0.5", "gpt-5.4", "openai", today, 272001,
        "5/22.5/0.5" },
    { "gpt-5.4", "", "gpt-5.4", "openai", today, 272000, "2.5/15/0.25" },
    { "gpt-5.5", ">272k: 10 / 45 / 1", "gpt-5.5", "openai", today, 272001,
        "10/45/1" },
    { "gpt-5.6-sol", "was 5/30/0.5 on 2026-08-02", "gpt-5.6-sol", "openai",
        "2026-08-02", SHORT, "5/30/0.5" },
    { "gpt-5.6-sol", ">272k: 8/30/0.8", "gpt-5.6-sol", "openai", today, 272001,
        "8/30/0.8" },
    { "gpt-5.6-terra", "2.5/15 until 2026-07-30", "gpt-5.6-terra", "openai",
        "2026-07-29", SHORT, "2.5/15" },
    { "gpt-5.6-terra", "", "gpt-5.6-terra", "openai", "2026-07-30", SHORT,
        "2/12/0.2/2.5" },
    { "gpt-5.6-terra", ">272k: 4/18/0.4", "gpt-5.6-terra", "openai", today,
        272001, "4/18/0.4" },
    { "gpt-5.6-luna", "1/6 until 2026-07-30", "gpt-5.6-luna", "openai",
        "2026-07-29", SHORT, "1/6" },
    { "gpt-5.6-luna", ">272k: 0.4/1.8/0.04", "gpt-5.6-luna", "openai", today,
        272001, "0.4/1.8/0.04" },
    { "claude-opus-4", "1h cache write 30", "claude-opus-4", "anthropic", today,
        SHORT, "15/75/1.5/18.75/30" },
    { "claude-opus-4-1", "1h cache write 30", "claude-opus-4-1", "anthropic",
        today, SHORT, "15/75/1.5/18.75/30" },
    { "claude-opus-4-5", "1h cache write 10", "claude-opus-4-5", "anthropic",
        today, SHORT, "5/25/0.5/6.25/10" },
    { "claude-haiku-4-5", "1h cache write 2", "claude-haiku-4-5", "anthropic",
        today, SHORT, "1/5/0.1/1.25/2" },
    { "claude-opus-4-6", "before 2026-03-13: >200k input 10/37.5/1/12.5",
        "claude-opus-4-6", "anthropic", "2026-03-12", 200001,
        "10/37.5/1/12.5" },
    { "claude-opus-4-6", "", "claude-opus-4-6", "anthropic", "2026-03-13",
        200001, "5/25/0.5/6.25" },
    { "claude-sonnet-4-6", "before 2026-03-13: >200k 6/22.5",
        "claude-sonnet-4-6", "anthropic", "2026-03-12", 200001, "6/22.5" },
    { "claude-sonnet-4-6", "", "claude-sonnet-4-6", "anthropic", "2026-03-12",
        200000, "3/15" },
    { "claude-sonnet-4-5", ">200k: 6/22.5/0.6/7.5", "claude-sonnet-4-5",
        "anthropic", today, 200001, "6/22.5/0.6/7.5" },
    { "claude-haiku-5-5", ">100k: 0.5/2.5", "claude-haiku-5-5", "anthropic",
        today, 100001, "0.5/2.5" },
    { "claude-haiku-5-5", "", "claude-haiku-5-5", "anthropic", today, 100000,
        "0.1/0.5/0.01/0.125" },
    { "gemini-2.5-pro", ">200k: 2.5/15/0.25", "gemini-2.5-pro", "google", today,
        200001, "2.5/15/0.25" },
    { "gemini-3.1-pro-preview", ">200k: 4/18/0.4", "gemini-3.1-pro-preview",
        "google", today, 200001, "4/18/0.4" },
    { "gemini-3.6-flash", "1.5/7.5/0.15 from 2027-01-01", "gemini-3.6-flash",
        "google", "2027-01-01", SHORT, "1.5/7.5/0.15" },
    { "gemini-3.6-flash", "", "gemini-3.6-flash", "google",
        "2026-12-31T23:59:59Z", SHORT, "0.75/3.75/0.075" },
    { "deepseek-flash (V4.1-Flash)", "serves legacy names deepseek-v4-flash*",
        "deepseek-v4-flash", "deepseek", "2026-11-16T00:59Z", SHORT,
        "0.15/0.6/0.003" },
    { "deepseek-flash (V4.1-Flash)", "peak excludes Chinese public holidays",
        "deepseek-flash", "deepseek", "2026-11-16T01:00Z", SHORT,
        "0.3/1.2/0.006" },
    { "deepseek-v4-pro", "1.74/3.48/0.145 earlier", "deepseek-v4-pro",
        "deepseek", "2026-04-25", SHORT, "1.74/3.48/0.145" },
    { "deepseek-v4-pro", "0.435/0.87/0.003625 before 2026-08-16 16:00 UTC",
        "deepseek-v4-pro", "deepseek", "2026-08-16T15:59Z", SHORT,
        "0.435/0.87/0.003625" },
    { "deepseek-v4-pro", "", "deepseek-v4-pro", "deepseek", "2026-11-16T06:00Z",
        SHORT, "1.32/3.96/0.044" },
    { "deepseek-v4-flash", "peak 0.44/1.32/0.014", "deepseek-v4-flash",
        "deepseek", "2026-09-01T02:00Z", SHORT, "0.44/1.32/0.014" },
    { "deepseek-v4-flash", "", "deepseek-v4-flash", "deepseek",
        "2026-09-01T12:00Z", SHORT, "0.22/0.66/0.007" },
    { "deepseek-v4-flash", "0.14/0.28/0.0028 before 2026-08-17",
        "deepseek-v4-flash", "deepseek", "2026-08-16", SHORT,
        "0.14/0.28/0.0028" },
    { "deepseek-chat (V3)", "name retired", "deepseek-chat", "deepseek",
        "2025-09-05T16:00Z", SHORT, "0.56/1.68/0.07" },
    { "deepseek-chat (V3)", "", "deepseek-chat", "deepseek", "2025-02-07",
        SHORT, "0.14/0.28" },
    { "deepseek-chat (V3)", "", "deepseek-chat", "deepseek", "2025-12-01",
        SHORT, "0.28/0.42/0.028" },
    { "deepseek-chat (V3)", "off-peak 0.135/0.55/0.035", "deepseek-chat",
        "deepseek", "2025-07-05T17:00Z", SHORT, "0.135/0.55/0.035" },
    { "deepseek-chat (V3)", "", "deepseek-chat", "deepseek",
        "2025-07-05T16:29Z", SHORT, "0.27/1.1/0.07" },
    { "deepseek-reasoner (R1)", "off-peak 0.135/0.55/0.035",
        "deepseek-reasoner", "deepseek", "2025-07-05T00:29Z", SHORT,
        "0.135/0.55/0.035" },
    { "deepseek-v3.2", "V3.2-Exp 0.27/0.41", "deepseek-v3.2-exp", "openrouter",
        today, SHORT, "0.27/0.41" },
    { "deepseek-v3.2", "Fireworks 0.56/1.68/0.28", "deepseek-v3.2", "fireworks",
        today, SHORT, "0.56/1.68/0.28" },
    { "deepseek-r1", "R1-0528 0.5/2.15", "deepseek-r1-0528", "openrouter",
        today, SHORT, "0.5/2.15" },
    { "deepseek-r1", "Fireworks 3/8", "deepseek-r1-0528", "fireworks", today,
        SHORT, "3/8" },
    { "deepseek-r1-distill-llama-70b", "Groq 0.75/0.99",
        "deepseek-r1-distill-llama-70b", "groq", today, SHORT, "0.75/0.99" },
    { "deepseek-r1-distill-llama-70b", "Novita 0.8/0.8",
        "deepseek-r1-distill-llama-70b", "novita", today, SHORT, "0.8/0.8" },
    { "deepseek-r1-distill-qwen-32b", "Novita 0.3/0.3",
        "deepseek-r1-distill-qwen-32b", "novita", today, SHORT, "0.3/0.3" },
    { "qwen3-235b-a22b-2507", "thinking-2507 0.1/0.1",
        "qwen3-235b-a22b-thinking-2507", "openrouter", today, SHORT,
        "0.1/0.1" },
    { "qwen-2.5-72b-instruct", "Novita 0.38/0.40", "qwen-2.5-72b-instruct",
        "novita", today, SHORT, "0.38/0.4" },
    { "qwen3-32b", "OpenRouter 0.1/0.3", "qwen3-32b", "openrouter", today,
        SHORT, "0.1/0.3" },
    { "kimi-k2.5", "Fireworks same", "kimi-k2.5", "fireworks", today, SHORT,
        "0.6/3/0.1" },
    { "kimi-k2.5", "OpenRouter 0.4/1.9/0.09", "kimi-k2.5", "openrouter", today,
        SHORT, "0.4/1.9/0.09" },
    { "llama-3.3-70b-instruct", "Cerebras 0.85/1.2", "llama-3.3-70b-instruct",
        "cerebras", today, SHORT, "0.85/1.2" },
    { "llama-4-maverick", "Together 0.27/0.85", "llama-4-maverick", "together",
        today, SHORT, "0.27/0.85" },
    { "llama-4-maverick", "Groq 0.2/0.6", "llama-4-maverick", "groq", today,
        SHORT, "0.2/0.6" },
    { "llama-4-maverick", "Fireworks 0.22/0.88", "llama-4-maverick",
        "fireworks", today, SHORT, "0.22/0.88" },
    { "llama-4-scout", "Together 0.18/0.59", "llama-4-scout", "together", today,
        SHORT, "0.18/0.59" },
    { "llama-4-scout", "Groq 0.11/0.34", "llama-4-scout", "groq", today, SHORT,
        "0.11/0.34" },
    { "mistral-large-2512", "older mistral-large 2/6", "mistral-large-2411",
        "mistral", today, SHORT, "2/6" },
    { "mistral-medium-latest", "medium-3 0.4/2", "mistral-medium-3", "mistral",
        today, SHORT, "0.4/2" },
    { "mistral-small-2603", "small-latest row 0.1/0.3", "mistral-small-latest",
        "mistral", today, SHORT, "0.1/0.3" },
    { "mistral-small-2603", "small-3.2-24b 0.075/0.2", "mistral-small-3.2-24b",
        "mistral", today, SHORT, "0.075/0.2" },
};

/* Notes that tell no further price: of what they speak instead. */
static const char *const no_price[] = { "audio in 1.0", "old; being retired",
    "cache read 0.05x", "third-party copies", "article A gives 0.5/1.5",
    "tiered by input AND output length", "the only current row with",
    "looks carried over" };

enum { SEEN = sizeof(seen) / sizeof(seen[0]) };
enum { SILENT = sizeof(no_price) / sizeof(no_price[0]) };

static long passed, failed;

static void check(bool ok, const char *what, const char *got, const char *want)
{
    if (ok) {
        passed++;
        return;
    }
    failed++;
    printf("FAIL %s: got %s, want %s\n", what, got, want);
}

static void ask(const struct price_book *b, const struct seen *s)
{
    static const enum usage_class order[] = { USAGE_INPUT, USAGE_OUTPUT,
        USAGE_CACHED, USAGE_CACHE_WRITE, USAGE_CACHE_WRITE_1H };
    struct price_query q = { .model = s->asked, .provider = s->provider };
    struct price_result r;
    struct err e = { 0 };
    char got[200] = "", money[MONEY_SIZE];

    if (when_moment(s->moment, 0, &q.wall_us, &e) < 0)
        check(false, s->asked, e.text, "a date");
    const struct price_row *row = price_find(b, &q, s->tokens, &r);
    for (size_t i = 0; row && i < sizeof(order) / sizeof(order[0]); i++)
        if (row->pusd[order[i]] >= 0 && strlen(got) < strlen(s->prices)) {
            money_exact(row->pusd[order[i]] * 1000000, money);
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s",
                i > 0 ? "/" : "", money);
        }
    check(
        strcmp(got, s->prices) == 0, s->asked, row ? got : r.reason, s->prices);
}

/* Every note is quoted, or known to tell no price. */
static void check_note(char *model, char *note)
{
    bool quoted = note[0] == '\0';

    for (size_t i = 0; i < SEEN; i++)
        if (strcmp(seen[i].model, model) == 0 && seen[i].note[0]
            && strstr(note, seen[i].note))
            quoted = true;
    for (size_t i = 0; i < SILENT; i++)
        quoted = quoted || strstr(note, no_price[i]) != NULL;
    check(quoted, model, note, "a row of this test that quotes it");
}

enum { COLUMNS = 13 };

static void check_sheet(const char *folder)
{
    char *path = file_join(folder, "reference/prices_seed_models.tsv");
    struct err e = { 0 };
    struct file_lines *file = file_lines_open(path, &e);
    struct buf line = { 0 }, all = { 0 };

    check(file != NULL, "the sheet", e.text, path);
    while (file && file_lines_next(file, &line, &e) == 1) {
        char *f[COLUMNS], *rest = line.s;
        int n = 0;
        buf_add(&all, line.s, line.len);
        while (n < COLUMNS && (f[n] = strsep(&rest, "\t\n")) != NULL)
            n++;
        if (n == COLUMNS && file_lines_number(file) > 1)
            check_note(f[0], f[COLUMNS - 1]);
    }
    for (size_t i = 0; i < SEEN; i++)
        check(strstr(buf_str(&all), seen[i].note) != NULL, seen[i].model,
            "no such note", seen[i].note);
    buf_clear(&all);
    buf_clear(&line);
    file_lines_close(file);
    free(path);
}

int main(int argc, char **argv)
{
    struct price_book book = { 0 };
    struct err e = { 0 };

    if (argc != 2) {
        fprintf(stderr, "usage: conf_seed FOLDER\n");
        return 2;
    }
    check(price_book_add(
              &book, "prices.json", prices_json, strlen(prices_json), &e)
              == 0,
        "the built-in book", e.text, "no error");
    for (size_t i = 0; i < SEEN; i++)
        ask(&book, &seen[i]);
    check_sheet(argv[1]);
    price_book_clear(&book);
    printf("%ld passed, %ld failed\n", passed, failed);
    return failed > 0 ? 1 : 0;
}
