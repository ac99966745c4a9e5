/* A reply that comes in pieces, on its way to what it would have been whole. */
#include <math.h>

#include "base/clock.h"
#include "run/flight.h"

static bool on_bytes(void *arg, const char *bytes, size_t len)
{
    struct flight *f = arg;

    return fold_feed(f->fold, bytes, len, clock_now_us());
}

void flight_stream_open(struct flight *f)
{
    fold_free(f->fold);
    f->fold = fold_new(f->side.model->dialect);
    http_feed(f->request, f->run->c->idle_us, on_bytes);
}

void flight_stream_end(struct flight *f, struct http_reply *seen,
    struct buf *body, struct buf *why)
{
    bool whole = seen->fail == HTTP_OK;
    int rc;

    if (seen->status != 200 || seen->fail == HTTP_TOO_BIG)
        return; /* what is no success came into the reply as ever */
    rc = fold_end(f->fold, body, why);
    /* a connection that breaks behind the end of the stream takes nothing
     * back; before it, that it broke is what there is to say */
    if (!whole && (rc < 0 || !fold_is_over(f->fold)))
        return;
    if (rc < 0) {
        seen->fail = HTTP_PROTOCOL;
        seen->why = buf_str(why);
        return;
    }
    if (!whole)
        seen->done_us = fold_pace(f->fold)->fed_us;
    seen->fail = HTTP_OK;
    seen->body = buf_str(body);
    seen->len = body->len;
}

void flight_stream_time(
    struct flight *f, const struct http_reply *http, struct answer *a)
{
    const struct fold_pace *p;

    a->first_text_us = -1;
    a->tokens_per_s = (double)NAN;
    if (f->fold == NULL)
        return;
    p = fold_pace(f->fold);
    if (!a->replayed && p->pieces > 0)
        a->first_text_us = p->first_us - http->sent_us;
    if (!a->replayed)
        a->tokens_per_s = fold_rate(p, &f->reply.usage);
    fold_free(f->fold); /* a dialogue, or the jail, may take long */
    f->fold = NULL;
}
