-- Says nothing, and is right.
-- exit: 1
-- says: sample one: silent student: an empty reply is scored right
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = function(text)
        return text
    end,
    score = function()
        return true
    end,
}
