-- The same while it judges.
-- exit: 1
-- says: error_score.lua:14: error() was called with a table instead of a text
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = function(answer)
        error { code = 5 }
    end,
}
