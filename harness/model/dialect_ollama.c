/*
 * Ollama's own chat, which tells the time and the context and streams JSON
 * lines; its OpenAI route is spoken to as openai-chat (PROVIDER-APIS section
 * 9; 2026-11-21).
 */
#include <string.h>

#include "model/dialect.h"

static void encode_messages(
    const struct message *messages, size_t n, struct jsonw *w)
{
    jsonw_begin(w, "messages", '[');
    for (size_t i = 0; i < n; i++) {
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "role", messages[i].role);
        jsonw_bytes(w, "content", messages[i].text, messages[i].len);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}

/* A prompt above the context is cut without a word, and the default is 4k on
 * small machines: the catalogue can ask for more (num_ctx). */
static void encode_options(
    const struct model *m, const struct sampling *s, struct jsonw *w)
{
    jsonw_begin(w, "options", '{');
    sampling_put(s,
        &(struct sampling_keys){
            "temperature", "top_p", "num_predict", "seed", NULL },
        w);
    if (m->caps.num_ctx > 0)
        jsonw_int(w, "num_ctx", m->caps.num_ctx);
    sampling_put(s, &(struct sampling_keys){ .stop = "stop" }, w);
    jsonw_end(w, '}');
}

/* It streams unless it is told not to. */
static void encode(const struct model *m, const struct message *messages,
    size_t n, const struct sampling *s, struct buf *body)
{
    struct sampling sent =
        sampling_sent(s, &dialect_ollama.limits, &m->caps, NULL);
    struct jsonw w = { body, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "model", m->served);
    encode_messages(messages, n, &w);
    encode_options(m, &sent, &w);
    if (sent.top_logprobs > 0) {
        jsonw_bool(&w, "logprobs", true);
        jsonw_int(&w, "top_logprobs", sent.top_logprobs);
    }
    if (m->caps.reasoning_effort != NULL)
        jsonw_str(&w, "think", m->caps.reasoning_effort);
    else if (m->caps.thinking_budget >= 0)
        jsonw_bool(&w, "think", m->caps.thinking_budget > 0);
    model_caps_send(&m->caps, &w);
    jsonw_bool(&w, "stream", false);
    jsonw_end(&w, '}');
}

static void decode(int status, const char *body, size_t len, struct reply *out)
{
    static const struct finish_word words[] = {
        { "stop", FINISH_STOP },
        { "length", FINISH_LENGTH },
    };
    const struct json *root =
        dialect_open(&dialect_ollama, status, body, len, out);
    const struct json *message = json_get(root, "message");

    if (root == NULL)
        return;
    if (!json_is_object(message)) {
        reply_broken(out, "reply without message");
        return;
    }
    if (!json_true(json_get(root, "done"))) {
        reply_broken(out, "the reply does not say that it is done");
        return;
    }
    out->finish = reply_finish(words, sizeof words / sizeof *words,
        json_str(json_get(root, "done_reason")));
    if (json_str(json_get(message, "content")) != NULL)
        out->text = json_str(json_get(message, "content"));
    out->reasoning = json_str(json_get(message, "thinking"));
    if (json_count(json_get(root, "logprobs")) > 0)
        out->logprobs = json_get(root, "logprobs");
}

static void event(struct fold *f, const char *name, const struct json *data)
{
    static const char *const apart[] = { "message", "logprobs", "done", NULL };
    const struct json *message = json_get(data, "message");

    (void)name;
    fold_keep(f, FOLD_TOP, data, apart);
    JSON_EACH(member, message) {
        const char *key = json_key(member), *text = json_str(member);
        if (text == NULL || strcmp(key, "role") == 0)
            fold_set(f, FOLD_MESSAGE, key, member);
        else
            fold_say(f, key, text, strcmp(key, "content") != 0);
    }
    fold_list(f, FOLD_CHOICE, "logprobs", json_get(data, "logprobs"));
    if (json_true(json_get(data, "done")))
        fold_done(f, true);
}

static void whole(const struct fold *f, struct jsonw *w)
{
    fold_put(f, FOLD_TOP, w);
    fold_put(f, FOLD_CHOICE, w);
    if (fold_has(f, FOLD_MESSAGE, NULL)) {
        jsonw_begin(w, "message", '{');
        fold_put(f, FOLD_MESSAGE, w);
        jsonw_end(w, '}');
    }
    jsonw_bool(w, "done", true);
}

static const struct dialect_stream stream = {
    .kind = EVENTS_LINES,
    .members = "\"stream\":true",
    .without = ",\"stream\":false",
    .event = event,
    .body = whole,
};

const struct dialect dialect_ollama = {
    .name = "ollama",
    .usage = "ollama",
    .key_header = "Authorization",
    .key_prefix = "Bearer ",
    .limits = { .fields = SAMPLING_ALL, .top_logprobs_most = 20 },
    .path = "/api/chat",
    .encode = encode,
    .decode = decode,
    .stream = &stream,
};
