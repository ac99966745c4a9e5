-- gsm-hard: GSM8K with large numbers in place of the small ones; answers may
-- be negative or no whole numbers. Gao et al. 2022, arXiv:2211.10435. A part
-- in 10,000 off is right, as ToRA's grader has it. Needs --data.
local r = retort
return r.suite {
    name = "gsm-hard", version = 1, license = "MIT",
    source = "https://huggingface.co/datasets/reasoning-machines/gsm-hard",
    about = "Grade-school word problems with large numbers",
    data = r.jsonl { "gsm-hard/gsmhardv2.jsonl" },
    sample = function(row)
        if type(row.target) ~= "number" then
            error("the target is no number")
        end
        return { input = row.input, target = string.format("%.15g", row.target) }
    end,
    prompt = "{input}\n\nThink step by step, then end with a line "
        .. "'Answer: NUMBER'.",
    ideal = "Answer: {target}",
    generate = { temperature = 0, max_tokens = 512 },
    extract = r.extract.number(),
    score = r.score.number { tolerance = 1e-4 },
}
