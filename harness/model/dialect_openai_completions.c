#include "model/dialect_openai_completions.h"

#include <string.h>

#include "model/dialect_openai_chat.h"

/* What stands behind a message. A question that ends with a cue ("Answer:")
 * has its answer in the same line; at the very end not even the blank is
 * there, because it belongs to the token that the model has to find. */
static const char *gap(const struct message *m, bool last)
{
    bool cue = m->len > 0 && m->text[m->len - 1] == ':';

    if (strcmp(m->role, "user") != 0)
        return last ? "" : "\n\n";
    if (cue)
        return last ? "" : " ";
    return "\n";
}

/* Questions and answers one below the other, a blank line behind each answer:
 * what a few-shot prompt looks like to a model that only goes on writing. A
 * last message of the assistant is the beginning of the answer. */
void dialect_openai_completions_prompt(
    const struct message *messages, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n; i++) {
        buf_add(out, messages[i].text, messages[i].len);
        buf_puts(out, gap(&messages[i], i + 1 == n));
    }
}

static void encode_sampling(
    const struct model *m, const struct sampling *s, struct jsonw *w)
{
    sampling_put(s,
        &(struct sampling_keys){ "temperature", "top_p", m->caps.max_tokens_key,
            m->caps.seed_key, "stop" },
        w);
    if (s->top_logprobs > 0) /* a number here, not a boolean */
        jsonw_int(w, "logprobs", s->top_logprobs);
}

static void encode(const struct model *m, const struct message *messages,
    size_t n, const struct sampling *s, struct buf *body)
{
    struct sampling sent =
        sampling_sent(s, &dialect_openai_completions.limits, &m->caps, NULL);
    struct jsonw w = { body, false };
    struct buf prompt = { 0 };

    dialect_openai_completions_prompt(messages, n, &prompt);
    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "model", m->served);
    jsonw_bytes(&w, "prompt", buf_str(&prompt), prompt.len);
    encode_sampling(m, &sent, &w);
    model_caps_send(&m->caps, &w);
    jsonw_end(&w, '}');
    buf_clear(&prompt);
}

/* The prompt comes back with a log-probability for each of its tokens; one
 * more token is made up, because not all servers take 0 (PROVIDER-APIS 4.2,
 * 8.1). */
static void encode_likelihood(const struct model *m,
    const struct message *messages, size_t n, const char *text, size_t len,
    struct buf *body)
{
    struct jsonw w = { body, false };
    struct buf prompt = { 0 };

    dialect_openai_completions_prompt(messages, n, &prompt);
    buf_add(&prompt, text, len);
    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "model", m->served);
    jsonw_bytes(&w, "prompt", buf_str(&prompt), prompt.len);
    if (m->caps.temperature)
        jsonw_num(&w, "temperature", 0);
    jsonw_int(&w, m->caps.max_tokens_key, 1);
    jsonw_int(&w, "logprobs", 1);
    jsonw_bool(&w, "echo", true);
    model_caps_send(&m->caps, &w);
    jsonw_end(&w, '}');
    buf_clear(&prompt);
}

static void decode(int status, const char *body, size_t len, struct reply *out)
{
    const struct json *root =
        dialect_open(&dialect_openai_completions, status, body, len, out);
    const struct json *choice = json_first(json_get(root, "choices"));
    const char *text = json_str(json_get(choice, "text"));

    if (root == NULL)
        return;
    if (text == NULL) {
        reply_broken(out, "reply without choices[0].text");
        return;
    }
    out->text = text;
    out->finish =
        dialect_openai_chat_finish(json_str(json_get(choice, "finish_reason")));
    out->logprobs = json_get(choice, "logprobs");
    if (out->finish == FINISH_ERROR)
        reply_broken(out, "finish_reason is error");
}

static void event(struct fold *f, const char *name, const struct json *data)
{
    const struct json *choice = json_first(json_get(data, "choices"));

    (void)name;
    if (dialect_openai_chat_chunk(f, data))
        fold_say(f, "text", json_str(json_get(choice, "text")), false);
}

static void whole(const struct fold *f, struct jsonw *w)
{
    dialect_openai_chat_whole(f, false, w);
}

static const struct dialect_stream stream = {
    .kind = EVENTS_SSE,
    .end_mark = true,
    .members = "\"stream\":true",
    .usage = "\"stream_options\":{\"include_usage\":true}",
    .event = event,
    .body = whole,
};

/* The service's own limit is 16 tokens where none is sent. */
const struct dialect dialect_openai_completions = {
    .name = "openai-completions",
    .usage = "openai-chat",
    .key_header = "Authorization",
    .key_prefix = "Bearer ",
    .tier_key = "service_tier",
    .limits = { .fields = SAMPLING_ALL,
        .max_tokens = 512,
        .top_logprobs_most = 5 },
    .path = "/completions",
    .encode = encode,
    .encode_likelihood = encode_likelihood,
    .decode = decode,
    .stream = &stream,
};
