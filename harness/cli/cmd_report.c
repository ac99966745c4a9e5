/* retort report: one page for who decides. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/reporting.h"
#include "cli/terminal.h"
#include "report/text/plain.h"

/* Where the page goes; NULL: only the summary or the JSON is wanted. The
 * caller frees. */
static char *page_path(const struct options *o)
{
    if (o->html != NULL)
        return mem_str(o->html);
    return o->md || o->json ? NULL : file_join(o->out, "report.html");
}

static int write_page(struct reporting *r, const char *path, struct err *e)
{
    struct buf out = { 0 };
    int rc;

    reporting_draw(r);
    terminal_say("%s", r->page.no_charts);
    page_html(&r->page, &out);
    rc = file_write(path, out.s, out.len, e);
    buf_clear(&out);
    return rc;
}

static void print(
    const struct reporting *r, const struct options *o, const char *path)
{
    struct buf out = { 0 }, text = { 0 };

    if (o->json)
        page_json(&r->page, &out);
    if (o->md)
        page_markdown(&r->page, &out);
    if (out.len == 0) {
        page_finding(&r->page, &text);
        plain_wrap(&out, text.s, text.len, 0, terminal_prose());
        buf_printf(&out, "page: %s\n", path);
    }
    terminal_print(&out);
    buf_clear(&text);
    buf_clear(&out);
}

static int report(struct reporting *r, const struct options *o, struct err *e)
{
    char *path = page_path(o);
    int rc = -1;

    if (o->json && o->md)
        err_set(e, ERR_USAGE,
            "--json and --md both want standard output: say one of them");
    else if (reporting_build(r, e) == 0
             && (path == NULL || write_page(r, path, e) == 0)) {
        print(r, o, path);
        rc = 0;
    }
    free(path);
    return rc;
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct reporting *r = mem_zalloc(1, sizeof *r);
    enum exit_code code = EXIT_DONE;

    reporting_open(r, o);
    if (report(r, o, e) < 0)
        code = exit_of(e->kind);
    reporting_close(r);
    free(r);
    return code;
}

const struct command cmd_report = {
    .name = "report",
    .usage = "[RUN|SUITE|MODEL...] [-m MODEL...]",
    .about =
        "One page to send: what was found, tables, charts, how it was made",
    .more =
        "Of the runs named, or of the latest of each suite and model: the "
        "figures that\nrun, compare, trend, show and cost tell. -m: a model "
        "with runs is measured by them,\nany other is only priced, as in cost. "
        "The page is one HTML file without scripts\nor anything to load; "
        "without gnuplot it has no charts and says so. With --md or\n--json "
        "that is printed, and the page is written only where --html says.\n"
        "--json: \"finding\" and \"not_known\" are sentences; \"run\", "
        "\"compare\", \"by_group\",\n\"cost\" and \"trends\" are what these "
        "commands write, null where there is none;\n\"cost_unknown\" says why "
        "no cost is known.",
    .options = OPT(MODEL) | OPT(OUT) | OPT(PRICES) | OPT(MODELS_FILE)
               | OPT(SCENARIO) | OPT(SET) | OPT(YEARS) | OPT(SEED)
               | OPT(REQUESTS) | OPT(PER_DAY) | OPT(ACCEPT) | OPT(TEMPERATURE)
               | OPT(CONFIDENCE) | OPT(HTML) | OPT(MD) | OPT(JSON),
    .operands_min = 0,
    .run = run,
};
