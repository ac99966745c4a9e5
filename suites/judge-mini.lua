-- judge-mini: short explanations, each held by a judge model against a good
-- one written for this project. Judges favour a place (Zheng et al. 2023,
-- arXiv:2306.05685), so both orders are asked: a win counts whole, a draw or
-- two orders that disagree count half, and the note tells them apart.
-- Needs -m judge=MODEL.
local r = retort

local function ask_judge(s, h, first, second, ideal)
    local said = h:ask("Two answers to one question.\n\nQuestion: " .. s.input
        .. "\n\nAnswer A:\n" .. first .. "\n\nAnswer B:\n" .. second
        .. "\n\nWhich answer is the better one: more correct, then clearer? "
        .. "Length is no merit. End with a line 'Verdict: A', 'Verdict: B' or "
        .. "'Verdict: C' where neither is better.",
        { role = "judge", temperature = 0, max_tokens = 400, ideal = ideal })
    return h:find(said, r.extract.within(r.extract.after "Verdict:",
        r.extract.letter(3)))
end

return r.suite {
    name = "judge-mini",
    version = 1,
    license = "MIT",
    about = "Short explanations, judged in both orders by another model",
    judge = true,
    data = r.jsonl { "judge-mini/questions.jsonl" },
    by = "subject",
    sample = function(row)
        return {
            id = row.id,
            subject = row.subject,
            input = row.question,
            target = row.answer,
        }
    end,
    prompt = "{input}\n\nAnswer in at most four sentences.",
    ideal = "{target}",
    generate = { temperature = 0, max_tokens = 300 },
    extract = r.extract.whole(),
    score = function(answer, s, h)
        local one = ask_judge(s, h, answer, s.target, "Verdict: C")
        local two = ask_judge(s, h, s.target, answer, "Verdict: C")
        if one == nil or two == nil then
            return nil, "the judge gave no verdict"
        end
        if one == two and one ~= "C" then
            return 0.5, "the judge's two orders disagree"
        end
        local points = (one == "A" and 1 or one == "C" and 0.5 or 0)
            + (two == "B" and 1 or two == "C" and 0.5 or 0)
        -- as good as the reference is as good as can be asked for
        return points >= 1 and 1 or points / 2,
            points >= 1.5 and "better than the reference"
                or points >= 1 and "as good as the reference" or "worse"
    end,
}
