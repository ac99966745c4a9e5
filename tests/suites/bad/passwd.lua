-- Reads what is not its own.
-- exit: 3
-- says: '/etc/passwd': name files relative to the suite's folder or to --data DIR
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = r.jsonl "/etc/passwd",
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
