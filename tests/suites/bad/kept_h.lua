-- Goes on with the sample before.
-- exit: 1
-- says: h is used after its sample has ended
local r = retort
local kept
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
        if kept then
            kept:last()
        end
        kept = h
        return h:ask()
    end,
}
