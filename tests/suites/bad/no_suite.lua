-- Returns a plain table.
-- exit: 3
-- says: no_suite.lua: must end with 'return r.suite { ... }'
return { name = "x" }
