#include "report/ask.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

/* Text of a content: a string, or a list of parts with text in them; what is
 * no text (pictures, calls) is shown as JSON. */
static void add_text(const struct json *content, struct buf *out)
{
    const char *text = json_str(content);

    if (text != NULL) {
        buf_puts(out, text);
    } else if (json_is_array(content)) {
        JSON_EACH(part, content)
            add_text(part, out);
    } else if ((text = json_str(json_get(content, "text"))) != NULL) {
        buf_puts(out, text);
    } else if (content != NULL) {
        json_print(content, out);
    }
}

static void add_message(
    struct ask *a, const char *role, const struct json *content)
{
    struct buf text = { 0 };
    struct ask_message *m;

    add_text(content, &text);
    a->messages = mem_resize(a->messages, a->n + 1, sizeof *a->messages);
    m = &a->messages[a->n++];
    m->role = mem_str(role != NULL ? role : "user");
    m->len = text.len;
    m->text = buf_take(&text);
}

static void add_list(struct ask *a, const struct json *list)
{
    if (json_is_string(list))
        add_message(a, "user", list);
    if (!json_is_array(list))
        return;
    JSON_EACH(m, list) {
        const struct json *content = json_get(m, "content");
        if (content == NULL)
            content = json_get(m, "parts");
        add_message(a, json_str(json_get(m, "role")), content);
    }
}

int ask_read(const char *body, size_t len, struct ask *out, struct err *e)
{
    static const char *const systems[] = { "system", "instructions",
        "systemInstruction.parts", "system_instruction.parts" };
    static const char *const lists[] = { "messages", "input", "contents",
        "prompt" };

    memset(out, 0, sizeof *out);
    out->tree = json_parse(body, len, e);
    if (out->tree == NULL)
        return err_wrap(e, "stored request");
    out->model = json_str(json_get(out->tree, "model"));
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        const struct json *s = json_path(out->tree, systems[i]);
        if (s != NULL)
            add_message(out, "system", s);
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        add_list(out, json_get(out->tree, lists[i]));
    return 0;
}

void ask_settings(const struct ask *a, struct buf *out)
{
    static const char *const shown[] = { "model", "messages", "input",
        "contents", "prompt", "system", "instructions", "systemInstruction",
        "system_instruction" };
    size_t start = out->len;

    JSON_EACH(item, a->tree) {
        const char *key = json_key(item);
        size_t i = 0;
        while (i < sizeof shown / sizeof *shown
               && (key == NULL || strcmp(shown[i], key) != 0))
            i++;
        if (key == NULL || i < sizeof shown / sizeof *shown)
            continue;
        buf_printf(out, "%s%s ", out->len > start ? ", " : "", key);
        json_print(item, out);
    }
}

void ask_clear(struct ask *a)
{
    for (size_t i = 0; i < a->n; i++) {
        free(a->messages[i].role);
        free(a->messages[i].text);
    }
    free(a->messages);
    json_free(a->tree);
    memset(a, 0, sizeof *a);
}

void ask_options(const char *json, struct buf *out)
{
    struct err ignored = { 0 };
    struct json *tree = json_parse(json, strlen(json), &ignored);
    size_t before = out->len;

    JSON_EACH(o, tree) {
        const char *text = json_str(o);
        if (json_is_null(o))
            continue;
        buf_printf(out, "%s%s=", out->len > before ? ", " : "", json_key(o));
        if (text != NULL)
            buf_puts(out, text);
        else
            json_print(o, out);
    }
    json_free(tree);
}
