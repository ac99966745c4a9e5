-- An endless loop that swallows the error which ends it.
-- exit: 3
-- says: loop_hidden.lua:15: ran for more than 3 s: an endless loop?
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    sample = function(row)
        while true do
            pcall(function()
                while true do
                end
            end)
        end
    end,
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
