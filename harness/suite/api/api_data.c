/*
 * Rows from files. r.csv{...}, r.tsv{...}, r.jsonl{...}, r.json{...} and
 * r.text{...} give a source: a function that opens the files anew and returns
 * an iterator.
 *
 *   r.jsonl "gsm8k/test.jsonl"
 *   r.csv { "mmlu/test/[*]_test.csv", tag = "subject", n = 100 }
 *
 * A star (no brackets) in a name stands for many files in the order of their
 * names; what it matched goes into the field that tag names. place names a
 * field for the row's place in its file, from 0. For csv and tsv, columns
 * names those of files without a header, and quotes = false reads quotes as
 * any other byte. A file of r.text is one row, {text = all of it}.
 */
#include "suite/api/api.h"

#include <glob.h>
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "suite/csv.h"
#include "suite/jsonl.h"
#include "suite/luajson.h"

enum kind { KIND_CSV, KIND_TSV, KIND_JSONL, KIND_JSON, KIND_TEXT };

struct rows { // an iterator's state, a userdata
    enum kind kind;
    struct csv *csv;
    struct jsonl *jsonl;
    const char *text; // path of a whole file; borrowed
    char **paths;     // resolved, in order
    char **tags;      // what the star matched, "" for none
    size_t n, at;     // files, next one to open
    lua_Integer row;  // rows read of the open file
    lua_Integer left; // rows still wanted; < 0: all
};

static const char rows_type[] = "retort.rows";

static int l_rows_gc(lua_State *L)
{
    struct rows *r = luaL_checkudata(L, 1, rows_type);

    csv_close(r->csv);
    jsonl_close(r->jsonl);
    r->csv = NULL;
    r->jsonl = NULL;
    for (size_t i = 0; i < r->n; i++) {
        free(r->paths[i]);
        free(r->tags[i]);
    }
    free(r->paths);
    free(r->tags);
    r->paths = r->tags = NULL;
    r->n = 0;
    return 0;
}

static void add_path(
    struct rows *r, const char *path, const char *tag, size_t tag_len)
{
    r->paths = mem_resize(r->paths, r->n + 1, sizeof *r->paths);
    r->tags = mem_resize(r->tags, r->n + 1, sizeof *r->tags);
    r->paths[r->n] = mem_str(path);
    r->tags[r->n++] = mem_dup(tag, tag_len);
}

/* Adds what matches dir/pattern(.gz), without directories of the star. */
static size_t add_matches(
    lua_State *L, struct rows *r, const char *dir, const char *pattern)
{
    const char *star = strchr(pattern, '*');
    size_t before = strlen(dir) + 1 + (size_t)(star - pattern);
    size_t behind = strlen(star + 1), found;
    char *full = mem_printf("%s/%s", dir, pattern);
    char *packed = mem_printf("%s/%s.gz", dir, pattern);
    glob_t g = { 0 };

    (void)L;
    glob(full, 0, NULL, &g);
    if (g.gl_pathc == 0) {
        globfree(&g);
        memset(&g, 0, sizeof g);
        glob(packed, 0, NULL, &g);
        behind += 3;
    }
    for (size_t i = 0; i < g.gl_pathc; i++) {
        size_t len = strlen(g.gl_pathv[i]), rest = before + behind;
        bool told = len >= rest; /* not so where there is more than a star */
        add_path(r, g.gl_pathv[i], told ? g.gl_pathv[i] + before : "",
            told ? len - rest : 0);
    }
    found = g.gl_pathc;
    globfree(&g);
    free(full);
    free(packed);
    return found;
}

static void resolve(
    lua_State *L, struct rows *r, const char *here, const char *name)
{
    const char *data = api_place(L)->data;

    if (strchr(name, '*') == NULL) {
        add_path(r, api_find(L, here, name), "", 0);
        lua_pop(L, 1);
        return;
    }
    if (name[0] == '/' || strstr(name, "..") != NULL
        || (add_matches(L, r, here, name) == 0
            && (data == NULL || add_matches(L, r, data, name) == 0)))
        api_find(L, here, name); /* raises: says where it looked */
}

