#include "cli/results.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/terminal.h"
#include "report/runs.h"
#include "report/text/table.h"

void results_note(struct results *r, int64_t run, int64_t sent, int64_t reused)
{
    r->items = mem_resize(r->items, r->n + 1, sizeof *r->items);
    r->items[r->n++] =
        (struct results_item){ .run = run, .sent = sent, .reused = reused };
}

void results_note_flips(struct results *r, char *flips)
{
    r->items[r->n - 1].flips = flips;
}

void results_note_live(struct results *r, struct data_live *live)
{
    r->items[r->n - 1].live = live;
}

void results_clear(struct results *r)
{
    for (size_t i = 0; i < r->n; i++) {
        free(r->items[i].flips);
        data_live_free(r->items[i].live);
    }
    free(r->items);
    r->items = NULL;
    r->n = 0;
}

/* A run is read whole only where it may be paired with its teacher's, or has
 * repeats. */
static int see_role(void *arg, const struct run_row *row)
{
    const struct results *r = arg;

    for (size_t i = 0; i < r->n; i++)
        if (r->items[i].run == row->id && strcmp(row->role, "teacher") == 0)
            return 1;
    return 0;
}

static int load(struct results *r, struct context *c, size_t i, bool whole,
    struct data_run *out, struct err *e)
{
    int64_t run = r->items[i].run;
    int rc = 0;

    if (!whole && r->items[i].live != NULL)
        rc = data_live_end(r->items[i].live, c->store, out, e);
    if (rc != 0)
        return rc < 0 ? -1 : 0;
    if (!whole && data_load_sum(c->store, run, &c->prices, out, e) < 0)
        return -1;
    if (!whole && out->whole->repeats < 2)
        return 0;
    if (!whole)
        data_clear(out);
    return data_load(c->store, run, &c->prices, out, e);
}

int results_repeats(struct context *c, const struct data_run *d,
    struct repeats **out, struct err *e)
{
    int most = 0;

    for (size_t i = 0; i < d->n; i++)
        if (d->items[i].repeat > most)
            most = d->items[i].repeat;
    if (most == 0)
        return 0;
    *out = mem_zalloc(1, sizeof **out);
    return repeats_of(c->store, d, c->o->confidence, *out, e);
}

int results_print(struct results *r, struct context *c, struct err *e)
{
    struct data_run *runs = mem_zalloc(r->n, sizeof *runs);
    struct runs_line *lines = mem_zalloc(r->n, sizeof *lines);
    struct repeats **repeats = mem_zalloc(r->n, sizeof *repeats);
    struct buf out = { 0 };
    size_t n = 0;
    int rc = -1, paired = store_runs(c->store, see_role, r, e);

    mem_trim();
    if (paired < 0 || context_prices(c, e) < 0)
        goto out;
    for (; n < r->n; n++) {
        if (load(r, c, n, paired == 1 && r->n > 1, &runs[n], e) < 0)
            goto out;
        if (results_repeats(c, &runs[n], &repeats[n], e) < 0) {
            n++;
            goto out;
        }
        lines[n].run = &runs[n];
        lines[n].repeats = repeats[n];
        lines[n].ttft = c->o->ttft;
        lines[n].sent = r->items[n].sent;
        lines[n].reused = r->items[n].reused;
        lines[n].flips = r->items[n].flips;
    }
    runs_sum(lines, n, c->o->confidence);
    if (c->o->json)
        runs_json(lines, n, &out);
    else
        runs_text(lines, n, c->o->confidence, terminal_width(),
            terminal_look(c->o->color), &out);
    context_price_age(c, &out);
    terminal_print(&out);
    rc = 0;
out:
    while (n-- > 0) {
        data_clear(&runs[n]);
        free(repeats[n]);
    }
    free(repeats);
    free(runs);
    free(lines);
    buf_clear(&out);
    return rc;
}
