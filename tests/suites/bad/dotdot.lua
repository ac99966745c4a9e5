-- Climbs out of its folder.
-- exit: 3
-- says: '../../../suites/mmlu-mini/questions.jsonl': name files relative
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = r.jsonl "../../../suites/mmlu-mini/questions.jsonl",
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = r.score.exact(),
}
