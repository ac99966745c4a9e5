-- Wants files.
-- exit: 3
-- says: undeclared global 'io'
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    sample = function(row)
        return io.open("/etc/passwd"):read "a"
    end,
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
