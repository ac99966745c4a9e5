/* retort prices: the price book looked at, brought up to date, compared. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/context.h"
#include "cli/ls_prices.h"
#include "cli/prices.h"
#include "cli/terminal.h"
#include "cost/price_age.h"

static int list(struct context *c, struct buf *out, struct err *e)
{
    int64_t at = context_now(c);

    if (c->o->tier != NULL || c->o->region != NULL)
        return err_set(e, ERR_USAGE,
            "--tier and --region are of one request: name the MODEL");
    if (c->o->at != NULL && context_at(c, &at, e) < 0)
        return -1;
    if (context_prices(c, e) < 0)
        return -1;
    if (c->o->json) {
        struct jsonw w = { .out = out };
        jsonw_begin(&w, NULL, '{');
        price_age_json(&c->prices, context_now(c), &w);
        ls_prices_json(c, at, &w);
        jsonw_end(&w, '}');
        buf_putc(out, '\n');
    } else {
        ls_prices_text(c, at, out);
    }
    return 0;
}

static int choose(struct context *c, struct buf *out, struct err *e)
{
    const struct options *o = c->o;
    const char *const *word = o->operands;
    size_t n = o->operand_count;

    if (o->diff && n == 2)
        return prices_diff(c, word[0], word[1], out, e);
    if (o->diff)
        return err_set(e, ERR_USAGE,
            "--diff wants two price books: retort prices --diff A B (built-in "
            "is ours)");
    if (n > 0 && strcmp(word[0], "import") == 0)
        return n == 2 ? prices_import(c, word[1], out, e)
                      : err_set(e, ERR_USAGE,
                          "usage: retort prices import FILE [--to FILE]");
    if (o->to != NULL)
        return err_set(e, ERR_USAGE, "--to is for 'retort prices import FILE'");
    if (n > 1)
        return err_set(
            e, ERR_USAGE, "one MODEL at a time, not '%s' as well", word[1]);
    return n == 1 ? prices_model(c, word[0], out, e) : list(c, out, e);
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct context c;
    struct buf out = { 0 };
    enum exit_code code = EXIT_DONE;

    context_open(&c, o);
    if (choose(&c, &out, e) < 0)
        code = exit_of(e->kind);
    terminal_print(&out);
    buf_clear(&out);
    context_close(&c);
    return code;
}

const struct command cmd_prices = {
    .name = "prices",
    .usage = "[MODEL | import FILE | --diff A B]",
    .about = "The price book: what holds when and why, imports, differences",
    .more =
        "Without MODEL, the prices in force. With it, the row that applies to\n"
        "a request and why each other row does not. PROVIDER/MODEL picks one\n"
        "of several sellers.\n\n"
        "A row holds when all it says holds: model, provider, region, tier,\n"
        "dates, weekdays, hours, holidays, prompt tokens. Of those that hold\n"
        "the first difference decides: the later book; the model named\n"
        "exactly, then by more letters; a provider named; a region named; the\n"
        "later beginning; the earlier end; fewer hours of the week; a\n"
        "calendar named; the higher threshold; the lower ceiling. Rows that\n"
        "nothing tells apart are refused when the book is read.\n\n"
        "import reads LiteLLM's model_prices_and_context_window.json or the\n"
        "v2 feed of genai-prices (.gz too) into a price book; --at says on\n"
        "which day the file was fetched. A book of your own, for --prices:\n\n"
        "  {\"checked_on\": \"2026-11-21\", \"source\": \"our contract\",\n"
        "   \"rows\": [{\"model\": \"gpt-4o\", \"provider\": \"openai\",\n"
        "     \"usd_per_mtok\": {\"input\": \"2\", \"output\": \"8\"}}]}\n\n"
        "More fields of a row: tier, region, valid_from, valid_until, zone,\n"
        "days, hours, not_on, only_on, min_input_tokens, max_input_tokens,\n"
        "usd_per_request, source, checked_on, confidence, note; more classes:\n"
        "cached, cache_write, cache_write_1h, reasoning, audio,\n"
        "cached_audio, image, cached_image, video, output_audio,\n"
        "output_image, citation; usd_per_use: searches, tool_runs.",
    .options = OPT(AT) | OPT(TIER) | OPT(REGION) | OPT(INPUT_TOKENS) | OPT(DIFF)
               | OPT(TO) | OPT(PRICES) | OPT(JSON),
    .operands_min = 0,
    .run = run,
};
