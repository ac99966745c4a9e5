/* schema.sql as a string; the Makefile turns the file into C. */
#ifndef RETORT_STORE_SCHEMA_H
#define RETORT_STORE_SCHEMA_H

extern const char schema_sql[];

#endif
