-- A pattern that takes years.
-- exit: 3
-- says: ran for too long on a text of 3000 bytes: each
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    sample = function(row)
        local s = string.rep("a", 3000)
        return { input = s:match ".-.-.-.-b", target = "4" }
    end,
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
