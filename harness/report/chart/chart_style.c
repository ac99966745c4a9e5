#include "report/chart/chart_style.h"

/* Okabe and Ito (2008), Color Universal Design, without their yellow, which
 * is no colour for a thin line on white. Neighbours differ in lightness. */
static const unsigned colors[] = {
    0x0072B2, // blue
    0xD55E00, // vermillion
    0x009E73, // bluish green
    0xCC79A7, // reddish purple
    0x333333, // black
    0xE69F00, // orange
    0x56B4E9, // sky blue
};

static const struct {
    int point;
    double grow;
} shapes[] = {
    { 7, 1.0 },   // disc
    { 5, 0.88 },  // square
    { 9, 1.0 },   // triangle
    { 13, 0.95 }, // diamond
    { 11, 1.0 },  // triangle on its head
    { 15, 0.95 }, // pentagon
};

enum {
    COLORS = sizeof colors / sizeof colors[0],
    SHAPES = sizeof shapes / sizeof shapes[0]
};

struct chart_style_mark chart_style_mark(size_t i)
{
    /* 7 and 6 have no common divisor: 42 pairs before one comes again. */
    return (struct chart_style_mark){
        .color = colors[i % COLORS],
        .point = shapes[i % SHAPES].point,
        .grow = shapes[i % SHAPES].grow,
    };
}

struct chart_style_mark chart_style_role(enum chart_role role)
{
    static const struct chart_style_mark marks[] = {
        [CHART_ROLE_OTHER] = { 0x009E73, 13, 0.95 },
        [CHART_ROLE_TEACHER] = { 0x333333, 5, 0.88 },
        [CHART_ROLE_STUDENT] = { 0xD55E00, 7, 1.0 },
        [CHART_ROLE_COMMERCIAL] = { 0x0072B2, 9, 1.0 },
    };

    return marks[role];
}
