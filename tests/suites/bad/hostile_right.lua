-- Whatever one says is right.
-- exit: 1
-- says: hostile student: 100 kB of digits: scored right
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.last_number(),
    score = function()
        return true
    end,
}
