-- A perfect reply that cannot be read.
-- exit: 1
-- says: no answer is found in its own perfect reply
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "{target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
