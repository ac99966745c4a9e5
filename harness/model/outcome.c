#include "model/outcome.h"

const char *outcome_name(enum outcome o)
{
    static const char *const names[] = {
#define X(id, name, help) name,
        OUTCOMES(X)
#undef X
    };
    return names[o];
}

const char *outcome_help(enum outcome o)
{
    static const char *const helps[] = {
#define X(id, name, help) help,
        OUTCOMES(X)
#undef X
    };
    return helps[o];
}

static const struct {
    const char *name;
    int retry, fatal;
} failures[] = {
#define X(id, name, retry, fatal) { name, retry, fatal },
    FAILURES(X)
#undef X
};

const char *failure_name(enum failure f)
{
    return failures[f].name;
}

int failure_retries(enum failure f)
{
    return failures[f].retry;
}

int failure_is_fatal(enum failure f)
{
    return failures[f].fatal;
}
