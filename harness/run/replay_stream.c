#include "run/replay_stream.h"

#include <string.h>

#include "base/json.h"

struct chunks {
    struct buf *out;
    struct buf head; // what every chunk begins with
};

static void begin_chunk(struct chunks *c, struct jsonw *w)
{
    buf_puts(c->out, "data: ");
    buf_add(c->out, c->head.s, c->head.len);
    w->out = c->out;
    w->comma = true;
}

static void end_chunk(struct chunks *c)
{
    buf_puts(c->out, "}\n\n");
}

static void begin_delta(struct chunks *c, struct jsonw *w)
{
    begin_chunk(c, w);
    jsonw_begin(w, "choices", '[');
    jsonw_begin(w, NULL, '{');
    jsonw_int(w, "index", 0);
    jsonw_begin(w, "delta", '{');
}

static void end_delta(struct chunks *c, struct jsonw *w)
{
    jsonw_end(w, '}');
    jsonw_end(w, ']');
    end_chunk(c);
}

static void put_json(struct jsonw *w, const char *key, const struct json *value)
{
    struct buf b = { 0 };

    json_print(value, &b);
    jsonw_raw(w, key, b.s);
    buf_clear(&b);
}

static void put_piece(struct chunks *c, const char *key, const char *text,
    size_t len, const struct json *token)
{
    struct jsonw w;

    begin_delta(c, &w);
    jsonw_bytes(&w, key, text, len);
    jsonw_end(&w, '}');
    if (token != NULL) {
        jsonw_begin(&w, "logprobs", '{');
        jsonw_begin(&w, "content", '[');
        put_json(&w, NULL, token);
        jsonw_end(&w, ']');
        jsonw_end(&w, '}');
    }
    end_delta(c, &w);
}

/* Up to and with the blanks behind a word. */
static size_t word_len(const char *s)
{
    size_t n = strcspn(s, " \t\n");

    return n + strspn(s + n, " \t\n");
}

static void put_words(struct chunks *c, const char *key, const char *text)
{
    while (text != NULL && *text != '\0') {
        size_t n = word_len(text);
        put_piece(c, key, text, n, NULL);
        text += n;
    }
}

/* Whether the tokens, one behind the other, are the text. */
static bool are_the_text(const struct json *tokens, const char *text)
{
    JSON_EACH(token, tokens) {
        const char *s = json_str(json_get(token, "token"));
        if (s == NULL || strncmp(text, s, strlen(s)) != 0)
            return false;
        text += strlen(s);
    }
    return *text == '\0';
}

static void put_content(struct chunks *c, const struct json *choice)
{
    const struct json *content = json_path(choice, "message.content");
    const struct json *logprobs = json_get(choice, "logprobs");
    const struct json *tokens = json_get(logprobs, "content");
    struct jsonw w;

    if (json_is_string(content) && json_count(tokens) > 0
        && are_the_text(tokens, json_str(content))) {
        JSON_EACH(token, tokens) {
            const char *s = json_str(json_get(token, "token"));
            put_piece(c, "content", s, strlen(s), token);
        }
        return;
    }
    if (logprobs != NULL) { /* all before the first piece */
        begin_delta(c, &w);
        jsonw_end(&w, '}');
        put_json(&w, "logprobs", logprobs);
        end_delta(c, &w);
    }
    if (json_is_string(content)) {
        put_words(c, "content", json_str(content));
    } else if (content != NULL) {
        begin_delta(c, &w);
        put_json(&w, "content", content);
        jsonw_end(&w, '}');
        end_delta(c, &w);
    }
}

/* What the message says besides: thinking, a refusal, whatever it is called
 * there; then its content. */
static void put_message(struct chunks *c, const struct json *choice)
{
    struct jsonw w;

    begin_delta(c, &w);
    jsonw_str(&w, "role", "assistant");
    jsonw_str(&w, "content", "");
    jsonw_end(&w, '}');
    end_delta(c, &w);
    JSON_EACH(member, json_get(choice, "message")) {
        const char *name = json_key(member);
        if (json_is_string(member) && strcmp(name, "role") != 0
            && strcmp(name, "content") != 0)
            put_words(c, name, json_str(member));
    }
    put_content(c, choice);
}

static void put_end(struct chunks *c, const struct json *choice)
{
    struct jsonw w;

    begin_delta(c, &w);
    jsonw_end(&w, '}');
    JSON_EACH(member, choice) {
        const char *name = json_key(member);
        if (strcmp(name, "index") != 0 && strcmp(name, "message") != 0
            && strcmp(name, "logprobs") != 0)
            put_json(&w, name, member);
    }
    end_delta(c, &w);
}

static void put_usage(struct chunks *c, const struct json *usage)
{
    struct jsonw w;

    begin_chunk(c, &w);
    jsonw_begin(&w, "choices", '[');
    jsonw_end(&w, ']');
    put_json(&w, "usage", usage);
    end_chunk(c);
}

static void put_head(struct chunks *c, const struct json *root)
{
    struct jsonw w = { &c->head, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "object", "chat.completion.chunk");
    JSON_EACH(member, root) {
        const char *name = json_key(member);
        if (strcmp(name, "object") != 0 && strcmp(name, "choices") != 0
            && strcmp(name, "usage") != 0)
            put_json(&w, name, member);
    }
}

/* The first event that begins behind the middle. */
static size_t half_of(const char *events, size_t len)
{
    const char *at =
        len > 2 ? memmem(events + len / 2, len - len / 2 - 2, "\n\n", 2) : NULL;

    return at != NULL ? (size_t)(at - events) + 2 : len;
}

void replay_stream(const char *body, size_t len, bool usage, struct buf *out,
    struct replay_parts *parts)
{
    struct json *root = json_parse(body, len, NULL);
    const struct json *choice = json_first(json_get(root, "choices"));
    struct chunks c = { .out = out };
    struct replay_parts p = { 0 };
    size_t from = out->len;

    if (json_is_object(json_get(choice, "message"))) {
        put_head(&c, root);
        put_message(&c, choice);
        put_end(&c, choice);
        p.usage = out->len - from;
        if (usage && json_get(root, "usage") != NULL)
            put_usage(&c, json_get(root, "usage"));
    } else {
        buf_puts(out, "data: ");
        if (root != NULL)
            json_print(root, out); /* on one line */
        buf_puts(out, "\n\n");
        p.usage = out->len - from;
    }
    p.done = out->len - from;
    p.tail = half_of(out->s + from, p.usage);
    buf_puts(out, "data: [DONE]\n\n");
    if (parts != NULL)
        *parts = p;
    json_free(root);
    buf_clear(&c.head);
}
