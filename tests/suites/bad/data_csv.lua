-- A row of CSV with a field too many.
-- exit: 2
-- says: tests/suites/bad/rows.csv:3: 
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = r.csv "rows.csv",
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
