/*
 * The six outcomes of a sample, and why a request can fail. None ever turns
 * into another: a wrong answer is the model's, an unread one may be ours, a
 * failed one is nobody's answer at all.
 */
#ifndef RETORT_MODEL_OUTCOME_H
#define RETORT_MODEL_OUTCOME_H

/* name, one letter for dense tables, what it means */
#define OUTCOMES(X)                                                            \
    X(CORRECT, "correct", "an answer was read, and it is right")               \
    X(WRONG, "wrong", "an answer was read, and it is not right")               \
    X(UNREAD, "unread", "a whole reply, but no answer found in it")            \
    X(TRUNCATED, "truncated", "the reply was cut by the token limit")          \
    X(REFUSED, "refused", "the model or its filter declined")                  \
    X(FAILED, "failed", "no reply: the request did not succeed")

enum outcome {
#define X(id, name, help) OUTCOME_##id,
    OUTCOMES(X)
#undef X
        OUTCOME_COUNT
};

/* "correct", "wrong", ... */
const char *outcome_name(enum outcome o);

/* One line that says what it means. */
const char *outcome_help(enum outcome o);

/* Why there is no reply (PROVIDER-APIS 2.5): id, name, retry, ends the run */
#define FAILURES(X)                                                            \
    X(NONE, "none", 0, 0)                                                      \
    X(BAD_REQUEST, "bad_request", 0, 0)                                        \
    X(CONTEXT_LENGTH, "context_length", 0, 0)                                  \
    X(AUTH, "auth", 0, 1)                                                      \
    X(NOT_FOUND, "not_found", 0, 1)                                            \
    X(BILLING, "billing", 0, 1)                                                \
    X(RATE_LIMIT, "rate_limit", 1, 0)                                          \
    X(OVERLOADED, "overloaded", 1, 0)                                          \
    X(SERVER, "server", 1, 0)                                                  \
    X(NETWORK, "network", 1, 0)                                                \
    X(TRUST, "trust", 0, 1)                                                    \
    X(TIMEOUT, "timeout", 1, 0)                                                \
    X(PROTOCOL, "protocol", 1, 0)                                              \
    X(JAIL, "jail", 0, 0)

enum failure {
#define X(id, name, retry, fatal) FAILURE_##id,
    FAILURES(X)
#undef X
        FAILURE_COUNT
};

const char *failure_name(enum failure f);

/* True when asking again may help. */
int failure_retries(enum failure f);

/* True when every other request would meet the same: end the run now. */
int failure_is_fatal(enum failure f);

#endif
