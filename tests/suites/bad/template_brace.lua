-- A prompt with an open brace.
-- exit: 3
-- says: slot prompt: template: '{' at byte 9
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input} {",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
