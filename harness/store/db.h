/*
 * Inside the store only: the connection, its prepared statements, and the
 * few moves that every statement needs. No one else sees SQLite.
 */
#ifndef RETORT_STORE_DB_H
#define RETORT_STORE_DB_H

#include <sqlite3.h>
#include <stdatomic.h>

#include "store/bound.h"
#include "store/pack.h"
#include "store/request.h"
#include "store/store.h"

enum statement {
    DB_ANSWER_PUT,
    DB_ANSWER_FIND,
    DB_ANSWER_GET,
    DB_PLACE_GET,
    DB_PLACE_PUT,
    DB_PLACE_DROP,
    DB_PLACE_LAST,
    DB_PLACE_TAIL,
    DB_VERSION,
    DB_REQUEST_GET,
    DB_VERDICT_PUT,
    DB_VERDICTS_PUT,
    DB_VERDICT_REPLACE,
    DB_VERDICT_FIND,
    DB_ASKED_DROP,
    DB_ASKED_PUT,
    DB_BATCH_ITEM_PUT,
    DB_BATCH_ITEM_FIND,
    DB_BATCH_ITEM_END,
    DB_STATEMENTS
};

struct db_places {           // store_place.c
    uint64_t levels;         // of runs: a bit for each that is there
    int64_t packed;          // they have all answers up to this one
    int64_t known;           // the last one whose place is known
    struct pack_place *tail; // of the answers behind packed, in their order
    size_t count, room;
    bool looked;     // all of this is known
    int64_t version; // of the data, when we last looked
    bool others;     // another process has written since we looked first
};

struct store {
    sqlite3 *db;
    char *path;
    char *rescued; // where its copy is, when it was moved away; or NULL
    sqlite3_stmt *kept[DB_STATEMENTS];      // prepared at first use
    struct bound answer, verdict, verdicts; // what their PUT holds
    size_t pending;      // rows written since the last commit
    bool begun;          // a transaction is open
    bool lost;           // SQLite took back one before it
    int64_t next_answer; // its id; of this transaction
    struct db_places places;
    int64_t looked_us;           // when we last looked at what others wrote
    atomic_uchar *filter;        // of addresses; NULL: none
    atomic_bool filter_off;      // it does not know all any more
    struct request_base written; // the last request written whole
    struct request_base read;    // and the last one read for its pieces
    struct buf whole;            // a request put together
    struct buf still;            // the file, where it is read in memory
    struct behind *behind;       // NULL: all is written at once
    atomic_bool hurried;         // it does not wait for other processes
    int64_t busy_since_us;       // it waits for one
};

/* Says what SQLite said, with the path. Always -1. */
int db_fail(struct store *s, const char *doing, struct err *e);

/* store_behind.c: whoever touches the connection makes it his own before. Of
 * what gathers there: how many; whether a batch is with the other thread, and
 * with it the connection and all of struct store but the filter. */
void db_own(struct store *s);
size_t db_gathered(const struct store *s);
bool db_away(const struct store *s);

/* Returns the kept statement of that number, or NULL. What was bound to it
 * last still is: bind all of it anew. */
sqlite3_stmt *db_kept(
    struct store *s, enum statement which, const char *sql, struct err *e);

/* The same for one that does not care what gathers: the connection is here. */
sqlite3_stmt *db_ready(
    struct store *s, enum statement which, const char *sql, struct err *e);

/* store_answer_put; unseen: nothing is there but what others may have put. */
int db_answer_put(
    struct store *s, struct answer *a, bool unseen, struct err *e);

/* Prepares a statement for one use; the caller finalizes. NULL on error. */
sqlite3_stmt *db_prepare(struct store *s, const char *sql, struct err *e);

/* Opens the transaction that the next commit ends. */
int db_begin(struct store *s, struct err *e);

/* Runs statements that bring no rows. */
int db_exec(struct store *s, const char *sql, const char *doing, struct err *e);

/* Steps a write to its end (db_kept or a finalize resets it); and counts one
 * pending row. */
int db_step(
    struct store *s, sqlite3_stmt *st, const char *doing, struct err *e);
int db_write(
    struct store *s, sqlite3_stmt *st, const char *doing, struct err *e);

/* SQLite has taken the transaction back by itself. */
bool db_taken_back(const struct store *s);

/* store_still.c: nobody can write the file in this folder, and nobody does; and
 * opens it then, to be read. */
bool still_is(const struct store *s, const char *dir);
int still_open(struct store *s, struct err *e);

/* store_address.c: nothing is at an address, for sure; the same as far as we
 * put it ourselves, and now something will be. */
bool db_places_none(struct store *s, const unsigned char address[HASH_SIZE]);
bool db_place_expect(struct store *s, const unsigned char address[HASH_SIZE]);

/* The filter of what is there: it is made, unless it was; false when a head was
 * not in it; it knows of all; it does not any more. */
int db_filter_begin(struct store *s, struct err *e);
bool db_filter_add(struct store *s, uint64_t head);
bool db_filter_holds(const struct store *s);
void db_filter_end(struct store *s);

/* store_place.c: calls fn for the replies that may be at an address, until it
 * returns other than 0, and returns that; one more is there. */
typedef int (*place_fn)(struct store *s, int64_t answer,
    const unsigned char address[HASH_SIZE], struct answer *out, struct err *e);
int db_places(struct store *s, const unsigned char address[HASH_SIZE],
    place_fn fn, struct answer *out, struct err *e);
void db_place_note(
    struct store *s, const unsigned char address[HASH_SIZE], int64_t answer);

/* Brings up to date what we know of places, and from then on all is read from
 * one view of the file until it is let go. */
int db_places_look(struct store *s, struct err *e);
void db_places_let_go(struct store *s);

/* A new transaction: looks, and packs the latest when they are many; what it
 * put was taken back. */
int db_places_settle(struct store *s, struct err *e);
void db_places_lost(struct store *s);

/* Puts all places into the filter. */
int db_places_filter(struct store *s, struct err *e);

/* As bound.h, for a statement that is not used again and again. */
void db_bind_count(sqlite3_stmt *st, int at, int64_t n);
void db_bind_text(sqlite3_stmt *st, int at, const char *s);

/* Reads a count, -1 for NULL; and a text, "" or NULL for NULL. */
int64_t db_count(sqlite3_stmt *st, int column);
const char *db_text(sqlite3_stmt *st, int column);
double db_real(sqlite3_stmt *st, int column); // NAN for NULL
int64_t db_value_count(sqlite3_value *v);

/* Usage: its columns, and as many marks to bind them. */
#define DB_USAGE_NAME(id, field, side) #field ", "
#define DB_USAGE_MARK(id, field, side) "?,"
#define DB_USAGE USAGE_LIST(DB_USAGE_NAME) "reported_pusd, usage_flags"
#define DB_USAGE_MARKS USAGE_LIST(DB_USAGE_MARK) "?,?"
struct usage db_usage(sqlite3_value *const *v);

/* An outcome that was stored: they index arrays, and a number that is none, in
 * a damaged file, is no verdict. */
enum outcome db_outcome(int o);

/* store_costs.c: for a connection that was opened. */
int db_costs_set_up(struct store *s, struct err *e);

#endif
