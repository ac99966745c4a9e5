#include "io/jail/jail_program.h"

#include <stddef.h>
#include <unistd.h>

#include "io/jail/jail_wire.h"

static const ssize_t frame_max = 16 << 20;           // bytes of one call
static const ssize_t program_max = (ssize_t)1 << 31; // of the program

struct server {
    int calls, replies;
    object *compile, *exec, *doing, *odd_in, *odd_out, *fail, *collect, *seed,
        *its;
};

/* All is borrowed. */
static int open_server(struct server *s, object *parts)
{
    object *part[JAIL_SERVER];

    for (int i = 0; i < JAIL_SERVER; i++)
        if ((part[i] = PyTuple_GetItem(parts, i)) == NULL)
            return -1;
    *s = (struct server){ (int)PyLong_AsSsize_t(part[0]),
        (int)PyLong_AsSsize_t(part[1]), part[2], part[3], part[4], part[5],
        part[6], part[7], part[8], part[9], part[10] };
    return 0;
}

static void drop(object *x)
{
    if (x != NULL)
        Py_DecRef(x);
}

/* Replies with the exception there is. */
static int fail(const struct server *s)
{
    object *kind, *e, *trace, *done;

    PyErr_Fetch(&kind, &e, &trace);
    PyErr_NormalizeException(&kind, &e, &trace);
    done = PyObject_CallFunctionObjArgs(s->fail, e, (object *)NULL);
    drop(kind);
    drop(e);
    drop(trace);
    drop(done);
    return done != NULL ? 0 : -1;
}

/* Returns the module's names, borrowed: sys has them, or nobody any more. */
static object *new_module(void)
{
    object *module = PyModule_New("program"), *space = NULL;

    if (module != NULL
        && PyDict_SetItemString(PyImport_GetModuleDict(), "program", module)
               == 0)
        space = PyModule_GetDict(module);
    if (space != NULL)
        Py_IncRef(space);
    drop(module);
    return space;
}

static int run_text(const struct server *s, object *program, object *space)
{
    object *code = PyObject_CallFunction(
        s->compile, "Ossii", program, "<program>", "exec", 0, 1);
    object *done = code != NULL ? PyObject_CallFunctionObjArgs(
                       s->exec, code, space, (object *)NULL)
                                : NULL;

    drop(code);
    drop(done);
    return done != NULL ? 0 : -1;
}

static int tell_members(const struct server *s, object *space)
{
    object *both = jail_wire_members(space);
    object *all = both != NULL
                      ? PyTuple_Pack(3, &_Py_TrueStruct, both, &_Py_NoneStruct)
                      : NULL;
    object *frame = all != NULL ? jail_wire_frame(s->odd_out, all) : NULL;
    int rc = frame != NULL ? jail_wire_write(s->replies, frame) : -1;

    drop(both);
    drop(all);
    drop(frame);
    return rc;
}

/* *space is NULL: it has failed, and that is told. */
static int load(const struct server *s, object *program, object **space)
{
    *space = new_module();
    if (*space != NULL && run_text(s, program, *space) == 0
        && tell_members(s, *space) == 0)
        return 0;
    drop(*space);
    *space = NULL;
    return fail(s);
}

static int turn(const struct server *s, object *space)
{
    object *frame = jail_wire_read(s->calls, frame_max), *out;
    int rc;

    if (frame == NULL)
        return -1;
    out = jail_wire_answer(space, frame, s->doing, s->odd_in, s->odd_out);
    rc = out != NULL ? jail_wire_write(s->replies, out) : fail(s);
    drop(frame);
    drop(out);
    return rc;
}

object *jail_program_load(object *self, object *const *args, ssize_t n)
{
    struct server s;
    object *space;

    (void)self;
    if (jail_wire_want(n, 2) < 0 || open_server(&s, args[0]) < 0
        || load(&s, args[1], &space) < 0)
        return NULL;
    return space != NULL ? space : jail_wire_none();
}

object *jail_program_turn(object *self, object *const *args, ssize_t n)
{
    struct server s;

    (void)self;
    if (jail_wire_want(n, 2) < 0 || open_server(&s, args[0]) < 0
        || turn(&s, args[1]) < 0)
        return NULL;
    return jail_wire_none();
}

_Noreturn void jail_program_run(object *server)
{
    struct server s;
    object *program, *space = NULL;

    if (open_server(&s, server) == 0
        && PyObject_CallObject(s.collect, NULL) != NULL
        && PyObject_CallFunctionObjArgs(s.seed, s.its, (object *)NULL) != NULL
        && (program = jail_wire_read(s.calls, program_max)) != NULL
        && load(&s, program, &space) == 0) {
        Py_DecRef(program);
        while (space != NULL && turn(&s, space) == 0)
            ;
    }
    _exit(70);
}
