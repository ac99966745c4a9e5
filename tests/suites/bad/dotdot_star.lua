-- Climbs out of its folder with a star.
-- exit: 3
-- says: name files relative
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = r.jsonl "../*.jsonl",
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
