-- For wrk: the request that `retort run tests/bench/bench.lua` sends first,
-- which run.sh took from the database of a run.
local file = assert(io.open(assert(os.getenv "BENCH_BODY")))

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = file:read "*a"
file:close()
