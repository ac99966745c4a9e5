-- Eats all memory, hides that, and leaves none for us.
-- exit: 3
-- says: out of memory: all suites together may hold 512 MiB
local r = retort
local kept = {}
local function fill(size)
    pcall(function()
        while true do
            kept[#kept + 1] = string.rep("x", size) .. #kept
        end
    end)
end
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    sample = function(row)
        for _, size in ipairs { 10000000, 100000, 1000, 10 } do
            fill(size)
        end
        return { id = 1, input = string.rep("y", 1000), target = "4" }
    end,
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
