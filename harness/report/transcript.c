#include "report/transcript.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/like.h"
#include "base/mem.h"
#include "base/scan.h"
#include "cost/money.h"
#include "cost/price.h"
#include "model/dialect.h"
#include "model/sampling.h"
#include "report/ask.h"
#include "report/billed.h"
#include "report/text/plain.h"

static void keep(struct transcript *t, const struct verdict_row *v)
{
    struct transcript_place *p;

    t->places = mem_grow(t->places, t->n, sizeof *t->places);
    p = &t->places[t->n++];
    *p = (struct transcript_place){ .n = v->n,
        .repeat = v->repeat,
        .id = mem_str(v->id),
        .group = mem_str(v->group),
        .cluster = mem_str(v->cluster),
        .outcome = v->outcome,
        .value = v->value,
        .target = mem_str(v->target),
        .note = mem_str(v->note),
        .detail = mem_str(v->detail) };
    if (v->extracted != NULL) {
        p->extracted = mem_dup(v->extracted, v->extracted_len);
        p->extracted_len = v->extracted_len;
    }
}

void transcript_clear(struct transcript *t)
{
    for (size_t i = 0; i < t->n; i++) {
        struct transcript_place *p = &t->places[i];
        free(p->id);
        free(p->group);
        free(p->cluster);
        free(p->extracted);
        free(p->target);
        free(p->note);
        free(p->detail);
    }
    free(t->places);
    memset(t, 0, sizeof *t);
}

static int keep_all(void *arg, const struct verdict_row *v)
{
    keep(arg, v);
    return 0;
}

int transcript_load(
    struct store *s, int64_t run, struct transcript *out, struct err *e)
{
    memset(out, 0, sizeof *out);
    return store_verdicts(s, run, keep_all, out, e);
}

struct search {
    const char *word;
    int64_t number;         // word as one; 0: it is none
    struct transcript *out; // by id
    struct transcript by_number;
    struct like like;
    int64_t seen;
    char *first, *last;
};

static int look(void *arg, const struct verdict_row *v)
{
    struct search *q = arg;

    if (strcmp(v->id, q->word) == 0)
        keep(q->out, v);
    else if (v->n == q->number)
        keep(&q->by_number, v);
    if (v->repeat > 0)
        return 0;
    like_offer(&q->like, v->id);
    if (q->seen++ == 0)
        q->first = mem_str(v->id);
    free(q->last);
    q->last = mem_str(v->id);
    return 0;
}

static int none(struct search *q, int64_t run, struct err *e)
{
    struct buf hint = { 0 };

    if (q->seen == 0)
        buf_puts(&hint, ": it has no samples yet");
    else if (like_end(&q->like, &hint) == 0)
        buf_printf(&hint, ": there are %lld, from '%s' to '%s'",
            (long long)q->seen, q->first, q->last);
    err_set(e, ERR_USAGE,
        "run %lld has no sample '%s'%s ('retort show %lld -n %lld' lists all)",
        (long long)run, q->word, buf_str(&hint), (long long)run,
        (long long)q->seen);
    buf_clear(&hint);
    return -1;
}

int transcript_find(struct store *s, int64_t run, const char *sample,
    struct transcript *out, struct err *e)
{
    struct search q = {
        .word = sample, .out = out, .like = { .word = sample }
    };
    struct buf unused = { 0 };
    int rc;

    memset(out, 0, sizeof *out);
    if (!scan_whole(sample, &q.number))
        q.number = 0;
    rc = store_verdicts(s, run, look, &q, e);
    if (rc == 0 && out->n == 0) {
        *out = q.by_number;
        memset(&q.by_number, 0, sizeof q.by_number);
        if (out->n == 0)
            rc = none(&q, run, e);
    }
    like_end(&q.like, &unused);
    buf_clear(&unused);
    transcript_clear(&q.by_number);
    free(q.first);
    free(q.last);
    return rc;
}

struct turn { // one question and its answer, decoded
    const struct answer *a;
    struct ask ask;
    struct reply reply;
    int64_t cost_pusd;
    char reason[400]; // why the cost is unknown
};

static int turn_open(struct turn *t, const struct answer *a,
    const struct run_row *run, const struct price_book *prices, struct err *e)
{
    const struct dialect *d = dialect_find(a->dialect);
    bool told = a->served != NULL && a->served[0] != '\0';
    struct price_query q = { .model = told ? a->served : run->served,
        .provider = run->provider[0] != '\0' ? run->provider : NULL,
        .wall_us = a->sent_wall_us };
    struct price_result price = { 0 };

    memset(t, 0, sizeof *t);
    t->a = a;
    if (d == NULL)
        return err_set(e, ERR_DATA,
            "reply %lld is in the dialect '%s', which this retort does not "
            "know",
            (long long)a->id, a->dialect);
    price_query_served(&q, a->tier, a->region);
    if (ask_read(a->request, a->request_len, &t->ask, e) < 0)
        return -1;
    d->decode(200, a->raw, a->raw_len, &t->reply);
    t->cost_pusd =
        price_request(prices, &q, &a->usage, &price) ? price.cost_pusd : -1;
    memcpy(t->reason, price.reason, sizeof t->reason);
    return 0;
}

