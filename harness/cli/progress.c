#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "cli/terminal.h"
#include "cost/money.h"

enum { LIVE_US = 100000, PLAIN_US = 10000000 };

void progress_start(
    struct progress *p, const char *what, bool quiet, bool verbose)
{
    memset(p, 0, sizeof *p);
    p->what = what;
    p->quiet = quiet;
    p->verbose = verbose && !quiet;
    p->live = isatty(STDERR_FILENO) != 0;
    p->every_us = p->live ? LIVE_US : PLAIN_US;
    p->next_us = clock_now_us() + (p->live ? 0 : p->every_us);
}

static size_t columns(void)
{
    size_t width = terminal_error_width();

    return width > 0 ? width : 80;
}

static void add_errors(const struct run_progress *r, struct buf *b)
{
    int64_t failed = r->outcomes[OUTCOME_FAILED];

    if (failed > 0)
        buf_printf(b, ", %lld failed", (long long)failed);
    if (r->retries > 0)
        buf_printf(b, ", %lld sent again", (long long)r->retries);
}

static void add_money(const struct run_progress *r, struct buf *b)
{
    char money[MONEY_SIZE];

    if (r->cost_pusd > 0)
        buf_printf(b, ", %s%s", r->unpriced > 0 ? "at least " : "",
            money_short(money_usd(r->cost_pusd), money));
    if (r->feared_pusd > 0) /* with --budget alone */
        buf_printf(b, ", at most %s for %lld of unknown cost",
            money_short(money_usd(r->feared_pusd), money),
            (long long)r->unpriced);
}

static void describe(
    const struct progress *p, const struct run_progress *r, struct buf *b)
{
    int64_t spent = clock_now_us() - r->started_us;
    int64_t now = r->done - r->kept;
    double rate = spent > 0 ? (double)now * 1e6 / (double)spent : 0;
    char span[16];

    buf_printf(b, "%s: %lld", p->what, (long long)r->done);
    if (r->total >= 0)
        buf_printf(b, "/%lld", (long long)r->total);
    buf_printf(b, rate >= 100 ? " done, %.0f/s" : " done, %.1f/s", rate);
    add_errors(r, b);
    add_money(r, b);
    if (r->total > r->done && now > 0)
        buf_printf(b, ", %s left",
            clock_span(
                (int64_t)((double)(r->total - r->done) / rate * 1e6), span));
    if (r->in_flight > 0)
        buf_printf(b, ", %lld in flight", (long long)r->in_flight);
}

/* Cuts at the width of the terminal, never inside a character. */
static void cut(struct buf *b, size_t width)
{
    size_t at = 0, used = 0;

    while (at < b->len) {
        size_t n = utf8_len(b->s + at, b->len - at);
        if (n == 0)
            n = 1;
        used += utf8_width(b->s + at, n);
        if (used > width)
            break;
        at += n;
    }
    b->len = at;
    b->s[at] = '\0';
}

/* With -v: what went wrong since the last look. */
static void tell_failure(struct progress *p, const struct run_progress *r)
{
    int64_t seen = r->retries + r->outcomes[OUTCOME_FAILED];

    if (seen == p->told)
        return;
    progress_clear(p);
    terminal_say("%s: %s%s", p->what, r->last_failure,
        seen > p->told + 1 ? " (and others)" : "");
    p->told = seen;
}

void progress_show(struct progress *p, const struct run_progress *r)
{
    struct buf b = { 0 };
    int64_t now;

    if (p->verbose)
        tell_failure(p, r);
    if (p->quiet)
        return;
    now = clock_now_us();
    if (now < p->next_us)
        return;
    p->next_us = now + p->every_us;
    describe(p, r, &b);
    if (p->live) {
        cut(&b, columns() - 1);
        fprintf(stderr, "\r\033[K%s", buf_str(&b));
        fflush(stderr);
        p->shown = true;
    } else {
        terminal_say("%s", buf_str(&b));
    }
    buf_clear(&b);
}

void progress_held(struct progress *p, bool held)
{
    progress_clear(p);
    terminal_say(held ? "%s: another process has had the database for ten "
                        "seconds; nothing new is sent until it lets go, and "
                        "what came waits (Ctrl-C: keep it beside the database "
                        "and stop)"
                      : "%s: the database is free again, and the run goes on",
        p->what);
}

void progress_clear(struct progress *p)
{
    if (p->shown)
        fprintf(stderr, "\r\033[K");
    p->shown = false;
}

static const char *const ends[] = { "done", "incomplete",
    "interrupted, all is saved", "the budget is used up, all is saved",
    "the answer is certain" };

void progress_end(struct progress *p, const struct run_result *out)
{
    const struct run_progress *r = &out->last;
    struct buf b = { 0 };
    char span[16];

    if (p->quiet)
        return;
    progress_clear(p);
    if (out->run == 0)
        return;
    buf_printf(&b,
        "%s: %s, %lld samples in %s, %lld requests sent, "
        "%lld replies from the store",
        p->what, ends[out->end], (long long)r->done,
        clock_span(out->wall_us, span), (long long)r->sent,
        (long long)(r->reused + r->kept));
    add_errors(r, &b);
    add_money(r, &b);
    if (r->outcomes[OUTCOME_FAILED] > 0)
        buf_printf(&b, " (last failure: %s%s)", r->last_failure,
            strlen(r->last_failure) + 1 < sizeof r->last_failure ? "" : "...");
    terminal_say("%s", buf_str(&b));
    buf_clear(&b);
}
