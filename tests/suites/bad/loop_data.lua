-- Data that never come.
-- exit: 3
-- says: ran for more than 3 s: an endless loop?
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = function()
        return function()
            repeat
            until false
        end
    end,
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
