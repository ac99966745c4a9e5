-- A rule that nobody has.
-- exit: 3
-- says: no rule 'lm-eval/gsm8k/strikt' (did you mean 'lm-eval/gsm8k/strict'?)
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.rule "lm-eval/gsm8k/strikt",
    score = r.score.exact(),
}
