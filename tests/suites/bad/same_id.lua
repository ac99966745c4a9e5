-- Two samples of one name.
-- exit: 1
-- says: sample one: ideal student: another sample has the same id
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = {
        { id = "one", input = "2 + 2?", target = "4" },
        { id = "one", input = "3 + 3?", target = "6" },
    },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
