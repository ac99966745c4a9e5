/* Few-shot examples: rows like any other, with the ideal reply behind. */
#include <lauxlib.h>

#include "base/mem.h"
#include "suite/slots.h"

/* Leaves the list of rows on the stack in place of what the slot gave: an
 * iterator is read to its end, and kept as the list from then on. */
static int as_list(struct suite *s, lua_State *L, struct err *e)
{
    lua_Integer n = 0;

    if (lua_istable(L, -1))
        return 0;
    if (!lua_isfunction(L, -1))
        return err_set(e, ERR_SUITE,
            "%s: shots must give a list of rows or a reader, not a %s", s->path,
            luaL_typename(L, -1));
    lua_newtable(L); /* iterator, list */
    for (;;) {
        lua_pushvalue(L, -2);
        if (guest_call(s->all->guest, 0, 1, e) < 0)
            return err_wrap(e, "shots");
        if (lua_isnil(L, -1))
            break;
        lua_rawseti(L, -2, ++n);
    }
    lua_pop(L, 1);
    lua_remove(L, -2);
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->slots);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, "shots");
    lua_pop(L, 1);
    return 0;
}

/* Pushes the list of rows for a sample; 0 when there are no shots. */
static int push_rows(struct suite *s, lua_State *L, int sample, struct err *e)
{
    if (s->shots == 0)
        return 0;
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->slots);
    lua_getfield(L, -1, "shots");
    lua_remove(L, -2);
    if (lua_isfunction(L, -1)) {
        lua_pushvalue(L, sample);
        lua_rawgeti(L, LUA_REGISTRYINDEX, s->opt);
        if (guest_call(s->all->guest, 2, 1, e) < 0)
            return err_wrap(e, "shots");
    }
    return as_list(s, L, e) < 0 ? -1 : 1;
}

static void add_message(struct shot_set *set, const char *role, size_t from)
{
    set->messages =
        mem_resize(set->messages, set->n + 1, sizeof *set->messages);
    set->messages[set->n].role = role;
    set->messages[set->n].len = set->text.len - from;
    set->messages[set->n++].text = (const char *)(uintptr_t)from;
}

/* Renders the rows at the top of the stack: user turn, assistant turn. */
static int render(
    struct suite *s, lua_State *L, struct shot_set *set, struct err *e)
{
    int rows = lua_gettop(L), rc = 0;
    lua_Integer n = (lua_Integer)lua_rawlen(L, rows);

    if (s->shots >= 0 && n > s->shots)
        n = s->shots;
    for (lua_Integer i = 1; i <= n && rc == 0; i++) {
        size_t from = set->text.len;
        lua_rawgeti(L, rows, i);
        if (slot_sample(s, L, e) < 0)
            return err_wrap(e, "shot %d", (int)i);
        rc = slot_render(
            s, "prompt", &s->prompt, L, lua_gettop(L), &set->text, e);
        if (rc == 1) {
            add_message(set, "user", from);
            from = set->text.len;
            rc = slot_render(
                s, "ideal", &s->ideal, L, lua_gettop(L), &set->text, e);
        }
        if (rc == 0)
            rc = err_set(e, ERR_SUITE,
                "%s: a suite with shots needs the slots 'prompt' and 'ideal'",
                s->path);
        if (rc == 1)
            add_message(set, "assistant", from);
        rc = rc < 0 ? -1 : 0;
        lua_settop(L, rows);
    }
    for (size_t i = 0; i < set->n; i++) /* the buffer no longer moves */
        set->messages[i].text =
            buf_str(&set->text) + (uintptr_t)set->messages[i].text;
    return rc;
}

int shots_for(struct suite *s, lua_State *L, int sample,
    const struct shot_set **out, struct err *e)
{
    struct shot_set *set;
    int rc = push_rows(s, L, sample, e);

    *out = NULL;
    if (rc <= 0)
        return rc;
    for (set = s->shot_sets; set != NULL; set = set->next)
        if (set->rows == lua_topointer(L, -1))
            break;
    if (set == NULL) {
        set = mem_zalloc(1, sizeof *set);
        set->rows = lua_topointer(L, -1);
        set->next = s->shot_sets;
        s->shot_sets = set;
        lua_pushvalue(L, -1); /* kept alive, so that the identity holds */
        luaL_ref(L, LUA_REGISTRYINDEX);
        if (render(s, L, set, e) < 0)
            return -1;
    }
    lua_pop(L, 1);
    *out = set;
    return 0;
}
