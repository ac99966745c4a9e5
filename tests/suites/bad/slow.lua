-- Takes its time over long replies.
-- exit: 1
-- says: ms of processor, at most
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = function(text)
        for i = 1, 2500 * #text do
        end
        return text:sub(1, 100):match "Answer: (%d+)"
    end,
    score = r.score.exact(),
}
