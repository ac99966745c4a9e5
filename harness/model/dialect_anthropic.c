/*
 * Anthropic Messages (PROVIDER-APIS section 5; 2026-11-21).
 */
#include <string.h>

#include "model/dialect.h"

/* The message behind which Anthropic's cache shall keep what came so far: the
 * last but one, when it ends a long beginning, few-shot examples mostly. n:
 * none is worth it, as a write costs more than plain input does. */
static size_t cached_up_to(const struct message *messages, size_t n)
{
    size_t bytes = 0;

    if (n < 2)
        return n;
    for (size_t i = 0; i + 1 < n; i++)
        bytes += messages[i].len;
    return bytes >= DIALECT_CACHED_FROM && !dialect_is_system(&messages[n - 1])
               ? n - 2
               : n;
}

static void put_text(
    const char *key, const char *text, size_t len, bool cached, struct jsonw *w)
{
    if (!cached) {
        jsonw_bytes(w, key, text, len);
        return;
    }
    jsonw_begin(w, key, '[');
    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "type", "text");
    jsonw_bytes(w, "text", text, len);
    jsonw_begin(w, "cache_control", '{');
    jsonw_str(w, "type", "ephemeral");
    jsonw_end(w, '}');
    jsonw_end(w, '}');
    jsonw_end(w, ']');
}

static void encode_messages(
    const struct message *messages, size_t n, struct jsonw *w)
{
    struct buf system = { 0 };
    size_t mark = cached_up_to(messages, n);

    dialect_system(messages, n, &system);
    if (system.len > 0)
        put_text("system", system.s, system.len,
            mark < n && dialect_is_system(&messages[mark]), w);
    buf_clear(&system);
    jsonw_begin(w, "messages", '[');
    for (size_t i = 0; i < n; i++) {
        if (dialect_is_system(&messages[i]))
            continue;
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "role", messages[i].role);
        put_text("content", messages[i].text, messages[i].len, i == mark, w);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}

static void encode_thinking(const struct model_caps *c, struct jsonw *w)
{
    if (c->thinking_budget >= 0) {
        jsonw_begin(w, "thinking", '{');
        jsonw_str(w, "type", c->thinking_budget > 0 ? "enabled" : "disabled");
        if (c->thinking_budget > 0)
            jsonw_int(w, "budget_tokens", c->thinking_budget);
        jsonw_end(w, '}');
    }
    if (c->reasoning_effort != NULL) {
        jsonw_begin(w, "output_config", '{');
        jsonw_str(w, "effort", c->reasoning_effort);
        jsonw_end(w, '}');
    }
}

static void encode(const struct model *m, const struct message *messages,
    size_t n, const struct sampling *s, struct buf *body)
{
    struct sampling sent =
        sampling_sent(s, &dialect_anthropic.limits, &m->caps, NULL);
    struct jsonw w = { body, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "model", m->served);
    jsonw_int(&w, "max_tokens", sent.max_tokens); /* required */
    encode_messages(messages, n, &w);
    sampling_put(&sent,
        &(struct sampling_keys){
            "temperature", "top_p", NULL, NULL, "stop_sequences" },
        &w);
    encode_thinking(&m->caps, &w);
    model_caps_send(&m->caps, &w);
    jsonw_end(&w, '}');
}

/* Blocks by type: the first may be thinking, or redacted_thinking. */
static void read_content(const struct json *content, struct reply *out)
{
    struct buf text = { 0 }, thinking = { 0 };

    JSON_EACH(block, content) {
        const char *type = json_str(json_get(block, "type"));
        const char *said = json_str(json_get(block, "text"));
        const char *thought = json_str(json_get(block, "thinking"));
        if (type != NULL && strcmp(type, "text") == 0 && said != NULL)
            buf_puts(&text, said);
        if (type != NULL && strcmp(type, "thinking") == 0 && thought != NULL)
            buf_puts(&thinking, thought);
    }
    out->text = out->joined = buf_take(&text);
    if (thinking.len > 0)
        out->reasoning = out->joined_reasoning = buf_take(&thinking);
    buf_clear(&thinking);
}

/* The category stays readable: frontier_llm and reasoning_extraction mean
 * that a question was taken for distillation itself. */
static void read_refusal(const struct json *details, struct reply *out)
{
    const char *category = json_str(json_get(details, "category"));
    const char *words = json_str(json_get(details, "explanation"));
    struct buf b = { 0 };

    buf_puts(&b, category != NULL ? category : "refusal");
    if (words != NULL && words[0] != '\0')
        buf_printf(&b, ": %s", words);
    out->refusal = out->joined_refusal = buf_take(&b);
}

