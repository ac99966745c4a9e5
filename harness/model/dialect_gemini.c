/*
 * Gemini generateContent (PROVIDER-APIS section 6; 2026-11-21). The model
 * stands in the path, not in the body.
 */
#include <string.h>

#include "model/dialect.h"

static void encode_text(
    const char *role, const char *text, size_t len, struct jsonw *w)
{
    if (role != NULL)
        jsonw_str(w, "role", role);
    jsonw_begin(w, "parts", '[');
    jsonw_begin(w, NULL, '{');
    jsonw_bytes(w, "text", text, len);
    jsonw_end(w, '}');
    jsonw_end(w, ']');
}

static void encode_contents(
    const struct message *messages, size_t n, struct jsonw *w)
{
    struct buf system = { 0 };

    dialect_system(messages, n, &system);
    if (system.len > 0) {
        jsonw_begin(w, "systemInstruction", '{');
        encode_text(NULL, system.s, system.len, w);
        jsonw_end(w, '}');
    }
    buf_clear(&system);
    jsonw_begin(w, "contents", '[');
    for (size_t i = 0; i < n; i++) {
        const char *role = messages[i].role;
        if (dialect_is_system(&messages[i]))
            continue;
        jsonw_begin(w, NULL, '{');
        encode_text(strcmp(role, "assistant") == 0 ? "model" : role,
            messages[i].text, messages[i].len, w);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}

static void encode_thinking(const struct model_caps *c, struct jsonw *w)
{
    if (c->thinking_budget < 0 && c->reasoning_effort == NULL)
        return;
    jsonw_begin(w, "thinkingConfig", '{');
    if (c->thinking_budget >= 0)
        jsonw_int(w, "thinkingBudget", c->thinking_budget);
    if (c->reasoning_effort != NULL)
        jsonw_str(w, "thinkingLevel", c->reasoning_effort);
    jsonw_end(w, '}');
}

static void encode_sampling(
    const struct model_caps *c, const struct sampling *s, struct jsonw *w)
{
    jsonw_begin(w, "generationConfig", '{');
    sampling_put(s,
        &(struct sampling_keys){
            "temperature", "topP", "maxOutputTokens", "seed", "stopSequences" },
        w);
    if (s->top_logprobs > 0) {
        jsonw_bool(w, "responseLogprobs", true);
        jsonw_int(w, "logprobs", s->top_logprobs);
    }
    encode_thinking(c, w);
    jsonw_end(w, '}');
}

static void encode(const struct model *m, const struct message *messages,
    size_t n, const struct sampling *s, struct buf *body)
{
    struct sampling sent =
        sampling_sent(s, &dialect_gemini.limits, &m->caps, NULL);
    struct jsonw w = { body, false };

    jsonw_begin(&w, NULL, '{');
    encode_contents(messages, n, &w);
    encode_sampling(&m->caps, &sent, &w);
    model_caps_send(&m->caps, &w);
    jsonw_end(&w, '}');
}

/* Returns whether a function is called. */
static bool read_parts(const struct json *parts, struct reply *out)
{
    struct buf text = { 0 }, thoughts = { 0 };
    bool calls = false;

    JSON_EACH(part, parts) {
        const char *said = json_str(json_get(part, "text"));
        bool thought = json_true(json_get(part, "thought"));
        if (said != NULL)
            buf_puts(thought ? &thoughts : &text, said);
        calls = calls || json_get(part, "functionCall") != NULL;
    }
    out->text = out->joined = buf_take(&text);
    if (thoughts.len > 0)
        out->reasoning = out->joined_reasoning = buf_take(&thoughts);
    buf_clear(&thoughts);
    return calls;
}

/* Sounds and pictures are not asked for; their words are here so that nothing
 * filtered is ever taken for an answer. */
static enum finish read_finish(const char *word)
{
    static const struct finish_word words[] = {
        { "STOP", FINISH_STOP },
        { "MAX_TOKENS", FINISH_LENGTH },
        { "SAFETY", FINISH_FILTERED },
        { "RECITATION", FINISH_FILTERED },
        { "BLOCKLIST", FINISH_FILTERED },
        { "PROHIBITED_CONTENT", FINISH_FILTERED },
        { "SPII", FINISH_FILTERED },
        { "LANGUAGE", FINISH_FILTERED },
        { "MODEL_ARMOR", FINISH_FILTERED },
        { "IMAGE_SAFETY", FINISH_FILTERED },
        { "IMAGE_PROHIBITED_CONTENT", FINISH_FILTERED },
        { "IMAGE_RECITATION", FINISH_FILTERED },
        { "OTHER", FINISH_ERROR },
        { "IMAGE_OTHER", FINISH_ERROR },
        { "NO_IMAGE", FINISH_ERROR },
        { "MALFORMED_*", FINISH_ERROR },
        { "CONTINUATION", FINISH_ERROR },
        { "UNEXPECTED_TOOL_CALL", FINISH_TOOL },
        { "TOO_MANY_TOOL_CALLS", FINISH_TOOL },
    };

    return reply_finish(words, sizeof words / sizeof *words, word);
}

static void read_candidate(const struct json *candidate, struct reply *out)
{
    const char *word = json_str(json_get(candidate, "finishReason"));
    const char *why = json_str(json_get(candidate, "finishMessage"));
    const struct json *content = json_get(candidate, "content");

    out->finish = read_finish(word);
    if (content == NULL && word == NULL) {
        reply_broken(out, "a candidate without content and finishReason");
        return;
    }
    /* MAX_TOKENS without parts: thinking has used up the limit */
    if (read_parts(json_get(content, "parts"), out)
        && out->finish == FINISH_STOP)
        out->finish = FINISH_TOOL;
    out->logprobs = json_get(candidate, "logprobsResult");
    if (out->finish == FINISH_FILTERED)
        out->refusal = why != NULL ? why : word;
    if (out->finish == FINISH_ERROR) {
        struct buf b = { 0 };
        buf_printf(&b, "finishReason is %s", word);
        reply_broken(out, b.s);
        buf_clear(&b);
    }
}

static void decode(int status, const char *body, size_t len, struct reply *out)
{
    const struct json *root =
        dialect_open(&dialect_gemini, status, body, len, out);
    const struct json *candidate = json_first(json_get(root, "candidates"));
    const char *blocked =
        json_str(json_path(root, "promptFeedback.blockReason"));

    if (root == NULL)
        return;
    out->served = json_str(json_get(root, "modelVersion"));
    if (candidate != NULL) {
        read_candidate(candidate, out);
    } else if (blocked != NULL) {
        out->finish = FINISH_FILTERED;
        out->refusal = blocked;
    } else {
        reply_broken(out, "reply without candidates");
    }
}

static void read_part_piece(struct fold *f, const struct json *part)
{
    bool thought = json_true(json_get(part, "thought"));

    fold_say(f, thought ? "thought" : "text", json_str(json_get(part, "text")),
        thought);
    if (json_get(part, "functionCall") != NULL)
        fold_set(
            f, FOLD_MESSAGE, "functionCall", json_get(part, "functionCall"));
}

/* Each event is a whole response with the next parts. There is no end mark:
 * it is done once it says why it ended, and what may still come (usage) is
 * read (PROVIDER-APIS 2.1). */
static void event(struct fold *f, const char *name, const struct json *data)
{
    static const char *const top[] = { "candidates", NULL };
    static const char *const apart[] = { "content", "logprobsResult", NULL };
    const struct json *candidate = json_first(json_get(data, "candidates"));

    (void)name;
    fold_keep(f, FOLD_TOP, data, top);
    fold_keep(f, FOLD_CHOICE, candidate, apart);
    JSON_EACH(part, json_path(candidate, "content.parts"))
        read_part_piece(f, part);
    JSON_EACH(list, json_get(candidate, "logprobsResult"))
        fold_list(f, FOLD_LOGPROBS, json_key(list), list);
    if (json_get(candidate, "finishReason") != NULL
        || json_path(data, "promptFeedback.blockReason") != NULL)
        fold_done(f, false);
}

static void write_part(
    const struct fold *f, const char *slot, const char *as, struct jsonw *w)
{
    if (!fold_has(f, FOLD_MESSAGE, slot))
        return;
    jsonw_begin(w, NULL, '{');
    if (strcmp(slot, "thought") == 0)
        jsonw_bool(w, "thought", true);
    fold_put_one(f, slot, as, w);
    jsonw_end(w, '}');
}

static void write_candidate(const struct fold *f, struct jsonw *w)
{
    jsonw_begin(w, NULL, '{');
    jsonw_begin(w, "content", '{');
    jsonw_str(w, "role", "model");
    jsonw_begin(w, "parts", '[');
    write_part(f, "thought", "text", w);
    write_part(f, "text", "text", w);
    write_part(f, "functionCall", "functionCall", w);
    jsonw_end(w, ']');
    jsonw_end(w, '}');
    if (fold_has(f, FOLD_LOGPROBS, NULL)) {
        jsonw_begin(w, "logprobsResult", '{');
        fold_put(f, FOLD_LOGPROBS, w);
        jsonw_end(w, '}');
    }
    fold_put(f, FOLD_CHOICE, w);
    jsonw_end(w, '}');
}

static void whole(const struct fold *f, struct jsonw *w)
{
    fold_put(f, FOLD_TOP, w);
    jsonw_begin(w, "candidates", '[');
    if (fold_has(f, FOLD_MESSAGE, NULL) || fold_has(f, FOLD_CHOICE, NULL))
        write_candidate(f, w);
    jsonw_end(w, ']');
}

static const struct dialect_stream stream = {
    .kind = EVENTS_SSE,
    .members = "",
    .path = "{model}:streamGenerateContent?alt=sse",
    .event = event,
    .body = whole,
};

const struct dialect dialect_gemini = {
    .name = "gemini",
    .usage = "gemini",
    .key_header = "x-goog-api-key",
    .key_prefix = "",
    .tier_key = "serviceTier",
    .limits = { .fields = SAMPLING_ALL, .top_logprobs_most = 20 },
    .path = "{model}:generateContent",
    .encode = encode,
    .decode = decode,
    .stream = &stream,
};
