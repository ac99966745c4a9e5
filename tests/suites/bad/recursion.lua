-- Calls itself for ever.
-- exit: 3
-- says: stack overflow
local r = retort
local function deep(n)
    return 1 + deep(n + 1)
end
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    sample = function(row)
        return { input = deep(1), target = "4" }
    end,
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
