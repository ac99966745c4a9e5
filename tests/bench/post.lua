-- For wrk: the first request that `retort run tests/bench/bench.lua` sends.
local anything = setmetatable({}, {
    __index = function(t) return t end,
    __call = function(t) return t end,
})
retort = {
    suite = function(slots) return slots end,
    extract = anything,
    score = anything,
}
local suite = dofile "tests/bench/bench.lua"
local row = suite.data { n = 1 }()
local text = suite.prompt:gsub("{(%w+)}", row)
local escapes = { ["\n"] = "\\n", ['"'] = '\\"', ["\\"] = "\\\\" }

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"model":"bench","messages":[{"role":"user","content":"'
    .. text:gsub('[\n"\\]', escapes)
    .. '"}],"temperature":0,"max_tokens":512}'
