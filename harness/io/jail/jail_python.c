#include "io/jail/jail_python.h"

#include <string.h>

enum { WORDS = 6 }; // at the start of an object, where its type may be

static size_t type_at;

static object *word_of(const object *x, size_t at)
{
    return ((object *const *)(const void *)x)[at];
}

/* By some objects of known types; where Python is built otherwise than usual,
 * the place is another. */
int jail_type_find(void)
{
    static const struct {
        object *x, *type;
    } known[] = { { &_Py_TrueStruct, &PyBool_Type },
        { &PyLong_Type, &PyType_Type }, { &PyType_Type, &PyType_Type } };
    enum { KNOWN = sizeof known / sizeof *known };

    for (type_at = 0; type_at < WORDS; type_at++) {
        size_t n = 0;
        while (n < KNOWN && word_of(known[n].x, type_at) == known[n].type)
            n++;
        if (n == KNOWN)
            return 0;
    }
    return -1;
}

object *jail_type_of(const object *x)
{
    return word_of(x, type_at);
}

static const struct {
    object *type;
    const char *name;
} named[] = { { &PyBool_Type, "bool" }, { &PyLong_Type, "int" },
    { &PyFloat_Type, "float" }, { &PyComplex_Type, "complex" },
    { &PyUnicode_Type, "str" }, { &PyBytes_Type, "bytes" },
    { &PyByteArray_Type, "bytearray" }, { &PyTuple_Type, "tuple" },
    { &PyList_Type, "list" }, { &PyDict_Type, "dict" }, { &PySet_Type, "set" },
    { &PyFrozenSet_Type, "frozenset" }, { &PyRange_Type, "range" },
    { NULL, "NoneType" } };

enum { NAMED = sizeof named / sizeof *named };

static object *named_type(size_t i)
{
    return named[i].type != NULL ? named[i].type
                                 : jail_type_of(&_Py_NoneStruct);
}

const char *jail_type_name(const object *type)
{
    for (size_t i = 0; i < NAMED; i++)
        if (type == named_type(i))
            return named[i].name;
    return NULL;
}

object *jail_type_named(const char *name, size_t len)
{
    for (size_t i = 0; i < NAMED; i++)
        if (strlen(named[i].name) == len
            && memcmp(named[i].name, name, len) == 0)
            return named_type(i);
    return NULL;
}
