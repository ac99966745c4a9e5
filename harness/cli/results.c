#include "cli/results.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cli/terminal.h"
#include "report/runs.h"
#include "report/table.h"

void results_note(
    struct results *r, int64_t run, int64_t sent, int64_t reused)
{
    r->items = mem_resize(r->items, r->n + 1, sizeof *r->items);
    r->items[r->n++]
        = (struct results_item){ .run = run, .sent = sent, .reused = reused };
}

void results_clear(struct results *r)
{
    free(r->items);
    r->items = NULL;
    r->n = 0;
}

int results_print(struct results *r, struct context *c, struct err *e)
{
    struct data_run *runs = mem_zalloc(r->n, sizeof *runs);
    struct runs_line *lines = mem_zalloc(r->n, sizeof *lines);
    struct buf out = { 0 };
    size_t n = 0;
    int rc = -1;

    for (; n < r->n; n++) {
        if (data_load(c->store, r->items[n].run, &c->prices, &runs[n], e) < 0)
            goto out;
        lines[n].run = &runs[n];
        lines[n].sent = r->items[n].sent;
        lines[n].reused = r->items[n].reused;
    }
    runs_sum(lines, n, c->o->confidence);
    if (c->o->json)
        runs_json(lines, n, &out);
    else
        runs_text(lines, n, c->o->confidence, terminal_width(),
            TABLE_RULE | (terminal_color(c->o->color) ? TABLE_COLOR : 0),
            &out);
    fwrite(buf_str(&out), 1, out.len, stdout);
    rc = 0;
out:
    while (n-- > 0)
        data_clear(&runs[n]);
    free(runs);
    free(lines);
    buf_clear(&out);
    return rc;
}
