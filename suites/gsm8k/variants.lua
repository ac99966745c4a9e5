-- How gsm8k is asked and read: ours first, then the words of other harnesses
-- (lm-evaluation-harness, EleutherAI, MIT; RouteLLM, Apache-2.0).
local r = retort
local x = r.extract
local eight = r.include "gsm8k/examples.lua"
return {
    usual = {
        shots = 4, layout = "turns",
        prompt = "{input}\n\nThink step by step, then end with a line "
            .. "'Answer: NUMBER'.",
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
    ["lm-eval-cot-8"] = {
        rule = "lm-eval/gsm8k/cot-strict", prompt = "Q: {input}\nA:",
        shots = eight,
        ideal = " {work} The answer is {target}.",
        extract = x.first { x.rule "lm-eval/gsm8k/cot-strict",
            x.rule "lm-eval/gsm8k/flexible" },
        stop = { "Q:", "</s>", "<|im_end|>" },
    },
    ["lm-eval-llama"] = {
        rule = "lm-eval/gsm8k/llama-strict", layout = "turns",
        shots = eight,
        prompt = "Given the following problem, reason and give a final answer "
            .. "to the problem.\nProblem: {input}\nYour response should end "
            .. 'with "The final answer is [answer]" where [answer] is the '
            .. "response to the problem.\n",
        ideal = "{work} The final answer is {target}",
        extract = x.first { x.rule "lm-eval/gsm8k/llama-strict",
            x.rule "lm-eval/gsm8k/flexible" },
        stop = { "<|eot_id|>", "Q:", "</s>", "<|im_end|>" }, -- four at most
    },
    routellm = {
        shots = 8, prompt = "Question: {input}\nAnswer:", ideal = " {answer}",
        extract = x.rule "routellm/gsm8k", stop = { "Question:" },
    },
}
