/*
 * Files that travel inside the binary: the Makefile turns each into bytes
 * with a NUL behind them, which the length does not count.
 */
#ifndef RETORT_IO_JAIL_EMBED_H
#define RETORT_IO_JAIL_EMBED_H

#include <stddef.h>

extern const char jail_keeper_py[];
extern const char jail_judge_py[];
extern const char jail_cases_py[];
extern const char jail_living_py[];

extern const char jail_inside_so[];
extern const size_t jail_inside_so_len;

#endif
