/* Loading a suite: the file, its slots, its options. */
#include "suite/suite.h"

#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/scan.h"
#include "io/jail/jail_language.h"
#include "suite/luajson.h"
#include "suite/slots.h"

struct suites *suites_new(const char *data_dir)
{
    struct suites *all = mem_zalloc(1, sizeof *all);

    all->guest = guest_new(NULL);
    all->place.data = mem_str(data_dir);
    api_open(all->guest, &all->place);
    turn_open(all);
    return all;
}

static void suite_free(struct suite *s)
{
    struct shot_set *set;

    while ((set = s->shot_sets) != NULL) {
        s->shot_sets = set->next;
        free(set->messages);
        buf_clear(&set->text);
        free(set);
    }
    template_free(s->prompt.template);
    template_free(s->ideal.template);
    template_free(s->system.template);
    template_free(s->head.template);
    template_free(s->prefill.template);
    buf_clear(&s->scratch);
    hash_stem_free(s->stem);
    free((char *)(uintptr_t)s->info.options);
    free((char *)(uintptr_t)s->info.slots);
    free(s->path);
    free(s);
}

void suites_free(struct suites *all)
{
    struct suite *s;

    if (all == NULL)
        return;
    while ((s = all->first) != NULL) {
        all->first = s->next;
        suite_free(s);
    }
    state_free_spare(all);
    guest_free(all->guest);
    buf_clear(&all->place.loaded);
    free(all->place.data);
    free(all->place.here);
    free(all->idle);
    free(all);
}

const struct suite_info *suite_info(const struct suite *s)
{
    return &s->info;
}

static const char *slot_string(struct suite *s, lua_State *L, const char *name)
{
    const char *text;

    (void)s;
    lua_getfield(L, -1, name);
    text = lua_tostring(L, -1); /* the slots table keeps it alive */
    lua_pop(L, 1);
    return text;
}

static bool slot_true(lua_State *L, const char *name)
{
    bool yes;

    lua_getfield(L, -1, name);
    yes = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return yes;
}

static int slot_integer(lua_State *L, const char *name)
{
    int n;

    lua_getfield(L, -1, name);
    n = (int)lua_tointeger(L, -1);
    lua_pop(L, 1);
    return n;
}

static int slot_function(lua_State *L, const char *name)
{
    lua_getfield(L, -1, name);
    return luaL_ref(L, LUA_REGISTRYINDEX);
}

static int slot_text(struct suite *s, lua_State *L, const char *name,
    struct slot_text *out, struct err *e)
{
    size_t len;
    const char *text;

    out->function = LUA_REFNIL;
    if (lua_getfield(L, -1, name) != LUA_TSTRING) {
        out->function = luaL_ref(L, LUA_REGISTRYINDEX);
        return 0;
    }
    text = lua_tolstring(L, -1, &len);
    out->template = template_new(text, len, e);
    lua_pop(L, 1);
    return out->template != NULL ? 0
                                 : err_wrap(e, "%s: slot %s", s->path, name);
}

static int bad_generate(
    const char *where, const char *key, const char *value, struct err *e)
{
    return err_set(e, where == NULL ? ERR_USAGE : ERR_SUITE,
        "%s%sgeneration parameter '%s'%s%s: there are temperature (0 to 10), "
        "top_p (0 to 1), max_tokens, seed, top_logprobs (0 to 20) and stop",
        where != NULL ? where : "", where != NULL ? ": " : "", key,
        value != NULL ? " = " : "", value != NULL ? value : "");
}

static int set_number(struct sampling *g, const char *key, double x)
{
    bool whole = x == floor(x) && x >= 0 && x < 1e9;

    if (strcmp(key, "temperature") == 0 && x >= 0 && x <= 10)
        g->temperature = x;
    else if (strcmp(key, "top_p") == 0 && x >= 0 && x <= 1)
        g->top_p = x;
    else if (strcmp(key, "max_tokens") == 0 && whole)
        g->max_tokens = (int64_t)x;
    else if (strcmp(key, "seed") == 0 && whole)
        g->seed = (int64_t)x;
    else if (strcmp(key, "top_logprobs") == 0 && whole && x <= 20)
        g->top_logprobs = (int)x;
    else
        return -1;
    return 0;
}

