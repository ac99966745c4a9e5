-- The recorded models, as `scripts/demo` runs them: replies come from
-- `retort serve` on this port. What each really is stands in PROVENANCE.md.
--
-- usd_per_hour is an ASSUMPTION, not a quoted price: a small two-core machine
-- like the one the replies were recorded on. Change it to your own figure.
local url = "http://127.0.0.1:18931/v1"

local function recorded(served)
    return { url = url, model = served, usd_per_hour = 0.10 }
end

return {
    models = {
        ["qwen2.5-coder-1.5b"] = recorded "qwen2.5-coder-1.5b-instruct-q4_k_m",
        ["qwen2.5-coder-0.5b"] = recorded "qwen2.5-coder-0.5b-instruct-q4_k_m",
        ["smollm2-135m"] = recorded "smollm2-135m-instruct-q4_1",
    },
}
