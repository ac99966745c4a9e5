-- An endless loop while it is loaded.
-- exit: 3
-- says: loop_load.lua:4: ran for more than 3 s: an endless loop?
while true do
end
