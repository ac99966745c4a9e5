#include "cli/ls_rules.h"

#include "cli/terminal.h"
#include "report/text/table.h"
#include "suite/named/named.h"

void ls_rules_text(struct context *c, struct buf *out)
{
    struct table *t = table_new("rule|reads:wrap");
    const struct named_rule *rules;
    size_t n;

    rules = named_all(&n);
    for (size_t i = 0; i < n; i++) {
        table_cell(t, rules[i].name);
        table_cell(t, rules[i].about);
    }
    table_print(t, terminal_width(), terminal_look(c->o->color), out);
    table_free(t);
}

void ls_rules_json(struct jsonw *w)
{
    const struct named_rule *rules;
    size_t n;

    rules = named_all(&n);
    jsonw_begin(w, "rules", '[');
    for (size_t i = 0; i < n; i++) {
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "rule", rules[i].name);
        jsonw_str(w, "alias", rules[i].alias);
        jsonw_str(w, "reads", rules[i].about);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}
