-- gsm8k: grade-school word problems. Cobbe et al. 2021, arXiv:2110.14168.
-- 1,319 test problems; the examples are rows of the training set, their
-- calculator notes taken out. Needs --data.
local r = retort
return r.suite {
    name = "gsm8k",
    version = 1,
    license = "MIT",
    source = "https://github.com/openai/grade-school-math",
    about = "Grade-school word problems, answers are numbers",
    data = r.jsonl { "gsm8k/test.jsonl" },
    shots = r.jsonl { "gsm8k/train_first200.jsonl", n = 4 },
    sample = function(row)
        local work, answer = row.answer:match "^(.-)%s*####%s*(%S+)%s*$"
        if not answer then
            error("no '#### NUMBER' at the end of the answer")
        end
        return {
            input = row.question,
            target = answer,
            work = work:gsub("<<.->>", ""),
        }
    end,
    prompt = "{input}\n\nThink step by step, then end with a line "
        .. "'Answer: NUMBER'.",
    ideal = "{work}\nAnswer: {target}",
    generate = { temperature = 0, max_tokens = 512 },
    extract = r.extract.first {
        r.extract.within(r.extract.after "Answer:", r.extract.first_number()),
        r.extract.within(r.extract.after "####", r.extract.first_number()),
        r.extract.within(r.extract.boxed(), r.extract.last_number()),
        r.extract.last_number(),
    },
    score = r.score.number(),
}
