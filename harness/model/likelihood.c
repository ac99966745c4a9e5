#include "model/likelihood.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "model/reply.h"

static void refuse(struct likelihood *out, const char *why)
{
    out->tokens = 0;
    out->sum = 0;
    snprintf(out->why, sizeof out->why, "%.199s", why);
}

/* Places are told in characters. */
static int64_t characters(const char *s, size_t len)
{
    int64_t n = 0;

    while (len > 0) {
        size_t one = utf8_len(s, len);
        if (one == 0)
            one = 1;
        s += one;
        len -= one;
        n++;
    }
    return n;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct span { // of the text, in characters of the prompt
    int64_t from, to;
};

struct walk {
    const struct json *p, *at; // log-probability and place of a token
    size_t n;                  // tokens seen
    bool starts;               // one begins where the text does
    bool any;                  // one is not exactly 0
};

/* One token; false when it is not as it has to be. */
static bool step(struct walk *w, const struct span *s, struct likelihood *out)
{
    int64_t at = json_int(w->at, -1);
    double p = json_num(w->p, 1);

    if (at < 0)
        return refuse(out, "its tokens come without their places"), false;
    if (w->n == 0 && !json_is_null(w->p))
        return refuse(out, "its first token has a log-probability, so the "
                           "prompt was not repeated"),
               false;
    if (w->n > 0 && (!json_is_number(w->p) || p > 0 || p < -9998))
        return refuse(out, "a token of the prompt has no log-probability"),
               false;
    w->any = w->any || (w->n > 0 && p != 0);
    w->starts = w->starts || at == s->from;
    if (at >= s->from && at < s->to) {
        out->sum += p;
        out->tokens++;
    }
    return true;
}

static void sum_up(
    const struct json *logprobs, const struct span *s, struct likelihood *out)
{
    const struct json *p = json_get(logprobs, "token_logprobs");
    const struct json *at = json_get(logprobs, "text_offset");
    struct walk w = { json_first(p), json_first(at), 0, false, false };

    if (!json_is_array(p) || json_count(p) != json_count(at)) {
        refuse(out, "it gives no log-probabilities of the prompt");
        return;
    }
    /* what stands behind the prompt was made up, and is not scored */
    for (; w.p != NULL && json_int(w.at, 0) < s->to; w.n++) {
        if (!step(&w, s, out))
            return;
        w.p = json_next(w.p);
        w.at = json_next(w.at);
    }
    if (!w.starts || out->tokens == 0)
        refuse(out, "no token begins where the text does: it would be scored "
                    "together with the end of its prompt");
    else if (!w.any)
        refuse(out, "all its log-probabilities are 0");
}

/* Of a prompt of n tokens there are n entries, then those made up. */
static bool count_fits(const struct reply *r, size_t entries)
{
    int64_t in = usage_in(&r->usage), out = usage_out(&r->usage);

    return in < 0 || out < 0 || (int64_t)entries == in + out
           || (int64_t)entries == in;
}

void likelihood_read(const struct reply *r, const char *prompt, size_t len,
    size_t text_len, struct likelihood *out)
{
    const struct json *p = json_get(r->logprobs, "token_logprobs");
    struct span s;
    size_t from = len - text_len;

    memset(out, 0, sizeof *out);
    if (r->logprobs == NULL) {
        refuse(out, "it gives no log-probabilities");
        return;
    }
    if (!count_fits(r, json_count(p))) {
        refuse(out, "it does not give a log-probability for each token of "
                    "the prompt");
        return;
    }
    if (strncmp(r->text, prompt, strlen(prompt)) != 0) {
        refuse(out, "it does not repeat the prompt");
        return;
    }
    while (from > 0 && is_blank(prompt[from - 1]))
        from--;
    s.from = characters(prompt, from);
    s.to = characters(prompt, len);
    sum_up(r->logprobs, &s, out);
}

void likelihood_of(const struct reply *r, const char *request,
    size_t request_len, size_t text_len, struct likelihood *out)
{
    struct json *tree = json_parse(request, request_len, NULL);
    const char *prompt = json_str(json_get(tree, "prompt"));

    memset(out, 0, sizeof *out);
    if (prompt == NULL || strlen(prompt) < text_len)
        refuse(out, "the request has no prompt");
    else
        likelihood_read(r, prompt, strlen(prompt), text_len, out);
    json_free(tree);
}
