/* What the log-probabilities of a whole reply say, whichever dialect's. */
#include <math.h>

#include "model/dialect.h"

/* The list of the tokens that were chosen: of Ollama and Responses, chat,
 * Gemini, legacy completions. */
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

double dialect_mean_logprob(const struct json *logprobs)
{
    double sum = 0, n = 0;

    JSON_EACH(one, chosen(logprobs)) {
        const struct json *p = json_get(one, "logprob");
        if (p == NULL)
            p = json_get(one, "logProbability");
        if (json_is_number(one))
            p = one;
        /* -9999 means "not in the list": unknown, and so is the mean */
        if (!json_is_number(p) || json_num(p, 0) <= -9998)
            return NAN;
        sum += json_num(p, 0);
        n++;
    }
    return n == 0 ? (double)NAN : sum / n;
}
