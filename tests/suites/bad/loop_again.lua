-- A score that never ends, more than once.
-- exit: 1
-- says: bad: sample two: tests/suites/bad/loop_again.lua:19: ran for more than 3 s: an endless loop?
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = {
        { id = "one", input = "2 + 2?", target = "4" },
        { id = "two", input = "2 + 3?", target = "5" },
    },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = function(text)
        return text:match "^Answer: %d$"
    end,
    score = function()
        while pcall(error) == false do
        end
    end,
}
