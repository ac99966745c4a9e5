/*
 * A streamed reply, folded piece by piece into the body that the endpoint
 * would have sent whole. That body is what is decoded, stored, judged again
 * and exported: a stream takes fifty times its room, says nothing more, and
 * so there is one decoder of each dialect and not two that may disagree.
 *
 * How events are to be read is the dialect's (struct dialect_stream); what
 * they say gathers in slots, by the place it has in the whole body.
 */
#ifndef RETORT_MODEL_FOLD_H
#define RETORT_MODEL_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/json.h"
#include "io/events.h"
#include "model/usage.h"

struct dialect;
struct fold;
struct fold_slot;

enum fold_place { FOLD_TOP, FOLD_CHOICE, FOLD_MESSAGE, FOLD_LOGPROBS };

struct fold_pace {             // of the pieces of text, thinking included
    int64_t first_us, last_us; // when they came; 0: none did
    int64_t fed_us;            // of the last bytes at all
    size_t pieces, first_bytes, bytes;
    bool thought; // some of it was thinking
};

/* Returns a fold of replies in this dialect, which can stream. */
struct fold *fold_new(const struct dialect *d);
void fold_free(struct fold *f);

/* Takes bytes of the reply that came at now_us; true once nothing that may
 * still come would count. */
bool fold_feed(struct fold *f, const char *bytes, size_t len, int64_t now_us);

/* The reply is over. Adds its whole body, or the error that it told, or what
 * came whole although a stream was asked for: 0. -1 when it is none of these
 * and no part of it is an answer; why (or NULL) gets a sentence. */
int fold_end(struct fold *f, struct buf *body, struct buf *why);

const struct fold_pace *fold_pace(const struct fold *f);

/* The stream has said its end, or an error: however the connection ends, the
 * reply is here. */
bool fold_is_over(const struct fold *f);

/* Tokens per second behind the first piece of text: the share of the output
 * that came after it, by bytes, in the time from it to the last one (pieces
 * may hold many tokens). NAN where nobody told the tokens, or where all came
 * at once. */
double fold_rate(const struct fold_pace *p, const struct usage *u);

/* For dialects: text is added to FOLD_MESSAGE, and its time taken. */
void fold_say(
    struct fold *f, const char *name, const char *text, bool thinking);
void fold_said(struct fold *f, const char *text, bool thinking); // time only

/* The last value counts; the elements of a list are added; of all members of
 * an object (but those named, NULL behind) the first text or number counts,
 * and the last of anything else. Values that are NULL say nothing. */
void fold_set(struct fold *f, enum fold_place place, const char *name,
    const struct json *value);
void fold_list(struct fold *f, enum fold_place place, const char *name,
    const struct json *list);
void fold_keep(struct fold *f, enum fold_place place, const struct json *object,
    const char *const *but);

/* The reply is whole; nothing counts any more (over), or more may come; it is
 * an error, for which fold_end gives this body. */
void fold_done(struct fold *f, bool over);
void fold_fail(struct fold *f, const struct json *body);

/* Has something gathered at a place, or there under a name (NULL: any)? */
bool fold_has(const struct fold *f, enum fold_place place, const char *name);

/* Writes the members that have gathered at a place; or one of FOLD_MESSAGE,
 * and as what (as NULL: its bare value, for a list). */
void fold_put(const struct fold *f, enum fold_place place, struct jsonw *w);
void fold_put_one(
    const struct fold *f, const char *name, const char *as, struct jsonw *w);

#endif
