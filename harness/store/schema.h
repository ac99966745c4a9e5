/* schema*.sql as strings; the Makefile turns the files into C. */
#ifndef RETORT_STORE_SCHEMA_H
#define RETORT_STORE_SCHEMA_H

extern const char schema_new_sql[];
extern const char schema_sql[], schema_2_sql[], schema_3_sql[], schema_4_sql[],
    schema_5_sql[];

#endif
