-- A text of a billion letters, which fits Lua but not the ceiling.
-- exit: 3
-- says: rep_bomb_fits.lua: out of memory: all suites together may hold 512 MiB
local s = string.rep("x", 1000000000)
