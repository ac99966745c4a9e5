-- Runs code and does not say so.
-- exit: 1
-- says: a suite that runs code says so: runs_code = "python"
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.tests(),
}