static int read_stops(lua_State *L, struct sampling *g)
{
    lua_Integer n = lua_istable(L, -1) ? (lua_Integer)lua_rawlen(L, -1) : 0;

    if (n < 1 || n > SAMPLING_STOPS)
        return -1;
    for (lua_Integer i = 1; i <= n; i++) {
        if (lua_rawgeti(L, -1, i) != LUA_TSTRING) {
            lua_pop(L, 1);
            return -1;
        }
        g->stop[g->stops++] = lua_tostring(L, -1);
        lua_pop(L, 1);
    }
    return 0;
}

static int read_generate(struct suite *s, lua_State *L,
    const struct suite_settings *set, struct err *e)
{
    struct sampling *g = &s->info.sampling;

    *g = (struct sampling){
        .temperature = 0, .top_p = (double)NAN, .max_tokens = 512, .seed = -1
    };
    if (lua_getfield(L, -1, "generate") == LUA_TTABLE) {
        for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
            const char *key =
                lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
            int rc = strcmp(key, "stop") == 0 ? read_stops(L, g)
                     : lua_type(L, -1) == LUA_TNUMBER
                         ? set_number(g, key, lua_tonumber(L, -1))
                         : -1;
            if (rc < 0)
                return bad_generate(s->path, key, NULL, e);
        }
    }
    lua_pop(L, 1);
    for (size_t i = 0; i < set->generate_count; i++) {
        const struct suite_param *p = &set->generate[i];
        double x;
        if (strcmp(p->key, "stop") == 0) {
            g->stop[0] = p->value;
            g->stops = p->value[0] != '\0'; /* stop= takes the suite's away */
        } else if (!scan_number(p->value, "", &x)
                   || set_number(g, p->key, x) < 0) {
            return bad_generate(NULL, p->key, p->value, e);
        }
    }
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of the slots that are filled, for people. */
static void list_slots(struct suite *s, lua_State *L)
{
    enum { MOST = 64 };
    const char *names[MOST] = { NULL }; /* the table keeps them alive */
    struct buf b = { 0 };
    size_t n = 0;

    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1))
        if (n < MOST && lua_type(L, -2) == LUA_TSTRING)
            names[n++] = lua_tostring(L, -2);
    qsort(names, n, sizeof *names, by_name);
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, "%s%s", i > 0 ? " " : "", names[i]);
    s->info.slots = buf_take(&b);
}

static int no_judge(const struct suite *s, const char *word, struct err *e)
{
    struct buf known = { 0 };

    jail_language_list(false, &known);
    err_set(e, ERR_SUITE, "%s: runs_code: no judge for '%s' (there are %s)",
        s->path, word, buf_str(&known));
    buf_clear(&known);
    return -1;
}

static int check_languages(const struct suite *s, struct err *e)
{
    const char *list = s->info.runs_code;
    char word[16];
    int n = 0;

    for (; (list = jail_language_next(list, word)) != NULL; n++)
        if (!jail_language_known(word))
            return no_judge(s, word, e);
    if (s->info.runs_code != NULL && n == 0)
        return err_set(
            e, ERR_SUITE, "%s: runs_code names no language", s->path);
    return 0;
}

/* By what replies are judged, with the slots on top of the stack. */
static void read_judging(struct suite *s, lua_State *L)
{
    s->asks_once =
        lua_getfield(L, -1, "solve") == LUA_TNIL && !s->info.likelihood;
    lua_getfield(L, -2, "extract");
    s->extract = api_extract_at(L, -1);
    lua_getfield(L, -3, "score");
    s->ours = s->asks_once && s->extract != NULL && api_score_at(L, -1);
    s->score = luaL_ref(L, LUA_REGISTRYINDEX);
    luaL_ref(L, LUA_REGISTRYINDEX); /* the extractor lives as long */
    lua_pop(L, 1);
}