static void turn_close(struct turn *t)
{
    ask_clear(&t->ask);
    reply_clear(&t->reply);
}

static void heading(struct buf *out, const char *name)
{
    buf_printf(out, "--- ");
    plain_line(out, name, strlen(name));
    buf_puts(out, " ---\n");
}

static void block(struct buf *out, const char *text, size_t len, size_t width)
{
    if (len == 0)
        buf_puts(out, "  (empty)\n");
    plain_wrap(out, text, len, 2, width);
}

/* "name:  text", what is longer than a line goes on below. */
static void fact(
    struct buf *out, const char *name, const char *text, size_t width)
{
    struct buf clean = { 0 }, line = { 0 };

    plain_line(&clean, text, strlen(text));
    plain_wrap(&line, buf_str(&clean), clean.len, 12, width);
    memcpy(line.s, name, strlen(name)); /* names are shorter than that */
    buf_add(out, line.s, line.len);
    buf_clear(&clean);
    buf_clear(&line);
}

static void usage_words(const struct usage *u, struct buf *b)
{
    if (usage_in(u) < 0 && usage_out(u) < 0)
        buf_puts(b, "not told");
    for (int c = 0; c < USAGE_CLASSES; c++)
        if (u->tokens[c] > 0
            || (u->tokens[c] == 0 && (c == USAGE_INPUT || c == USAGE_OUTPUT)))
            buf_printf(b, "%s%lld %s", b->len > 0 ? ", " : "",
                (long long)u->tokens[c], usage_class_name((enum usage_class)c));
    for (unsigned f = USAGE_FLAG_NUMBER; f <= USAGE_FLAG_EXTRA; f *= 2)
        if (u->flags & f)
            buf_printf(b, "; %s", usage_flag_words((enum usage_flag)f));
}

static void cost_words(
    const struct turn *t, const struct run_row *run, struct buf *b)
{
    char money[MONEY_SIZE];

    if (t->cost_pusd >= 0)
        buf_puts(b, money_short(money_usd(t->cost_pusd), money));
    else
        buf_puts(b, "unknown");
    if (run->usd_per_hour >= 0)
        buf_printf(
            b, ": its time on a machine of $%g an hour", run->usd_per_hour);
    else if (t->cost_pusd < 0)
        buf_printf(b, ": %s", t->reason);
    if (run->usd_per_hour < 0 && t->a->usage.reported_pusd >= 0) {
        struct billed bill = { 0 };
        billed_add(&bill, t->a->usage.reported_pusd, t->cost_pusd);
        buf_puts(b, "; ");
        billed_words(&bill, b);
    }
}

/* Loopback and small models answer in less than clock_span tells apart. */
static void add_span(struct buf *b, int64_t us)
{
    char span[16];

    if (us < 999500)
        buf_printf(b, "%.3gms", (double)us / 1000);
    else
        buf_puts(b, clock_span(us, span));
}

static void time_words(const struct answer *a, struct buf *b)
{
    char date[24];

    if (a->latency_us < 0)
        buf_puts(b, "unknown");
    else
        add_span(b, a->latency_us);
    if (a->first_us >= 0) {
        buf_puts(b, ", first byte after ");
        add_span(b, a->first_us);
    }
    if (a->first_text_us >= 0) {
        buf_puts(b, ", first text after ");
        add_span(b, a->first_text_us);
    }
    if (!isnan(a->tokens_per_s)) {
        buf_puts(b, ", then ");
        buf_figures(b, a->tokens_per_s, 3);
        buf_puts(b, " tokens a second");
    }
    if (a->replayed)
        buf_puts(b, " (as it was when this reply was recorded)");
    buf_printf(b, "; sent %s", clock_iso(a->sent_wall_us, date));
    if (a->attempts > 1)
        buf_printf(b, ", %d attempts", a->attempts);
}

/* What was asked of the sampler and is not in the request, or is at another
 * value there: the model, or its provider, does not take it. */
static void changed_words(const struct answer *a, struct buf *b)
{
    unsigned changed = a->changed != NULL ? sampling_fields(a->changed) : 0;

    if (changed == 0)
        return;
    sampling_name_fields(changed, b);
    buf_puts(b, " (not as asked: see sampling for what was)");
}

