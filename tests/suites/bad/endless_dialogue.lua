-- Asks without end.
-- exit: 1
-- says: more than 999 questions and programs for one sample
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
        while true do
            h:ask()
        end
    end,
}
