/*
 * What makes forks of a warm interpreter cheap; part of the library that is
 * loaded before the interpreter begins, and by jail_keeper.py. A forked process
 * pays for each page it writes to, which is copied, for each piece of a file it
 * runs through, which is mapped, and for each page there is, for its entry in a
 * table: of all three it shall meet few. Nothing here is needed for a right
 * verdict.
 */
#ifndef RETORT_IO_JAIL_JAIL_SETTLE_H
#define RETORT_IO_JAIL_JAIL_SETTLE_H

/* Takes all free places among what is in use: what a fork makes then comes to
 * lie together in pages of its own. */
void jail_settle_heap(void);

/* The same of small objects alone, so late that nothing of them is given back
 * behind it. */
void jail_settle_small(void);

/* Puts the objects there are into huge pages: a fork copies one entry of a
 * table for each, not 512. Where this library was loaded too late to let them
 * begin where a huge page may, or the machine has none, all is as it was. */
void jail_settle_pages(void);

/* Moves the interpreter's code from its file into huge pages of memory, which
 * every fork has at once. Returns 0, or -1: this machine has none to give, and
 * all is as it was. */
int jail_settle_text(void);

#endif
