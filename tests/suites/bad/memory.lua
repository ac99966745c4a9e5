-- Eats all memory.
-- exit: 3
-- says: memory.lua: out of memory: all suites together may hold 512 MiB
local t = {}
for i = 1, math.huge do
    t[i] = string.rep("x", 1000000) .. i
end
