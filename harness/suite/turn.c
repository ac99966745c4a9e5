/*
 * A sample's conversation: the object h that suites talk to, and the
 * coroutine that waits inside h:ask and h:run.
 */
#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "suite/driver.h"
#include "suite/slots.h"

static const char turn_type[] = "retort.turn";

struct sample_state *turn_check(lua_State *L)
{
    struct sample_state **st = luaL_checkudata(L, 1, turn_type);

    if (*st == NULL)
        luaL_error(L, "h is used after its sample has ended");
    return *st;
}

static void turn_push(lua_State *L, struct sample_state *st)
{
    st->turn = lua_newuserdatauv(L, sizeof(void *), 0);
    *st->turn = st;
    luaL_setmetatable(L, turn_type);
    lua_pushvalue(L, -1);
    st->turn_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* A suite may have kept its h: from now on that is an error, no crash. */
static void turn_end(struct sample_state *st)
{
    if (st->turn == NULL)
        return;
    *st->turn = NULL;
    st->turn = NULL;
    luaL_unref(
        guest_lua(st->suite->all->guest), LUA_REGISTRYINDEX, st->turn_ref);
}

/* An endless dialogue costs money without end. The store has room for this
 * many answers to one sample. */
void turn_count(lua_State *L, struct sample_state *st)
{
    enum { MOST_TURNS = 999 };

    if (++st->turns > MOST_TURNS)
        luaL_error(L,
            "more than %d questions and programs for one sample: an endless "
            "dialogue?",
            MOST_TURNS);
}

/* {role =, content =} at the top of the stack -> m; the strings live as long
 * as the table, which is an argument of the ask that yields. */
static void read_message(lua_State *L, struct message *m)
{
    static const char *const roles[] = { "system", "user", "assistant", NULL };
    const char *role;

    luaL_checktype(L, -1, LUA_TTABLE);
    lua_getfield(L, -1, "role");
    role = luaL_optstring(L, -1, "user");
    m->role = NULL;
    for (int i = 0; roles[i] != NULL; i++)
        if (strcmp(role, roles[i]) == 0)
            m->role = roles[i];
    if (m->role == NULL)
        luaL_error(L, "role '%s': there are system, user and assistant", role);
    /* a number would become text on the stack only, where nothing keeps it */
    if (lua_getfield(L, -2, "content") != LUA_TSTRING)
        luaL_error(L, "a message needs content = \"text\"");
    m->text = lua_tolstring(L, -1, &m->len);
    lua_pop(L, 2);
}

static void read_messages(lua_State *L, struct sample_state *st)
{
    size_t n;

    free(st->asked);
    st->asked = NULL;
    if (lua_isnoneornil(L, 2)) {
        return;
    } else if (lua_type(L, 2) == LUA_TSTRING) {
        st->asked = mem_zalloc(1, sizeof *st->asked);
        st->asked[0].role = "user";
        st->asked[0].text = lua_tolstring(L, 2, &st->asked[0].len);
        st->step.message_count = 1;
    } else {
        luaL_checktype(L, 2, LUA_TTABLE);
        n = lua_rawlen(L, 2);
        luaL_argcheck(L, n > 0, 2, "no messages");
        st->asked = mem_zalloc(n, sizeof *st->asked);
        for (size_t i = 0; i < n; i++) {
            lua_rawgeti(L, 2, (lua_Integer)i + 1);
            read_message(L, &st->asked[i]);
            lua_pop(L, 1);
        }
        st->step.message_count = n;
    }
    st->step.messages = st->asked;
}

/* h:ask(what, {temperature =, max_tokens =}): only these may differ, or
 * {role = "judge", ideal =}: the model of -m judge=MODEL is asked, and ideal
 * is what it would say of a perfect reply, for `retort check`. */
static void read_settings(lua_State *L, struct sample_state *st)
{
    struct sampling *s = &st->step.sampling;

    st->step.judge = false;
    st->step.judge_ideal = NULL;
    if (lua_isnoneornil(L, 3))
        return;
    luaL_checktype(L, 3, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, 3) != 0; lua_pop(L, 1)) {
        const char *key = luaL_checkstring(L, -2);
        if (strcmp(key, "temperature") == 0)
            s->temperature = luaL_checknumber(L, -1);
        else if (strcmp(key, "max_tokens") == 0)
            s->max_tokens = luaL_checkinteger(L, -1);
        else if (strcmp(key, "ideal") == 0)
            st->step.judge_ideal = luaL_checkstring(L, -1);
        else if (strcmp(key, "role") == 0
                 && strcmp(luaL_checkstring(L, -1), "judge") == 0)
            st->step.judge = true;
        else
            luaL_error(L,
                "h:ask: unknown option '%s' (there are temperature, "
                "max_tokens, role = \"judge\" and ideal)",
                key);
    }
    if (st->step.judge && !st->suite->info.needs_judge)
        luaL_error(L, "a suite that asks a judge says so: judge = true");
    if (st->step.judge && lua_isnoneornil(L, 2))
        luaL_error(L, "h:ask: a judge is asked something of its own");
}

