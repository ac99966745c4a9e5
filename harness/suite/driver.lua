-- One sample, from question to verdict; each runs in a coroutine of its own.
-- text is the reply, where the suite has nothing to ask but its prompt. Returns
-- nothing when h:read found no answer: h knows why.
local suite, s, h, opt, text = ...

-- The letter that the model finds likeliest behind the prompt.
local function likeliest()
    local best, most
    if not s.choices then
        error("a suite that chooses by likelihood needs choices in its samples")
    end
    for i = 1, #s.choices do
        local letter = string.char(64 + i)
        local p = h:likelihood(" " .. letter)
        if p == nil then
            return nil
        end
        if most == nil or p > most then
            best, most = letter, p
        end
    end
    return best
end

if suite.solve then
    text = suite.solve(s, h, opt)
elseif suite.likelihood then
    text = likeliest()
    if text == nil then
        return nil
    end
end
local answer = h:read(text, suite.extract, s)
if answer == nil then
    return nil
end
return suite.score(answer, s, h)
