-- math-vote: the problems of math-mini, each asked several times with chance
-- in it; the answer that comes most often counts. Self-consistency, Wang et
-- al. 2022, arXiv:2203.11171. -T votes=9 asks more often.
local r = retort
local problems = r.include "math-mini/problems.lua"

return r.suite {
    name = "math-vote",
    version = 1,
    license = "MIT",
    about = "Word problems by seed, the vote of several answers counts",
    options = { n = 50, votes = 5 },
    by = "template",
    data = problems,
    prompt = "{input}\n\nThink step by step, then end with a line "
        .. "'Answer: NUMBER'.",
    ideal = "Step by step.\nAnswer: {target}",
    generate = { temperature = 0.7, max_tokens = 320 },
    -- Gives the first reply whose answer has most votes, or, where none could
    -- be read, the last one: what is wrong with it is then the outcome.
    solve = function(_, h, opt)
        local votes, replies, best, text = {}, {}, nil, nil
        for _ = 1, opt.votes do
            text = h:ask()
            local answer = h:find(text)
            if answer ~= nil then
                votes[answer] = (votes[answer] or 0) + 1
                replies[answer] = replies[answer] or text
                if best == nil or votes[answer] > votes[best] then
                    best = answer
                end
            end
        end
        return best ~= nil and replies[best] or text
    end,
    extract = r.extract.first {
        r.extract.within(r.extract.after "Answer:", r.extract.first_number()),
        r.extract.last_number(),
    },
    score = r.score.number(),
}
