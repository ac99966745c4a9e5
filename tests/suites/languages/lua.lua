-- Functions in Lua: s.test stands behind the answer, calls the function and
-- prints what it gives; s.cases holds what must come out, which the program
-- never sees.
local r = retort
local data = {
    {
        id = "triple",
        input = "a Lua function triple(x) that returns three times x",
        target = "function triple(x)\n    return 3 * x\nend\n",
        test = "print(triple(2), triple(-7), triple(0.5))",
        output = "6\t-21\t1.5",
    },
    {
        id = "count",
        input = "a Lua function count(s, c) that says how often the letter c "
            .. "stands in s",
        target = "function count(s, c)\n"
            .. "    local _, n = s:gsub(c, c)\n    return n\nend\n",
        test = "print(count('banana', 'a'), count('', 'a'))",
        output = "3\t0",
    },
}
return r.suite {
    name = "lua-functions",
    version = 1,
    about = "Two functions in Lua, judged by what they give",
    runs_code = "lua",
    data = data,
    sample = function(row)
        return {
            id = row.id,
            input = row.input,
            target = row.target,
            test = row.test,
            cases = { { output = row.output } },
        }
    end,
    prompt = "Write {input}. Reply with one code block and nothing else.",
    ideal = "```lua\n{target}```",
    extract = r.extract.code "lua",
    score = r.score.tests(),
}
