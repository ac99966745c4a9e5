-- A pattern over what a model wrote.
-- exit: 1
-- says: ran for too long on a text of 100000 bytes
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = function(text)
        return text:match "^%d*%d*%d*Answer: (%d+)"
    end,
    score = r.score.exact(),
}
