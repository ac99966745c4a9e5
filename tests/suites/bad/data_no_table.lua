-- Rows that are none.
-- exit: 3
-- says: data gave a number, not a row (a table)
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { 1, 2, 3 },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
