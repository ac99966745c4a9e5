/*
 * Replies written down as text and played to a client, faults and all: for
 * tests (tests/wire) and for `retort serve --faults`.
 *
 * The text is what goes over the wire, status line first (without one: 200
 * and all of it a JSON body), behind lines that say how:
 *   !delay MS      wait before it
 *   !after N       then break off behind N bytes of it, by closing
 *   !any [N]       ... behind any number of bytes but the last N (1)
 *   !reset         ... by RST; without !after or !any before its first byte
 *   !close         close behind it, without saying so
 *   !drip MS N     N bytes each MS milliseconds
 *   !chunk N       the body in chunks of N bytes (name transfer-encoding)
 *   !gzip          pack the body
 *   !crlf          the lines of the body end in CR LF
 *   !pause MS      how long @PAUSE@ is (not with !chunk or !gzip)
 *   !twice         all of it once more behind it
 *   !untrusted     nothing: the certificate does not verify (io/untrusted.h)
 *   !fill N        what @FILL@ stands for: N times x
 * Between two @ also stand: two hexadecimal digits (that byte), LEN (of the
 * body; LEN+N, LEN-N), KEY (the key that came), LETTER (A to D by the
 * request's digest), REPLY (the good reply), SIZE (its bytes, hexadecimal),
 * DATE and TIME (a second from now, as HTTP and RFC 3339 write it), PAUSE
 * (nothing, for a while). Of a good reply in pieces: HEAD and TAIL (the events
 * up to its end, in two halves), USAGE (the event with its tokens), DONE (its
 * last line), WHOLE (what it would have been in one piece).
 */
#ifndef RETORT_IO_PLAY_H
#define RETORT_IO_PLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "io/listen.h"
#include "io/loop.h"

struct play {         // one reply, read
    const char *wire; // borrowed, without the lines that say how
    size_t len;
    int64_t delay_ms, drip_ms, pause_ms;
    size_t drip, chunk, fill;
    int64_t after; // -1: to the end
    size_t spare;  // bytes that !any leaves off at least
    bool any, reset, shut, packed, twice, crlf, untrusted;
};

struct play_words {      // what the words stand for, borrowed for the call
    const char *reply;   // the good reply; NULL: none
    size_t len;          // of it
    const char *headers; // more lines "Name: value\r\n"; NULL
    uint64_t chance;     // for !any
    const char *whole;   // the same reply in one piece; NULL: reply is that
    size_t whole_len;
    size_t tail, usage, done; // where its parts begin; 0: it has none
};

/* Reads a reply. ERR_DATA names the line that is none of the above. */
int play_read(const char *text, size_t len, struct play *out, struct err *e);

/* Plays replies on a loop. */
struct player;
struct player *player_new(struct loop *l);

/* Forgets what is still to be played; the requests are not ended. */
void player_free(struct player *p);

/* Is told when a reply is over: whole when all of it was written and the
 * client was there to the last byte. */
typedef void (*play_done_fn)(void *arg, bool whole);

/* Ends r with a reply, now or later; borrows the play until then. */
void player_play(struct player *p, struct listen_request *r,
    const struct play *play, const struct play_words *words, play_done_fn done,
    void *arg);

#endif
