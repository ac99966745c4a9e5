#include "model/tier.h"

#include <strings.h>

static const char untold[] = "untold";

/* Providers' words; NULL: the standard tier. A word that is not here stays as
 * it is, and has no price unless a book names it. */
static const struct {
    const char *place, *word, *tier; // place NULL: any
} words[] = {
    { NULL, "default", NULL },   // OpenAI
    { NULL, "standard", NULL },  // Anthropic, Gemini
    { NULL, "on_demand", NULL }, // Groq, Vertex
    { NULL, "flex", "flex" }, { NULL, "priority", "priority" },
    { NULL, "batch", "batch" },             // Anthropic
    { "service_tier", "fast", "priority" }, // OpenAI; as LiteLLM takes it
    { NULL, "fast", "fast" },               // Anthropic's speed
};

static const char *word_of(const char *place, const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(words[i].word, word) == 0
            && (words[i].place == NULL
                || strcasecmp(words[i].place, place) == 0))
            return words[i].tier;
    return word;
}

/* What was asked for is no answer: "auto" and "unspecified" tell nothing. */
static const char *told(const struct json *node)
{
    const char *word = json_str(node);
    bool none = word == NULL || word[0] == '\0' || strcasecmp(word, "auto") == 0
                || strcasecmp(word, "unspecified") == 0;

    return none ? NULL : word;
}

/* Where replies tell it (PROVIDER-APIS 4.1, 4.3, 5, 6): OpenAI, Groq and
 * Mistral in the body, Anthropic and Gemini with the tokens. The first that
 * tells something else than the standard counts. */
const char *tier_served(const struct json *body, const char *asked)
{
    const struct json *usage = json_get(body, "usage"),
                      *google = json_get(body, "usageMetadata");
    const struct {
        const char *place;
        const struct json *node;
    } places[] = {
        { "service_tier", json_get(body, "service_tier") },
        { "usage.speed", json_get(usage, "speed") },
        { "usage.service_tier", json_get(usage, "service_tier") },
        { "usageMetadata.serviceTier", json_get(google, "serviceTier") },
        { "usageMetadata.trafficType", json_get(google, "trafficType") },
    };
    const char *tier = asked != NULL ? untold : NULL;

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *word = told(places[i].node);
        if (word == NULL)
            continue;
        tier = word_of(places[i].place, word);
        if (tier != NULL)
            break;
    }
    return tier;
}

bool tier_is_untold(const char *tier)
{
    return tier != NULL && strcasecmp(tier, untold) == 0;
}

const char *tier_region(const struct json *body)
{
    /* Anthropic, PROVIDER-APIS 5; "not_available" is not verified here */
    const char *geo =
        json_str(json_get(json_get(body, "usage"), "inference_geo"));

    if (geo == NULL || geo[0] == '\0' || strcasecmp(geo, "global") == 0
        || strcasecmp(geo, "not_available") == 0)
        return NULL;
    return geo;
}

const char *tier_asked(const struct json *request)
{
    static const char *const keys[] = { "service_tier", "serviceTier",
        "speed" };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *word = told(json_get(request, keys[i]));
        /* "standard_only": Anthropic's way to ask for nothing else */
        if (word != NULL && strcasecmp(word, "standard_only") != 0
            && word_of(keys[i], word) != NULL)
            return word_of(keys[i], word);
    }
    return NULL;
}
