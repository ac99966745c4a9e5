-- A pattern that is none.
-- exit: 3
-- says: malformed pattern '(a': a '(' is not closed
local x = string.find("a", "(a")
