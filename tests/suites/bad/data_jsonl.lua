-- A damaged row of JSON.
-- exit: 2
-- says: tests/suites/bad/rows.jsonl:2: 
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = r.jsonl "rows.jsonl",
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
