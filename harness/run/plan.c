#include "run/plan.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "run/flight.h"
#include "store/store_batch.h"

enum {
    REPLY_GUESS = 4096, // tokens, where a reply has no limit
    MEASURED_FROM = 8,  // stored replies that are better than a guess
    AROUND_LOW = 4,     // tokens around a message: its role and marks
    AROUND_HIGH = 40,   // around a request: also a model's own system prompt
    LOOK_AT_CLOCK = 16
};

/* Bytes of text in a token. The recordings in results/recorded have 3.4 to 4.0
 * besides 20 to 40 tokens around each request, English prose has more, other
 * scripts and code have fewer. tests/cli/estimate.sh holds these against it. */
static const double BYTES_LOW = 3, BYTES_HIGH = 5;

struct sums {
    int64_t to_send, stored;
    double bytes, messages; // of requests to be sent
    double ideal;           // bytes of their perfect replies
    double measured_bytes, measured_in, measured_out;
    int64_t measured;
};

static double text_bytes(const struct step *s)
{
    double n = 0;

    for (size_t i = 0; i < s->message_count; i++)
        n += (double)s->messages[i].len;
    return n;
}

static void add_stored(
    struct sums *sum, const struct step *s, const struct answer *a)
{
    int64_t in = usage_in(&a->usage), out = usage_out(&a->usage);

    sum->stored++;
    if (in < 0 || out < 0)
        return;
    sum->measured++;
    sum->measured_bytes += text_bytes(s);
    sum->measured_in += (double)in;
    sum->measured_out += (double)out;
}

struct usage plan_most(size_t request_len, int64_t max_tokens)
{
    struct usage u = usage_unknown();

    memset(u.tokens, 0, sizeof u.tokens);
    u.input = (int64_t)((double)request_len / BYTES_LOW) + AROUND_HIGH;
    u.output = max_tokens > 0 ? max_tokens : REPLY_GUESS;
    return u;
}

/* 1 when a batch has it, or it failed there for good; 0; -1. */
static int with_a_batch(
    const struct plan_config *c, const unsigned char *at, struct err *e)
{
    struct batch_item item;
    int found = c->batch ? store_batch_item_find(c->store, at, &item, e) : 0;

    return found == 1 ? item.state == BATCH_ITEM_WAITING
                            || item.state == BATCH_ITEM_FINAL
                      : found;
}

/* One repeat of a sample's first question. */
static int add_request(const struct plan_config *c, const struct step *s,
    int repeat, double ideal, const struct buf *body, struct sums *sum,
    struct err *e)
{
    unsigned char at[HASH_SIZE];
    struct answer a;
    int found = 0;

    if (c->store != NULL) {
        store_address(NULL, c->model->address, body->s, body->len,
            repeat * FLIGHT_ASKS_MOST, at);
        found = store_answer_find(c->store, at, &a, e);
        if (found == 0) {
            int waits = with_a_batch(c, at, e);
            if (waits != 0)
                return waits < 0 ? -1 : 0;
        }
    }
    if (found < 0)
        return -1;
    if (found > 0)
        add_stored(sum, s, &a);
    if (found > 0 && !c->no_cache)
        return 0;
    sum->to_send++;
    sum->bytes += text_bytes(s);
    sum->messages += (double)s->message_count;
    sum->ideal += ideal;
    return 0;
}

static int ideal_bytes(struct sample *s, double *out, struct err *e)
{
    struct buf b = { 0 };
    int rc = sample_ideal(s, &b, e);

    *out = rc > 0 ? (double)b.len : 0;
    buf_clear(&b);
    return rc < 0 ? -1 : 0;
}

static int add_sample(const struct plan_config *c, struct sample *s,
    struct sums *sum, int *prompts, struct buf *body, struct err *e)
{
    struct sample other; /* a conversation that is begun cannot be asked */
    struct step first;
    double ideal;
    int64_t before = sum->to_send;
    int rc = 0;

    if (ideal_bytes(s, &ideal, e) < 0)
        return -1;
    sample_again(s, &other);
    rc = sample_start(&other, &first, e);
    if (rc == 0 && first.kind == STEP_ASK) {
        buf_reset(body);
        c->model->dialect->encode(c->model, first.messages, first.message_count,
            &first.sampling, body);
        for (int i = 0; i < c->repeat && rc == 0; i++)
            rc = add_request(c, &first, i, ideal, body, sum, e);
        if (rc == 0 && c->fn != NULL && *prompts < c->prompts
            && sum->to_send > before) {
            c->fn(c->arg, &other, &first);
            ++*prompts;
        }
    }
    sample_clear(&other);
    return rc;
}

static struct plan_range range(double low, double high)
{
    return (struct plan_range){ low < 1 ? 1 : low, high < 1 ? 1 : high };
}

/* scale: requests to be sent for each that was looked at. */
static void guess_tokens(const struct sums *sum, double scale, struct plan *out)
{
    double bytes = sum->bytes * scale, marks = sum->messages * scale;
    double most = (double)(out->max_tokens > 0 ? out->max_tokens : REPLY_GUESS);
    double n = (double)sum->to_send * scale;

    out->measured = sum->measured >= MEASURED_FROM && sum->measured_bytes > 0;
    out->replies = sum->measured;
    if (sum->to_send == 0)
        return;
    if (out->measured) {
        double in = sum->measured_in / sum->measured_bytes * bytes;
        double reply = sum->measured_out / (double)sum->measured * n;
        out->input = range(0.95 * in, 1.05 * in);
        out->output = range(0.8 * reply, 1.25 * reply);
        return;
    }
    out->input = range(bytes / BYTES_HIGH + AROUND_LOW * marks,
        bytes / BYTES_LOW + AROUND_LOW * (marks - n) + AROUND_HIGH * n);
    out->output = range(sum->ideal * scale / BYTES_HIGH, n * most);
    if (out->output.low > out->output.high)
        out->output.low = out->output.high;
}

static void total(const struct plan_config *c, const struct sums *sum,
    bool whole, struct plan *out)
{
    double scale = 1;

    out->samples =
        whole || c->sample_id != NULL ? out->looked : suite_count(c->suite);
    out->stored = sum->stored;
    if (out->samples > out->looked && out->looked > 0)
        scale = (double)out->samples / (double)out->looked;
    out->requests = (int64_t)((double)sum->to_send * scale + 0.5);
    guess_tokens(sum, scale, out);
}

int plan_make(const struct plan_config *c, struct plan *out, struct err *e)
{
    const struct suite_info *info = suite_info(c->suite);
    int64_t end_us = c->most_us > 0 ? clock_now_us() + c->most_us : INT64_MAX;
    struct sums sum = { 0 };
    struct buf body = { 0 };
    struct sample s;
    int prompts = 0, rc;
    bool late = false;

    *out = (struct plan){ .samples = -1,
        .repeats = c->repeat,
        .dialogue = strstr(info->slots, "solve") != NULL,
        .max_tokens = info->sampling.max_tokens };
    rc = suite_rewind(c->suite, e);
    while (rc == 0 && !late && (rc = suite_next(c->suite, &s, e)) == 1) {
        rc = 0;
        if (c->sample_id == NULL || strcmp(s.id, c->sample_id) == 0) {
            out->looked++;
            rc = add_sample(c, &s, &sum, &prompts, &body, e);
        }
        sample_clear(&s);
        late = out->looked % LOOK_AT_CLOCK == 0 && clock_now_us() > end_us;
    }
    buf_clear(&body);
    if (rc < 0)
        return -1;
    total(c, &sum, !late, out);
    return suite_rewind(c->suite, e);
}
