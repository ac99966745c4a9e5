-- Says nothing, and is wrong.
-- exit: 1
-- says: an empty reply is scored wrong: it must be unread
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "{target}",
    extract = function(text)
        return text
    end,
    score = r.score.exact(),
}
