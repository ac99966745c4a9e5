/* The comparison as one JSON object. */
#include "report/compare/compare.h"
#include "report/runs.h"

static void write_names(
    struct jsonw *w, const char *key, const struct pair_list *l)
{
    struct buf name = { 0 };

    jsonw_begin(w, key, '[');
    for (size_t i = 0; i < l->n; i++) {
        buf_reset(&name);
        alike_name(l->items[i], &name);
        jsonw_str(w, NULL, buf_str(&name));
    }
    jsonw_end(w, ']');
    buf_clear(&name);
}

static void write_left_out(const struct pair *p, bool whole, struct jsonw *w)
{
    jsonw_count(w, "samples_only_in_a", whole ? p->only_a : -1);
    jsonw_count(w, "samples_only_in_b", whole ? p->only_b : -1);
    jsonw_count(w, "samples_changed", whole ? p->changed : -1);
    jsonw_count(w, "samples_without_verdict", whole ? p->no_verdict : -1);
    if (!whole)
        return;
    write_names(w, "only_in_a", &p->lone_a);
    write_names(w, "only_in_b", &p->lone_b);
    write_names(w, "changed", &p->other);
}

/* Outcomes of samples that one side got right and the other did not. */
static void write_outcomes(
    struct jsonw *w, const char *key, const int64_t counts[OUTCOME_COUNT])
{
    jsonw_begin(w, key, '{');
    for (int o = 0; o < OUTCOME_COUNT; o++)
        if (o != OUTCOME_CORRECT && o != OUTCOME_FAILED)
            jsonw_int(w, outcome_name((enum outcome)o), counts[o]);
    jsonw_end(w, '}');
}

static void write_loss(const struct compare_loss *l, struct jsonw *w)
{
    jsonw_begin(w, "loss", '{');
    jsonw_num(w, "format", l->format);
    runs_interval_json(w, "format_ci", l->format_ci);
    jsonw_num(w, "wrong", l->wrong);
    runs_interval_json(w, "wrong_ci", l->wrong_ci);
    write_outcomes(w, "lost", l->lost);
    write_outcomes(w, "won", l->won);
    jsonw_end(w, '}');
}

/* Of the difference; its draws and seed stand at the end. */
static void write_boot(const struct bootstrap *b, struct jsonw *w)
{
    jsonw_begin(w, "bootstrap", '{');
    jsonw_num(w, "se", b->se);
    runs_interval_json(w, "percentile", b->percentile);
    runs_interval_json(w, "bca", b->bca);
    jsonw_end(w, '}');
}

static void write_agree(const struct agree *a, struct jsonw *w)
{
    jsonw_begin(w, "same_mistakes", '{');
    jsonw_int(w, "both_wrong", a->wrong);
    jsonw_int(w, "same_answer", a->same);
    jsonw_num(w, "share", a->observed);
    runs_interval_json(w, "ci", a->ci);
    jsonw_num(w, "chance", a->chance);
    jsonw_num(w, "kappa", a->kappa);
    runs_interval_json(w, "kappa_ci", a->kappa_ci);
    jsonw_bool(w, "letters", a->letters);
    jsonw_end(w, '}');
}

static void write_letters(const struct letters_pair *l, struct jsonw *w)
{
    if (l->n == 0) {
        jsonw_null(w, "letters");
        return;
    }
    jsonw_begin(w, "letters", '{');
    jsonw_int(w, "n", l->n);
    jsonw_int(w, "filled", l->filled);
    jsonw_num(w, "same_top", l->same);
    runs_interval_json(w, "same_top_ci", l->same_ci);
    jsonw_num(w, "temperature", l->temperature);
    jsonw_num(w, "kl_nats", l->kl);
    runs_interval_json(w, "kl_ci", l->kl_ci);
    jsonw_int(w, "draws", (int64_t)l->draws);
    jsonw_end(w, '}');
}

