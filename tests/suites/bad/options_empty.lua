-- A choice of values without any.
-- exit: 3
-- says: option 'variant': a list of its values, the usual one first
local r = retort
local opt = r.options { variant = {} }
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    options = opt,
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