/* Keeps what the judge of this sample needs of a reply. */
static void note_reply(struct sample_state *st)
{
    const struct reply *r = st->reply;

    if (st->step.judge) { /* what is known of the model's reply stays */
        buf_reset(&st->said);
        buf_puts(&st->said, r->text);
        return;
    }
    st->finish = r->finish;
    st->refused = r->refusal != NULL || r->finish == FINISH_FILTERED;
    buf_reset(&st->last);
    buf_puts(&st->last, r->text);
    st->likelihood = r->likelihood;
    if (st->step.scored != NULL)
        return;
    if (st->suite->info.letters > 0 && r->logprobs != NULL) {
        buf_reset(&st->detail);
        letters_detail(r->logprobs, st->suite->info.letters, &st->detail);
    }
}

static int ask_done(lua_State *L, int status, lua_KContext context)
{
    struct sample_state *st = turn_check(L);

    (void)status;
    (void)context;
    if (st->step.judge)
        lua_pushlstring(L, buf_str(&st->said), st->said.len);
    else
        lua_pushlstring(L, buf_str(&st->last), st->last.len);
    return 1;
}

static void ask_prompt(struct sample_state *st)
{
    st->step.sampling = st->suite->info.sampling;
    st->step.messages = st->messages;
    st->step.message_count = 0; /* give_step fills in the sample's own */
    st->step.scored = NULL;
}

static int l_ask(lua_State *L)
{
    struct sample_state *st = turn_check(L);

    turn_count(L, st);
    lua_settop(L, 3);
    ask_prompt(st);
    read_messages(L, st);
    read_settings(L, st);
    st->waits = SHOWN_ASK;
    return lua_yieldk(L, 0, 0, ask_done);
}

/* h:last(): what else the last reply told. */
static int l_last(lua_State *L)
{
    struct sample_state *st = turn_check(L);

    lua_newtable(L);
    lua_pushstring(L, finish_name(st->finish));
    lua_setfield(L, -2, "finish");
    lua_pushboolean(L, st->refused);
    lua_setfield(L, -2, "refused");
    return 1;
}

static int l_prompt(lua_State *L)
{
    struct sample_state *st = turn_check(L);
    const struct message *m;

    m = &st->messages[st->message_count - 1]; /* behind the shots */
    if (strcmp(m->role, "assistant") == 0 && st->message_count > 1)
        m--; /* and before what the reply goes on from */
    lua_pushlstring(L, m->text, m->len);
    return 1;
}

