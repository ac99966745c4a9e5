/*
 * The library as Python sees it: a module jail_inside, built into whatever
 * interpreter is started with it, of which the keeper and its judges are made.
 * Its state is the plan of jail_inside.h, of this process.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/resource.h>
#include <unistd.h>

#include "io/jail/jail_inside.h"
#include "io/jail/jail_judges.h"
#include "io/jail/jail_settle.h"
#include "io/jail/jail_wire.h"

/* Of the interpreter, where there is one. */
extern int PyImport_AppendInittab(const char *name, object *(*init)(void))
    __attribute__((weak));
extern int Py_IsInitialized(void) __attribute__((weak));

static struct jail_plan *plan_of(object *self)
{
    return PyModule_GetState(self);
}

static object *failed(int number)
{
    errno = number;
    return PyErr_SetFromErrno(PyExc_OSError);
}

/* serve(server, compiled, living) -> role: server is that of jail_program.h,
 * and kept; whether programs may be run from /tmp; whether judges may live on.
 * See jail_serve. The keeper's plan is on its stack, which a program writes to
 * anyway, and not in the huge page that it would split for itself at each job.
 */
static object *serve(object *self, object *const *args, ssize_t n)
{
    struct jail_plan plan = { .server = NULL };
    int role;

    if (jail_wire_want(n, 3) < 0)
        return NULL;
    plan.server = args[0];
    plan.compiled = args[1] == &_Py_TrueStruct;
    plan.living = args[2] == &_Py_TrueStruct;
    plan.null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (plan.null < 0)
        return failed(errno);
    Py_IncRef(plan.server);
    jail_settle_small();
    role = jail_serve(&plan);
    *plan_of(self) = plan;
    return role < 0 ? failed(-role) : PyLong_FromLongLong(role);
}

/* next() -> bool: a judge that lives on waits for a job. */
static object *next(object *self, object *const *args, ssize_t n)
{
    (void)args;
    (void)n;
    return PyBool_FromLong(jail_judges_next(plan_of(self)));
}

/* takes(bool): whether it takes the job. */
static object *takes(object *self, object *const *args, ssize_t n)
{
    (void)self;
    if (jail_wire_want(n, 1) < 0)
        return NULL;
    jail_judges_answer(args[0] == &_Py_TrueStruct);
    return jail_wire_none();
}

/* idle(): it is ready for the next. */
static object *idle(object *self, object *const *args, ssize_t n)
{
    (void)self;
    (void)args;
    (void)n;
    jail_judges_idle();
    return jail_wire_none();
}

/* over(): closes all that the job has brought. */
static object *over(object *self, object *const *args, ssize_t n)
{
    (void)self;
    (void)args;
    (void)n;
    jail_judges_over();
    return jail_wire_none();
}

/* part(n) -> bytes: the n-th text of the job. */
static object *part(object *self, object *const *args, ssize_t n)
{
    const struct jail_plan *p = plan_of(self);
    const ssize_t parts = sizeof p->head.sizes / sizeof *p->head.sizes;
    int64_t at = sizeof p->head;
    ssize_t nth, size;
    object *bytes;
    char *to;

    if (jail_wire_want(n, 1) < 0)
        return NULL;
    nth = PyLong_AsSsize_t(args[0]);
    if (nth < 0 || nth >= parts) {
        PyErr_SetString(PyExc_ValueError, "no part of a job");
        return NULL;
    }
    for (ssize_t i = 0; i < nth; i++)
        at += p->head.sizes[i];
    bytes = PyBytes_FromStringAndSize(NULL, (ssize_t)p->head.sizes[nth]);
    if (bytes == NULL || PyBytes_AsStringAndSize(bytes, &to, &size) < 0)
        return NULL;
    if (pread(p->job, to, (size_t)size, at) == size)
        return bytes;
    Py_DecRef(bytes);
    PyErr_SetString(PyExc_EOFError, "the job's file");
    return NULL;
}

/* ends() -> (result, program, calls, replies, line), of struct jail_plan. */
static object *ends(object *self, object *const *args, ssize_t n)
{
    const struct jail_plan *p = plan_of(self);

    (void)args;
    (void)n;
    return Py_BuildValue(
        "(iiiii)", p->result, p->program, p->calls, p->replies, p->line);
}

/* limit_program(): of a case's own process, shut_in has set the others. */
static object *limit_program(object *self, object *const *args, ssize_t n)
{
    (void)args;
    (void)n;
    return jail_limit_program(plan_of(self)) == NULL ? jail_wire_none()
                                                     : failed(errno);
}

/* limit_memory(): of a judge that lives on, for this job. */
static object *limit_memory(object *self, object *const *args, ssize_t n)
{
    int64_t most = plan_of(self)->head.memory_size;

    (void)args;
    (void)n;
    return jail_limit(RLIMIT_AS, most, INT64_MAX - most) == 0 ? jail_wire_none()
                                                              : failed(errno);
}

/* settle(): makes what was done so far lie close together. */
static object *settle(object *self, object *const *args, ssize_t n)
{
    (void)self;
    (void)args;
    (void)n;
    jail_settle_heap();
    return jail_wire_none();
}

/* settle_down(): the last before the first fork. */
static object *settle_down(object *self, object *const *args, ssize_t n)
{
    (void)self;
    (void)args;
    (void)n;
    jail_settle_heap();
    jail_settle_text();
    jail_settle_pages();
    return jail_wire_none();
}

static object *init(void)
{
    static const struct method methods[] = {
        { "serve", serve, METH_FASTCALL, NULL },
        { "next", next, METH_FASTCALL, NULL },
        { "takes", takes, METH_FASTCALL, NULL },
        { "idle", idle, METH_FASTCALL, NULL },
        { "over", over, METH_FASTCALL, NULL },
        { "part", part, METH_FASTCALL, NULL },
        { "ends", ends, METH_FASTCALL, NULL },
        { "limit_program", limit_program, METH_FASTCALL, NULL },
        { "limit_memory", limit_memory, METH_FASTCALL, NULL },
        { "settle", settle, METH_FASTCALL, NULL },
        { "settle_down", settle_down, METH_FASTCALL, NULL },
        { NULL, NULL, 0, NULL },
    };
    static struct module def = { .references = 1,
        .name = "jail_inside",
        .state_size = sizeof(struct jail_plan),
        .methods = methods };
    object *module;

    if (jail_type_find() < 0) {
        PyErr_SetString(PyExc_TypeError, "this Python's objects are unknown");
        return NULL;
    }
    module = PyModule_Create2(&def, ABI);
    if (module != NULL
        && PyModule_AddFunctions(module, jail_wire_methods) < 0) {
        Py_DecRef(module);
        return NULL;
    }
    return module;
}

__attribute__((constructor)) static void offer(void)
{
    if (PyImport_AppendInittab != NULL && Py_IsInitialized != NULL
        && Py_IsInitialized() == 0)
        PyImport_AppendInittab("jail_inside", init);
}