static void add_facts(const struct turn *t, const struct run_row *run,
    size_t width, struct buf *out)
{
    struct buf b = { 0 };
    const char *served = t->reply.served;

    fact(out, "finish:", finish_name(t->reply.finish), width);
    if (t->reply.refusal != NULL)
        fact(out, "refusal:", t->reply.refusal, width);
    fact(out, "served by:", served != NULL ? served : "not told", width);
    usage_words(&t->a->usage, &b);
    fact(out, "tokens:", buf_str(&b), width);
    buf_reset(&b);
    if (t->a->tier != NULL)
        fact(out, "tier:", t->a->tier, width);
    if (t->a->region != NULL)
        fact(out, "region:", t->a->region, width);
    time_words(t->a, &b);
    fact(out, "latency:", buf_str(&b), width);
    buf_reset(&b);
    cost_words(t, run, &b);
    fact(out, "cost:", buf_str(&b), width);
    buf_reset(&b);
    ask_settings(&t->ask, &b);
    if (b.len > 0)
        fact(out, "sampling:", buf_str(&b), width);
    buf_reset(&b);
    changed_words(t->a, &b);
    if (b.len > 0)
        fact(out, "not sent:", buf_str(&b), width);
    buf_clear(&b);
}

static void add_turn(const struct turn *t, const struct run_row *run,
    size_t width, struct buf *out)
{
    for (size_t i = 0; i < t->ask.n; i++) {
        heading(out, t->ask.messages[i].role);
        block(out, t->ask.messages[i].text, t->ask.messages[i].len, width);
    }
    if (t->reply.reasoning != NULL && t->reply.reasoning[0] != '\0') {
        heading(out, "reply: reasoning");
        block(out, t->reply.reasoning, strlen(t->reply.reasoning), width);
    }
    heading(out, "reply");
    if (t->reply.failure != FAILURE_NONE)
        fact(out, "unreadable:", t->reply.why, width);
    else
        block(out, t->reply.text, strlen(t->reply.text), width);
    buf_putc(out, '\n');
    add_facts(t, run, width, out);
    buf_putc(out, '\n');
}

static void add_letters(
    const struct json *letters, size_t width, struct buf *out)
{
    struct buf b = { 0 };

    JSON_EACH(l, letters)
        buf_printf(&b, "%s%s %.4f", b.len > 0 ? ", " : "", json_key(l),
            json_num(l, 0));
    if (b.len > 0) {
        buf_puts(&b, " (those not named were not among the likeliest)");
        fact(out, "letters:", b.s, width);
    }
    buf_clear(&b);
}

static void add_verdict(
    const struct transcript_place *p, size_t width, struct buf *out)
{
    struct buf b = { 0 };
    struct err ignored = { 0 };
    struct json *detail =
        p->detail == NULL ? NULL
                          : json_parse(p->detail, strlen(p->detail), &ignored);

    heading(out, "verdict");
    buf_puts(&b, outcome_name(p->outcome));
    if (!isnan(p->value) && p->value > 0 && p->value < 1)
        buf_printf(&b, " (%.3g of 1)", p->value);
    buf_printf(&b, ": %s", outcome_help(p->outcome));
    fact(out, "outcome:", buf_str(&b), width);
    if (p->note != NULL && p->note[0] != '\0')
        fact(out, "note:", p->note, width);
    if (p->extracted == NULL)
        fact(out, "extracted:", "nothing", width);
    else if (memchr(p->extracted, '\n', p->extracted_len) == NULL) {
        buf_reset(&b);
        plain_line(&b, p->extracted, p->extracted_len);
        fact(out, "extracted:", buf_str(&b), width);
    } else {
        buf_puts(out, "extracted:\n");
        plain_wrap(out, p->extracted, p->extracted_len, 12, width);
    }
    if (json_str(json_get(detail, "rule")) != NULL)
        fact(out, "read by:", json_str(json_get(detail, "rule")), width);
    if (p->target != NULL && strchr(p->target, '\n') == NULL) {
        fact(out, "target:", p->target, width);
    } else if (p->target != NULL) {
        buf_puts(out, "target:\n");
        plain_wrap(out, p->target, strlen(p->target), 12, width);
    }
    add_letters(json_get(detail, "letters"), width, out);
    json_free(detail);
    buf_clear(&b);
}

static void add_title(const struct run_row *run,
    const struct transcript_place *p, struct buf *out)
{
    struct buf b = { 0 };

    buf_printf(&b, "run %lld: %s on %s, sample %s (number %lld",
        (long long)run->id, run->suite, run->model, p->id, (long long)p->n);
    if (p->repeat > 0)
        buf_printf(&b, ", asked again: %d", p->repeat);
    if (p->group[0] != '\0')
        buf_printf(&b, ", group %s", p->group);
    buf_puts(&b, ")");
    plain_line(out, b.s, b.len);
    buf_puts(out, "\n\n");
    buf_clear(&b);
}