void turn_open(struct suites *all)
{
    static const luaL_Reg methods[] = { { "ask", l_ask }, { "run", turn_run },
        { "read", turn_read }, { "find", turn_find }, { "last", l_last },
        { "likelihood", turn_likelihood }, { "prompt", l_prompt },
        { NULL, NULL } };
    lua_State *L = guest_lua(all->guest);
    struct err e = { 0 };

    luaL_newmetatable(L, turn_type);
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    if (guest_load(all->guest, driver_lua, strlen(driver_lua), "driver.lua", &e)
        < 0)
        abort(); /* our own file does not compile */
    all->driver = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* A coroutine, used or new; its registry number goes to *ref. */
static lua_State *take_thread(struct suites *all, int *ref)
{
    lua_State *L = guest_lua(all->guest), *co;

    if (all->idle_count > 0) {
        *ref = all->idle[--all->idle_count];
        lua_rawgeti(L, LUA_REGISTRYINDEX, *ref);
        co = lua_tothread(L, -1);
        lua_pop(L, 1);
        return co;
    }
    co = lua_newthread(L);
    *ref = luaL_ref(L, LUA_REGISTRYINDEX);
    return co;
}

/* Used again is what came to its end. What an error ended has that on its
 * stack, and if the error was the limit on time the limit is off in it for
 * good: Lua 5.4.4 turns hooks off while one runs, and on again in a pcall that
 * catches its error, not in lua_resetthread. */
static void give_thread(struct sample_state *st)
{
    struct suites *all = st->suite->all;

    if (st->thread == LUA_NOREF)
        return;
    if (lua_status(st->co) == LUA_OK) {
        lua_settop(st->co, 0);
        all->idle = mem_grow(all->idle, all->idle_count, sizeof(int));
        all->idle[all->idle_count++] = st->thread;
    } else {
        luaL_unref(guest_lua(all->guest), LUA_REGISTRYINDEX, st->thread);
    }
    st->thread = LUA_NOREF;
    st->co = NULL;
}

/* What the suite's score said: true, false, or a share of 1, and a note; or
 * nil and a note: there can be no verdict, by no fault of the model. */
static int take_score(
    struct sample *s, lua_State *co, int results, struct err *e)
{
    struct sample_state *st = s->state;
    struct step *step = &st->step;
    int at = lua_gettop(co) - results + 1;
    const char *note;

    step->value = (double)NAN;
    if (st->decided)
        return 0;
    if (results > 1 && lua_isnil(co, at) && lua_type(co, at + 1) == LUA_TSTRING)
        return turn_decide(st, OUTCOME_FAILED, lua_tostring(co, at + 1));
    if (results > 0 && lua_isboolean(co, at))
        step->value = lua_toboolean(co, at) ? 1 : 0;
    else if (results > 0 && lua_type(co, at) == LUA_TNUMBER)
        step->value = lua_tonumber(co, at);
    if (!(step->value >= 0 && step->value <= 1))
        return err_set(e, ERR_SUITE,
            "%s: score gave %s, not true, false or a number from 0 to 1",
            st->suite->path,
            results == 0                      ? "nothing"
            : lua_type(co, at) == LUA_TNUMBER ? lua_tostring(co, at)
                                              : luaL_typename(co, at));
    step->outcome = step->value == 1 ? OUTCOME_CORRECT : OUTCOME_WRONG;
    note = results > 1 ? lua_tostring(co, at + 1) : NULL;
    buf_reset(&st->note);
    if (note != NULL)
        buf_puts(&st->note, note);
    return 0;
}

static void finish_step(struct sample *s, struct step *next)
{
    struct sample_state *st = s->state;

    turn_add_rule(st);
    next->kind = STEP_DONE;
    next->extracted = st->decided ? NULL : buf_str(&st->extracted);
    next->extracted_len = st->extracted.len;
    next->note = st->note.len > 0 ? st->note.s : NULL;
    next->detail = st->detail.len > 0 ? st->detail.s : NULL;
}

/* A jail that broke is no fault of the model: the sample has no verdict. */
static bool jail_broke(const struct sample_state *st)
{
    return st->ran != NULL && st->ran->verdict == JAIL_BROKEN;
}

struct turn {
    struct sample *sample;
    struct step *next;
};

/* Pushes what the driver begins with; returns how many arguments that is. */
static int push_start(struct sample_state *st)
{
    struct suites *all = st->suite->all;

    st->co = take_thread(all, &st->thread);
    lua_rawgeti(st->co, LUA_REGISTRYINDEX, all->driver);
    lua_rawgeti(st->co, LUA_REGISTRYINDEX, st->suite->slots);
    lua_rawgeti(st->co, LUA_REGISTRYINDEX, st->table);
    turn_push(st->co, st);
    lua_rawgeti(st->co, LUA_REGISTRYINDEX, st->suite->opt);
    if (!st->suite->asks_once)
        return 4;
    lua_pushlstring(st->co, buf_str(&st->last), st->last.len);
    return 5;
}

static void give_step(struct sample *s, struct step *next)
{
    struct sample_state *st = s->state;

    if (st->waits == SHOWN_ASK && st->step.message_count == 0) {
        st->step.messages = s->messages;
        st->step.message_count = s->message_count;
    }
    st->step.kind = st->waits == SHOWN_ASK ? STEP_ASK : STEP_RUN;
    *next = st->step;
}

/* Takes the verdict, with so many results of score on top of the stack. */
static int end_turn(struct turn *t, lua_State *L, int results, struct err *e)
{
    struct sample_state *st = t->sample->state;

    if (take_score(t->sample, L, results, e) < 0)
        return -1;
    finish_step(t->sample, &st->step);
    *t->next = st->step;
    give_thread(st);
    return 0;
}

static int resume(void *arg, struct err *e)
{
    struct turn *t = arg;
    struct sample *s = t->sample;
    struct sample_state *st = s->state;
    int args = st->co == NULL ? push_start(st) : 0, results = 0, rc;

    guest_arm(st->suite->all->guest, st->co);
    st->waits = SHOWN_NONE;
    rc = lua_resume(st->co, guest_lua(st->suite->all->guest), args, &results);
    if (rc == LUA_YIELD && st->waits != SHOWN_NONE) {
        give_step(s, t->next);
        return 0;
    }
    if (rc != LUA_OK) {
        if (rc != LUA_ERRMEM)
            guest_place(st->co);
        return guest_error(st->co, rc, e);
    }
    return end_turn(t, st->co, results, e);
}

/* What the driver does, without it: a reply that our own functions judge. */
static int judge(void *arg, struct err *e)
{
    struct turn *t = arg;
    struct sample_state *st = t->sample->state;
    lua_State *L = guest_lua(st->suite->all->guest);
    struct extract_found found;
    int results = 0;

    st->waits = SHOWN_NONE;
    if (turn_read_text(L, st, st->suite->extract, buf_str(&st->last),
            st->last.len, &found)) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, st->suite->score);
        lua_pushlstring(L, found.s, found.len);
        lua_rawgeti(L, LUA_REGISTRYINDEX, st->table);
        lua_pushnil(L); /* they need no h */
        lua_call(L, 3, LUA_MULTRET);
        results = lua_gettop(L);
    }
    return end_turn(t, L, results, e);
}

