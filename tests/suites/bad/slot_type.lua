-- A version in words.
-- exit: 3
-- says: r.suite: slot 'version' must be a whole number, not a string
local r = retort
return r.suite {
    name = "bad",
    version = "one",
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
