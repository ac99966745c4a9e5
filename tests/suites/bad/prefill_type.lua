-- The beginning of a reply is a text.
-- exit: 3
-- says: slot 'prefill' must be a string or a function, not a number
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    prefill = 5,
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
