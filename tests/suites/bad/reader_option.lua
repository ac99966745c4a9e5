-- An option that readers do not have.
-- exit: 3
-- says: unknown option 'colums' (there are n, tag, place, at, columns and quotes)
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = r.csv { "rows.csv", colums = { "id" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
