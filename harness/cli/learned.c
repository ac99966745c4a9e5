#include "cli/learned.h"
#include "cli/terminal.h"

#include <string.h>

#include "report/text/plain.h"

static void put_value(const struct json *value, struct buf *out);

static void put_text(const char *s, struct buf *out)
{
    buf_putc(out, '"');
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        if (c < ' ' || c == 127)
            buf_printf(out, "\\%03u", c);
        else if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else
            buf_putc(out, (char)c);
    }
    buf_putc(out, '"');
}

static void put_key(const char *key, struct buf *out)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyz_";

    if (key[strspn(key, first)] == '\0') {
        buf_printf(out, "%s = ", key);
        return;
    }
    buf_putc(out, '[');
    put_text(key, out);
    buf_puts(out, "] = ");
}

/* A table of Lua. */
static void put_table(const struct json *table, struct buf *out)
{
    const char *comma = " ";

    buf_putc(out, '{');
    JSON_EACH(member, table) {
        buf_puts(out, comma);
        if (json_key(member) != NULL)
            put_key(json_key(member), out);
        put_value(member, out);
        comma = ", ";
    }
    buf_puts(out, " }");
}

static void put_value(const struct json *value, struct buf *out)
{
    if (json_is_string(value))
        put_text(json_str(value), out);
    else if (json_is_object(value) || json_is_array(value))
        put_table(value, out);
    else
        json_print(value, out); /* numbers, true, false: the same in Lua */
}

static void put_field(
    const char *key, const char *text, const char **comma, struct buf *out)
{
    buf_printf(out, "%s%s = ", *comma, key);
    put_text(text, out);
    *comma = ", ";
}

/* Where a model is that has no row. */
static void put_place(
    const struct model *m, const char **comma, struct buf *out)
{
    if (m->provider[0] != '\0')
        put_field("provider", m->provider, comma, out);
    else
        put_field("url", m->url, comma, out);
    if (strcmp(m->served, m->name) != 0)
        put_field("model", m->served, comma, out);
}

/* Whether one of the set says the field of this name. */
static bool is_said(const char *name, unsigned set)
{
    size_t len = strlen(name);

    for (int i = 1; i < REFUSED_COUNT; i++) {
        const char *field = refused_field((enum refused)i);
        if ((set >> i & 1) && strncmp(field, name, len) == 0
            && field[len] == ' ')
            return true;
    }
    return false;
}

/* Adds "models = { ["NAME"] = { ... } }": the row that m has, or where to find
 * it, and the fields for all of the set (a bit for each enum refused). */
static void add_row(const struct model_catalog *c, const struct model *m,
    unsigned set, struct buf *out)
{
    const struct json *row = model_catalog_row(c, m->name);
    const char *comma = " ";

    buf_puts(out, "models = { ");
    put_key(m->name, out);
    buf_putc(out, '{');
    if (row == NULL)
        put_place(m, &comma, out);
    JSON_EACH(member, row) {
        if (is_said(json_key(member), set))
            continue;
        buf_puts(out, comma);
        put_key(json_key(member), out);
        put_value(member, out);
        comma = ", ";
    }
    for (int i = 1; i < REFUSED_COUNT; i++)
        if (set >> i & 1) {
            buf_printf(out, "%s%s", comma, refused_field((enum refused)i));
            comma = ", ";
        }
    buf_puts(out, " } }");
}

void learned_say(const struct model_catalog *c, const struct model *m,
    enum refused what, unsigned set, const char *why)
{
    struct buf row = { 0 }, said = { 0 };
    const char *hint = strstr(why, REFUSED_HINT); /* it follows, whole */
    size_t len = hint != NULL ? (size_t)(hint - why) : strlen(why);

    add_row(c, m, set, &row);
    plain_line(&said, why, len);
    terminal_say("retort: %s refuses %s: %s\n"
                 "  it says: %s\n"
                 "  for good, in models.lua: %s",
        m->name, refused_name(what),
        refused_is_harmless(what)
            ? "asked otherwise from here on, which changes nothing else"
            : "ASKED WITHOUT IT from here on, which is NOT the sampling that "
              "the suite wants; noted below the table and with each reply",
        buf_str(&said), buf_str(&row));
    buf_clear(&row);
    buf_clear(&said);
}