/* The spec's columns and quotes. Names are borrowed from its table, which the
 * source keeps. */
static struct csv *open_csv(
    lua_State *L, const char *path, char separator, int spec, struct err *e)
{
    enum { MOST = 200 };
    const char *names[MOST];
    size_t n = 0;
    bool quotes;

    lua_getfield(L, spec, "quotes");
    quotes = lua_isnil(L, -1) || lua_toboolean(L, -1);
    if (lua_getfield(L, spec, "columns") == LUA_TTABLE)
        for (; n < MOST; n++) {
            if (lua_rawgeti(L, -1, (lua_Integer)n + 1) != LUA_TSTRING)
                break;
            names[n] = lua_tostring(L, -1);
            lua_pop(L, 1);
        }
    lua_settop(L, 0);
    return csv_open_as(path, separator, quotes, names, n, e);
}

/* upvalue spec: the table of the source */
static void open_next(lua_State *L, struct rows *r, int spec)
{
    const char *path = r->paths[r->at];
    struct err e = { 0 };

    if (r->kind == KIND_CSV || r->kind == KIND_TSV) {
        r->csv = open_csv(L, path, r->kind == KIND_CSV ? ',' : '\t', spec, &e);
    } else if (r->kind == KIND_JSONL) {
        r->jsonl = jsonl_open(path, &e);
    } else if (r->kind == KIND_TEXT) {
        r->text = path;
    } else {
        lua_getfield(L, spec, "at");
        r->jsonl = jsonl_open_array(path, lua_tostring(L, -1), &e);
        lua_pop(L, 1);
    }
    if (r->csv == NULL && r->jsonl == NULL && r->text == NULL) {
        e.kind = ERR_CONFIG;
        guest_raise(L, &e);
    }
    r->at++;
    r->row = 0;
}

/* Pushes {text =}: the whole file, without a byte-order mark. */
static int push_text(lua_State *L, struct rows *r)
{
    struct buf text = { 0 };
    struct err e = { 0 };
    const char *path = r->text;
    size_t bom;
    int rc;

    r->text = NULL;
    if (path == NULL)
        return 0;
    rc = file_read_most(path, GUEST_TEXT_MAX, &text, &e);
    bom = rc == 0 && text.len >= 3 && memcmp(text.s, "\xef\xbb\xbf", 3) == 0
              ? 3
              : 0;
    if (rc == 0) {
        lua_newtable(L);
        lua_pushlstring(L, buf_str(&text) + bom, text.len - bom);
        lua_setfield(L, -2, "text");
    }
    buf_clear(&text);
    if (rc < 0) {
        e.kind = ERR_CONFIG;
        return guest_raise(L, &e);
    }
    return 1;
}

static void push_csv_row(lua_State *L, struct csv *c)
{
    size_t n;
    const struct csv_field *names = csv_header(c, &n), *row = csv_row(c);

    lua_createtable(L, 0, (int)n + 1);
    for (size_t i = 0; i < n; i++) {
        lua_pushlstring(L, names[i].s, names[i].len);
        lua_pushlstring(L, row[i].s, row[i].len);
        lua_rawset(L, -3);
    }
}

/* Pushes the next row of the open file; 0 at its end. */
static int push_row(lua_State *L, struct rows *r)
{
    const struct json *node = NULL;
    struct err e = { 0 };
    int rc;

    if (r->kind == KIND_TEXT)
        return push_text(L, r);
    rc =
        r->csv != NULL ? csv_next(r->csv, &e) : jsonl_next(r->jsonl, &node, &e);
    if (rc < 0) {
        e.kind = ERR_CONFIG;
        guest_raise(L, &e);
    }
    if (rc == 0)
        return 0;
    if (r->csv != NULL)
        push_csv_row(L, r->csv);
    else
        luajson_push(L, node);
    return 1;
}

