/*
 * What makes forks of a warm interpreter cheap; part of the library that
 * jail_keeper.py loads. A forked process pays for each page it writes to, which
 * is copied, and for each piece of a file it runs through, which is mapped: of
 * both it shall meet few. Nothing here is needed for a right verdict.
 */
#ifndef RETORT_IO_JAIL_JAIL_SETTLE_H
#define RETORT_IO_JAIL_JAIL_SETTLE_H

/* Takes all free places among what is in use: what a fork makes then comes to
 * lie together in pages of its own. */
void jail_settle_heap(void);

/* Moves the interpreter's code from its file into huge pages of memory, which
 * every fork has at once. Returns 0, or -1: this machine has none to give, and
 * all is as it was. */
int jail_settle_text(void);

#endif
