-- Nothing, repeated without end: takes no time.
-- exit: 0
-- says: sound
local r = retort
local s = string.rep("", math.maxinteger)
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
