-- Calls itself for ever through C.
-- exit: 3
-- says: C stack overflow
local r = retort
local function deep(s)
    return (s:gsub(".", deep))
end
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    sample = function(row)
        return { input = deep "x", target = "4" }
    end,
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