static void write_who(const struct pair *p, const char *group, struct jsonw *w)
{
    jsonw_str(w, "suite", p->a->row.suite);
    jsonw_str(w, "group", group);
    jsonw_str(w, "a", p->a->row.model);
    jsonw_str(w, "b", p->b->row.model);
    jsonw_int(w, "run_a", p->a->row.id);
    jsonw_int(w, "run_b", p->b->row.id);
}

static void write_row(const struct compare_row *r, struct jsonw *w)
{
    jsonw_begin(w, NULL, '{');
    write_who(r->pair, r->group, w);
    jsonw_int(w, "n", paired_n(&r->cells));
    jsonw_int(w, "both", r->cells.both);
    jsonw_int(w, "only_a", r->cells.only_a);
    jsonw_int(w, "only_b", r->cells.only_b);
    jsonw_int(w, "neither", r->cells.neither);
    jsonw_num(w, "accuracy_a", paired_accuracy_a(&r->cells));
    runs_interval_json(w, "ci_a", r->a_ci);
    jsonw_num(w, "accuracy_b", paired_accuracy_b(&r->cells));
    runs_interval_json(w, "ci_b", r->b_ci);
    jsonw_num(w, "diff", r->diff);
    jsonw_num(w, "se", r->se);
    jsonw_num(w, "se_plain", r->se_plain);
    jsonw_count(w, "clusters", r->clusters > 0 ? (int64_t)r->clusters : -1);
    runs_interval_json(w, "ci", r->ci);
    write_boot(&r->boot, w);
    jsonw_num(w, "p", r->p);
    jsonw_num(w, "log10_p", r->log10_p);
    jsonw_num(w, "p_holm", r->p_holm);
    jsonw_num(w, "log10_p_holm", r->log10_p_holm);
    jsonw_num(w, "retention", r->kept.ratio);
    runs_interval_json(w, "retention_ci", r->kept.ci);
    write_loss(&r->loss, w);
    if (r->group == NULL) {
        reading_json(&r->pair->a->reading, "rules_a", w);
        reading_json(&r->pair->b->reading, "rules_b", w);
        write_agree(&r->agree, w);
        write_letters(&r->letters, w);
    }
    write_left_out(r->pair, r->group == NULL, w);
    jsonw_end(w, '}');
}

static void write_macro(const struct compare_macro *m, struct jsonw *w)
{
    jsonw_begin(w, NULL, '{');
    write_who(m->pair, NULL, w);
    jsonw_int(w, "groups", (int64_t)m->groups);
    jsonw_int(w, "groups_of_one", (int64_t)m->single);
    jsonw_num(w, "accuracy_a", m->a);
    runs_interval_json(w, "ci_a", m->a_ci);
    jsonw_num(w, "accuracy_b", m->b);
    runs_interval_json(w, "ci_b", m->b_ci);
    jsonw_num(w, "diff", m->diff);
    jsonw_num(w, "se", m->se);
    runs_interval_json(w, "ci", m->ci);
    jsonw_num(w, "se_new_groups", m->between_se);
    jsonw_num(w, "retention", m->kept.ratio);
    runs_interval_json(w, "retention_ci", m->kept.ci);
    jsonw_num(w, "micro_se_these_groups", m->stratified_se);
    jsonw_end(w, '}');
}

void compare_json(const struct compare *c, int64_t flips, struct buf *out)
{
    struct jsonw w = { out, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_begin(&w, "pairs", '[');
    for (size_t i = 0; i < c->n; i++)
        write_row(&c->rows[i], &w);
    jsonw_end(&w, ']');
    jsonw_begin(&w, "macro", '[');
    for (size_t i = 0; i < c->macro_count; i++)
        write_macro(&c->macros[i], &w);
    jsonw_end(&w, ']');
    jsonw_int(&w, "draws", (int64_t)c->draws);
    jsonw_int(&w, "seed", (int64_t)c->seed);
    if (flips > 0)
        compare_flips_json(c, flips, &w);
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}
