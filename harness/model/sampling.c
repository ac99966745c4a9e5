#include "model/sampling.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/json.h"

static bool same_number(double a, double b)
{
    return isnan(a) ? isnan(b) : a == b;
}

static void drop_blank_stops(struct sampling *s)
{
    int kept = 0;

    for (int i = 0; i < s->stops; i++)
        if (s->stop[i][strspn(s->stop[i], " \t\r\n\v\f")] != '\0')
            s->stop[kept++] = s->stop[i];
    s->stops = kept;
}

static void apply_limits(
    const struct sampling_limits *limits, struct sampling *s)
{
    if (limits->no_blank_stop)
        drop_blank_stops(s);
    if (s->max_tokens > 0 && s->max_tokens < limits->max_tokens_least)
        s->max_tokens = limits->max_tokens_least;
    if (s->top_logprobs > limits->top_logprobs_most)
        s->top_logprobs = limits->top_logprobs_most;
}

static void leave_out(unsigned takes, struct sampling *sent)
{
    if (!(takes & SAMPLING_TEMPERATURE))
        sent->temperature = (double)NAN;
    if (!(takes & SAMPLING_TOP_P))
        sent->top_p = (double)NAN;
    if (!(takes & SAMPLING_MAX_TOKENS))
        sent->max_tokens = 0;
    if (!(takes & SAMPLING_SEED))
        sent->seed = -1;
    if (!(takes & SAMPLING_STOP))
        sent->stops = 0;
    if (!(takes & SAMPLING_TOP_LOGPROBS))
        sent->top_logprobs = 0;
}

static unsigned takes(const struct sampling *asked,
    const struct sampling_limits *limits, const struct model_caps *caps)
{
    bool one = !caps->both && caps->temperature && !isnan(asked->temperature);

    return limits->fields
           & (SAMPLING_MAX_TOKENS
               | (caps->temperature ? SAMPLING_TEMPERATURE : 0u)
               | (caps->top_p && !one ? SAMPLING_TOP_P : 0u)
               | (caps->seed ? SAMPLING_SEED : 0u)
               | (caps->stop ? SAMPLING_STOP : 0u)
               | (caps->logprobs ? SAMPLING_TOP_LOGPROBS : 0u));
}

static void print_changed(
    const struct sampling *asked, const struct sampling *sent, struct buf *out)
{
    const struct {
        const char *name;
        bool same;
    } fields[] = {
        { "temperature", same_number(asked->temperature, sent->temperature) },
        { "top_p", same_number(asked->top_p, sent->top_p) },
        { "max_tokens",
            asked->max_tokens == 0 || asked->max_tokens == sent->max_tokens },
        { "seed", asked->seed == sent->seed },
        { "stop", asked->stops == sent->stops },
        { "top_logprobs", asked->top_logprobs == sent->top_logprobs },
    };
    struct jsonw w = { out, false };

    jsonw_begin(&w, NULL, '[');
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!fields[i].same)
            jsonw_str(&w, NULL, fields[i].name);
    jsonw_end(&w, ']');
}

struct sampling sampling_sent(const struct sampling *asked,
    const struct sampling_limits *limits, const struct model_caps *caps,
    struct buf *changed)
{
    struct sampling sent = *asked;

    if (sent.max_tokens <= 0)
        sent.max_tokens =
            caps->max_tokens > 0 ? caps->max_tokens : limits->max_tokens;
    leave_out(takes(asked, limits, caps), &sent);
    apply_limits(limits, &sent);
    if (changed != NULL)
        print_changed(asked, &sent, changed);
    return sent;
}
