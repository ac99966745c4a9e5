-- Word problems drawn from the templates by seed: the slot `data` of the
-- suites that ask them.
local r = retort
local templates = r.include "math-mini/templates.lua"

return function(opt)
    local g, i = r.rng(opt.seed), 0
    return function()
        if i >= (opt.limit or opt.n) then
            return nil
        end
        i = i + 1
        local t = templates[(i - 1) % #templates + 1]
        local question, answer = t.make(g)
        return {
            id = string.format("s%d-%d", opt.seed, i),
            template = t.name,
            input = question,
            target = answer,
        }
    end
end
