-- gsm8k: grade-school word problems. Cobbe et al. 2021, arXiv:2110.14168.
-- 1,319 test problems; the examples are the first rows of the training set.
-- --variant: in whose words they are asked, by whose rules read; the usual one
-- is ours. -T rule=NAME reads by any other rule. Needs --data.
local r = retort
local x = r.extract
local opt = r.options {
    variant = { "usual", "lm-eval", "lm-eval-cot", "routellm" },
    rule = "auto",
}
local variants = {
    usual = {
        shots = 4, prompt = "{input}\n\nThink step by step, then end with a "
            .. "line 'Answer: NUMBER'.",
        ideal = "{work}\nAnswer: {target}", extract = x.number(),
    },
    ["lm-eval"] = {
        rule = "lm-eval/gsm8k/strict", shots = 5, ideal = " {answer}",
        prompt = "Question: {input}\nAnswer:",
        extract = x.first { x.rule "lm-eval/gsm8k/strict",
            x.rule "lm-eval/gsm8k/flexible" },
        stop = { "Question:", "</s>", "<|im_end|>" },
    },
    ["lm-eval-cot"] = {
        rule = "lm-eval/gsm8k/cot-strict", ideal = "The answer is {target}.",
        prompt = "Q: {input}\nA: Let's think step by step.",
        extract = x.first { x.rule "lm-eval/gsm8k/cot-strict",
            x.rule "lm-eval/gsm8k/flexible" },
        stop = { "Q:", "</s>", "<|im_end|>" },
    },
    routellm = {
        shots = 8, prompt = "Question: {input}\nAnswer:", ideal = " {answer}",
        extract = x.rule "routellm/gsm8k", stop = { "Question:" },
    },
}
local v = variants[opt.variant]
local rule = opt.rule ~= "auto" and opt.rule

return r.suite {
    name = "gsm8k", version = 2, license = "MIT", options = opt,
    source = "https://github.com/openai/grade-school-math",
    about = "Grade-school word problems, answers are numbers",
    data = r.jsonl { "gsm8k/test.jsonl" },
    shots = v.shots and r.jsonl { "gsm8k/train_first200.jsonl", n = v.shots },
    layout = opt.variant ~= "usual" and "text" or nil,
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
