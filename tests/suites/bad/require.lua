-- Wants a library.
-- exit: 3
-- says: undeclared global 'require'
local lfs = require "lfs"
