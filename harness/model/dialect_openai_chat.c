#include "model/dialect_openai_chat.h"

#include <string.h>

static void encode_sampling(
    const struct model *m, const struct sampling *s, struct jsonw *w)
{
    sampling_put(s,
        &(struct sampling_keys){ "temperature", "top_p", m->caps.max_tokens_key,
            m->caps.seed_key, "stop" },
        w);
    if (s->top_logprobs > 0 && m->caps.logprobs_flag) {
        jsonw_bool(w, "logprobs", true);
        jsonw_int(w, "top_logprobs", s->top_logprobs);
    } else if (s->top_logprobs > 0) { /* Together */
        jsonw_int(w, "logprobs", s->top_logprobs);
    }
    if (m->caps.reasoning_effort != NULL)
        jsonw_str(w, "reasoning_effort", m->caps.reasoning_effort);
    model_caps_send(&m->caps, w);
}

static void encode(const struct model *m, const struct message *messages,
    size_t n, const struct sampling *s, struct buf *body)
{
    struct sampling sent =
        sampling_sent(s, &dialect_openai_chat.limits, &m->caps, NULL);
    struct jsonw w = { body, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "model", m->served);
    jsonw_begin(&w, "messages", '[');
    for (size_t i = 0; i < n; i++) {
        jsonw_begin(&w, NULL, '{');
        jsonw_str(&w, "role",
            dialect_is_system(&messages[i]) ? m->caps.system_role
                                            : messages[i].role);
        jsonw_bytes(&w, "content", messages[i].text, messages[i].len);
        jsonw_end(&w, '}');
    }
    jsonw_end(&w, ']');
    encode_sampling(m, &sent, &w);
    jsonw_end(&w, '}');
}

enum finish dialect_openai_chat_finish(const char *word)
{
    static const struct finish_word words[] = {
        { "stop", FINISH_STOP }, { "eos", FINISH_STOP }, /* Together */
        { "length", FINISH_LENGTH },
        { "model_length", FINISH_LENGTH }, /* Mistral */
        { "content_filter", FINISH_FILTERED }, { "tool_calls", FINISH_TOOL },
        { "function_call", FINISH_TOOL },
        { "error", FINISH_ERROR }, /* OpenRouter, Mistral */
    };

    return reply_finish(words, sizeof words / sizeof *words, word);
}

/* content may be a string, null, or an array of parts of which only those of
 * type text are the answer (Mistral's reasoning models send think parts). */
static void read_content(const struct json *content, struct reply *out)
{
    struct buf text = { 0 }, thoughts = { 0 };

    if (json_is_string(content)) {
        out->text = json_str(content);
        return;
    }
    JSON_EACH(part, content) {
        const char *type = json_str(json_get(part, "type"));
        const char *said = json_str(json_get(part, "text"));
        if (said != NULL && (type == NULL || strcmp(type, "text") == 0))
            buf_puts(&text, said);
        JSON_EACH(thought, json_get(part, "thinking")) {
            said = json_str(json_get(thought, "text"));
            buf_puts(&thoughts, said != NULL ? said : "");
        }
    }
    out->text = out->joined = buf_take(&text);
    if (thoughts.len > 0)
        out->reasoning = out->joined_reasoning = buf_take(&thoughts);
    buf_clear(&thoughts);
}

/* It hides under several names (PROVIDER-APIS 0.8). */
static const char *read_reasoning(const struct json *message)
{
    static const char *const names[] = { "reasoning_content", "reasoning",
        "thinking" };
    const char *text = NULL;

    for (size_t i = 0; text == NULL && i < sizeof names / sizeof *names; i++)
        text = json_str(json_get(message, names[i]));
    return text;
}

static void read_choice(const struct json *choice, struct reply *out)
{
    const struct json *message = json_get(choice, "message");

    if (!json_is_object(message)) {
        reply_broken(out, "reply without choices[0].message");
        return;
    }
    out->finish =
        dialect_openai_chat_finish(json_str(json_get(choice, "finish_reason")));
    read_content(json_get(message, "content"), out);
    out->refusal = json_str(json_get(message, "refusal"));
    if (out->refusal != NULL && out->refusal[0] == '\0')
        out->refusal = NULL;
    if (out->reasoning == NULL)
        out->reasoning = read_reasoning(message);
    out->logprobs = json_get(choice, "logprobs");
    if (out->finish == FINISH_ERROR)
        reply_broken(out, "finish_reason is error");
}

