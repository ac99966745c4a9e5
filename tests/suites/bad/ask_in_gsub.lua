-- Asks from inside a library function.
-- exit: 1
-- says: attempt to yield across a C-call boundary
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
    solve = function(s, h)
        return (string.gsub("x", "x", function()
            return h:ask()
        end))
    end,
}
