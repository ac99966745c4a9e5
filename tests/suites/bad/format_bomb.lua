-- A number a hundred million digits wide.
-- exit: 3
-- says: invalid conversion specification: '%99999999d'
local s = string.format("%99999999d", 1)
