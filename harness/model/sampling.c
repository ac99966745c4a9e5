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

static const struct {
    const char *name;
    unsigned bit;
} fields[] = {
    { "temperature", SAMPLING_TEMPERATURE },
    { "top_p", SAMPLING_TOP_P },
    { "max_tokens", SAMPLING_MAX_TOKENS },
    { "seed", SAMPLING_SEED },
    { "stop", SAMPLING_STOP },
    { "top_logprobs", SAMPLING_TOP_LOGPROBS },
};

enum { FIELDS = sizeof fields / sizeof *fields };

unsigned sampling_fields(const char *list)
{
    struct json *names;
    unsigned out = 0;

    if (strcmp(list, "[]") == 0) /* as good as always */
        return 0;
    names = json_parse(list, strlen(list), NULL);
    JSON_EACH(name, names) {
        for (int i = 0; i < FIELDS; i++)
            if (json_str(name) != NULL
                && strcmp(json_str(name), fields[i].name) == 0)
                out |= fields[i].bit;
    }
    json_free(names);
    return out;
}

void sampling_put_fields(unsigned set, struct jsonw *w)
{
    for (int i = 0; i < FIELDS; i++)
        if (set & fields[i].bit)
            jsonw_str(w, NULL, fields[i].name);
}

void sampling_name_fields(unsigned set, struct buf *out)
{
    const char *comma = "";

    for (int i = 0; i < FIELDS; i++)
        if (set & fields[i].bit) {
            buf_printf(out, "%s%s", comma, fields[i].name);
            comma = ", ";
        }
}

static unsigned changed_fields(
    const struct sampling *asked, const struct sampling *sent)
{
    unsigned out = 0;

    if (!same_number(asked->temperature, sent->temperature))
        out |= SAMPLING_TEMPERATURE;
    if (!same_number(asked->top_p, sent->top_p))
        out |= SAMPLING_TOP_P;
    if (asked->max_tokens != 0 && asked->max_tokens != sent->max_tokens)
        out |= SAMPLING_MAX_TOKENS;
    if (asked->seed != sent->seed)
        out |= SAMPLING_SEED;
    if (asked->stops != sent->stops)
        out |= SAMPLING_STOP;
    if (asked->top_logprobs != sent->top_logprobs)
        out |= SAMPLING_TOP_LOGPROBS;
    return out;
}

static void print_changed(
    const struct sampling *asked, const struct sampling *sent, struct buf *out)
{
    struct jsonw w = { out, false };

    jsonw_begin(&w, NULL, '[');
    sampling_put_fields(changed_fields(asked, sent), &w);
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

void sampling_put(
    const struct sampling *sent, const struct sampling_keys *k, struct jsonw *w)
{
    if (k->temperature != NULL && !isnan(sent->temperature))
        jsonw_num(w, k->temperature, sent->temperature);
    if (k->top_p != NULL && !isnan(sent->top_p))
        jsonw_num(w, k->top_p, sent->top_p);
    if (k->max_tokens != NULL && sent->max_tokens > 0)
        jsonw_int(w, k->max_tokens, sent->max_tokens);
    if (k->seed != NULL && sent->seed >= 0)
        jsonw_int(w, k->seed, sent->seed);
    if (k->stop == NULL || sent->stops == 0)
        return;
    jsonw_begin(w, k->stop, '[');
    for (int i = 0; i < sent->stops; i++)
        jsonw_str(w, NULL, sent->stop[i]);
    jsonw_end(w, ']');
}
