#include "model/dialect_openai_chat.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

static void encode_sampling(
    const struct model *m, const struct sampling *s, struct jsonw *w)
{
    if (m->caps.temperature && !isnan(s->temperature))
        jsonw_num(w, "temperature", s->temperature);
    if (m->caps.temperature && !isnan(s->top_p))
        jsonw_num(w, "top_p", s->top_p);
    if (s->max_tokens > 0)
        jsonw_int(w, m->caps.max_tokens_key, s->max_tokens);
    if (m->caps.seed && s->seed >= 0)
        jsonw_int(w, "seed", s->seed);
    if (m->caps.stop && s->stops > 0) {
        jsonw_begin(w, "stop", '[');
        for (int i = 0; i < s->stops; i++)
            jsonw_str(w, NULL, s->stop[i]);
        jsonw_end(w, ']');
    }
    if (m->caps.logprobs && s->top_logprobs > 0) {
        jsonw_bool(w, "logprobs", true);
        jsonw_int(w, "top_logprobs", s->top_logprobs);
    }
}

static void encode(const struct model *m, const struct message *messages,
    size_t n, const struct sampling *s, struct buf *body)
{
    struct jsonw w = { body, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "model", m->served);
    jsonw_begin(&w, "messages", '[');
    for (size_t i = 0; i < n; i++) {
        jsonw_begin(&w, NULL, '{');
        jsonw_str(&w, "role", messages[i].role);
        jsonw_bytes(&w, "content", messages[i].text, messages[i].len);
        jsonw_end(&w, '}');
    }
    jsonw_end(&w, ']');
    encode_sampling(m, s, &w);
    jsonw_end(&w, '}');
}

static enum finish read_finish(const char *word)
{
    static const struct {
        const char *word;
        enum finish finish;
    } words[] = {
        { "stop", FINISH_STOP },
        { "eos", FINISH_STOP }, /* Together */
        { "length", FINISH_LENGTH },
        { "model_length", FINISH_LENGTH }, /* Mistral */
        { "content_filter", FINISH_FILTERED },
        { "tool_calls", FINISH_TOOL },
        { "function_call", FINISH_TOOL },
        { "error", FINISH_ERROR }, /* OpenRouter, Mistral */
    };

    for (size_t i = 0; word != NULL && i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i].word) == 0)
            return words[i].finish;
    return FINISH_UNKNOWN;
}

/* content may be a string, null, or an array of parts of which only those of
 * type text are the answer (Mistral's reasoning models send think parts). */
static const char *read_content(const struct json *content, char **joined)
{
    struct buf b = { 0 };

    if (json_is_string(content))
        return json_str(content);
    JSON_EACH(part, content) {
        const char *type = json_str(json_get(part, "type"));
        const char *text = json_str(json_get(part, "text"));
        if (text != NULL && (type == NULL || strcmp(type, "text") == 0))
            buf_puts(&b, text);
    }
    return *joined = buf_take(&b);
}

static void protocol(struct reply *out, const char *why)
{
    out->failure = FAILURE_PROTOCOL;
    snprintf(out->why, sizeof out->why, "%.299s", why);
}


static struct usage read_usage(const struct json *tree)
{
    const struct usage_flavour *f = usage_flavour_find("openai-chat");

    return usage_read(f, usage_node(f, tree));
}

static void read_choice(const struct json *choice, struct reply *out)
{
    const struct json *message = json_get(choice, "message");

    if (!json_is_object(message)) {
        protocol(out, "reply without choices[0].message");
        return;
    }
    out->finish = read_finish(json_str(json_get(choice, "finish_reason")));
    out->text = read_content(json_get(message, "content"), &out->joined);
    out->refusal = json_str(json_get(message, "refusal"));
    out->reasoning = json_str(json_get(message, "reasoning_content"));
    if (out->reasoning == NULL)
        out->reasoning = json_str(json_get(message, "reasoning"));
    out->logprobs = json_get(choice, "logprobs");
    if (out->finish == FINISH_ERROR)
        protocol(out, "finish_reason is error");
}

static void decode(
    int status, const char *body, size_t len, struct reply *out)
{
    struct err e = { 0 };

    memset(out, 0, sizeof *out);
    out->usage = usage_unknown();
    out->text = "";
    out->tree = json_parse(body, len, &e);
    if (status != 200 || json_get(out->tree, "error") != NULL) {
        dialect_fail(out, status, out->tree);
        return;
    }
    if (out->tree == NULL) {
        protocol(out, e.text);
        return;
    }
    out->served = json_str(json_get(out->tree, "model"));
    out->usage = read_usage(out->tree);
    read_choice(json_first(json_get(out->tree, "choices")), out);
}

const struct dialect dialect_openai_chat = {
    .name = "openai-chat",
    .path = "/chat/completions",
    .key_header = "Authorization",
    .key_prefix = "Bearer ",
    .encode = encode,
    .decode = decode,
};
