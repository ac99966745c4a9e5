/*
 * How good a hybrid is: from stored answers of both of its models to the same
 * samples, and what routing.h makes of them. At any share of requests that go
 * to the dear model it says who answers which sample; where several samples
 * have the same signal, each goes with the same chance.
 */
#ifndef RETORT_REPORT_BILL_BILL_ROUTE_H
#define RETORT_REPORT_BILL_BILL_ROUTE_H

#include "report/routing.h"
#include "report/work.h"

struct bill_routed {    // a sample that both have answered
    size_t unit, group; // of the bill's keys
    double from, to;    // shares between which it goes over to the dear one
    double cheap, dear; // how much of it is right
    int64_t judged;     // of its repeats
    int asks;           // of the cheap model, where it is first
};

struct bill_route {
    struct bill_routed *items;
    size_t n;
    bool clustered;   // some sample names its cluster
    int repeats;      // how often a sample was asked
    bool mixed;       // not all that often
    struct buf words; // which signal, suite by suite
};

struct bill_mix {    // of a hybrid, at a share
    double accuracy; //
    double asks;     // of what the cheap one would do, asked once, where it
    double work;     // is first; of what the dear one would alone; NAN unknown
};

/* Adds the samples of one suite. lots: nothing of the cheap one's answer is
 * known before; chosen: the share is yet to be found, by the signal that
 * reaches what is wanted soonest, else it is the one with the best APGR. */
void bill_route_add(struct bill_route *r, const struct routing *g,
    const struct work_keys *k, bool lots, bool chosen);
void bill_route_free(struct bill_route *r);

/* The least share that reaches a part of what the dear one has; NAN where
 * the dear one is no better, or nothing is known. */
double bill_route_reach(const struct bill_route *r, double part);

struct bill_side { // of the two models: what an answer of it costs, in any
    const struct work *work; // measure: so much for itself, for each of its
    double answer, in, cached, out; // tokens and seconds, and of its usd[]
    double seconds, usd[WORK_USD];
};

/* weight: of each unit, NULL: once. */
struct bill_mix bill_route_at(const struct bill_route *r, double share,
    const double *weight, const struct bill_side *cheap,
    const struct bill_side *dear);

/* The interval of the accuracy at a share. */
struct interval bill_route_ci(
    const struct bill_route *r, double share, double level);

#endif
