#include "report/routing_signal.h"

#include <math.h>
#include <string.h>

#include "model/dialect.h"
#include "report/letters.h"
#include "report/said.h"

static const struct {
    const char *name, *about;
} signals[ROUTING_SIGNALS] = {
    [ROUTING_LETTER] = { "letter", "probability of the likeliest letter" },
    [ROUTING_LOGPROB] = { "logprob",
        "mean log-probability of the reply's tokens" },
    [ROUTING_VOTE] = { "vote", "share of the commonest of several answers" },
    [ROUTING_LENGTH] = { "length", "tokens of the reply, or its bytes" },
    [ROUTING_OWN] = { "own", "the user's function" },
};

const char *routing_signal_name(enum routing_signal s)
{
    return signals[s].name;
}

const char *routing_signal_about(enum routing_signal s)
{
    return signals[s].about;
}

struct listening {
    const struct routing_config *c;
    struct routing_sample *sample;
    double *out;
    struct err *e;
    int rc;
};

static void hear(void *arg, const struct answer *a, const struct reply *reply)
{
    struct listening *l = arg;
    int64_t tokens = a->usage.output;

    l->sample->reply = reply->text;
    l->sample->len = strlen(reply->text);
    l->sample->output_tokens = tokens < 0 ? (double)NAN : (double)tokens;
    l->out[ROUTING_LENGTH] =
        tokens < 0 ? (double)l->sample->len : (double)tokens;
    l->out[ROUTING_LOGPROB] = dialect_mean_logprob(reply->logprobs);
    if (l->c->own != NULL)
        l->rc = l->c->own(l->c->own_arg, l->sample, &l->out[ROUTING_OWN], l->e);
}

/* Share of the commonest answer among several; unread ones agree with none,
 * and what failed is no answer. */
static double vote(const struct data_item *items, size_t n)
{
    size_t most = 0, answers = 0;

    for (size_t i = 0; i < n; i++) {
        size_t votes = 0;
        answers += items[i].outcome != OUTCOME_FAILED;
        for (size_t k = 0; items[i].extracted != NULL && k < n; k++)
            votes += items[k].extracted != NULL
                     && strcmp(items[k].extracted, items[i].extracted) == 0;
        if (votes > most)
            most = votes;
    }
    return answers < 2 ? (double)NAN : (double)most / (double)answers;
}

/* Probability of an item's likeliest letter, NAN where it is not told. */
static double letter_of(const struct data_item *item)
{
    struct letters l;

    return letters_read(item->detail, &l) ? l.p[letters_top(&l)] : (double)NAN;
}

int routing_signals(const struct routing_config *c,
    const struct routing_asked *asked, double out[ROUTING_SIGNALS], bool *voted,
    struct err *e)
{
    const struct data_item *first = asked->first;
    struct routing_sample sample = { .id = first->id,
        .group = first->group,
        .reply = "",
        .extracted = first->extracted,
        .output_tokens = NAN,
        .letter = letter_of(first),
        .vote = vote(asked->all, asked->n),
        .voted = voted };
    struct listening l = { c, &sample, out, e, 0 };

    for (int i = 0; i < ROUTING_SIGNALS; i++)
        out[i] = NAN;
    out[ROUTING_LETTER] = sample.letter;
    out[ROUTING_VOTE] = sample.vote;
    if (said_last(c->store, c->cheap->row.id, first, hear, &l, e) < 0)
        return -1;
    return l.rc;
}
