-- A sample that raises errors when it is read.
-- exit: 3
-- says: error_index.lua:12: no such field: input
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    sample = function(row)
        return setmetatable({ id = 1 }, { __index = function(_, key)
            error("no such field: " .. key)
        end })
    end,
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
