/* What a sample needs while it is under way. There are never more of them than
 * were once, and the next one needs texts of about the same sizes. */
#include <lauxlib.h>
#include <stdlib.h>

#include "base/mem.h"
#include "suite/slots.h"

enum { KEEP_ROOM = 1 << 14 }; // bytes that an unused text may hold on to

struct sample_state *state_take(struct suite *s)
{
    struct sample_state *st = s->all->spare;

    if (st != NULL)
        s->all->spare = st->next;
    else
        st = mem_zalloc(1, sizeof *st);
    st->suite = s;
    st->table = LUA_NOREF;
    st->thread = LUA_NOREF;
    return st;
}

static struct buf emptied(struct buf b)
{
    if (b.room > KEEP_ROOM)
        buf_clear(&b);
    else
        buf_reset(&b);
    return b;
}

static void put_aside(struct sample_state *st)
{
    struct suites *all = st->suite->all;

    if (st->parent == NULL)
        free(st->messages);
    *st = (struct sample_state){ .next = all->spare,
        .text = emptied(st->text),
        .cases = emptied(st->cases),
        .said = emptied(st->said),
        .last = emptied(st->last),
        .extracted = emptied(st->extracted),
        .rule = emptied(st->rule),
        .note = emptied(st->note),
        .detail = emptied(st->detail) };
    all->spare = st;
}

void state_give(struct sample_state *st)
{
    struct sample_state *parent = st->parent;

    free(st->likely);
    st->likely = NULL;
    free(st->asked);
    st->asked = NULL;
    if (st->children > 0) { /* they still use its text */
        st->over = true;
        return;
    }
    put_aside(st);
    if (parent != NULL && --parent->children == 0 && parent->over)
        put_aside(parent);
}

void state_free_spare(struct suites *all)
{
    struct sample_state *st;

    while ((st = all->spare) != NULL) {
        all->spare = st->next;
        buf_clear(&st->text);
        buf_clear(&st->cases);
        buf_clear(&st->said);
        buf_clear(&st->last);
        buf_clear(&st->extracted);
        buf_clear(&st->rule);
        buf_clear(&st->note);
        buf_clear(&st->detail);
        free(st);
    }
}
