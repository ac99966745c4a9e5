/*
 * The own /completion of llama.cpp's server, for models that were never taught
 * to chat: no template, and the probabilities of the next token are a plain
 * softmax. Its OpenAI routes are spoken to as openai-chat and
 * openai-completions (PROVIDER-APIS section 7.2; server's README of 2026-11;
 * not tried on a live server).
 */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/dialect.h"
#include "model/dialect_openai_completions.h"

/* Where the server's own would change which token comes next: its defaults are
 * top_k 40, top_p 0.95, min_p 0.05, and in older builds a penalty of 1.1 for
 * what was said before. With its cache one prompt can have two answers. What
 * the catalogue sends stands instead. */
static void put_own(
    const struct model *m, const char *name, const char *value, struct jsonw *w)
{
    char member[32];

    snprintf(member, sizeof member, "\"%s\":", name);
    if (m->caps.send == NULL || strstr(m->caps.send, member) == NULL)
        jsonw_raw(w, name, value);
}

/* At a temperature of 0 older builds tell the probabilities of what is left
 * to choose from, which is one token; below 0 all builds take the likeliest
 * token and tell what the model thinks of each. */
static void encode_sampler(
    const struct model *m, const struct sampling *s, struct jsonw *w)
{
    if (!isnan(s->temperature)) {
        jsonw_num(w, "temperature", s->temperature > 0 ? s->temperature : -1);
        put_own(m, "top_k", "0", w);
        if (isnan(s->top_p))
            put_own(m, "top_p", "1", w);
        put_own(m, "min_p", "0", w);
        put_own(m, "repeat_penalty", "1", w);
    }
    sampling_put(
        s, &(struct sampling_keys){ .top_p = "top_p", .seed = "seed" }, w);
}

static void encode(const struct model *m, const struct message *messages,
    size_t n, const struct sampling *s, struct buf *body)
{
    struct sampling sent =
        sampling_sent(s, &dialect_llama.limits, &m->caps, NULL);
    struct jsonw w = { body, false };
    struct buf prompt = { 0 };

    dialect_openai_completions_prompt(messages, n, &prompt);
    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "model", m->served); /* a server of several looks at it */
    jsonw_bytes(&w, "prompt", buf_str(&prompt), prompt.len);
    jsonw_int(&w, "n_predict", sent.max_tokens);
    encode_sampler(m, &sent, &w);
    sampling_put(&sent, &(struct sampling_keys){ .stop = "stop" }, &w);
    if (sent.top_logprobs > 0)
        jsonw_int(&w, "n_probs", sent.top_logprobs);
    put_own(m, "cache_prompt", "false", &w);
    model_caps_send(&m->caps, &w);
    jsonw_end(&w, '}');
    buf_clear(&prompt);
}

/* stop_type since the end of 2024; before that a flag for each. Where the
 * context was full, the end of the reply or the middle of the prompt is
 * missing, however it stopped. */
static enum finish finish_of(const struct json *root)
{
    static const struct finish_word words[] = {
        { "eos", FINISH_STOP },
        { "word", FINISH_STOP },
        { "limit", FINISH_LENGTH },
    };
    const char *type = json_str(json_get(root, "stop_type"));

    if (json_true(json_get(root, "truncated")))
        return FINISH_LENGTH;
    if (type != NULL)
        return reply_finish(words, sizeof words / sizeof *words, type);
    if (json_true(json_get(root, "stopped_limit")))
        return FINISH_LENGTH;
    return json_true(json_get(root, "stopped_eos"))
                   || json_true(json_get(root, "stopped_word"))
               ? FINISH_STOP
               : FINISH_UNKNOWN;
}

/* The server's README has it under both names. */
static const struct json *probabilities(const struct json *body)
{
    const struct json *list = json_get(body, "completion_probabilities");

    return list != NULL ? list : json_get(body, "probs");
}

static void decode(int status, const char *body, size_t len, struct reply *out)
{
    const struct json *root =
        dialect_open(&dialect_llama, status, body, len, out);
    const struct json *stop = json_get(root, "stop");
    const char *text = json_str(json_get(root, "content"));

    if (root == NULL)
        return;
    if (text == NULL) {
        reply_broken(out, "reply without content");
        return;
    }
    if (json_is_bool(stop) && !json_true(stop)) {
        reply_broken(out, "the reply says that more is to come");
        return;
    }
    out->text = text;
    out->finish = finish_of(root);
    if (json_count(probabilities(root)) > 0)
        out->logprobs = probabilities(root);
}

/* The last piece tells all but the text; those of before 2025 repeat there
 * all probabilities that came with the pieces. */
static void event(struct fold *f, const char *name, const struct json *data)
{
    static const char *const apart[] = { "content", "tokens", "stop",
        "completion_probabilities", "probs", NULL };
    bool last = json_true(json_get(data, "stop"));

    (void)name;
    fold_say(f, "content", json_str(json_get(data, "content")), false);
    if (!last || !fold_has(f, FOLD_CHOICE, NULL))
        fold_list(
            f, FOLD_CHOICE, "completion_probabilities", probabilities(data));
    if (last) {
        fold_keep(f, FOLD_TOP, data, apart);
        fold_done(f, true);
    }
}

static void whole(const struct fold *f, struct jsonw *w)
{
    fold_put(f, FOLD_MESSAGE, w);
    fold_put(f, FOLD_TOP, w);
    fold_put(f, FOLD_CHOICE, w);
    jsonw_bool(w, "stop", true);
}

static const struct dialect_stream stream = {
    .kind = EVENTS_SSE,
    .members = "\"stream\":true",
    .event = event,
    .body = whole,
};

/* Without a limit it goes on for ever. How many probabilities may be asked for
 * is not documented; a whole vocabulary is given (2026-11-26). */
const struct dialect dialect_llama = {
    .name = "llama-completion",
    .usage = "llama",
    .key_header = "Authorization",
    .key_prefix = "Bearer ",
    .limits = { .fields = SAMPLING_ALL,
        .max_tokens = 512,
        .top_logprobs_most = INT_MAX },
    .path = "/completion",
    .encode = encode,
    .decode = decode,
    .stream = &stream,
};