/* Adds the fields that tag and place name to the row on top of the stack. */
static void add_place(lua_State *L, const struct rows *r)
{
    const char *tag = lua_tostring(L, lua_upvalueindex(2));
    const char *place = lua_tostring(L, lua_upvalueindex(3));

    if (!lua_istable(L, -1))
        return;
    if (tag != NULL) {
        lua_pushstring(L, r->tags[r->at - 1]);
        lua_setfield(L, -2, tag);
    }
    if (place != NULL) {
        lua_pushinteger(L, r->row);
        lua_setfield(L, -2, place);
    }
}

/* upvalues: rows, tag or nil, place or nil, spec */
static int l_rows_next(lua_State *L)
{
    struct rows *r = luaL_checkudata(L, lua_upvalueindex(1), rows_type);

    lua_settop(L, 0);
    while (r->left != 0) {
        if (r->csv == NULL && r->jsonl == NULL && r->text == NULL) {
            if (r->at == r->n)
                return 0;
            open_next(L, r, lua_upvalueindex(4));
        }
        if (push_row(L, r)) {
            add_place(L, r);
            r->row++;
            r->left -= r->left > 0;
            return 1;
        }
        csv_close(r->csv);
        jsonl_close(r->jsonl);
        r->csv = NULL;
        r->jsonl = NULL;
    }
    return 0;
}

/* upvalues: spec table, kind, folder of the suite */
static int l_source_open(lua_State *L)
{
    struct rows *r = lua_newuserdatauv(L, sizeof *r, 0);
    lua_Integer files;

    memset(r, 0, sizeof *r);
    luaL_setmetatable(L, rows_type);
    r->kind = (enum kind)lua_tointeger(L, lua_upvalueindex(2));
    lua_getfield(L, lua_upvalueindex(1), "n");
    r->left = luaL_optinteger(L, -1, -1);
    files = (lua_Integer)lua_rawlen(L, lua_upvalueindex(1));
    for (lua_Integer i = 1; i <= files; i++) {
        lua_rawgeti(L, lua_upvalueindex(1), i);
        resolve(L, r, lua_tostring(L, lua_upvalueindex(3)),
            luaL_checkstring(L, -1));
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    lua_getfield(L, lua_upvalueindex(1), "tag");
    lua_getfield(L, lua_upvalueindex(1), "place");
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushcclosure(L, l_rows_next, 4);
    return 1;
}

/* key, value on top of the stack */
static void check_option(lua_State *L, const char *key)
{
    static const struct {
        const char *name;
        int type;
    } known[] = { { "n", LUA_TNUMBER }, { "tag", LUA_TSTRING },
        { "place", LUA_TSTRING }, { "at", LUA_TSTRING },
        { "columns", LUA_TTABLE }, { "quotes", LUA_TBOOLEAN } };

    for (size_t i = 0; key != NULL && i < sizeof known / sizeof *known; i++)
        if (strcmp(key, known[i].name) == 0) {
            if (lua_type(L, -1) != known[i].type)
                luaL_error(L, "option '%s' is a %s, not a %s", key,
                    lua_typename(L, known[i].type), luaL_typename(L, -1));
            return;
        }
    luaL_error(L,
        "unknown option '%s' (there are n, tag, place, at, columns and quotes)",
        luaL_tolstring(L, -2, NULL));
}

static void check_spec(lua_State *L)
{
    if (lua_rawlen(L, 1) == 0)
        luaL_error(L, "name at least one file: r.jsonl { \"set/test.jsonl\" }");
    for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) {
        const char *key =
            lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL;
        if (lua_isinteger(L, -2)) {
            if (lua_type(L, -1) != LUA_TSTRING)
                luaL_error(
                    L, "file names are strings, not %s", luaL_typename(L, -1));
        } else {
            check_option(L, key);
        }
    }
}

