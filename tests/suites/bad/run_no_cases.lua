-- Runs a program in C without saying what it must print.
-- exit: 1
-- says: h:run in c needs cases = {{input =, output =}, ...}
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    runs_code = "c",
    data = { { id = "one", input = "a program", target = "x", test = "" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.tests(),
}
