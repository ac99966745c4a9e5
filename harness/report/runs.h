/*
 * Runs side by side: the table that `retort run` ends with, and its JSON.
 */
#ifndef RETORT_REPORT_RUNS_H
#define RETORT_REPORT_RUNS_H

#include "report/data.h"
#include "report/pair.h"
#include "report/repeats.h"
#include "report/text/table.h"

struct runs_line {
    const struct data_run *run;
    const struct data_run *teacher; // of the same suite; NULL: none
    int64_t sent, reused;           // in this call; -1: not asked now
    bool ttft;                      // what tells no first text is to be said
    const char *flips; // JSON: what judging again changed; NULL: was not done
    const struct repeats *repeats; // NULL: each sample was asked once
    struct data_summary sum;       // filled by runs_sum
    struct retention kept;         // of the teacher; NAN without one
    int64_t paired;                // samples that both have
    int64_t unpaired;              // samples of the run left out of kept
};

/* Sums all lines and finds each student's teacher among them. */
void runs_sum(struct runs_line *lines, size_t n, double level);

void runs_json(const struct runs_line *lines, size_t n, struct buf *out);

/* The table, a block for each suite, and notes below on what needs words. */
void runs_text(const struct runs_line *lines, size_t n, double level,
    size_t width, int look, struct buf *out);

/* The parts of that text. Lines of a suite stand together: where those that
 * begin at from end; their table, which the caller frees; by which rules they
 * were read, one sentence unless two of them share none; "200 samples, asked
 * 5 times each"; all notes, a line each. */
size_t runs_suite_end(const struct runs_line *lines, size_t n, size_t from);
struct table *runs_table(const struct runs_line *lines, size_t n, double level);
void runs_reading(
    const struct runs_line *lines, size_t n, size_t width, struct buf *out);
void runs_samples(const struct data_summary *s, struct buf *out);
void runs_notes(const struct runs_line *lines, size_t n, struct buf *out);

/* "950", "21.3K", "1.2M". */
void runs_count(struct buf *out, double n);

/* "71.3", "64.2-77.5" in percent; "-" when unknown. What is not 0 or 100 is
 * never shown as if it were: 0.9999 is "99.99". */
enum { RUNS_SHARE = 32 };
const char *runs_share(double share, int decimals, char out[RUNS_SHARE]);
void runs_percent(struct buf *out, double share);
void runs_interval(struct buf *out, struct interval ci);
void runs_percent_ci(struct buf *out, double share, struct interval ci);

/* Points of a difference, "+1.2" or "-"; and with " (+0.3 to +2.1)" behind it,
 * all with as many decimals as the one that needs most. */
void runs_points(struct buf *out, double share);
void runs_points_ci(struct buf *out, double share, struct interval ci);

/* "key":[low,high], a limit that is unknown as null. */
void runs_interval_json(struct jsonw *w, const char *key, struct interval ci);

/* The same, but null where one of both is unknown. */
void runs_range_json(struct jsonw *w, const char *key, double low, double high);

#endif
