-- bbh: BIG-Bench Hard, 27 tasks, 6,511 questions. Suzgun et al. 2022,
-- arXiv:2210.09261. Three examples before each question, with their reasoning
-- (--variant cot) or without (direct), as its authors asked, two slips and
-- all, and read; lm-eval asks with reasoning and a line's end more, zeroshot
-- and cot-zeroshot are its tasks without examples, which it reads by kind.
-- Needs --data. The files hold a canary: keep it.
local r = retort
local opt = r.options { rule = "auto",
    variant = { "cot", "direct", "lm-eval", "zeroshot", "cot-zeroshot" } }
local zero, lm = opt.variant:match ".*zeroshot", opt.variant == "lm-eval"
local cot = opt.variant ~= "direct" and opt.variant ~= "zeroshot"
local step = "A: Let's think step by step."
local rules = { cot = "bbh/cot", direct = "bbh/direct",
    ["lm-eval"] = "lm-eval/bbh/cot" }

local direct, kind_of = r.include "bbh/direct.lua", r.include "bbh/zeroshot.lua"
local heads
local function head(s)
    if not heads then
        heads = {}
        for row in r.text { "bbh/cot-prompts/*.txt", tag = "task" } () do
            local body = row.text:match "%-%-%-%-%-\n(.*)$"
            if lm then
                body = body:gsub("step by step%. ", "step by step.\n")
            end
            heads[row.task] = zero and body:match "^(.-)\n\nQ: "
                or cot and body or direct(row.task, body)
        end
    end
    return heads[s.task] .. "\n\n"
end

-- lm-eval reads each kind of task by a rule of its own.
local function by_kind(text, s)
    local kind, found = kind_of(s.task, s.input)
    local name = kind == "words" and kind or zero .. "/" .. kind
    return r.extract.rule("lm-eval/bbh/" .. name, found)(text)
end

return r.suite {
    name = "bbh", version = 1, license = "MIT", options = opt,
    source = "https://github.com/suzgunmirac/BIG-Bench-Hard",
    about = "27 tasks that were hard for language models",
    data = r.json { "bbh/tasks/*.json", at = "examples", tag = "task",
        place = "place" },
    by = "task",
    sample = function(row)
        row.id = row.task .. "/" .. row.place
        return row
    end,
    head = head,
    prompt = "Q: {input}\n" .. (cot and step or "A:") .. (lm and "\n" or ""),
    ideal = cot and "So the answer is {target}." or " {target}",
    generate = { temperature = 0, max_tokens = cot and 1024 or 64,
        stop = lm and { "</s>", "Q", "\n\n" }
            or zero and { "</s>", "Q:", "<|im_end|>" } or { "\n\nQ: " } },
    extract = zero and opt.rule == "auto" and by_kind
        or r.extract.rule(opt.rule ~= "auto" and opt.rule or rules[opt.variant]),
    score = zero and r.score.rule "lm-eval/bbh/zeroshot/strict" or r.score.exact(),
}
