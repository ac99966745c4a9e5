/*
 * The two price files of others, imported: conf_import FOLDER. Every text
 * price of LiteLLM's map is there to the picodollar; and the comparison of
 * SCORING.md section 10 comes out: "Of 87 models in both files, 79 prices are
 * equal and 8 differ".
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "cost/price_diff.h"
#include "cost/price_import.h"
#include "cost/price_write.h"

static long passed, failed;

static void check(bool ok, const char *what, const char *detail)
{
    if (ok) {
        passed++;
        return;
    }
    failed++;
    printf("FAIL %s: %s\n", what, detail);
}

static void check_count(const char *what, size_t got, size_t want)
{
    char text[80];
    snprintf(text, sizeof text, "got %zu, want %zu", got, want);
    check(got == want, what, text);
}

static int read_file(const char *folder, const char *name, struct buf *text)
{
    struct err e = { 0 };
    char *path = file_join(folder, name);
    int rc = file_read(path, text, &e);

    check(rc == 0, name, e.text);
    free(path);
    return rc;
}

/* Imports a text; what is written of it is read as the same book. */
static void import(
    const char *name, const struct buf *text, struct price_book *b)
{
    struct price_import report;
    struct price_book back = { 0 };
    struct price_diff d;
    struct buf out = { 0 };
    struct err e = { 0 };

    check(price_import(
              b, name, "2026-08-21", buf_str(text), text->len, &report, &e)
              == 0,
        name, e.text);
    printf("%s: %zu models, %zu rows\n", name, report.models, report.rows);
    price_write(b, NULL, &out);
    check(price_book_add(&back, "back", buf_str(&out), out.len, &e) == 0, name,
        e.text);
    price_diff(b, &back, &d);
    check_count("rows that differ once written", d.n, 0);
    check_count("rows once written", back.n, b->n);
    price_diff_clear(&d);
    price_book_clear(&back);
    buf_clear(&out);
}

/* The row that names a model exactly, in its plain form; the last one. */
static const struct price_row *plain_row(
    const struct price_book *b, const char *model, const char *provider)
{
    const struct price_row *best = NULL;

    for (size_t i = 0; i < b->n; i++) {
        const struct price_row *row = &b->rows[i];
        if (strcasecmp(row->models[0], model) == 0
            && row->tier == PRICE_STANDARD && row->min_input == 0
            && (!provider
                || (row->provider && strcmp(row->provider, provider) == 0)))
            best = row;
    }
    return best;
}

/* Every model of the map, by another way of counting: doubles, rounded. */
static void check_map(const struct buf *text, const struct price_book *b)
{
    static const struct {
        const char *key;
        enum usage_class class;
    } parts[] = { { "input_cost_per_token", USAGE_INPUT },
        { "output_cost_per_token", USAGE_OUTPUT },
        { "cache_read_input_token_cost", USAGE_CACHED },
        { "cache_creation_input_token_cost", USAGE_CACHE_WRITE } };
    struct err e = { 0 };
    struct json *root = json_parse(buf_str(text), text->len, &e);
    size_t models = 0, fine = 0;

    JSON_EACH(model, root) {
        const struct price_row *row = plain_row(b, json_key(model), NULL);
        models += row != NULL;
        for (size_t i = 0; row && i < sizeof parts / sizeof *parts; i++) {
            double usd = json_num(json_get(model, parts[i].key), -1e-12);
            int64_t got = row->pusd[parts[i].class];
            if (fabs(usd * 1e12 - round(usd * 1e12)) > 1e-3)
                fine += got == -1;
            else if (!json_get(model, parts[i].key))
                check(got == -1 || parts[i].class == USAGE_CACHED,
                    json_key(model), "a price out of nothing");
            else
                check(
                    got == llround(usd * 1e12), json_key(model), parts[i].key);
        }
    }
    check_count("models of the map with a text price", models, 1376);
    check_count("prices finer than a picodollar", fine, 2);
    json_free(root);
}

/* Names of the feed at the four providers that are in the map, as they are or
 * behind "provider/"; one price each, no steps. */
static void check_both(const struct price_book *feed,
    const struct price_book *map, const char *provider, size_t counts[2])
{
    for (size_t i = 0; i < feed->n; i++) {
        const struct price_row *a = &feed->rows[i];
        bool steps = false;
        if (strcmp(a->provider, provider) != 0
            || plain_row(feed, a->models[0], provider) != a)
            continue;
        for (size_t k = 0; k < feed->n; k++)
            steps = steps
                    || (feed->rows[k].min_input > 0
                        && strcmp(feed->rows[k].provider, provider) == 0
                        && strcmp(feed->rows[k].models[0], a->models[0]) == 0);
        for (int prefix = 0; prefix < 2 && !steps; prefix++) {
            char *name = prefix ? mem_printf("%s/%s", provider, a->models[0])
                                : mem_str(a->models[0]);
            const struct price_row *b = plain_row(map, name, NULL);
            if (b && a->pusd[USAGE_INPUT] >= 0 && a->pusd[USAGE_OUTPUT] >= 0
                && b->pusd[USAGE_INPUT] >= 0 && b->pusd[USAGE_OUTPUT] >= 0) {
                bool same = a->pusd[USAGE_INPUT] == b->pusd[USAGE_INPUT]
                            && a->pusd[USAGE_OUTPUT] == b->pusd[USAGE_OUTPUT];
                counts[same]++;
                if (!same)
                    printf("%s: %lld / %lld in the feed, %lld / %lld in the "
                           "map (picodollars a token)\n",
                        name, (long long)a->pusd[USAGE_INPUT],
                        (long long)a->pusd[USAGE_OUTPUT],
                        (long long)b->pusd[USAGE_INPUT],
                        (long long)b->pusd[USAGE_OUTPUT]);
            }
            free(name);
        }
    }
}

int main(int argc, char **argv)
{
    static const char *const providers[] = { "openai", "anthropic", "google",
        "deepseek" };
    struct buf map_text = { 0 }, feed_text = { 0 };
    struct price_book map = { 0 }, feed = { 0 };
    size_t counts[2] = { 0, 0 };

    if (argc != 2) {
        fprintf(stderr, "usage: conf_import FOLDER\n");
        return 2;
    }
    if (read_file(
            argv[1], "data/prices/litellm_model_prices.json.gz", &map_text)
            == 0
        && read_file(
               argv[1], "data/prices/genai_prices_v2_data.json.gz", &feed_text)
               == 0) {
        import("LiteLLM", &map_text, &map);
        import("genai-prices", &feed_text, &feed);
        check_map(&map_text, &map);
        for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
            check_both(&feed, &map, providers[i], counts);
        check_count("equal in both", counts[1], 79);
        check_count("different", counts[0], 8);
    }
    price_book_clear(&map);
    price_book_clear(&feed);
    buf_clear(&map_text);
    buf_clear(&feed_text);
    printf("%ld passed, %ld failed\n", passed, failed);
    return failed > 0 ? 1 : 0;
}
