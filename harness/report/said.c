#include "report/said.h"

#include "model/dialect.h"

int said_last(struct store *s, int64_t run, const struct data_item *item,
    said_fn fn, void *arg, struct err *e)
{
    const struct dialect *d;
    struct answer a;
    struct reply reply = { 0 };
    int64_t last;
    int rc;

    if (store_last(s, run, item->n, item->repeat, &last, e) < 0)
        return -1;
    if (last == 0)
        return 0;
    rc = store_answer_get(s, last, &a, e);
    if (rc <= 0 || (d = dialect_find(a.dialect)) == NULL)
        return rc < 0 ? -1 : 0;
    d->decode(200, a.raw, a.raw_len, &reply);
    if (reply.failure == FAILURE_NONE)
        fn(arg, &a, &reply);
    reply_clear(&reply);
    return 0;
}
