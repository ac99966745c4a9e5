#include "io/jail/jail_wire.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "io/jail/jail_decode.h"
#include "io/jail/jail_encode.h"
#include "io/jail/jail_program.h"

enum { HEAD = 8 }; // of a frame: its length in hexadecimal

static object *const none = &_Py_NoneStruct;

object *jail_wire_none(void)
{
    Py_IncRef(none);
    return none;
}

/* Python may have checked how many there are: it does not for METH_FASTCALL. */
int jail_wire_want(ssize_t n, ssize_t least)
{
    if (n >= least)
        return 0;
    PyErr_SetString(PyExc_TypeError, "more arguments are needed");
    return -1;
}

/* --- frames --- */

/* After a call that failed: 0 if it is to be tried again. A handler of signals
 * may raise something. */
static int again(void)
{
    if (errno == EINTR)
        return PyErr_CheckSignals();
    PyErr_SetFromErrno(PyExc_OSError);
    return -1;
}

/* Other threads of a program go on meanwhile. */
static int read_all(int fd, char *to, size_t size)
{
    while (size > 0) {
        void *state = PyEval_SaveThread();
        ssize_t n = read(fd, to, size);
        int failed = errno;
        PyEval_RestoreThread(state);
        errno = failed;
        if (n == 0)
            PyErr_SetString(PyExc_EOFError, "");
        if (n == 0 || (n < 0 && again() < 0))
            return -1;
        to += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    return 0;
}

/* Returns the length, or -1 with an exception. */
static ssize_t frame_size(const char head[HEAD], ssize_t most)
{
    static const char digits[] = "0123456789abcdef";
    ssize_t size = 0;

    for (int i = 0; i < HEAD; i++) {
        const char *digit = memchr(digits, head[i], sizeof digits - 1);
        if (digit == NULL) {
            PyErr_SetString(PyExc_ValueError, "it begins with no length");
            return -1;
        }
        size = 16 * size + (digit - digits);
    }
    if (size > most) {
        PyErr_Format(PyExc_ValueError, "an answer of %zd bytes", size);
        return -1;
    }
    return size;
}

object *jail_wire_read(int fd, ssize_t most)
{
    char head[HEAD], *to;
    ssize_t size, same;
    object *frame;

    if (read_all(fd, head, HEAD) < 0 || (size = frame_size(head, most)) < 0)
        return NULL;
    frame = PyBytes_FromStringAndSize(NULL, size);
    if (frame != NULL
        && (PyBytes_AsStringAndSize(frame, &to, &same) < 0
            || read_all(fd, to, (size_t)size) < 0)) {
        Py_DecRef(frame);
        frame = NULL;
    }
    return frame;
}

static object *read_frame(object *self, object *const *args, ssize_t n)
{
    (void)self;
    return jail_wire_want(n, 2) == 0 ? jail_wire_read(
               (int)PyLong_AsSsize_t(args[0]), PyLong_AsSsize_t(args[1]))
                                     : NULL;
}

/* What has not been written yet. */
static void go_on(struct iovec part[2], size_t n)
{
    for (int i = 0; i < 2; i++) {
        size_t done = n < part[i].iov_len ? n : part[i].iov_len;
        part[i].iov_base = (char *)part[i].iov_base + done;
        part[i].iov_len -= done;
        n -= done;
    }
}

int jail_wire_write(int fd, object *bytes)
{
    char head[HEAD], *s;
    ssize_t size;
    struct iovec part[2];

    if (PyBytes_AsStringAndSize(bytes, &s, &size) < 0)
        return -1;
    for (int i = 0; i < HEAD; i++)
        head[i] = "0123456789abcdef"[size >> 4 * (HEAD - 1 - i) & 15];
    part[0] = (struct iovec){ head, HEAD };
    part[1] = (struct iovec){ s, (size_t)size };
    while (part[0].iov_len + part[1].iov_len > 0) {
        void *state = PyEval_SaveThread();
        ssize_t done = writev(fd, part, 2);
        int failed = errno;
        PyEval_RestoreThread(state);
        errno = failed;
        if (done < 0 && again() < 0)
            return -1;
        go_on(part, done > 0 ? (size_t)done : 0);
    }
    return 0;
}

static object *write_frame(object *self, object *const *args, ssize_t n)
{
    (void)self;
    if (jail_wire_want(n, 2) < 0
        || jail_wire_write((int)PyLong_AsSsize_t(args[0]), args[1]) < 0)
        return NULL;
    return jail_wire_none();
}

/* --- values --- */

static object *encode_all(object *odd, object *const *list, ssize_t n)
{
    struct jail_out out;
    object *bytes = NULL;
    int rc = 0;

    jail_out_start(&out, odd);
    for (ssize_t i = 0; rc == 0 && i < n; i++)
        rc = jail_encode(&out, list[i]);
    if (rc == 0)
        bytes = PyBytes_FromStringAndSize(out.s, (ssize_t)out.len);
    jail_out_free(&out);
    return bytes;
}

object *jail_wire_frame(object *odd, object *value)
{
    return encode_all(odd, &value, 1);
}

static object *encode(object *self, object *const *args, ssize_t n)
{
    (void)self;
    return jail_wire_want(n, 1) == 0 ? encode_all(args[0], args + 1, n - 1)
                                     : NULL;
}

/* The bytes are borrowed. */
static int open_frame(struct jail_in *in, object *frame, object *odd)
{
    char *s;
    ssize_t size;

    if (PyBytes_AsStringAndSize(frame, &s, &size) < 0)
        return -1;
    *in = (struct jail_in){ .s = s, .len = (size_t)size, .odd = odd };
    return 0;
}

static object *decode(object *self, object *const *args, ssize_t n)
{
    struct jail_in in;
    object *x, *end, *both = NULL;

    (void)self;
    if (jail_wire_want(n, 3) < 0 || open_frame(&in, args[0], args[2]) < 0)
        return NULL;
    in.at = (size_t)PyLong_AsSsize_t(args[1]);
    x = jail_decode(&in);
    end = x != NULL ? PyLong_FromLongLong((long long)in.at) : NULL;
    if (end != NULL)
        both = PyTuple_Pack(2, x, end);
    if (x != NULL)
        Py_DecRef(x);
    if (end != NULL)
        Py_DecRef(end);
    return both;
}

/* --- the program's side of a call --- */

/* Returns what is called, borrowed. */
static object *find(object *space, object *doing, object *what)
{
    bool own =
        PyUnicode_GetLength(what) > 0 && PyUnicode_ReadChar(what, 0) == '.';
    object *name =
        own ? PyUnicode_Substring(what, 1, PyUnicode_GetLength(what)) : what;
    object *f = name != NULL
                    ? PyDict_GetItemWithError(own ? doing : space, name)
                    : NULL;

    if (f == NULL && PyErr_Occurred() == NULL)
        PyErr_SetObject(PyExc_KeyError, what);
    if (own && name != NULL)
        Py_DecRef(name);
    return f;
}

/* The value, and the arguments, if the call has changed them. */
static object *reply(object *value, object *call, const struct jail_in *in,
    size_t start, object *odd)
{
    struct jail_out out;
    object *bytes = NULL;
    size_t middle;
    int rc;

    jail_out_start(&out, odd);
    rc = jail_out_add(&out, "t3:T0:", 6);
    rc = rc < 0 ? rc : jail_encode(&out, value);
    middle = out.len;
    rc = rc < 0 ? rc : jail_encode(&out, call);
    if (rc == 0 && out.len - middle == in->at - start
        && memcmp(out.s + middle, in->s + start, out.len - middle) == 0) {
        out.len = middle;
        rc = jail_out_add(&out, "N0:", 3);
    }
    if (rc == 0)
        bytes = PyBytes_FromStringAndSize(out.s, (ssize_t)out.len);
    jail_out_free(&out);
    return bytes;
}

static object *called(object *f, object *call)
{
    object *args = PyTuple_GetItem(call, 0);
    object *named = PyTuple_GetItem(call, 1);

    return args != NULL && named != NULL ? PyObject_Call(f, args, named) : NULL;
}

/* Of a frame as the judge writes it. */
object *jail_wire_answer(object *space, object *frame, object *doing,
    object *odd_in, object *odd_out)
{
    struct jail_in in;
    object *what, *call = NULL, *f = NULL, *value = NULL, *bytes = NULL;
    size_t start = 0;

    if (open_frame(&in, frame, odd_in) < 0)
        return NULL;
    what = jail_decode(&in);
    start = in.at;
    if (what != NULL)
        call = jail_decode(&in);
    if (call != NULL)
        f = find(space, doing, what);
    if (f != NULL) {
        Py_IncRef(f); /* the call may take its name away */
        value = called(f, call);
        Py_DecRef(f);
    }
    if (value != NULL)
        bytes = reply(value, call, &in, start, odd_out);
    if (value != NULL)
        Py_DecRef(value);
    if (call != NULL)
        Py_DecRef(call);
    if (what != NULL)
        Py_DecRef(what);
    return bytes;
}

static object *answer(object *self, object *const *args, ssize_t n)
{
    (void)self;
    return jail_wire_want(n, 5) == 0
               ? jail_wire_answer(args[0], args[1], args[2], args[3], args[4])
               : NULL;
}

/* Returns whether x is a module, and has this name. */
static bool is_module(object *x, object *name)
{
    object *own =
        jail_type_of(x) == &PyModule_Type ? PyModule_GetNameObject(x) : NULL;
    bool yes = own != NULL && PyUnicode_Compare(own, name) == 0;

    if (own != NULL)
        Py_DecRef(own);
    PyErr_Clear();
    return yes;
}

object *jail_wire_members(object *space)
{
    object *callables = PyList_New(0), *modules = PyList_New(0), *both = NULL;
    object *key, *x;
    ssize_t at = 0;
    int rc = callables == NULL || modules == NULL ? -1 : 0;

    while (rc == 0 && PyDict_Next(space, &at, &key, &x)) {
        if (jail_type_of(key) != &PyUnicode_Type)
            continue;
        if (PyCallable_Check(x))
            rc = PyList_Append(callables, key);
        else if (is_module(x, key))
            rc = PyList_Append(modules, key);
    }
    if (rc == 0)
        both = PyTuple_Pack(2, callables, modules);
    if (callables != NULL)
        Py_DecRef(callables);
    if (modules != NULL)
        Py_DecRef(modules);
    return both;
}

static object *members(object *self, object *const *args, ssize_t n)
{
    (void)self;
    return jail_wire_want(n, 1) == 0 ? jail_wire_members(args[0]) : NULL;
}

const struct method jail_wire_methods[] = {
    { "encode", encode, METH_FASTCALL, NULL },
    { "decode", decode, METH_FASTCALL, NULL },
    { "read_frame", read_frame, METH_FASTCALL, NULL },
    { "write_frame", write_frame, METH_FASTCALL, NULL },
    { "answer", answer, METH_FASTCALL, NULL },
    { "members", members, METH_FASTCALL, NULL },
    { "load", jail_program_load, METH_FASTCALL, NULL },
    { "turn", jail_program_turn, METH_FASTCALL, NULL },
    { NULL, NULL, 0, NULL },
};
