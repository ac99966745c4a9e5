/*
 * How many GPUs a model needs: its weights, and the keys and values kept for
 * every token of every sequence in flight. Sizes in GB of 1e9 bytes.
 */
#ifndef RETORT_COST_MEMORY_H
#define RETORT_COST_MEMORY_H

/* GPUs for so many GB of which `share` (0.9, as vLLM takes) of each gpu_gb may
 * be used: 1, 2, 4, 8, then eights, as tensor parallelism wants. NAN for what
 * is unknown, INFINITY when a GPU has no room at all. */
double memory_gpus(double need_gb, double gpu_gb, double share);

#endif
