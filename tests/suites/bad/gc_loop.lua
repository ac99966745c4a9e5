-- An endless finalizer, which no hook could stop.
-- exit: 3
-- says: suites may not use __gc
setmetatable({}, { __gc = function()
    while true do
    end
end })
