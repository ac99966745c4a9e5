/*
 * How much an endpoint may be asked: at once, and in a minute. Pure decisions
 * on times that are told; no clock and no I/O of its own.
 *
 * At once: the window begins at --jobs, what the user says the endpoint takes,
 * but at most at 128, as many new connections as Linux let wait for a server
 * until 5.4 (net.core.somaxconn), and triples in each round trip until it is
 * there or the endpoint pushes back (429, 498, 503, 529); then it is halved, at
 * most once for what was under way together, and grows by one for each
 * WINDOW_CLEAN good replies (PROVIDER-APIS 2.6; Chiu and Jain 1989 for why this
 * settles).
 * In a minute: requests and tokens of any 60 s stay at or below what was
 * given; tokens are guessed before and put right when the reply tells.
 */
#ifndef RETORT_IO_LIMIT_H
#define RETORT_IO_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct limit_config {
    int most;                 // in flight, the user's --jobs
    int64_t per_minute;       // requests; 0: no limit
    int64_t tokens_in_minute; // of prompts and replies; 0: no limit
};

enum limit_saw {
    LIMIT_CLEAN,  // a reply
    LIMIT_PUSHED, // too fast, or too busy
    LIMIT_OTHER   // another failure: says nothing about the pace
};

struct limit_send; // one of the last minute

struct limit { // starts as limit_init leaves it
    struct limit_config c;
    int window, in_flight, clean;
    bool starting;            // triples: nobody has pushed back yet
    int64_t cut_us;           // what was sent before does not halve it again
    int64_t hold_us;          // the endpoint wants nothing before
    struct limit_send *sends; // a ring, oldest first
    size_t room, first, n;
    uint64_t serial; // of the oldest
    int64_t tokens;  // of those in the ring
    int64_t pushed;  // how often the window was halved
};

struct limit_ticket { // of a request in flight
    int64_t sent_us;
    uint64_t serial;
};

void limit_init(struct limit *l, const struct limit_config *c);
void limit_clear(struct limit *l);

/* 0: send now. Above: not before so many microseconds. LIMIT_FULL: when one
 * in flight comes back. A request above all that a minute may hold goes out
 * alone. */
enum { LIMIT_FULL = -1 };
int64_t limit_wait_us(struct limit *l, int64_t now_us, int64_t tokens);

/* Notes a request that goes out, and that it is back, whatever came. */
struct limit_ticket limit_sent(struct limit *l, int64_t now_us, int64_t tokens);
void limit_back(struct limit *l);

/* What came of it; tokens it really took, -1 when not told. */
void limit_saw(struct limit *l, const struct limit_ticket *t,
    enum limit_saw saw, int64_t now_us);
void limit_tokens(
    struct limit *l, const struct limit_ticket *t, int64_t tokens);

/* The endpoint asked for patience until then. */
void limit_hold(struct limit *l, int64_t until_us);

#endif
