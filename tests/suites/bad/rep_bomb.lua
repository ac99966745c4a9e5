-- A text of ten billion letters.
-- exit: 3
-- says: rep_bomb.lua:4: resulting string too large
local s = string.rep("x", 10000000000)
