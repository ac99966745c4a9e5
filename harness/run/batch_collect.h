/*
 * Inside run/batch*.c only: what came of a batch, into the store.
 */
#ifndef RETORT_RUN_BATCH_COLLECT_H
#define RETORT_RUN_BATCH_COLLECT_H

#include "run/batch.h"

/* Reads all results of a batch that ended, as status and batch tell where:
 * replies are kept under their addresses, failures noted; what has no result is
 * to be asked again. All of it is committed at once, with the batch being over.
 */
int batch_collect(struct batch_run *b, struct batch_row *row,
    const struct batch_status *status, const struct json *batch, struct err *e);

#endif
