#include "cli/gate_rule.h"

#include "cli/picking.h"
#include "report/baseline.h"
#include "report/gate/gating.h"

int gate_rule_read(
    const struct options *o, struct gate_rule *rule, struct err *e)
{
    if ((o->margin == NULL) == (o->retain == NULL))
        return err_set(e, ERR_USAGE,
            "say what is allowed: either --margin 1pt or --retain 98%%");
    if (!(o->confidence > 0.5 && o->confidence < 1))
        return err_set(
            e, ERR_USAGE, "--confidence wants a share from 0.5 to 1");
    *rule = (struct gate_rule){ .alpha = 1 - o->confidence, .family = 1 };
    return o->margin != NULL ? gating_margin(o->margin, rule, e)
                             : gating_retain(o->retain, rule, e);
}

int gate_baseline(struct context *c, struct pick *out, struct err *e)
{
    if (baseline_is_file(c->o->baseline))
        return baseline_read(c->o->baseline, out, e);
    if (context_store(c, true, e) < 0)
        return -1;
    return picking_add(c, out, c->o->baseline, e);
}

int gate_choose(struct pick *p, const struct options *o, struct err *e)
{
    for (size_t i = 0; i < o->operand_count; i++)
        if (pick_suite(p, o->operands[i]) == NULL)
            return err_set(e, ERR_USAGE,
                "%s has no run of suite '%s' ('retort ls runs' lists them)",
                o->baseline, o->operands[i]);
    if (o->operand_count > 0)
        pick_keep(p, o->operands, o->operand_count);
    return 0;
}
