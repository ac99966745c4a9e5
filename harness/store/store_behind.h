/*
 * Writing behind: a thread brings to the disk what a run keeps, while the loop
 * goes on. A commit takes the disk's time and SQLite's; a reply that came
 * meanwhile would be read late, and would seem slower than it was.
 *
 * What is kept gathers in a batch, as copies. The batch is given away whole,
 * written (answers, then verdicts, each as they gathered), committed, and taken
 * back with what became of it. One is away at a time.
 *
 * The connection is one thread's at a time: whatever else of store.h is called
 * meanwhile waits until the batch is done, and writes first what gathered
 * since. So nobody sees the file without what was kept before.
 */
#ifndef RETORT_STORE_STORE_BEHIND_H
#define RETORT_STORE_STORE_BEHIND_H

#include "store/store.h"

/* Begins and ends. Where no thread is to be had the batch is written at once
 * when it is given away. The end waits for what is away, writes what gathered,
 * and does not commit that; what was not taken back is forgotten. Replies that
 * cannot be written even then go to a file beside it (store_unwritten.h): -1.
 */
int store_behind_begin(struct store *s, struct err *e);
int store_behind_end(struct store *s, struct err *e);

/* Where a reply goes when there is one at its address: to that of the same
 * request with repeat + step, + 2 step, ... */
struct answer_place {
    const char *endpoint;
    int repeat, step;
};

/* As store_answer_put and store_verdicts_put, later. */
void store_answer_behind(
    struct store *s, const struct answer *a, const struct answer_place *p);
void store_verdict_behind(struct store *s, const struct verdict_row *v);

/* Nothing can be given away now. */
bool store_behind_busy(const struct store *s);

/* Gives away what gathered. */
void store_behind_give(struct store *s);

/* Readable once the batch is back. */
int store_behind_fd(const struct store *s);

enum { STORE_HELD = 2 };

/* Takes the batch back: 1 when it is on disk, 0 when it is not back yet; -1
 * when something in it was not kept, or not committed. STORE_HELD: another
 * process has had the file for long, and all of it gathers anew, behind what
 * gathered since. ids are those of its answers in their order (0: not kept),
 * borrowed until the next give, and of no use unless it was 1. */
int store_behind_take(
    struct store *s, const int64_t **ids, size_t *n, struct err *e);

#endif
