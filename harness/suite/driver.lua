-- One sample, from question to verdict; each runs in a coroutine of its own.
-- Returns nothing when h:read found no answer: h knows why.
local suite, s, h, opt = ...
local text
if suite.solve then
    text = suite.solve(s, h, opt)
else
    text = h:ask()
end
local answer = h:read(text, suite.extract, s)
if answer == nil then
    return nil
end
return suite.score(answer, s, h)
