-- Data that are not there.
-- exit: 2
-- says: data file 'nowhere/test.jsonl' is not there: looked in tests/suites/bad and data
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = r.jsonl "nowhere/test.jsonl",
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
