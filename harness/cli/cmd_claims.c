/* retort claims: published claims, and what the arithmetic gives. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/like.h"
#include "base/mem.h"
#include "catalog/embed.h"
#include "cli/command.h"
#include "cli/context.h"
#include "cli/terminal.h"
#include "cost/price_age.h"
#include "report/chart/draw.h"
#include "report/claims_text.h"
#include "report/text/table.h"

static int load(const struct options *o, struct claims *c, struct err *e)
{
    struct buf text = { 0 };
    int rc;

    if (o->claims_file == NULL)
        return claims_read(
            c, "built-in claims", claims_json, claims_json_len, e);
    rc = file_read(o->claims_file, &text, e);
    if (rc < 0)
        e->kind = ERR_USAGE;
    else
        rc = claims_read(c, o->claims_file, buf_str(&text), text.len, e);
    buf_clear(&text);
    return rc;
}

static bool named(const struct options *o, const char *name)
{
    for (size_t i = 0; i < o->operand_count; i++)
        if (strcmp(o->operands[i], name) == 0)
            return true;
    return false;
}

static int unknown(const struct claims *c, const char *word, struct err *e)
{
    struct like near = { .word = word };
    struct buf hint = { 0 };

    for (size_t i = 0; i < c->n; i++)
        like_offer(&near, c->rows[i].name);
    like_end(&near, &hint);
    err_set(e, ERR_USAGE, "no claim '%s'%s; 'retort claims' lists them", word,
        buf_str(&hint));
    buf_clear(&hint);
    return -1;
}

/* Keeps the claims that were named, all when none was. */
static int choose(const struct options *o, struct claims *c, struct err *e)
{
    size_t kept = 0;

    for (size_t i = 0; i < o->operand_count; i++) {
        size_t k = 0;
        while (k < c->n && strcmp(c->rows[k].name, o->operands[i]) != 0)
            k++;
        if (k == c->n)
            return unknown(c, o->operands[i], e);
    }
    for (size_t i = 0; i < c->n && o->operand_count > 0; i++)
        if (named(o, c->rows[i].name))
            c->rows[kept++] = c->rows[i];
    if (o->operand_count > 0)
        c->n = kept;
    return 0;
}

static void print(const struct context *x, const struct claims *c,
    const struct claims_result *r)
{
    struct buf out = { 0 };
    int look = terminal_look(x->o->color);
    bool whole = x->o->operand_count > 0;

    if (x->o->json)
        claims_text_json(c, r, &out);
    else
        claims_text(c, r, whole, whole ? terminal_prose() : terminal_width(),
            look, &out);
    context_price_age(x, &out);
    terminal_print(&out);
    buf_clear(&out);
}

static int draw(const struct context *x, const struct claims *c,
    const struct claims_result *r, struct err *e)
{
    const char *dir = x->o->charts;
    struct buf note = { 0 };
    int rc = dir == NULL ? 0 : file_mkdirs(dir, e);

    if (dir == NULL || rc < 0)
        return rc;
    price_age_text(&x->prices, context_now(x), &note);
    rc = draw_claims(dir, c, r, x->o->confidence, buf_str(&note), e);
    if (rc == 0 && !x->o->quiet)
        terminal_say("chart: %s/claims.svg, .png", dir);
    buf_clear(&note);
    return rc;
}

static int work(const struct context *x, const struct claims *c, struct err *e)
{
    struct claims_result *r = mem_zalloc(c->n + 1, sizeof *r);
    int rc;

    for (size_t i = 0; i < c->n; i++)
        claims_work(&c->rows[i], &x->prices, x->o->confidence, &r[i]);
    print(x, c, r);
    rc = draw(x, c, r, e);
    free(r);
    return rc;
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct context x;
    struct claims c = { 0 };
    enum exit_code code = EXIT_DONE;

    context_open(&x, o);
    if (context_prices(&x, e) < 0 || load(o, &c, e) < 0 || choose(o, &c, e) < 0
        || work(&x, &c, e) < 0)
        code = exit_of(e->kind);
    claims_clear(&c);
    context_close(&x);
    return code;
}

const struct command cmd_claims = {
    .name = "claims",
    .usage = "[NAME...]",
    .about = "Published claims on cost and quality, worked out again",
    .more = "Each claim with who said it and when, what its own inputs give\n"
            "and on what basis, the same like for like at the prices of that\n"
            "day, and a verdict. NAME shows one whole.\nA claim of your own "
            "in FILE:\n\n"
            "  {\"claims\": [{\"name\": \"talk\", \"source\": \"a talk\", "
            "\"said_on\": \"2026-03-11\",\n"
            "    \"of\": \"Kimi K2.5\", \"says\": \"1M tokens a day: $1,095 "
            "a year\",\n"
            "    \"arithmetic\": \"yearly_cost\", \"claimed\": 1095, "
            "\"inputs\": {\n"
            "      \"model\": \"kimi-k2.5\", \"provider\": \"moonshot\", "
            "\"tokens_per_day\": 1000000\n"
            "  }}]}\n\n"
            "claimed is a number or [low, high]; what lies within 5 % of it\n"
            "fits (within: 0.05).\n"
            "inputs, by arithmetic (PRICE: model, provider, on; as said, in "
            "USD per million\ntokens: input, output, or one price):\n"
            "  yearly_cost    PRICE, tokens_per_day, mix (3:1)\n"
            "  ratio          over, under (two PRICE objects or two numbers), "
            "mix\n"
            "  difference     a, b (percent), n (samples), as (points, "
            "retained); with no\n"
            "                 claimed: a is better than b\n"
            "  price_at_date  PRICE, mix\n"
            "  memory         params, bits, overhead (0.2: a fifth on top)\n"
            "  unverifiable   why",
    .options =
        OPT(CLAIMS) | OPT(PRICES) | OPT(CONFIDENCE) | OPT(CHARTS) | OPT(JSON),
    .operands_min = 0,
    .run = run,
};
