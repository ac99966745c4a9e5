-- GSM8K as OpenAI's example solutions answer it: the last line is "A: N".
-- For the figures of tests/conformance/import.sh.
local r = retort
return r.suite {
    name = "gsm8k-openai",
    version = 1,
    license = "MIT",
    source = "https://github.com/openai/grade-school-math",
    about = "Grade-school word problems, answered with 'A: NUMBER'",
    data = r.jsonl { "gsm8k/test.jsonl" },
    sample = function(row)
        return {
            input = row.question,
            target = row.answer:match "####%s*(%S+)%s*$",
        }
    end,
    prompt = "{input}",
    ideal = "A: {target}",
    extract = r.extract.within(r.extract.after "A:", r.extract.first_number()),
    score = r.score.number(),
}