static int read_slots(struct suite *s, lua_State *L,
    const struct suite_settings *set, struct err *e)
{
    const char *layout = slot_string(s, L, "layout");

    list_slots(s, L);
    s->info.path = s->path;
    s->info.name = slot_string(s, L, "name");
    s->info.about = slot_string(s, L, "about");
    s->info.license = slot_string(s, L, "license");
    s->info.source = slot_string(s, L, "source");
    s->info.version = slot_integer(L, "version");
    s->info.letters = slot_integer(L, "letters");
    s->info.likelihood = slot_true(L, "likelihood");
    s->info.runs_code = slot_string(s, L, "runs_code");
    lua_getfield(L, -1, "judge");
    s->info.needs_judge = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
    if (check_languages(s, e) < 0)
        return -1;
    if (layout != NULL && strcmp(layout, "turns") != 0
        && strcmp(layout, "text") != 0)
        return err_set(e, ERR_SUITE,
            "%s: layout '%s': there are \"turns\" (shots as a dialogue) and "
            "\"text\" (all in one message)",
            s->path, layout);
    s->joined = layout != NULL && strcmp(layout, "text") == 0;
    if (slot_text(s, L, "prompt", &s->prompt, e) < 0
        || slot_text(s, L, "ideal", &s->ideal, e) < 0
        || slot_text(s, L, "system", &s->system, e) < 0
        || slot_text(s, L, "head", &s->head, e) < 0
        || slot_text(s, L, "prefill", &s->prefill, e) < 0)
        return -1;
    s->sample = slot_function(L, "sample");
    read_judging(s, L);
    s->by = slot_string(s, L, "by");
    s->cluster = slot_string(s, L, "cluster");
    s->shots = slot_true(L, "shots") ? set->shots : 0;
    if (read_generate(s, L, set, e) < 0)
        return -1;
    return options_read(s, L, set, e);
}

static void set_here(struct suites *all, const char *path)
{
    const char *slash = strrchr(path, '/');

    free(all->place.here);
    all->place.here =
        slash != NULL ? mem_dup(path, (size_t)(slash - path)) : mem_str(".");
    buf_reset(&all->place.loaded);
}

static int run_file(struct suite *s, lua_State *L, struct err *e)
{
    struct api_place *place = &s->all->place;

    set_here(s->all, s->path);
    if (file_read_most(s->path, GUEST_TEXT_MAX, &place->loaded, e) < 0) {
        e->kind = ERR_USAGE;
        return -1;
    }
    lua_pushnil(L);
    lua_setfield(L, LUA_REGISTRYINDEX, "retort.suite");
    if (guest_load(
            s->all->guest, place->loaded.s, place->loaded.len, s->path, e)
            < 0
        || guest_call(s->all->guest, 0, 1, e) < 0)
        return -1;
    lua_getfield(L, LUA_REGISTRYINDEX, "retort.suite");
    if (!lua_toboolean(L, -1) || !lua_istable(L, -2))
        return err_set(e, ERR_SUITE,
            "%s: must end with 'return r.suite { ... }'", s->path);
    lua_pop(L, 1);
    hash_hex(buf_str(&place->loaded), place->loaded.len, s->info.hash);
    return 0;
}

/* Errors name the file, also those that Lua raises without a place. */
static int name_file(const struct suite *s, struct err *e)
{
    return strncmp(e->text, s->path, strlen(s->path)) == 0
                   || e->kind == ERR_USAGE || e->kind == ERR_CONFIG
               ? -1
               : err_wrap(e, "%s", s->path);
}

struct load {
    struct suite *suite;
    const struct suite_settings *settings;
};

static int load(void *arg, struct err *e)
{
    struct load *l = arg;
    struct suite *s = l->suite;
    lua_State *L = guest_lua(s->all->guest);

    s->all->place.settings = l->settings;
    if (run_file(s, L, e) < 0)
        return -1;
    lua_pushvalue(L, -1);
    s->slots = luaL_ref(L, LUA_REGISTRYINDEX);
    return read_slots(s, L, l->settings, e);
}

int suite_load(struct suites *all, const char *name,
    const struct suite_settings *settings, struct suite **out, struct err *e)
{
    struct suite *s = mem_zalloc(1, sizeof *s);
    struct load l = { s, settings };

    s->all = all;
    s->iterate = s->counting = s->slots = s->opt = LUA_NOREF;
    s->count = -1;
    s->path = suite_find(name, e);
    s->next = all->first;
    all->first = s;
    if (s->path == NULL)
        return -1;
    if (guest_try(all->guest, load, &l, e) < 0)
        return name_file(s, e);
    all->place.settings = NULL;
    *out = s;
    return 0;
}
