-- A scenario for `retort cost --scenario FILE`: ways of serving one workload.
-- It works as it stands; put your own figures in. Any number may be a range,
-- { low, high }: its middle is told, all of it goes into the intervals.
--
--   retort cost --example >plan.lua
--   retort cost --scenario plan.lua --set gpu_hour=2.1 --charts charts
--
-- Money is in US dollars. GPU prices: third-party pages of 2026-01 to -05,
-- which disagree. Throughput and making are placeholders: measure yours.
--
-- All numbers there are (student: those of self_hosted, or of api, and its own):
--   any way:
--     accuracy         share of answers that are right
--   any way but a hybrid:
--     tokens_in        tokens of a prompt
--     tokens_out       tokens of a reply
--     tax              on top of running: compliance, security
--   api:
--     price_in         USD for a million input tokens
--     price_out        USD for a million output tokens
--     price_cached     USD for a million cached input tokens
--     cached_share     share of input tokens read from the cache
--     batch_share      share of requests that can wait for the batch price
--   self_hosted:
--     weights_gb       GB of weights
--     kv_kb            KiB of keys and values per token
--     context          tokens of a sequence in memory
--     sequences        sequences in flight at once
--     runtime_gb       GB for activations and runtime
--     gpu_gb           GB of memory of one GPU
--     gpu_share        share of it that may be used
--     gpus             GPUs of a replica
--     gpu_hour         USD for an hour of one GPU
--     input_tok_s      prompt tokens a second that a full replica reads
--     output_tok_s     reply tokens a second that a full replica writes
--     lanes            answers at once at the measured time of one
--     utilisation      share of what a replica can that is used at the peak
--     peak             busiest moment over the mean
--     replicas         replicas kept in any case
--     spare            replicas on top of the load: redundancy
--     ops_usd          USD a year to look after it
--   student:
--     teacher_answers  answers of the teacher that it learns from
--     teacher_usd      USD for one of them
--     training_usd     USD to train it once
--     evaluation_usd   USD to evaluate it
--     again            times a year that it is distilled again
--     again_usd        USD for one of those; not said: as much as at first
--   hybrid:
--     share            share of requests that go to the dear one
--   only at the top:
--     years            years looked at
--     growth           of the volume, a year: 0.5 is half more
--     price_decline    of prices by request, a year: 0.2 is a fifth less
--     hour_decline     of gpu_hour, a year
--     error_usd        USD that a wrong answer costs
return {
    requests = { 1000, 10000, 100000, 1000000 }, -- a day

    -- said here, a number holds for every way that does not say its own
    tokens_in = 800, -- of a prompt; or measured = "RUN" in a way
    tokens_out = { 200, 300 },
    gpu_hour = { 1.99, 3.50 }, -- one H100 with 80 GB
    utilisation = { 0.3, 0.7 }, -- of what a replica can, at the peak
    peak = 2, -- busiest moment over the mean

    growth = 0, -- of the volume a year, with --years N
    price_decline = 0, -- of prices by request a year
    error_usd = 0, -- what a wrong answer costs

    ways = {
        {
            name = "gpt-4o",
            kind = "api",
            model = "gpt-4o", -- as in `retort ls prices`
            cached_share = 0.3, -- of the prompt, read from the cache
        },
        {
            name = "gpt-4o, half in batches",
            kind = "api",
            model = "gpt-4o",
            batch_share = 0.5, -- of requests that can wait
        },
        {
            name = "llama-3.3-70b, own GPUs",
            kind = "self_hosted",
            weights_gb = 140, -- 70e9 numbers of 16 bits
            kv_kb = 320, -- 2 x 80 layers x 8 heads x 128 x 2 bytes
            context = 2048,
            sequences = 32,
            gpu_gb = 80,
            output_tok_s = { 1000, 2500 }, -- of a whole replica, when full
            spare = 1, -- replicas for when one fails
            tax = { 0.05, 0.15 }, -- compliance and security of open weights
        },
        {
            name = "student, own GPU",
            kind = "student",
            gpus = 1,
            output_tok_s = { 3000, 6000 },
            tax = { 0.05, 0.15 },
            teacher = "gpt-4o",
            teacher_answers = 50000, -- that it learns from
            training_usd = { 450, 5000 },
            evaluation_usd = 200,
            again = 2, -- times a year that it is distilled again
        },
        {
            name = "student first, gpt-4o for a fifth",
            kind = "hybrid",
            cheap = "student, own GPU",
            dear = "gpt-4o",
            share = { 0.1, 0.3 },
            cascade = true, -- all are asked of the student first
            -- where both ways are measured = "RUN" on the same samples, their
            -- stored answers tell its quality, and share if it is not said
        },
    },
}
