-- An option of the wrong kind.
-- exit: 3
-- says: option 'n' is a number, not a string
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = r.csv { "rows.csv", n = "ten" },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
