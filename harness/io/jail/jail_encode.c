#include "io/jail/jail_encode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEPTH_MAX = 900, // of values in values; Python's own limit is 1000
    FLOAT_MAX = 64   // bytes of a float's text, "-0x1.921fb54442d18p+1"
};

/* --- bytes that grow --- */

void jail_out_start(struct jail_out *o, object *odd)
{
    o->s = o->first;
    o->len = 0;
    o->room = sizeof o->first;
    o->odd = odd;
}

void jail_out_free(struct jail_out *o)
{
    if (o->s != o->first)
        free(o->s);
}

static char *out_grow(struct jail_out *o, size_t n)
{
    if (o->room - o->len < n) {
        size_t room = 2 * o->room + n;
        char *s = o->s == o->first ? malloc(room) : realloc(o->s, room);
        if (s == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        if (o->s == o->first)
            memcpy(s, o->first, o->len);
        o->s = s;
        o->room = room;
    }
    return o->s + o->len;
}

int jail_out_add(struct jail_out *o, const char *s, size_t n)
{
    char *to = out_grow(o, n);

    if (to == NULL)
        return -1;
    memcpy(to, s, n);
    o->len += n;
    return 0;
}

/* "l12:" */
static int put_head(struct jail_out *o, char letter, size_t n)
{
    char digits[24], *at = digits + sizeof digits, *to = out_grow(o, 32);

    if (to == NULL)
        return -1;
    *--at = ':';
    do
        *--at = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    *to = letter;
    memcpy(to + 1, at, (size_t)(digits + sizeof digits - at));
    o->len += 1 + (size_t)(digits + sizeof digits - at);
    return 0;
}

static int put(struct jail_out *o, char letter, const char *text, size_t n)
{
    return put_head(o, letter, n) < 0 ? -1 : jail_out_add(o, text, n);
}

/* Of the bytes of an object, which is given away. */
static int put_bytes(struct jail_out *o, char letter, object *bytes)
{
    char *s;
    ssize_t n;
    int rc = -1;

    if (bytes != NULL && PyBytes_AsStringAndSize(bytes, &s, &n) == 0)
        rc = put(o, letter, s, (size_t)n);
    if (bytes != NULL)
        Py_DecRef(bytes);
    return rc;
}

/* --- values to bytes; of a subclass, what it has of the plain type --- */

static int encode(struct jail_out *o, object *x, int depth);

static int encode_int(struct jail_out *o, object *x)
{
    char digits[24], *at = digits + sizeof digits;
    const char *s;
    object *text;
    ssize_t n = 0;
    int over = 0, rc = -1;
    long long small = PyLong_AsLongLongAndOverflow(x, &over);
    unsigned long long rest =
        small < 0 ? 0 - (unsigned long long)small : (unsigned long long)small;

    if (over == 0) {
        do
            *--at = "0123456789abcdef"[rest % 16];
        while ((rest /= 16) > 0);
        if (small < 0)
            *--at = '-';
        return put(o, 'i', at, (size_t)(digits + sizeof digits - at));
    }
    text = PyNumber_ToBase(x, 16);
    s = text != NULL ? PyUnicode_AsUTF8AndSize(text, &n) : NULL;
    if (s != NULL)
        rc = put(o, 'i', s, (size_t)n);
    if (text != NULL)
        Py_DecRef(text);
    return rc;
}

static int encode_double(struct jail_out *o, double x)
{
    char text[FLOAT_MAX];
    int n = snprintf(text, sizeof text, "%a", x);

    return put(o, 'f', text, (size_t)n);
}

static int encode_str(struct jail_out *o, object *x)
{
    ssize_t n;
    const char *s = PyUnicode_AsUTF8AndSize(x, &n);

    if (s != NULL)
        return put(o, 's', s, (size_t)n);
    PyErr_Clear(); /* half a pair of surrogates, most likely */
    return put_bytes(
        o, 's', PyUnicode_AsEncodedString(x, "utf-8", "surrogatepass"));
}

static int encode_bytes(struct jail_out *o, object *x)
{
    char *s;
    ssize_t n;

    return PyBytes_AsStringAndSize(x, &s, &n) < 0 ? -1
                                                  : put(o, 'b', s, (size_t)n);
}

static int encode_row(struct jail_out *o, object *x, char letter, int depth,
    object *(*item)(object *, ssize_t), ssize_t n)
{
    int rc = put_head(o, letter, (size_t)n);

    for (ssize_t i = 0; rc == 0 && i < n; i++) {
        object *one = item(x, i);
        rc = one != NULL ? encode(o, one, depth) : -1;
    }
    return rc;
}

static int encode_dict(struct jail_out *o, object *x, int depth)
{
    object *key, *value;
    ssize_t at = 0, n = PyDict_Size(x);
    int rc = put_head(o, 'd', 2 * (size_t)n);

    while (rc == 0 && n-- > 0 && PyDict_Next(x, &at, &key, &value))
        rc = encode(o, key, depth) < 0 ? -1 : encode(o, value, depth);
    return rc;
}

/* A copy, so that no subclass says what is in it. */
static int encode_set(struct jail_out *o, object *x, char letter, int depth)
{
    object *copy = PyFrozenSet_New(x), *one;
    object *it = copy != NULL ? PyObject_GetIter(copy) : NULL;
    int rc = it != NULL ? put_head(o, letter, (size_t)PySet_Size(copy)) : -1;

    while (rc == 0 && (one = PyIter_Next(it)) != NULL) {
        rc = encode(o, one, depth);
        Py_DecRef(one);
    }
    if (it != NULL)
        Py_DecRef(it);
    if (copy != NULL)
        Py_DecRef(copy);
    return rc == 0 && PyErr_Occurred() != NULL ? -1 : rc;
}

static int encode_range(struct jail_out *o, object *x, int depth)
{
    static const char *const parts[] = { "start", "stop", "step" };
    int rc = put_head(o, 'r', 3);

    for (int i = 0; rc == 0 && i < 3; i++) {
        object *part = PyObject_GetAttrString(x, parts[i]);
        rc = part != NULL ? encode(o, part, depth) : -1;
        if (part != NULL)
            Py_DecRef(part);
    }
    return rc;
}

static int encode_complex(struct jail_out *o, object *x)
{
    if (put_head(o, 'c', 2) < 0
        || encode_double(o, PyComplex_RealAsDouble(x)) < 0)
        return -1;
    return encode_double(o, PyComplex_ImagAsDouble(x));
}

static int encode_odd(struct jail_out *o, object *x)
{
    const char *name =
        jail_type_of(x) == &PyType_Type ? jail_type_name(x) : NULL;

    if (name != NULL)
        return put(o, 'y', name, strlen(name));
    return put_bytes(
        o, 'o', PyObject_CallFunctionObjArgs(o->odd, x, (object *)NULL));
}

/* Those of which a type's flags say nothing. */
static int encode_other(struct jail_out *o, object *x, int depth)
{
    object *type = jail_type_of(x);

    if (PyType_IsSubtype(type, &PyFloat_Type))
        return encode_double(o, PyFloat_AsDouble(x));
    if (PyType_IsSubtype(type, &PySet_Type))
        return encode_set(o, x, 'e', depth);
    if (PyType_IsSubtype(type, &PyFrozenSet_Type))
        return encode_set(o, x, 'z', depth);
    if (PyType_IsSubtype(type, &PyComplex_Type))
        return encode_complex(o, x);
    if (PyType_IsSubtype(type, &PyByteArray_Type))
        return put(
            o, 'a', PyByteArray_AsString(x), (size_t)PyByteArray_Size(x));
    return type == &PyRange_Type ? encode_range(o, x, depth) : encode_odd(o, x);
}

static int encode_value(struct jail_out *o, object *x, int depth)
{
    unsigned long flags = PyType_GetFlags(jail_type_of(x));

    if ((flags & OF_INT) != 0)
        return encode_int(o, x);
    if ((flags & OF_STR) != 0)
        return encode_str(o, x);
    if ((flags & OF_LIST) != 0)
        return encode_row(o, x, 'l', depth, PyList_GetItem, PyList_Size(x));
    if ((flags & OF_TUPLE) != 0)
        return encode_row(o, x, 't', depth, PyTuple_GetItem, PyTuple_Size(x));
    if ((flags & OF_DICT) != 0)
        return encode_dict(o, x, depth);
    if ((flags & OF_BYTES) != 0)
        return encode_bytes(o, x);
    return encode_other(o, x, depth);
}

int jail_too_deep(int depth)
{
    if (depth <= DEPTH_MAX)
        return 0;
    PyErr_SetString(PyExc_RecursionError, "data in data without end");
    return -1;
}

/* No deeper than DEPTH_MAX. */
static int encode(struct jail_out *o, object *x, int depth)
{
    if (x == &_Py_NoneStruct)
        return put_head(o, 'N', 0);
    if (x == &_Py_TrueStruct)
        return put_head(o, 'T', 0);
    if (x == &_Py_FalseStruct)
        return put_head(o, 'F', 0);
    return jail_too_deep(depth) < 0 ? -1 : encode_value(o, x, depth + 1);
}

int jail_encode(struct jail_out *o, object *x)
{
    return encode(o, x, 0);
}
