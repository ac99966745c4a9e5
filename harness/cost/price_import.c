#include "cost/price_import.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cost/money.h"

const char *price_left_words(enum price_left kind)
{
    static const char *const words[PRICE_LEFT_KINDS] = {
#define X(id, text) text,
        PRICE_LEFT(X)
#undef X
    };
    return words[kind];
}

void price_left_note(
    struct price_import *report, enum price_left kind, const char *example)
{
    if (report->left[kind].n++ == 0)
        snprintf(report->left[kind].example, sizeof(report->left[kind].example),
            "%s", example);
}

const char *price_import_provider(const char *said)
{
    static const struct {
        const char *said, *ours;
    } names[] = { { "gemini", "google" }, { "moonshotai", "moonshot" },
        { "x-ai", "xai" }, { "together_ai", "together" },
        { "together-ai", "together" }, { "fireworks_ai", "fireworks" },
        { "zhipuai", "zhipu" } };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcasecmp(said, names[i].said) == 0)
            return names[i].ours;
    return said;
}

int price_import_money(const struct json *node, int exponent, const char *model,
    struct price_import *report, int64_t *pusd, struct err *e)
{
    const char *s = json_str(node);
    int decimals = 12 - exponent, rc;

    *pusd = -1;
    if (!node || json_is_null(node))
        return 0;
    if (!s && !json_is_number(node))
        return err_set(e, ERR_DATA, "%.60s: a price is no number", model);
    rc = s ? money_parse_any(s, decimals, pusd, e)
           : money_of_number(json_num(node, -1), decimals, pusd, e);
    if (rc == 0)
        return 0;
    /* a price, but a finer one than we can count; or no price at all */
    *pusd = -1;
    if (strstr(e->text, "decimals")) {
        err_clear(e);
        price_left_note(report, PRICE_LEFT_FINE, model);
        return 0;
    }
    e->kind = ERR_DATA;
    return err_wrap(e, "%.60s", model);
}

int price_import(struct price_book *b, const char *name, const char *checked_on,
    const char *text, size_t len, struct price_import *report, struct err *e)
{
    size_t n = b->n;
    int rc = -1, layer = price_book_layer(b);
    struct json *root = json_parse_file(text, len, e);

    *report = (struct price_import){ .kind = "" };
    if (!root)
        goto out;
    if (json_is_array(root)) {
        report->kind = "genai-prices feed";
        rc = price_import_genai(b, layer, name, checked_on, root, report, e);
    } else if (json_is_object(root) && !json_get(root, "rows")) {
        report->kind = "LiteLLM map";
        rc = price_import_litellm(b, layer, name, checked_on, root, report, e);
    } else {
        err_set(e, ERR_DATA,
            json_get(root, "rows")
                ? "is a price book already: --prices FILE uses it as it is"
                : "is neither the map of LiteLLM nor the feed of genai-prices");
    }
    report->rows = b->n - n;
    if (rc == 0 && b->n == n)
        rc = err_set(e, ERR_DATA,
            "has no price of a text model: it is neither the map of LiteLLM "
            "nor the feed of genai-prices");
out:
    json_free(root);
    if (rc == 0)
        return 0;
    price_book_cut(b, n);
    b->layers--;
    return err_wrap(e, "%s", name);
}
