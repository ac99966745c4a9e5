-- A perfect reply that is not right.
-- exit: 1
-- says: sample two: ideal student: its own perfect reply is scored wrong
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = {
        { id = "one", input = "2 + 2?", target = "4" },
        { id = "two", input = "3 + 3?", target = "6", answer = "7" },
    },
    sample = function(row)
        row.answer = row.answer or row.target
        return row
    end,
    prompt = "{input}",
    ideal = "Answer: {answer}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
