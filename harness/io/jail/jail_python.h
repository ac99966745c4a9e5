/*
 * What the wire (jail_wire.h) uses of the interpreter that loads it, as the
 * stable ABI has it (docs.python.org/3/c-api/stable.html): no header of Python
 * is needed to build, and one library fits every version.
 */
#ifndef RETORT_IO_JAIL_JAIL_PYTHON_H
#define RETORT_IO_JAIL_JAIL_PYTHON_H

#include <stddef.h>
#include <sys/types.h>

typedef struct object object; // PyObject

struct method { // PyMethodDef
    const char *name;
    object *(*call)(object *self, object *const *args, ssize_t n);
    int flags;
    const char *doc;
};

struct module { // PyModuleDef
    ssize_t references;
    object *type;
    object *(*init)(void);
    ssize_t index;
    object *copy;
    const char *name, *doc;
    ssize_t state_size;
    const struct method *methods;
    void *slots, *traverse, *clear, *free;
};

enum {
    METH_FASTCALL = 0x80,
    ABI = 3,          // PYTHON_ABI_VERSION
    OF_INT = 1 << 24, // Py_TPFLAGS_*_SUBCLASS
    OF_LIST = 1 << 25,
    OF_TUPLE = 1 << 26,
    OF_BYTES = 1 << 27,
    OF_STR = 1 << 28,
    OF_DICT = 1 << 29
};

extern object _Py_NoneStruct, _Py_TrueStruct, _Py_FalseStruct;
extern object PyBool_Type, PyLong_Type, PyFloat_Type, PyComplex_Type,
    PyUnicode_Type, PyBytes_Type, PyByteArray_Type, PyTuple_Type, PyList_Type,
    PyDict_Type, PySet_Type, PyFrozenSet_Type, PyRange_Type, PyType_Type,
    PyModule_Type;
extern object *PyExc_ValueError, *PyExc_TypeError, *PyExc_KeyError,
    *PyExc_EOFError, *PyExc_OSError, *PyExc_RecursionError;

void Py_IncRef(object *x);
void Py_DecRef(object *x);
object *PyObject_Type(object *x);
unsigned long PyType_GetFlags(object *type);
int PyType_IsSubtype(object *type, object *of);

/* Borrowed: *_GetItem, PyDict_GetItemWithError, *Dict. All others return a new
 * reference, or NULL with an exception. */
void PyErr_SetString(object *kind, const char *text);
void PyErr_SetObject(object *kind, object *value);
object *PyErr_SetFromErrno(object *kind);
object *PyErr_NoMemory(void);
object *PyErr_Format(object *kind, const char *format, ...);
object *PyErr_Occurred(void);
void PyErr_Clear(void);
void PyErr_Fetch(object **kind, object **e, object **trace);
void PyErr_NormalizeException(object **kind, object **e, object **trace);
int PyErr_CheckSignals(void);
void *PyEval_SaveThread(void);
void PyEval_RestoreThread(void *state);

object *Py_BuildValue(const char *format, ...);
object *PyObject_Call(object *f, object *args, object *named);
object *PyObject_CallFunctionObjArgs(object *f, ...);
object *PyObject_CallFunction(object *f, const char *format, ...);
object *PyObject_CallObject(object *f, object *args);
object *PyObject_GetAttrString(object *x, const char *name);
object *PyObject_GetIter(object *x);
object *PyIter_Next(object *it);
int PyCallable_Check(object *x);
object *PyModule_New(const char *name);
object *PyModule_Create2(struct module *m, int abi);
void *PyModule_GetState(object *module);
int PyModule_AddFunctions(object *module, const struct method *m);
object *PyModule_GetNameObject(object *module);
object *PyModule_GetDict(object *module);
object *PyImport_GetModuleDict(void);
object *PyTuple_Pack(ssize_t n, ...);
ssize_t PyTuple_Size(object *x);
object *PyTuple_GetItem(object *x, ssize_t i);
object *PyList_New(ssize_t n);
int PyList_Append(object *list, object *x);
object *PyList_AsTuple(object *list);
ssize_t PyList_Size(object *x);
object *PyList_GetItem(object *x, ssize_t i);
object *PySet_New(object *from);
object *PyFrozenSet_New(object *from);
ssize_t PySet_Size(object *x);
object *PyDict_New(void);
ssize_t PyDict_Size(object *x);
int PyDict_Next(object *x, ssize_t *at, object **key, object **value);
int PyDict_SetItem(object *x, object *key, object *value);
int PyDict_SetItemString(object *x, const char *key, object *value);
object *PyDict_GetItemWithError(object *x, object *key);
object *PyLong_FromLongLong(long long x);
object *PyLong_FromString(const char *text, char **end, int base);
ssize_t PyLong_AsSsize_t(object *x);
object *PyBool_FromLong(long x);
long long PyLong_AsLongLongAndOverflow(object *x, int *over);
object *PyNumber_ToBase(object *x, int base);
object *PyFloat_FromDouble(double x);
double PyFloat_AsDouble(object *x);
double PyComplex_RealAsDouble(object *x);
double PyComplex_ImagAsDouble(object *x);
const char *PyUnicode_AsUTF8AndSize(object *x, ssize_t *size);
object *PyUnicode_AsEncodedString(
    object *x, const char *encoding, const char *errors);
object *PyUnicode_DecodeUTF8(const char *s, ssize_t n, const char *errors);
object *PyUnicode_Substring(object *x, ssize_t from, ssize_t to);
unsigned PyUnicode_ReadChar(object *x, ssize_t at);
ssize_t PyUnicode_GetLength(object *x);
int PyUnicode_Compare(object *a, object *b);
object *PyBytes_FromStringAndSize(const char *s, ssize_t n);
int PyBytes_AsStringAndSize(object *x, char **s, ssize_t *n);
object *PyByteArray_FromStringAndSize(const char *s, ssize_t n);
char *PyByteArray_AsString(object *x);
ssize_t PyByteArray_Size(object *x);

/* --- ours, jail_python.c --- */

/* Finds out where an object has its type. Returns -1 if this interpreter keeps
 * it in no such place. */
int jail_type_find(void);

/* Returns the type of x, borrowed. */
object *jail_type_of(const object *x);

/* Types that go by name. Return NULL, without an exception: it is none. */
const char *jail_type_name(const object *type);
object *jail_type_named(const char *name, size_t len);

#endif
