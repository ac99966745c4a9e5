/* How likely each option was, where an endpoint tells. */
#include <math.h>
#include <string.h>

#include "suite/slots.h"

struct letters {
    double p[26];
    int n;
};

/* "B", " B", "(B" and "**B" are one answer in several spellings: their
 * probabilities add up. */
static void add(void *arg, const char *token, double logprob)
{
    struct letters *l = arg;

    token += strspn(token, " \t\n(*_\"'`$");
    if (token[0] >= 'A' && token[0] < 'A' + l->n
        && strspn(token + 1, " \t\n)*_.:\"'`$") == strlen(token + 1))
        l->p[token[0] - 'A'] += exp(logprob);
}

void letters_detail(const struct json *logprobs, int letters, struct buf *out)
{
    struct letters l = { .n = letters };
    struct jsonw w = { out, false };
    char name[2] = "A";

    dialect_first_logprobs(logprobs, add, &l);
    jsonw_begin(&w, NULL, '{');
    jsonw_begin(&w, "letters", '{');
    for (int i = 0; i < letters; i++, name[0]++)
        if (l.p[i] > 0) /* outside the top k: unknown, not zero */
            jsonw_num(&w, name, l.p[i]);
    jsonw_end(&w, '}');
    jsonw_end(&w, '}');
}