static void decode(int status, const char *body, size_t len, struct reply *out)
{
    const struct json *root =
        dialect_open(&dialect_openai_chat, status, body, len, out);

    if (root == NULL)
        return;
    read_choice(json_first(json_get(root, "choices")), out);
}

/* Groq's error is a word beside the choices (PROVIDER-APIS 2.1). */
static bool failed(struct fold *f, const struct json *data)
{
    if (json_path(data, "x_groq.error") == NULL)
        return false;
    fold_fail(f, json_get(data, "x_groq"));
    return true;
}

/* service_tier: the last word counts, the first may be what was asked for. */
static const char *const chunk_only[] = { "object", "choices", "obfuscation",
    "service_tier", NULL };

/* content may come as text, or as parts (Mistral's thinking ones). */
static void read_delta(struct fold *f, const struct json *delta)
{
    JSON_EACH(member, delta) {
        const char *name = json_key(member), *text = json_str(member);
        if (text == NULL && json_is_array(member))
            fold_list(f, FOLD_MESSAGE, name, member);
        else if (text == NULL || strcmp(name, "role") == 0)
            fold_set(f, FOLD_MESSAGE, name, member);
        else
            fold_say(f, name, text,
                strcmp(name, "content") != 0 && strcmp(name, "refusal") != 0);
    }
    JSON_EACH(part, json_get(delta, "content"))
        fold_said(f, json_str(json_get(part, "text")), false);
}

bool dialect_openai_chat_chunk(struct fold *f, const struct json *data)
{
    static const char *const apart[] = { "index", "delta", "text", "logprobs",
        NULL };
    const struct json *choice = json_first(json_get(data, "choices"));

    if (failed(f, data))
        return false;
    fold_keep(f, FOLD_TOP, data, chunk_only);
    fold_set(f, FOLD_TOP, "service_tier", json_get(data, "service_tier"));
    if (json_int(json_get(choice, "index"), 0) != 0) /* one was asked for */
        return false;
    fold_keep(f, FOLD_CHOICE, choice, apart);
    JSON_EACH(list, json_get(choice, "logprobs"))
        fold_list(f, FOLD_LOGPROBS, json_key(list), list);
    return choice != NULL;
}

static void write_choice(const struct fold *f, bool chat, struct jsonw *w)
{
    jsonw_begin(w, NULL, '{');
    jsonw_int(w, "index", 0);
    if (chat)
        jsonw_begin(w, "message", '{');
    fold_put(f, FOLD_MESSAGE, w);
    if (chat)
        jsonw_end(w, '}');
    if (fold_has(f, FOLD_LOGPROBS, NULL)) {
        jsonw_begin(w, "logprobs", '{');
        fold_put(f, FOLD_LOGPROBS, w);
        jsonw_end(w, '}');
    }
    fold_put(f, FOLD_CHOICE, w);
    jsonw_end(w, '}');
}

void dialect_openai_chat_whole(const struct fold *f, bool chat, struct jsonw *w)
{
    jsonw_str(w, "object", chat ? "chat.completion" : "text_completion");
    fold_put(f, FOLD_TOP, w);
    jsonw_begin(w, "choices", '[');
    if (fold_has(f, FOLD_MESSAGE, NULL) || fold_has(f, FOLD_CHOICE, NULL))
        write_choice(f, chat, w);
    jsonw_end(w, ']');
}

static void event(struct fold *f, const char *name, const struct json *data)
{
    (void)name;
    if (dialect_openai_chat_chunk(f, data))
        read_delta(f, json_get(json_first(json_get(data, "choices")), "delta"));
}

static void whole(const struct fold *f, struct jsonw *w)
{
    dialect_openai_chat_whole(f, true, w);
}

static const struct dialect_stream stream = {
    .kind = EVENTS_SSE,
    .end_mark = true,
    .members = "\"stream\":true",
    .usage = "\"stream_options\":{\"include_usage\":true}",
    .event = event,
    .body = whole,
};

const struct dialect dialect_openai_chat = {
    .name = "openai-chat",
    .usage = "openai-chat",
    .key_header = "Authorization",
    .key_prefix = "Bearer ",
    .tier_key = "service_tier",
    .base_address = true,
    .limits = { .fields = SAMPLING_ALL, .top_logprobs_most = 20 },
    .path = "/chat/completions",
    .encode = encode,
    .decode = decode,
    .stream = &stream,
};