typedef void (*turn_fn)(
    const struct turn *t, const struct run_row *run, void *arg);

/* Calls fn for each question of the sample. */
static int each_turn(struct store *s, const struct run_row *run,
    const struct price_book *prices, const struct transcript_place *p,
    turn_fn fn, void *arg, struct err *e)
{
    int64_t *ids = NULL;
    size_t n = 0;
    int rc = store_asked(s, run->id, p->n, p->repeat, &ids, &n, e);

    for (size_t i = 0; i < n && rc == 0; i++) {
        struct answer a;
        struct turn t = { 0 };
        int found = store_answer_get(s, ids[i], &a, e);
        if (found < 0) {
            rc = -1;
        } else if (found > 0) {
            rc = turn_open(&t, &a, run, prices, e);
            if (rc == 0)
                fn(&t, run, arg);
            turn_close(&t);
        }
    }
    free(ids);
    return rc;
}

struct text {
    struct buf *out;
    size_t width;
};

static void on_text(const struct turn *t, const struct run_row *run, void *arg)
{
    struct text *x = arg;

    add_turn(t, run, x->width, x->out);
}

int transcript_text(struct store *s, const struct run_row *run,
    const struct price_book *prices, const struct transcript_place *p,
    size_t width, struct buf *out, struct err *e)
{
    struct text x = { out, width };

    add_title(run, p, out);
    if (each_turn(s, run, prices, p, on_text, &x, e) < 0)
        return -1;
    add_verdict(p, width, out);
    return 0;
}

static void on_json(const struct turn *t, const struct run_row *run, void *arg)
{
    struct jsonw *w = arg;
    char date[24];

    (void)run;
    jsonw_begin(w, NULL, '{');
    jsonw_begin(w, "messages", '[');
    for (size_t i = 0; i < t->ask.n; i++) {
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "role", t->ask.messages[i].role);
        jsonw_bytes(
            w, "content", t->ask.messages[i].text, t->ask.messages[i].len);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
    jsonw_str(w, "reply", t->reply.text);
    jsonw_str(w, "reasoning", t->reply.reasoning);
    jsonw_str(w, "refusal", t->reply.refusal);
    jsonw_str(w, "finish", finish_name(t->reply.finish));
    jsonw_str(w, "served", t->reply.served);
    usage_json(t->a->usage.tokens, w);
    jsonw_str(w, "tier", t->a->tier != NULL ? t->a->tier : "standard");
    jsonw_str(w, "region", t->a->region);
    jsonw_num(w, "cost_usd", money_usd(t->cost_pusd));
    jsonw_num(w, "billed_usd", money_usd(t->a->usage.reported_pusd));
    jsonw_num(w, "latency_ms",
        t->a->latency_us < 0 ? (double)NAN : (double)t->a->latency_us / 1000);
    jsonw_num(w, "ttft_ms",
        t->a->first_text_us < 0 ? (double)NAN
                                : (double)t->a->first_text_us / 1000);
    jsonw_num(w, "tokens_per_s", t->a->tokens_per_s);
    jsonw_raw(w, "changed", t->a->changed != NULL ? t->a->changed : "null");
    jsonw_bool(w, "recorded", t->a->replayed);
    jsonw_int(w, "attempts", t->a->attempts);
    jsonw_str(w, "sent", clock_iso(t->a->sent_wall_us, date));
    jsonw_end(w, '}');
}

int transcript_json(struct store *s, const struct run_row *run,
    const struct price_book *prices, const struct transcript_place *p,
    struct jsonw *w, struct err *e)
{
    int rc;

    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "id", p->id);
    jsonw_int(w, "n", p->n);
    jsonw_int(w, "repeat", p->repeat);
    jsonw_str(w, "group", p->group);
    jsonw_begin(w, "turns", '[');
    rc = each_turn(s, run, prices, p, on_json, w, e);
    jsonw_end(w, ']');
    jsonw_str(w, "outcome", outcome_name(p->outcome));
    jsonw_num(w, "value", p->value);
    if (p->extracted != NULL)
        jsonw_bytes(w, "extracted", p->extracted, p->extracted_len);
    else
        jsonw_null(w, "extracted");
    jsonw_str(w, "target", p->target);
    jsonw_str(w, "note", p->note);
    jsonw_raw(w, "detail", p->detail != NULL ? p->detail : "null");
    jsonw_end(w, '}');
    return rc;
}
