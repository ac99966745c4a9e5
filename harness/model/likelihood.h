/*
 * How likely a model finds a text that is given to it: the sum of the log-
 * probabilities of its tokens behind a prompt, from a legacy completion that
 * repeats the prompt (echo). An endpoint that ignores echo gives sums of
 * nothing, and every choice the same 0: exact chance, without an error
 * (PROVIDER-APIS 0.3 and 7.4). So nothing is taken that does not prove itself.
 */
#ifndef RETORT_MODEL_LIKELIHOOD_H
#define RETORT_MODEL_LIKELIHOOD_H

#include <stddef.h>

struct json;
struct reply;

struct likelihood {
    double sum;    // natural logarithm, <= 0
    int tokens;    // of the text; 0: nothing is known
    char why[200]; // why nothing is known; ""
};

/* Reads it from a reply to a request whose prompt is the `len` bytes at
 * prompt; the text is its last `text_len` bytes (blanks before it are scored
 * with it: they belong to the first token). A token for each token of the
 * prompt is wanted, the first without a log-probability, all others with one,
 * places that agree with the prompt, and one that begins where the text does;
 * otherwise out says why not. */
void likelihood_read(const struct reply *r, const char *prompt, size_t len,
    size_t text_len, struct likelihood *out);

/* The same, with the prompt out of the request body (legacy completions). */
void likelihood_of(const struct reply *r, const char *request,
    size_t request_len, size_t text_len, struct likelihood *out);

#endif
