#include "cli/show_suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/like.h"
#include "cli/terminal.h"
#include "report/ask.h"
#include "report/text/plain.h"

/* The sample whose place wanted says, where no name does. 1, 0 or -1. */
static int find_number(
    struct suite *s, const char *wanted, struct sample *out, struct err *e)
{
    long n = strtol(wanted, NULL, 10);
    int rc;

    if (wanted[strspn(wanted, "0123456789")] != '\0' || n < 1)
        return 0;
    if (suite_rewind(s, e) < 0)
        return -1;
    while ((rc = suite_next(s, out, e)) == 1 && out->n != n)
        sample_clear(out);
    return rc;
}

/* Finds the sample to show: 1, 0 when the suite has none, -1. */
static int find(
    struct suite *s, const char *wanted, struct sample *out, struct err *e)
{
    struct like like = { .word = wanted != NULL ? wanted : "" };
    struct buf near = { 0 };
    int rc;

    if (suite_rewind(s, e) < 0)
        return -1;
    while ((rc = suite_next(s, out, e)) == 1) {
        if (wanted == NULL || strcmp(out->id, wanted) == 0)
            break;
        like_offer(&like, out->id);
        sample_clear(out);
    }
    like_end(&like, &near);
    if (rc == 0 && wanted != NULL)
        rc = find_number(s, wanted, out, e);
    if (rc == 0 && wanted != NULL)
        rc = err_set(e, ERR_USAGE, "suite %s has no sample '%s'%s",
            suite_info(s)->name, wanted, buf_str(&near));
    buf_clear(&near);
    return rc;
}

static void line(struct buf *out, const char *name, const char *text)
{
    struct buf clean = { 0 }, b = { 0 };

    if (text == NULL || text[0] == '\0')
        return;
    plain_line(&clean, text, strlen(text));
    plain_wrap(&b, buf_str(&clean), clean.len, 12, terminal_prose());
    memcpy(b.s, name, strlen(name)); /* shorter than the indent */
    buf_add(out, b.s, b.len);
    buf_clear(&clean);
    buf_clear(&b);
}

static void block(
    struct buf *out, const char *title, const char *text, size_t len)
{
    buf_printf(out, "\n--- %s ---\n", title);
    plain_wrap(out, text, len, 2, terminal_prose());
}

static void sampling_words(const struct sampling *g, struct buf *b)
{
    if (!isnan(g->temperature))
        buf_printf(b, "temperature %g", g->temperature);
    else
        buf_puts(b, "temperature of the endpoint");
    if (!isnan(g->top_p))
        buf_printf(b, ", top_p %g", g->top_p);
    buf_printf(b, ", max_tokens %lld", (long long)g->max_tokens);
    if (g->seed >= 0)
        buf_printf(b, ", seed %lld", (long long)g->seed);
    if (g->top_logprobs > 0)
        buf_printf(b, ", top_logprobs %d", g->top_logprobs);
    for (int i = 0; i < g->stops; i++)
        buf_printf(b, ", stop \"%s\"", g->stop[i]);
}

static void add_info(const struct suite_info *i, struct buf *out)
{
    struct buf b = { 0 };

    buf_printf(out, "%s, version %d\n\n", i->name, i->version);
    line(out, "about:", i->about);
    line(out, "file:", i->path);
    line(out, "license:", i->license);
    line(out, "source:", i->source);
    line(out, "hash:", i->hash);
    sampling_words(&i->sampling, &b);
    line(out, "sampling:", buf_str(&b));
    buf_reset(&b);
    ask_options(i->options, &b);
    line(out, "options:", buf_str(&b));
    line(out, "slots:", i->slots);
    if (i->runs_code)
        line(out, "needs:",
            "the jail: it runs code that models write "
            "('retort check' says whether it works here)");
    if (i->letters > 0) {
        buf_reset(&b);
        buf_printf(&b,
            "one of %d letters, with its probability where the "
            "endpoint tells",
            i->letters);
        line(out, "answers:", b.s);
    }
    buf_clear(&b);
}

static int add_sample(struct sample *s, struct buf *out, struct err *e)
{
    struct buf ideal = { 0 }, title = { 0 };
    int rc = sample_ideal(s, &ideal, e);

    buf_printf(&title, "\nsample %s", s->id);
    if (s->group[0] != '\0')
        buf_printf(&title, " (group %s)", s->group);
    buf_puts(&title, ", as it is asked first:");
    plain_text(out, title.s, title.len);
    buf_putc(out, '\n');
    for (size_t i = 0; i < s->message_count; i++)
        block(
            out, s->messages[i].role, s->messages[i].text, s->messages[i].len);
    block(out, "target", s->target, strlen(s->target));
    if (rc == 1)
        block(out, "a perfect reply", ideal.s, ideal.len);
    buf_clear(&ideal);
    buf_clear(&title);
    return rc < 0 ? -1 : 0;
}

static int add_json(
    struct suite *suite, struct sample *s, struct jsonw *w, struct err *e)
{
    const struct suite_info *i = suite_info(suite);
    struct buf ideal = { 0 };
    int rc = 0;

    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "suite", i->name);
    jsonw_int(w, "version", i->version);
    jsonw_str(w, "about", i->about);
    jsonw_str(w, "license", i->license);
    jsonw_str(w, "source", i->source);
    jsonw_str(w, "file", i->path);
    jsonw_str(w, "hash", i->hash);
    jsonw_str(w, "slots", i->slots);
    jsonw_raw(w, "options", i->options);
    jsonw_bool(w, "jail", i->runs_code != NULL);
    if (s == NULL) {
        jsonw_null(w, "sample");
        jsonw_end(w, '}');
        return 0;
    }
    jsonw_begin(w, "sample", '{');
    jsonw_str(w, "id", s->id);
    jsonw_str(w, "group", s->group);
    jsonw_str(w, "target", s->target);
    jsonw_begin(w, "messages", '[');
    for (size_t k = 0; k < s->message_count; k++) {
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "role", s->messages[k].role);
        jsonw_bytes(w, "content", s->messages[k].text, s->messages[k].len);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
    rc = sample_ideal(s, &ideal, e);
    if (rc == 1)
        jsonw_bytes(w, "ideal", ideal.s, ideal.len);
    else
        jsonw_null(w, "ideal");
    jsonw_end(w, '}');
    jsonw_end(w, '}');
    buf_clear(&ideal);
    return rc < 0 ? -1 : 0;
}

int show_suite(struct context *c, const char *name, const char *sample,
    struct buf *out, struct err *e)
{
    struct suite *suite = NULL;
    struct sample s = { 0 };
    struct jsonw w = { out, false };
    struct err missing = { 0 };
    int found, rc = 0;

    if (context_suite(c, name, &suite, e) < 0)
        return -1;
    found = find(suite, sample, &s, &missing);
    /* without data a suite can be shown, one of its samples cannot */
    if (found < 0 && (missing.kind != ERR_CONFIG || sample != NULL)) {
        *e = missing;
        return -1;
    }
    if (c->o->json) {
        rc = add_json(suite, found == 1 ? &s : NULL, &w, e);
        buf_putc(out, '\n');
    } else {
        add_info(suite_info(suite), out);
        if (found == 1)
            rc = add_sample(&s, out, e);
        else
            block(out, "no sample to show",
                found < 0 ? missing.text : "its data is empty",
                found < 0 ? strlen(missing.text) : 17);
    }
    sample_clear(&s);
    return rc;
}
