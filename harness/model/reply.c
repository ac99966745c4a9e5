#include "model/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void reply_clear(struct reply *r)
{
    json_free(r->tree);
    free(r->joined);
    free(r->joined_reasoning);
    free(r->joined_refusal);
    memset(r, 0, sizeof *r);
}

/* The text becomes its own owner's, unless it has one. */
static const char *own(const char *text, char **owner)
{
    if (text != NULL && *owner == NULL)
        *owner = mem_str(text);
    return *owner;
}

void reply_shed(struct reply *r)
{
    r->served = r->tier = r->region = r->reasoning = NULL;
    free(r->joined_reasoning);
    r->joined_reasoning = NULL;
    if (r->logprobs != NULL) /* the tree holds these */
        return;
    r->text = own(r->text, &r->joined);
    r->refusal = own(r->refusal, &r->joined_refusal);
    json_free(r->tree);
    r->tree = NULL;
}

const char *finish_name(enum finish f)
{
    static const char *const names[] = { "unknown", "stop", "length",
        "filtered", "tool", "error" };
    return names[f];
}

enum finish reply_finish(
    const struct finish_word *words, size_t n, const char *word)
{
    for (size_t i = 0; word != NULL && i < n; i++) {
        size_t len = strlen(words[i].word);
        bool open = words[i].word[len - 1] == '*';
        if (open ? strncmp(word, words[i].word, len - 1) == 0
                 : strcmp(word, words[i].word) == 0)
            return words[i].finish;
    }
    return FINISH_UNKNOWN;
}

void reply_broken(struct reply *r, const char *why)
{
    r->failure = FAILURE_PROTOCOL;
    snprintf(r->why, sizeof r->why, "%.299s", why);
}
