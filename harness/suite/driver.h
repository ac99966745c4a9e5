/* driver.lua as a string; the Makefile turns the file into C. */
#ifndef RETORT_SUITE_DRIVER_H
#define RETORT_SUITE_DRIVER_H

extern const char driver_lua[];

#endif
