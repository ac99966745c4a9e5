/*
 * What the judge and the program say to each other over two pipes: the wire of
 * jail_judge.py, in C, for in Python it takes a tenth of a verdict's time, most
 * of it for the pages of memory that a fresh fork copies.
 */
#ifndef RETORT_IO_JAIL_JAIL_WIRE_H
#define RETORT_IO_JAIL_JAIL_WIRE_H

#include "io/jail/jail_python.h"

/* Of the module, see jail_module.c:
 *
 *   encode(odd, x, ...) -> bytes of all x. odd(y) gives the bytes that stand
 *       for a y that is not plain data.
 *   decode(data, at, odd) -> (value, where it ends). ValueError and the like:
 *       it is none. odd(bytes) gives what they stand for.
 *   read_frame(fd, most) -> bytes. EOFError, ValueError (more than most).
 *   write_frame(fd, bytes)
 *   answer(space, frame, doing, odd_in, odd_out) -> the frame that answers: a
 *       name of space is called, ".name" is one of doing.
 *   members(space) -> (names of callables, modules under their own name)
 *   load, turn: see jail_program.h
 */
extern const struct method jail_wire_methods[];

/* --- for jail_program.c: the same, without the interpreter between --- */

object *jail_wire_read(int fd, ssize_t most);
int jail_wire_write(int fd, object *bytes);
object *jail_wire_frame(object *odd, object *value);
object *jail_wire_answer(object *space, object *frame, object *doing,
    object *odd_in, object *odd_out);
object *jail_wire_members(object *space);

/* A new reference to None. */
object *jail_wire_none(void);

/* Whether there are so many arguments: -1 with an exception. */
int jail_wire_want(ssize_t n, ssize_t least);

#endif
