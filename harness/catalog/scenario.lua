-- A scenario for `retort cost --scenario FILE`: ways of serving one workload.
-- It works as it stands; put your own figures in. Any number may be a range,
-- { low, high }: its middle is told, all of it goes into the intervals.
--
--   retort cost --example >plan.lua
--   retort cost --scenario plan.lua --set gpu_hour=2.1 --charts charts
--
-- Money is in US dollars. GPU prices: third-party pages of 2026-01 to -05,
-- which disagree. Throughput and making are placeholders: measure yours.
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
            cascade = true, -- those are asked of the student first
        },
    },
}
