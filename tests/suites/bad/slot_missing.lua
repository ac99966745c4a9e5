-- Has no score.
-- exit: 3
-- says: slot_missing.lua:5: r.suite: slot 'score' is missing
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
}
