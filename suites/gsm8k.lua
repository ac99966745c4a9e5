-- gsm8k: grade-school word problems. Cobbe et al. 2021, arXiv:2110.14168.
-- 1,319 test problems. --variant: in whose words they are asked, by whose rules
-- read; the usual one is ours. Examples are the first rows of the training set
-- (lm-eval's gsm8k draws five of it at random, these are not the same), or the
-- fixed eight of lm-eval-cot-8 (gsm8k_cot) and lm-eval-llama (gsm8k_cot_llama);
-- lm-eval-cot (gsm8k_cot_zeroshot) has none. -T rule=NAME reads by any other
-- rule. Needs --data.
local r = retort
local x = r.extract
local opt = r.options {
    variant = { "usual", "lm-eval", "lm-eval-cot", "lm-eval-cot-8",
        "lm-eval-llama", "routellm" },
    rule = "auto",
}
local v = r.include "gsm8k/variants.lua"[opt.variant]
local rule = opt.rule ~= "auto" and opt.rule

return r.suite {
    name = "gsm8k", version = 2, license = "MIT", options = opt,
    source = "https://github.com/openai/grade-school-math",
    about = "Grade-school word problems, answers are numbers",
    data = r.jsonl { "gsm8k/test.jsonl" },
    shots = type(v.shots) == "number"
        and r.jsonl { "gsm8k/train_first200.jsonl", n = v.shots } or v.shots,
    layout = v.layout or "text",
    sample = function(row)
        local work, answer = row.answer:match "^(.-)%s*####%s*(%S+)%s*$"
        if not answer then
            error("no '#### NUMBER' at the end of the answer")
        end
        return { input = row.question, target = answer, answer = row.answer,
            work = work:gsub("<<.->>", "") }
    end,
    prompt = v.prompt,
    ideal = v.ideal,
    generate = { temperature = 0, max_tokens = 512, stop = v.stop },
    extract = rule and x.rule(rule) or v.extract,
    score = (rule or v.rule) and r.score.rule(rule or v.rule)
        or r.score.number(),
}
