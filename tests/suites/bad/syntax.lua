-- Is no Lua.
-- exit: 3
-- says: syntax.lua:6: 
local r = retort
return r.suite {
    name = = "x"
}