static int make_source(lua_State *L, enum kind kind)
{
    struct api_place *place = api_place(L);

    if (lua_type(L, 1) == LUA_TSTRING) {
        lua_createtable(L, 1, 0);
        lua_pushvalue(L, 1);
        lua_rawseti(L, -2, 1);
        lua_replace(L, 1);
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    check_spec(L);
    lua_pushinteger(L, kind);
    lua_pushstring(L, place->here != NULL ? place->here : ".");
    lua_pushcclosure(L, l_source_open, 3);
    return 1;
}

static int l_csv(lua_State *L)
{
    return make_source(L, KIND_CSV);
}

static int l_tsv(lua_State *L)
{
    return make_source(L, KIND_TSV);
}

static int l_jsonl(lua_State *L)
{
    return make_source(L, KIND_JSONL);
}

static int l_json(lua_State *L)
{
    return make_source(L, KIND_JSON);
}

static int l_text(lua_State *L)
{
    return make_source(L, KIND_TEXT);
}

/* Reads source (upvalue 1) into lists by field (upvalue 2): upvalue 3. */
static void read_groups(lua_State *L)
{
    lua_newtable(L); /* lists */
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_call(L, 0, 1); /* lists, iterator */
    for (;;) {
        lua_pushvalue(L, -1);
        lua_call(L, 0, 1);
        if (!lua_istable(L, -1))
            break;
        lua_pushvalue(L, lua_upvalueindex(2));
        lua_gettable(L, -2); /* lists, iterator, row, key */
        if (lua_isnil(L, -1))
            luaL_error(L, "r.by: a row without the field '%s'",
                lua_tostring(L, lua_upvalueindex(2)));
        lua_pushvalue(L, -1);
        if (lua_gettable(L, -5) != LUA_TTABLE) {
            lua_pop(L, 1);
            lua_newtable(L);
            lua_pushvalue(L, -2);
            lua_pushvalue(L, -2);
            lua_settable(L, -7);
        }
        lua_pushvalue(L, -3); /* lists, iterator, row, key, list, row */
        lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
        lua_pop(L, 3);
    }
    lua_pop(L, 2);
    lua_replace(L, lua_upvalueindex(3));
}

/* upvalues: source, field, lists or nil */
static int l_by_sample(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (lua_isnil(L, lua_upvalueindex(3)))
        read_groups(L);
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_gettable(L, 1);
    if (lua_isnil(L, -1))
        return luaL_error(L, "r.by: the sample has no field '%s'",
            lua_tostring(L, lua_upvalueindex(2)));
    if (lua_gettable(L, lua_upvalueindex(3)) == LUA_TNIL)
        lua_newtable(L);
    return 1;
}

/* r.by(source, "subject"): for the slot shots, the rows of source whose field
 * is that of the sample; source is read once. */
static int l_by(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    luaL_checkstring(L, 2);
    lua_settop(L, 2);
    lua_pushnil(L);
    lua_pushcclosure(L, l_by_sample, 3);
    return 1;
}

/* r.include "folder/file.lua": what that file returns. */
static int l_include(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1), *path;
    struct api_place *place = api_place(L);
    struct err e = { 0 };
    size_t start;

    if (place->here == NULL)
        return luaL_error(L, "r.include works while the suite is loaded only");
    path = api_find(L, place->here, name);
    start = place->loaded.len;
    if (file_read_most(path, GUEST_TEXT_MAX, &place->loaded, &e) < 0)
        return guest_raise(L, &e);
    if (guest_load(guest_of(L), place->loaded.s + start,
            place->loaded.len - start, path, &e)
        < 0)
        return guest_raise(L, &e);
    lua_call(L, 0, 1);
    return 1;
}

void api_open_data(lua_State *L)
{
    static const luaL_Reg functions[] = { { "csv", l_csv }, { "tsv", l_tsv },
        { "jsonl", l_jsonl }, { "json", l_json }, { "text", l_text },
        { "by", l_by }, { "include", l_include }, { NULL, NULL } };

    luaL_newmetatable(L, rows_type);
    lua_pushcfunction(L, l_rows_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
    luaL_setfuncs(L, functions, 0);
}
