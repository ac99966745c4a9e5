/*
 * h:run{...}: a program that a model wrote goes to the jail.
 *
 *     passed, message, verdict = h:run {
 *         program = "text",     -- what the model wrote
 *         language = "c",       -- one of runs_code; its first if left out
 *         test = "text",        -- python: asserts, or check(candidate)
 *         entry = "name",       -- python: the function under test
 *         trusted = "text",     -- python: code of ours for the test to use
 *         cases = { { input = "1 2\n", output = "3\n" }, ... },
 *         seconds = 3,          -- it may take so long; 10 if left out
 *     }
 *
 * With cases the program is run once for each: input is what it reads (nothing
 * if left out), output is what it must print; blanks at the ends of lines and
 * empty lines at the end do not count. test is then put behind the program,
 * for a main that calls a function and prints what it gives. Such a text is
 * seen by the program, the outputs never are: so let it print values, not
 * whether they are right. Languages other than python are judged by cases.
 */
#include <lauxlib.h>
#include <string.h>

#include "io/jail/jail_language.h"
#include "suite/slots.h"

static const char *job_field(
    lua_State *L, const char *name, size_t *len, int needed)
{
    const char *s;

    lua_getfield(L, 2, name);
    if (lua_isnil(L, -1) && !needed) {
        lua_pop(L, 1);
        *len = 0;
        return NULL;
    }
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "h:run needs %s = \"text\"", name);
    s = lua_tolstring(L, -1, len);
    lua_pop(L, 1); /* the table keeps it alive */
    return s;
}

static const char *case_field(
    lua_State *L, const char *name, lua_Integer n, size_t *len)
{
    int type = lua_getfield(L, -1, name);
    const char *s = NULL;

    *len = 0;
    if (type == LUA_TSTRING)
        s = lua_tolstring(L, -1, len);
    else if (type != LUA_TNIL || strcmp(name, "output") == 0)
        luaL_error(L, "h:run: case %d needs %s = \"text\"", (int)n, name);
    lua_pop(L, 1);
    return s;
}

static void read_cases(lua_State *L, struct sample_state *st)
{
    struct jail_job *job = &st->step.job;
    lua_Integer n;

    buf_reset(&st->cases);
    if (lua_getfield(L, 2, "cases") != LUA_TNIL) {
        luaL_argcheck(L, lua_istable(L, -1), 2, "cases is no table");
        n = luaL_len(L, -1);
        luaL_argcheck(L, n > 0, 2, "cases is empty");
        for (lua_Integer i = 1; i <= n; i++) {
            const char *input, *output;
            size_t input_len, output_len;
            if (lua_rawgeti(L, -1, i) != LUA_TTABLE)
                luaL_error(L, "h:run: case %d is no table", (int)i);
            input = case_field(L, "input", i, &input_len);
            output = case_field(L, "output", i, &output_len);
            jail_add_case(&st->cases, input, input_len, output, output_len);
            lua_pop(L, 1);
        }
        job->cases = st->cases.s;
        job->cases_len = st->cases.len;
    }
    lua_pop(L, 1);
}

/* What a suite may run was looked for before any request was sent: so it can
 * only run what it has said. */
static void read_language(lua_State *L, struct sample_state *st)
{
    const char *list = st->suite->info.runs_code;
    char word[sizeof st->language];
    size_t len;
    const char *wanted = job_field(L, "language", &len, 0);

    if (list == NULL)
        luaL_error(L, "a suite that runs code says so: runs_code = \"python\"");
    st->step.job.language = st->language;
    while ((list = jail_language_next(list, word)) != NULL) {
        if (wanted != NULL && strcmp(word, wanted) != 0)
            continue;
        memcpy(st->language, word, sizeof word);
        return;
    }
    luaL_error(L, "h:run in %s: it is not among the suite's runs_code = \"%s\"",
        wanted, st->suite->info.runs_code);
}

static int64_t read_wall(lua_State *L)
{
    double s = 0;

    if (lua_getfield(L, 2, "seconds") != LUA_TNIL) {
        s = lua_tonumber(L, -1);
        if (!(s >= 0.001 && s <= 3600))
            luaL_error(L, "h:run wants seconds = 0.001 to 3600");
    }
    lua_pop(L, 1);
    return (int64_t)(s * 1e6);
}

static int run_done(lua_State *L, int status, lua_KContext context)
{
    struct sample_state *st = turn_check(L);

    (void)status;
    (void)context;
    lua_pushboolean(L, st->ran->verdict == JAIL_PASSED);
    lua_pushstring(L, st->ran->message);
    lua_pushstring(L, jail_verdict_name(st->ran->verdict));
    return 3;
}

int turn_run(lua_State *L)
{
    struct sample_state *st = turn_check(L);
    struct jail_job *job = &st->step.job;
    size_t len;

    luaL_checktype(L, 2, LUA_TTABLE);
    memset(job, 0, sizeof *job);
    read_language(L, st);
    turn_count(L, st);
    job->program = job_field(L, "program", &job->program_len, 1);
    read_cases(L, st);
    if (job->cases == NULL && !jail_language_has_tests(job->language))
        return luaL_error(L,
            "h:run in %s needs cases = {{input =, output =}, ...}",
            job->language);
    job->test = job_field(L, "test", &job->test_len, job->cases == NULL);
    job->trusted = job_field(L, "trusted", &job->trusted_len, 0);
    job->entry = job_field(L, "entry", &len, 0);
    job->wall_us = read_wall(L);
    st->waits = SHOWN_RUN;
    return lua_yieldk(L, 0, 0, run_done);
}
