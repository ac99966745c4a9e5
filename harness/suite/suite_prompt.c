/* From a row to what is asked: the slots sample, prompt, system and head. */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "suite/luajson.h"
#include "suite/slots.h"

int slot_render(struct suite *s, const char *name, const struct slot_text *t,
    lua_State *L, int index, struct buf *out, struct err *e)
{
    const char *text;
    size_t len;

    index = lua_absindex(L, index);
    if (t->template != NULL)
        return template_render(t->template, L, index, out, e) < 0
                   ? err_wrap(e, "%s: slot %s", s->path, name)
                   : 1;
    if (t->function == LUA_REFNIL)
        return 0;
    lua_rawgeti(L, LUA_REGISTRYINDEX, t->function);
    lua_pushvalue(L, index);
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->opt);
    if (guest_call(s->all->guest, 2, 1, e) < 0)
        return err_wrap(e, "slot %s", name);
    text = lua_tolstring(L, -1, &len);
    if (text == NULL)
        return err_set(e, ERR_SUITE, "%s: slot %s gave a %s, not text", s->path,
            name, luaL_typename(L, -1));
    buf_add(out, text, len);
    lua_pop(L, 1);
    return 1;
}

int slot_sample(struct suite *s, lua_State *L, struct err *e)
{
    if (!lua_istable(L, -1))
        return err_set(e, ERR_SUITE, "%s: data gave a %s, not a row (a table)",
            s->path, luaL_typename(L, -1));
    if (s->sample == LUA_REFNIL)
        return 0;
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->sample);
    lua_insert(L, -2); /* sample, row */
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->opt);
    if (guest_call(s->all->guest, 2, 1, e) < 0)
        return err_wrap(e, "slot sample");
    if (!lua_istable(L, -1))
        return err_set(e, ERR_SUITE,
            "%s: slot sample gave a %s, not a table like {input =, target =}",
            s->path, luaL_typename(L, -1));
    return 0;
}

/* Text of the messages lies in one buffer that grows: offsets first. */
struct plan {
    struct buf *text;
    size_t from[4];
    const char *role[4];
    int n;
};

static void plan_part(struct plan *p, const char *role)
{
    p->role[p->n] = role;
    p->from[p->n++] = p->text->len;
}

/* head, the shots when all goes into one message, and the question */
static int plan_user(struct suite *s, lua_State *L, int index,
    const struct shot_set *shots, struct plan *p, struct err *e)
{
    plan_part(p, "user");
    if (slot_render(s, "head", &s->head, L, index, p->text, e) < 0)
        return -1;
    for (size_t i = 0; s->joined && shots != NULL && i < shots->n; i++) {
        buf_add(p->text, shots->messages[i].text, shots->messages[i].len);
        if (i % 2 == 1)
            buf_puts(p->text, "\n\n");
    }
    return slot_render(s, "prompt", &s->prompt, L, index, p->text, e);
}

static int plan_system(
    struct suite *s, lua_State *L, int index, struct plan *p, struct err *e)
{
    size_t before = p->text->len;

    if (slot_render(s, "system", &s->system, L, index, p->text, e) < 0)
        return -1;
    if (p->text->len > before) {
        p->role[p->n] = "system";
        p->from[p->n++] = before;
    }
    return 0;
}

/* What the reply is to go on from, as a last message of the assistant. */
static int plan_prefill(
    struct suite *s, lua_State *L, int index, struct plan *p, struct err *e)
{
    size_t before = p->text->len;

    if (slot_render(s, "prefill", &s->prefill, L, index, p->text, e) < 0)
        return -1;
    if (p->text->len > before) {
        p->role[p->n] = "assistant";
        p->from[p->n++] = before;
    }
    return 0;
}

static void set_messages(struct sample *out, const struct plan *p,
    const struct shot_set *shots, size_t end)
{
    struct sample_state *st = out->state;
    size_t turns = shots != NULL ? shots->n : 0, n = 0;

    st->messages = mem_alloc((turns + (size_t)p->n) * sizeof *st->messages + 1);
    for (int i = 0; i < p->n; i++) {
        size_t stop = i + 1 < p->n ? p->from[i + 1] : end;
        if (strcmp(p->role[i], "user") == 0 && turns > 0) {
            memcpy(st->messages + n, shots->messages,
                turns * sizeof *st->messages);
            n += turns;
        }
        st->messages[n].role = p->role[i];
        st->messages[n].text = buf_str(p->text) + p->from[i];
        st->messages[n++].len = stop - p->from[i];
    }
    out->messages = st->messages;
    out->message_count = st->message_count = n;
}

/* Address of the content: each message with its role, then the target. */
static void set_hash(struct suite *s, struct sample *out)
{
    struct buf *b = &s->scratch;

    buf_reset(b);
    for (size_t i = 0; i < out->message_count; i++) {
        buf_add(b, out->messages[i].role, strlen(out->messages[i].role) + 1);
        buf_add(b, out->messages[i].text, out->messages[i].len);
        buf_putc(b, '\0');
    }
    buf_puts(b, out->target);
    if (s->stem == NULL)
        s->stem = hash_stem_new();
    hash_stem_two(s->stem, b->s, b->len, NULL, 0, out->hash);
}

/* Adds a field of the sample as text ("" when missing); a list as JSON. */
static int add_field(
    lua_State *L, int index, const char *name, struct buf *text, struct err *e)
{
    size_t len;
    const char *s;
    int type = lua_getfield(L, index, name), rc = 0;

    if (type == LUA_TTABLE) {
        rc = luajson_write(L, -1, text, e);
    } else if (type != LUA_TNIL) {
        s = api_text(L, &len);
        buf_add(text, s, len);
    }
    buf_putc(text, '\0');
    lua_pop(L, 1);
    return rc;
}

int prompt_build(
    struct suite *s, lua_State *L, int index, struct sample *out, struct err *e)
{
    struct sample_state *st = out->state;
    struct plan p = { .text = &st->text };
    const struct shot_set *shots = NULL;
    size_t id, group, clus, target, end;
    int rc;

    if (shots_for(s, L, index, &shots, e) < 0)
        return -1;
    buf_grow(&st->text, s->text_len);
    if (plan_system(s, L, index, &p, e) < 0
        || (rc = plan_user(s, L, index, shots, &p, e)) < 0)
        return -1;
    if (rc == 0) /* a dialogue without a prompt of its own: the input is it */
        add_field(L, index, "input", &st->text, e);
    if (plan_prefill(s, L, index, &p, e) < 0)
        return -1;
    end = st->text.len;
    id = end;
    if (add_field(L, index, "id", &st->text, e) < 0)
        return -1;
    if (st->text.len == id + 1) {
        st->text.len = id;
        buf_int(&st->text, out->n);
        buf_putc(&st->text, '\0');
    }
    group = st->text.len;
    if (add_field(L, index, s->by != NULL ? s->by : "group", &st->text, e) < 0)
        return -1;
    clus = st->text.len;
    if (add_field(
            L, index, s->cluster != NULL ? s->cluster : "cluster", &st->text, e)
        < 0)
        return -1;
    target = st->text.len;
    if (add_field(L, index, "target", &st->text, e) < 0)
        return -1;
    s->text_len = st->text.len;
    set_messages(out, &p, s->joined ? NULL : shots, end);
    out->id = st->text.s + id;
    out->group = st->text.s + group;
    out->cluster = st->text.s + clus;
    out->target = st->text.s + target;
    set_hash(s, out);
    return 0;
}
