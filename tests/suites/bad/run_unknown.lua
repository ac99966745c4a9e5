-- Runs a language that has no judge.
-- exit: 3
-- says: runs_code: no judge for 'cobol' (there are python, lua, c)
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    runs_code = "cobol",
    data = { { id = "one", input = "a program", target = "x" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.tests(),
}
