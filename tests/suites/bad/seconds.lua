-- Gives its programs no time at all.
-- exit: 3
-- says: seconds is 0.001 to 3600
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    runs_code = "python",
    data = { { id = "one", input = "a program", target = "x", test = "" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.tests { seconds = 0 },
}
