/*
 * OpenAI Responses (PROVIDER-APIS section 4.3; 2026-11-21). Stateless: nothing
 * is kept at the provider, every request holds the whole dialogue.
 */
#include <math.h>
#include <string.h>

#include "model/dialect.h"

static void encode_input(
    const struct message *messages, size_t n, struct jsonw *w)
{
    struct buf system = { 0 };

    dialect_system(messages, n, &system);
    if (system.len > 0)
        jsonw_bytes(w, "instructions", system.s, system.len);
    buf_clear(&system);
    jsonw_begin(w, "input", '[');
    for (size_t i = 0; i < n; i++) {
        if (dialect_is_system(&messages[i]))
            continue;
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "role", messages[i].role);
        jsonw_bytes(w, "content", messages[i].text, messages[i].len);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}

static void encode_sampling(const struct sampling *s, struct jsonw *w)
{
    sampling_put(s,
        &(struct sampling_keys){
            "temperature", "top_p", "max_output_tokens", NULL, NULL },
        w);
    if (s->top_logprobs > 0) {
        jsonw_begin(w, "include", '[');
        jsonw_str(w, NULL, "message.output_text.logprobs");
        jsonw_end(w, ']');
        jsonw_int(w, "top_logprobs", s->top_logprobs);
    }
}

static void encode(const struct model *m, const struct message *messages,
    size_t n, const struct sampling *s, struct buf *body)
{
    struct sampling sent =
        sampling_sent(s, &dialect_openai_responses.limits, &m->caps, NULL);
    struct jsonw w = { body, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "model", m->served);
    encode_input(messages, n, &w);
    encode_sampling(&sent, &w);
    if (m->caps.reasoning_effort != NULL) {
        jsonw_begin(&w, "reasoning", '{');
        jsonw_str(&w, "effort", m->caps.reasoning_effort);
        jsonw_end(&w, '}');
    }
    jsonw_bool(&w, "store", false); /* the default is true */
    model_caps_send(&m->caps, &w);
    jsonw_end(&w, '}');
}

struct parts { // of all output items
    struct buf text, reasoning;
    bool calls;
};

static void read_part(
    const struct json *part, struct parts *p, struct reply *out)
{
    const char *type = json_str(json_get(part, "type"));
    const char *text = json_str(json_get(part, "text"));
    const struct json *logprobs = json_get(part, "logprobs");

    if (type == NULL)
        return;
    if (strcmp(type, "output_text") == 0 && text != NULL) {
        buf_puts(&p->text, text);
        if (out->logprobs == NULL && json_count(logprobs) > 0)
            out->logprobs = logprobs;
    } else if (strcmp(type, "refusal") == 0 && out->refusal == NULL) {
        out->refusal = json_str(json_get(part, "refusal"));
        if (out->refusal == NULL)
            out->refusal = "refused";
    }
}

static void add_texts(const struct json *parts, struct buf *out)
{
    JSON_EACH(part, parts) {
        const char *text = json_str(json_get(part, "text"));
        if (text == NULL)
            continue;
        if (out->len > 0)
            buf_puts(out, "\n\n");
        buf_puts(out, text);
    }
}

/* What is told on the way to the answer (phase commentary) is not part of it.
 * The field is younger than the specification that was read: a message
 * without it is the answer. */
static void read_item(
    const struct json *item, struct parts *p, struct reply *out)
{
    const char *type = json_str(json_get(item, "type"));
    const char *phase = json_str(json_get(item, "phase"));

    if (type == NULL)
        return;
    if (strcmp(type, "reasoning") == 0) {
        add_texts(json_get(item, "summary"), &p->reasoning);
        add_texts(json_get(item, "content"), &p->reasoning);
    } else if (strcmp(type, "function_call") == 0) {
        p->calls = true;
    } else if (strcmp(type, "message") == 0
               && (phase == NULL || strcmp(phase, "commentary") != 0)) {
        JSON_EACH(part, json_get(item, "content"))
            read_part(part, p, out);
    }
}

