-- svamp: 1,000 word problems of one step, varied so that the words must be
-- read. Patel et al. 2021, arXiv:2103.07191. Needs --data.
local r = retort
return r.suite {
    name = "svamp", version = 1, license = "MIT",
    source = "https://github.com/arkilpatel/SVAMP",
    about = "One-step word problems, answers are numbers",
    data = r.jsonl { "svamp/test.jsonl" },
    by = "type",
    sample = function(row)
        local body = row.Body:match "^(.-)%s*$"
        return {
            id = row.ID,
            type = row.Type,
            input = body .. (body:find "[.,?!]$" and " " or ", ")
                .. row.Question,
            target = string.format("%.10g", row.Answer),
        }
    end,
    prompt = "{input}\n\nThink step by step, then end with a line "
        .. "'Answer: NUMBER'.",
    ideal = "Answer: {target}",
    generate = { temperature = 0, max_tokens = 512 },
    extract = r.extract.number(),
    score = r.score.number(),
}
