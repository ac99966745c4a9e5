-- Three sums, for the exchanges beside this file.
local r = retort
return r.suite {
    name = "sums",
    version = 1,
    license = "MIT",
    about = "Three sums for canned exchanges",
    data = function()
        local i = 0
        return function()
            i = i + 1
            if i <= 3 then
                return { id = "s" .. i, input = 1 + i .. " + 3", target = 4 + i }
            end
        end
    end,
    sample = function(row)
        return row
    end,
    prompt = "{input} = ?",
    ideal = "Answer: {target}",
    generate = { temperature = 0, max_tokens = 64 },
    extract = r.extract.within(r.extract.after "Answer:", r.extract.first_number()),
    score = r.score.number(),
}
