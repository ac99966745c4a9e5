-- The words in which mmlu is asked, and the rules by which it is read there.
local about = "The following are multiple choice questions (with answers) about "
return {
    ["lm-eval"] = { head = about .. "{topic}.\n\n", strip = true },
    hendrycks = { head = about .. " {topic}.\n\n" },
    generative = { head = about .. "{topic}.\n\n", strip = true,
        rule = "lm-eval/mmlu/generative", stop = { "\n" } },
    flan = {
        prompt = about .. "{topic}.\n\nQ: {input}\n(A) {A} (B) {B} (C) {C} "
            .. "(D) {D}\nA: Let's think step by step.",
        ideal = "The answer is ({target}).", strip = true, tokens = 1024,
        rule = "lm-eval/mmlu/flan-strict", stop = { "</s>", "Q:", "<|im_end|>" },
    },
    ["simple-evals"] = {
        prompt = "Answer the following multiple choice question. The last "
            .. "line of your response should be of the following format: "
            .. "'Answer: $LETTER' (without quotes) where LETTER is one of "
            .. "ABCD. Think step by step before answering.\n\n{input}\n\n"
            .. "A) {A}\nB) {B}\nC) {C}\nD) {D}",
        ideal = "Answer: {target}", rule = "simple-evals/mmlu", tokens = 1024,
    },
}
