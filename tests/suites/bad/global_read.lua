-- A typing error in a name.
-- exit: 3
-- says: global_read.lua:11: undeclared global 'quesiton' (a typing error
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    sample = function(row)
        return { input = quesiton, target = row.target }
    end,
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
