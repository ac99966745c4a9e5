-- Shots of a field that their rows lack.
-- exit: 3
-- says: r.by: a row without the field 'subject'
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    shots = r.by(r.csv { "shots.csv" }, "subject"),
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
