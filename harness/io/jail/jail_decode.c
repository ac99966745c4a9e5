#include "io/jail/jail_decode.h"

#include <stdlib.h>
#include <string.h>

#include "io/jail/jail_encode.h"

enum {
    NUMBER_MAX = 10, // digits of a length
    FLOAT_MAX = 64,  // bytes of a float's text
    EXACT = 15       // hexadecimal digits that a long long holds for sure
};

static object *decode(struct jail_in *in, int depth);

static object *no_value(const char *why)
{
    PyErr_SetString(PyExc_ValueError, why);
    return NULL;
}

/* Returns the letter, or -1. As many bytes as the number says are there: each
 * item of a list has at least one. */
static int get_head(struct jail_in *in, size_t *n)
{
    size_t at = in->at, digits = 0;
    int letter = at < in->len ? in->s[at++] : -1;

    *n = 0;
    for (; at < in->len && in->s[at] >= '0' && in->s[at] <= '9'; at++)
        if (++digits <= NUMBER_MAX)
            *n = 10 * *n + (size_t)(in->s[at] - '0');
    if (letter < 0 || digits == 0 || digits > NUMBER_MAX || at >= in->len
        || in->s[at] != ':' || *n > in->len - at - 1) {
        no_value("its length is wrong");
        return -1;
    }
    in->at = at + 1;
    return letter;
}

static int digit_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

static object *decode_small_int(const char *s, size_t n)
{
    size_t minus = n > 0 && s[0] == '-';
    long long x = 0;

    for (size_t i = minus; i < n; i++) {
        int digit = digit_of(s[i]);
        if (digit < 0)
            return no_value("it is no number");
        x = 16 * x + digit;
    }
    return n > minus ? PyLong_FromLongLong(minus ? -x : x)
                     : no_value("it is no number");
}

static object *decode_int(const char *s, size_t n)
{
    char *text, *end;
    object *x;

    if (n <= EXACT)
        return decode_small_int(s, n);
    text = malloc(n + 1);
    if (text == NULL)
        return PyErr_NoMemory();
    memcpy(text, s, n);
    text[n] = '\0';
    x = PyLong_FromString(text, &end, 16);
    if (x != NULL && end != text + n) {
        Py_DecRef(x);
        x = no_value("it is no number");
    }
    free(text);
    return x;
}

static object *decode_float(const char *s, size_t n)
{
    char text[FLOAT_MAX], *end;
    double x;

    if (n == 0 || n >= sizeof text)
        return no_value("it is no number");
    memcpy(text, s, n);
    text[n] = '\0';
    x = strtod(text, &end);
    return end == text + n ? PyFloat_FromDouble(x)
                           : no_value("it is no number");
}

static object *same(object *x)
{
    Py_IncRef(x);
    return x;
}

static object *decode_type(const char *s, size_t n)
{
    object *type = jail_type_named(s, n);

    return type != NULL ? same(type) : no_value("it is no type");
}

static object *decode_odd(object *odd, const char *s, size_t n)
{
    object *text = PyBytes_FromStringAndSize(s, (ssize_t)n), *x = NULL;

    if (text != NULL) {
        x = PyObject_CallFunctionObjArgs(odd, text, (object *)NULL);
        Py_DecRef(text);
    }
    return x;
}

static object *decode_text(
    struct jail_in *in, int letter, const char *s, size_t n)
{
    switch (letter) {
    case 'i': return decode_int(s, n);
    case 'f': return decode_float(s, n);
    case 's': return PyUnicode_DecodeUTF8(s, (ssize_t)n, "surrogatepass");
    case 'b': return PyBytes_FromStringAndSize(s, (ssize_t)n);
    case 'a': return PyByteArray_FromStringAndSize(s, (ssize_t)n);
    case 'y': return decode_type(s, n);
    case 'o': return decode_odd(in->odd, s, n);
    default: return no_value("it is of no type");
    }
}

static object *decode_list(struct jail_in *in, size_t n, int depth)
{
    object *list = PyList_New(0);

    while (list != NULL && n-- > 0) {
        object *x = decode(in, depth);
        if (x == NULL || PyList_Append(list, x) < 0) {
            Py_DecRef(list);
            list = NULL;
        }
        if (x != NULL)
            Py_DecRef(x);
    }
    return list;
}

static int decode_pair(struct jail_in *in, object *dict, int depth)
{
    object *key = decode(in, depth);
    object *value = key != NULL ? decode(in, depth) : NULL;
    int rc = value != NULL ? PyDict_SetItem(dict, key, value) : -1;

    if (key != NULL)
        Py_DecRef(key);
    if (value != NULL)
        Py_DecRef(value);
    return rc;
}

static object *decode_dict(struct jail_in *in, size_t n, int depth)
{
    object *dict =
        n % 2 == 0 ? PyDict_New() : no_value("a key without a value");

    for (; dict != NULL && n > 0; n -= 2)
        if (decode_pair(in, dict, depth) < 0) {
            Py_DecRef(dict);
            dict = NULL;
        }
    return dict;
}

/* What is made of a list, which is given away. */
static object *from_list(object *list, object *(*make)(object *))
{
    object *x = list != NULL ? make(list) : NULL;

    if (list != NULL)
        Py_DecRef(list);
    return x;
}

static object *make_range(object *tuple)
{
    return PyObject_CallObject(&PyRange_Type, tuple);
}

static object *make_complex(object *tuple)
{
    return PyObject_CallObject(&PyComplex_Type, tuple);
}

static object *decode_items(struct jail_in *in, int letter, size_t n, int depth)
{
    object *list = decode_list(in, n, depth);

    switch (letter) {
    case 't': return from_list(list, PyList_AsTuple);
    case 'e': return from_list(list, PySet_New);
    case 'z': return from_list(list, PyFrozenSet_New);
    case 'r': return from_list(from_list(list, PyList_AsTuple), make_range);
    case 'c': return from_list(from_list(list, PyList_AsTuple), make_complex);
    default: return list;
    }
}

/* No deeper than DEPTH_MAX. */
static object *decode(struct jail_in *in, int depth)
{
    size_t n, at;
    int letter = get_head(in, &n);

    if (letter < 0 || jail_too_deep(depth) < 0)
        return NULL;
    switch (letter) {
    case 'N': return same(&_Py_NoneStruct);
    case 'T': return same(&_Py_TrueStruct);
    case 'F': return same(&_Py_FalseStruct);
    case 'd': return decode_dict(in, n, depth + 1);
    case 'l':
    case 't':
    case 'e':
    case 'z':
    case 'r':
    case 'c': return decode_items(in, letter, n, depth + 1);
    default:
        at = in->at;
        in->at += n;
        return decode_text(in, letter, in->s + at, n);
    }
}

object *jail_decode(struct jail_in *in)
{
    return decode(in, 0);
}
