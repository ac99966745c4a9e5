-- No rows at all.
-- exit: 3
-- says: data_no_rows.lua: it has no samples
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = {},
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
