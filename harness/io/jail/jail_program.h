/*
 * The program's process, from its first line to the last call: what
 * jail_judge.py says of it, in C and with all that can be made beforehand made
 * in the keeper, for each object that Python looks at is a page that is copied.
 */
#ifndef RETORT_IO_JAIL_JAIL_PROGRAM_H
#define RETORT_IO_JAIL_JAIL_PROGRAM_H

#include "io/jail/jail_python.h"

/* A server is a tuple, of what there was before any program: descriptors of
 * calls and replies, compile, exec, what ".name" means, two functions for odd
 * objects (see jail_wire.h), one that replies with an exception, and what is
 * called first: gc.enable, and random.seed with its argument. */
enum { JAIL_SERVER = 11 };

/* load(server, program): runs its text and replies with the callables it
 * defines and the modules it imports. Returns its names; None: it has failed,
 * and the reply says so. */
object *jail_program_load(object *self, object *const *args, ssize_t n);

/* turn(server, space): answers one call. */
object *jail_program_turn(object *self, object *const *args, ssize_t n);

/* Serves until the judge lets go, and ends. */
_Noreturn void jail_program_run(object *server);

#endif
