-- mgsm: the first 250 problems of GSM8K in up to eleven languages, as many as
-- there are files. Shi et al. 2022, arXiv:2210.03057. Asked and read as
-- simple-evals does; -T rule=usual keeps the sign of an answer, which its rule
-- loses; native, en-cot, direct and flexible are lm-eval's rules, without its
-- words. -T language=de takes one language. Needs --data.
local r = retort
local opt = r.options { language = "*",
    rule = { "simple-evals", "usual", "native", "en-cot", "direct", "flexible" } }
local simple = opt.rule == "simple-evals"
local lm = not simple and opt.rule ~= "usual" and "lm-eval/mgsm/" .. opt.rule
local languages = r.include "mgsm/languages.lua"
local rules = {}
for language, row in pairs(languages) do
    rules[language] = simple and r.extract.rule("simple-evals/mgsm/" .. language)
        or lm and r.extract.rule(lm .. (opt.rule == "native" and "/" .. language or ""))
        or r.extract.first {
            r.extract.within(r.extract.after(row[1] .. ":"), r.extract.first_number()),
            r.extract.last_number(),
        }
end

return r.suite {
    name = "mgsm", version = 1, license = "CC-BY-4.0", options = opt,
    source = "https://github.com/google-research/url-nlp/tree/main/mgsm",
    about = "Grade-school word problems in eleven languages",
    data = r.tsv { "mgsm/mgsm_" .. opt.language .. ".tsv", quotes = false,
        columns = { "question", "answer" }, tag = "language", place = "place" },
    by = "language",
    sample = function(row)
        local language = opt.language == "*" and row.language or opt.language
        local known = languages[language]
            or error("no instruction in the language '" .. language .. "'")
        return {
            id = language .. "/" .. row.place, language = language,
            cluster = tostring(row.place), -- the same problem in each language
            input = row.question, target = row.answer,
            word = known[1], instruction = known[2],
            perfect = opt.rule == "direct" and row.answer
                or lm and (opt.rule == "native" and known[3] or "The answer is NUMBER")
                    :gsub("NUMBER", row.answer) or known[1] .. ": " .. row.answer,
        }
    end,
    prompt = "{instruction}\n\n{input}",
    ideal = "{perfect}",
    generate = { temperature = 0, max_tokens = 1024 },
    extract = function(text, s)
        return rules[s.language](text)
    end,
    score = simple and r.score.rule "simple-evals/mgsm/en"
        or lm and r.score.rule "lm-eval/mgsm/flexible" or r.score.number(),
}