static void decode(int status, const char *body, size_t len, struct reply *out)
{
    static const struct finish_word words[] = {
        { "end_turn", FINISH_STOP },
        { "stop_sequence", FINISH_STOP },
        { "max_tokens", FINISH_LENGTH },
        { "model_context_window_exceeded", FINISH_LENGTH },
        { "refusal", FINISH_FILTERED },
        { "tool_use", FINISH_TOOL },
        { "pause_turn", FINISH_TOOL },
    };
    const struct json *root =
        dialect_open(&dialect_anthropic, status, body, len, out);

    if (root == NULL)
        return;
    if (!json_is_array(json_get(root, "content"))) {
        reply_broken(out, "reply without content");
        return;
    }
    out->finish = reply_finish(words, sizeof words / sizeof *words,
        json_str(json_get(root, "stop_reason")));
    read_content(json_get(root, "content"), out);
    if (out->finish == FINISH_FILTERED)
        read_refusal(json_get(root, "stop_details"), out);
}

/* The usage of message_delta is cumulative and may repeat what the start has
 * told: the last word counts, nothing is added. */
static void keep_usage(struct fold *f, const struct json *usage)
{
    JSON_EACH(member, usage)
        fold_set(f, FOLD_CHOICE, json_key(member), member);
}

static void read_delta(struct fold *f, const struct json *delta)
{
    fold_say(f, "text", json_str(json_get(delta, "text")), false);
    fold_say(f, "thinking", json_str(json_get(delta, "thinking")), true);
}

/* Blocks of text become one, as do those of thinking; any other is kept as
 * it began. */
static void start_block(struct fold *f, const struct json *block)
{
    const char *type = json_str(json_get(block, "type"));
    struct buf b = { 0 };
    struct json *list;

    if (type == NULL || strcmp(type, "text") == 0
        || strcmp(type, "thinking") == 0) {
        read_delta(f, block);
        return;
    }
    buf_putc(&b, '[');
    json_print(block, &b);
    buf_putc(&b, ']');
    list = json_parse(b.s, b.len, NULL);
    fold_list(f, FOLD_MESSAGE, "others", list);
    json_free(list);
    buf_clear(&b);
}

/* Events that are not known are skipped, as the documentation asks for. */
static void event(struct fold *f, const char *name, const struct json *data)
{
    static const char *const apart[] = { "content", "usage", NULL };
    const char *type = json_str(json_get(data, "type"));
    const struct json *message = json_get(data, "message");

    if (type == NULL)
        type = name;
    if (strcmp(type, "message_start") == 0) {
        fold_keep(f, FOLD_TOP, message, apart);
        keep_usage(f, json_get(message, "usage"));
    } else if (strcmp(type, "content_block_start") == 0) {
        start_block(f, json_get(data, "content_block"));
    } else if (strcmp(type, "content_block_delta") == 0) {
        read_delta(f, json_get(data, "delta"));
    } else if (strcmp(type, "message_delta") == 0) {
        JSON_EACH(member, json_get(data, "delta"))
            fold_set(f, FOLD_TOP, json_key(member), member);
        keep_usage(f, json_get(data, "usage"));
    } else if (strcmp(type, "message_stop") == 0) {
        fold_done(f, true);
    }
}

static void write_block(const struct fold *f, const char *type, struct jsonw *w)
{
    if (!fold_has(f, FOLD_MESSAGE, type))
        return;
    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "type", type);
    fold_put_one(f, type, type, w);
    jsonw_end(w, '}');
}

/* Without its start a message has no content: decode says so. */
static void whole(const struct fold *f, struct jsonw *w)
{
    if (!fold_has(f, FOLD_TOP, NULL))
        return;
    fold_put(f, FOLD_TOP, w);
    jsonw_begin(w, "content", '[');
    fold_put_one(f, "others", NULL, w);
    write_block(f, "thinking", w);
    write_block(f, "text", w);
    jsonw_end(w, ']');
    jsonw_begin(w, "usage", '{');
    fold_put(f, FOLD_CHOICE, w);
    jsonw_end(w, '}');
}

static const struct dialect_stream stream = {
    .kind = EVENTS_SSE,
    .members = "\"stream\":true",
    .event = event,
    .body = whole,
};

/* The newest SDK sends version 2026-10-21 (PROVIDER-APIS 0.10); the catalogue
 * can name another under "headers". */
static const char *const headers[] = { "anthropic-version: 2023-06-01", NULL };

const struct dialect dialect_anthropic = {
    .name = "anthropic",
    .usage = "anthropic",
    .key_header = "x-api-key",
    .key_prefix = "",
    .headers = headers,
    .limits = { .fields = SAMPLING_TEMPERATURE | SAMPLING_TOP_P
                          | SAMPLING_MAX_TOKENS | SAMPLING_STOP,
        .max_tokens = 4096,
        .no_blank_stop = true },
    .path = "/messages",
    .encode = encode,
    .decode = decode,
    .stream = &stream,
};