static int go_on(struct sample *s, struct step *next, struct err *e)
{
    const struct suite *suite = s->state->suite;
    struct turn t = { s, next };

    if (guest_try(suite->all->guest, suite->ours ? judge : resume, &t, e) == 0)
        return 0;
    return err_wrap(e, "%s: sample %s", suite->info.name, s->id);
}

/* A coroutine begins when there is something to do for it: most samples ask
 * once, and need none while they wait for the reply. */
int sample_start(struct sample *s, struct step *next, struct err *e)
{
    struct sample_state *st = s->state;

    if (!st->suite->asks_once)
        return go_on(s, next, e);
    st->turns++;
    st->waits = SHOWN_ASK;
    ask_prompt(st);
    give_step(s, next);
    return 0;
}

int sample_answer(struct sample *s, const struct reply *reply,
    struct step *next, struct err *e)
{
    s->state->reply = reply;
    note_reply(s->state);
    return go_on(s, next, e);
}

int sample_ran(struct sample *s, const struct jail_result *result,
    struct step *next, struct err *e)
{
    struct sample_state *st = s->state;
    int rc;

    st->ran = result;
    if (jail_broke(st)) {
        turn_decide(st, OUTCOME_FAILED, result->message);
        st->step.value = (double)NAN;
        finish_step(s, &st->step);
        *next = st->step;
        return 0;
    }
    rc = go_on(s, next, e);
    st->ran = NULL;
    return rc;
}

void sample_again(struct sample *s, struct sample *out)
{
    struct sample_state *st = s->state, *mine = state_take(st->suite);
    lua_State *L = guest_lua(st->suite->all->guest);

    *out = *s;
    out->state = mine;
    mine->parent = st->parent != NULL ? st->parent : st;
    mine->parent->children++;
    mine->messages = st->messages;
    mine->message_count = st->message_count;
    lua_rawgeti(L, LUA_REGISTRYINDEX, st->table);
    mine->table = luaL_ref(L, LUA_REGISTRYINDEX);
}

void sample_clear(struct sample *s)
{
    struct sample_state *st = s->state;

    if (st == NULL)
        return;
    turn_end(st);
    give_thread(st);
    luaL_unref(guest_lua(st->suite->all->guest), LUA_REGISTRYINDEX, st->table);
    state_give(st);
    memset(s, 0, sizeof *s);
}
