/* What the log-probabilities of a whole reply say, whichever dialect's. */
#include <math.h>
#include <string.h>

#include "model/dialect.h"

/* The first that is there. */
static const struct json *any(
    const struct json *object, const char *const *names)
{
    const struct json *found = NULL;

    for (; *names != NULL && found == NULL; names++)
        found = json_get(object, *names);
    return found;
}

/* As it stands, or of a probability (llama.cpp; of 0 there is none). NAN for
 * -9999 and below, which mean "not in the list": unknown. */
static double logprob_of(const struct json *token)
{
    static const char *const names[] = { "logprob", "logProbability", NULL };
    const struct json *p = json_is_number(token) ? token : any(token, names);
    double prob = json_num(json_get(token, "prob"), 0), out;

    if (p == NULL)
        return prob > 0 && prob <= 1 ? log(prob) : (double)NAN;
    out = json_num(p, (double)NAN);
    return out > -9998 ? out : (double)NAN;
}

/* The token itself; its text (llama.cpp before 2025 says tok_str), or its key
 * in a map. */
static const char *text_of(const struct json *token)
{
    static const char *const names[] = { "token", "tok_str", NULL };

    return json_is_number(token) ? json_key(token)
                                 : json_str(any(token, names));
}

/* Alternatives for the first token: of chat, Responses, Ollama and llama.cpp
 * in three spellings, Gemini, or a map by token (legacy completions). */
static const struct json *alternatives(const struct json *logprobs)
{
    static const char *const names[] = { "top_logprobs", "top_probs", "probs",
        NULL };
    const struct json *content = json_get(logprobs, "content");
    const struct json *top = json_get(logprobs, "topCandidates");

    if (json_is_array(logprobs))
        return any(json_first(logprobs), names);
    if (content != NULL)
        return any(json_first(content), names);
    if (top != NULL)
        return json_get(json_first(top), "candidates");
    return json_first(json_get(logprobs, "top_logprobs"));
}

static void give(const char *token, double logprob, logprob_fn fn, void *arg)
{
    if (token != NULL && !isnan(logprob))
        fn(arg, token, logprob);
}

void dialect_first_logprobs(
    const struct json *logprobs, logprob_fn fn, void *arg)
{
    const struct json *all = alternatives(logprobs);

    /* an endpoint may tell the chosen token alone (Together's list form) */
    if (all == NULL)
        give(json_str(json_first(json_get(logprobs, "tokens"))),
            logprob_of(json_first(json_get(logprobs, "token_logprobs"))), fn,
            arg);
    JSON_EACH(one, all) {
        give(text_of(one), logprob_of(one), fn, arg);
    }
}

/* The list of the tokens that were chosen: of Ollama, llama.cpp and Responses,
 * chat, Gemini, legacy completions. */
static const struct json *chosen(const struct json *logprobs)
{
    static const char *const names[] = { "content", "chosenCandidates",
        "token_logprobs" };

    if (json_is_array(logprobs))
        return logprobs;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (json_is_array(json_get(logprobs, names[i])))
            return json_get(logprobs, names[i]);
    return NULL;
}

/* llama.cpp before 2025 tells the chosen token by its text alone, and how
 * likely it was among the alternatives. */
static double chosen_logprob(const struct json *token)
{
    const char *text = json_str(json_get(token, "content"));

    JSON_EACH(one, json_get(token, "probs")) {
        if (text != NULL && text_of(one) != NULL
            && strcmp(text, text_of(one)) == 0)
            return logprob_of(one);
    }
    return logprob_of(token);
}

double dialect_mean_logprob(const struct json *logprobs)
{
    double sum = 0, n = 0;

    JSON_EACH(one, chosen(logprobs)) {
        double p = chosen_logprob(one);
        if (isnan(p)) /* and so is the mean */
            return NAN;
        sum += p;
        n++;
    }
    return n == 0 ? (double)NAN : sum / n;
}