static void read_output(const struct json *output, struct reply *out)
{
    struct parts p = { .calls = false };

    JSON_EACH(item, output)
        read_item(item, &p, out);
    out->text = out->joined = buf_take(&p.text);
    if (p.reasoning.len > 0)
        out->reasoning = out->joined_reasoning = buf_take(&p.reasoning);
    if (p.calls && out->finish == FINISH_STOP)
        out->finish = FINISH_TOOL;
}

/* An incomplete reply was cut, unless it says that it was filtered. */
static enum finish read_finish(const struct json *root)
{
    static const struct finish_word words[] = {
        { "completed", FINISH_STOP },
        { "incomplete", FINISH_LENGTH },
        { "failed", FINISH_ERROR },
        { "cancelled", FINISH_ERROR },
        { "queued", FINISH_ERROR }, /* of background requests: no reply yet */
        { "in_progress", FINISH_ERROR },
    };
    const char *why = json_str(json_path(root, "incomplete_details.reason"));
    enum finish f = reply_finish(words, sizeof words / sizeof *words,
        json_str(json_get(root, "status")));

    if (f == FINISH_LENGTH && why != NULL && strcmp(why, "content_filter") == 0)
        return FINISH_FILTERED;
    return f;
}

static void decode(int status, const char *body, size_t len, struct reply *out)
{
    const struct json *root =
        dialect_open(&dialect_openai_responses, status, body, len, out);

    if (root == NULL)
        return;
    out->finish = read_finish(root);
    if (out->finish == FINISH_ERROR)
        reply_broken(out, "status says that there is no reply");
    else if (!json_is_array(json_get(root, "output")))
        reply_broken(out, "reply without output");
    else
        read_output(json_get(root, "output"), out);
}

/* {"type":"error","code":..,"message":..} has its words beside the type. */
static void read_error(struct fold *f, const struct json *data)
{
    struct buf b = { 0 };
    struct json *tree;

    buf_puts(&b, "{\"error\":");
    json_print(data, &b);
    buf_putc(&b, '}');
    tree = json_parse(b.s, b.len, NULL);
    fold_fail(f, tree);
    json_free(tree);
    buf_clear(&b);
}

/* The last event carries the whole reply; those before it tell the time. */
static void event(struct fold *f, const char *name, const struct json *data)
{
    const char *type = json_str(json_get(data, "type"));
    const char *delta = json_str(json_get(data, "delta"));

    if (type == NULL)
        type = name;
    if (strcmp(type, "error") == 0) {
        read_error(f, data);
    } else if (strcmp(type, "response.completed") == 0
               || strcmp(type, "response.incomplete") == 0
               || strcmp(type, "response.failed") == 0) {
        static const char *const none[] = { NULL };
        fold_keep(f, FOLD_TOP, json_get(data, "response"), none);
        fold_done(f, true);
    } else if (strcmp(type, "response.output_text.delta") == 0
               || strcmp(type, "response.refusal.delta") == 0) {
        fold_said(f, delta, false);
    } else if (strncmp(type, "response.reasoning", 18) == 0) {
        fold_said(f, delta, true);
    }
}

static void whole(const struct fold *f, struct jsonw *w)
{
    fold_put(f, FOLD_TOP, w);
}

static const struct dialect_stream stream = {
    .kind = EVENTS_SSE,
    .members = "\"stream\":true",
    .event = event,
    .body = whole,
};

const struct dialect dialect_openai_responses = {
    .name = "openai-responses",
    .usage = "openai-responses",
    .key_header = "Authorization",
    .key_prefix = "Bearer ",
    .tier_key = "service_tier",
    .limits = { .fields = SAMPLING_TEMPERATURE | SAMPLING_TOP_P
                          | SAMPLING_MAX_TOKENS | SAMPLING_TOP_LOGPROBS,
        .max_tokens_least = 16,
        .top_logprobs_most = 20 },
    .path = "/responses",
    .encode = encode,
    .decode = decode,
    .stream = &stream,
};
