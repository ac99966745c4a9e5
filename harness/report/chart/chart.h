/*
 * Pictures by gnuplot. Each call writes DIR/NAME.gp, a script that
 * holds its data and can be run again as "gnuplot NAME.gp", and runs it to
 * get NAME.svg and NAME.png. Texts are shown as they are, whatever they hold.
 * NAN is unknown everywhere: it is named under the picture, never drawn.
 */
#ifndef RETORT_REPORT_CHART_CHART_H
#define RETORT_REPORT_CHART_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "stats/interval.h"

struct chart_out {
    const char *dir;      // folder, exists
    const char *name;     // stem of the three files
    const char *title;    // the finding, one sentence
    const char *subtitle; // what is shown and assumed; wrapped; or NULL
    const char *note;     // caption below: sources, dates, limits; or NULL
};

// clang-format off
enum chart_kind { CHART_API, CHART_SELFHOST, CHART_STUDENT };
enum chart_role { CHART_ROLE_OTHER, CHART_ROLE_TEACHER, CHART_ROLE_STUDENT,
                  CHART_ROLE_COMMERCIAL };
enum chart_unit { CHART_PLAIN, CHART_USD, CHART_COUNT,
                  CHART_PERCENT }; // of ticks; PERCENT: 0.5 is 50 %
struct chart_axis { const char *label; enum chart_unit unit; };
struct chart_crossing { double x, y; const char *label; }; // NULL: volume
// clang-format on

struct chart_line { // one way of serving
    const char *label;
    enum chart_kind kind;
    const double *x, *y;      // requests a day; USD a year
    const double *low, *high; // of y; NULL when there is none
    size_t n;                 // points
    bool published;           // a claim, not measured: hollow marks
};

struct chart_point {
    const char *label;
    const char *note; // small, behind the label (a date); or NULL
    double x, y;
    struct interval x_ci, y_ci; // NAN limits: none is drawn
    bool published;             // a claim, not measured: hollow
    bool on_frontier;           // the frontier is drawn through these
    enum chart_role role;
};

struct chart_bar {     // bars of a suite stand together, in order of arrival
    const char *suite; //
    const char *model; // the student
    double ratio;      // of the teacher's accuracy: 0.95 is 95 %
    struct interval ci;
    bool known; // false: written as "unknown", not drawn
};

struct chart_claim {     // a published figure; those of a group stand together
    const char *group;   // the verdict, a heading
    const char *label;   // whose figure, and what is said
    const char *claimed; // as text, and what comes out
    const char *gives;   //
    double like, basis;  // as multiples of what is claimed; NAN
    struct interval ci;  // of like; NAN limits: none is drawn
    size_t kind;         // of the mark: one for each group
};

struct chart_curve { // of a router, or of a bound on all routers
    const char *label;
    const double *x, *y; // what goes to the dear model; accuracy
    size_t n;
    bool bound; // thin, dashed, without marks
};

struct chart_bin {      // of samples about which a model was about as sure
    double x, y;        // mean probability, share that is right
    struct interval ci; // of y
    size_t n;           // 0: not drawn
};

/* 0 when gnuplot is there; else ERR_SYSTEM, the text says how to get it. */
int chart_available(struct err *e);

/* Adds the title of the chart NAME that was drawn into dir. */
int chart_title(
    const char *dir, const char *name, struct buf *out, struct err *e);

/* Yearly cost against requests per day, both logarithmic, a line each. The
 * first 24 crossings in sight are marked. */
int chart_cost(const struct chart_out *out, const struct chart_line *lines,
    size_t n, const struct chart_crossing *crossings, size_t n_crossings,
    struct err *e);

/* Quality (y) against cost (x) with intervals and the frontier. x is
 * logarithmic when its values span more than a factor of 20. */
int chart_frontier(const struct chart_out *out, const struct chart_axis *x,
    const struct chart_axis *y, const struct chart_point *points, size_t n,
    struct err *e);

/* What each student kept of the teacher on each suite, in percent. */
int chart_retention(const struct chart_out *out, const char *teacher,
    const struct chart_bar *bars, size_t n, struct err *e);

/* How often a model is right against how sure it was. */
int chart_reliability(const struct chart_out *out, const struct chart_bin *bins,
    size_t n, struct err *e);

/* Accuracy over what goes to a dear model, a curve for each signal; wanted is
 * a level across, NAN for none. */
int chart_routing(const struct chart_out *out, const struct chart_axis *x,
    const struct chart_curve *curves, size_t n, double wanted, struct err *e);

/* Published figures against their own arithmetic, a row each. */
int chart_claims(const struct chart_out *out, const struct chart_claim *claims,
    size_t n, struct err *e);

#endif
