-- A score in percent.
-- exit: 1
-- says: score gave 100, not true, false or a number from 0 to 1
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = function()
        return 100
    end,
}
