-- A score that never ends.
-- exit: 1
-- says: ran for more than 3 s: an endless loop?
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = function(text)
        return text == "Answer: 4" and text or nil
    end,
    score = function()
        while true do
        end
    end,
}
