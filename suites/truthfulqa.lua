-- truthfulqa: 790 questions that people often answer falsely (817 before its
-- authors revised it on 2025-01-15). Lin et al. 2021, arXiv:2109.07958. One
-- choice is the best true answer. The files list it first, so the choices are
-- shuffled by --seed: always saying "A" must not win. -T file=mc_task.json takes the choices of the paper's MC1. Needs --data.
local r = retort
local opt = r.options { file = { "TruthfulQA.csv", "mc_task.json" } }

-- The false ones of a cell "one; two; three".
local function split(cell)
    local list = {}
    for part in (cell .. ";"):gmatch "%s*(.-)%s*;" do
        list[#list + 1] = part ~= "" and part or nil
    end
    return list
end

-- The right answer and the others, whichever file the row is of.
local function answers(row)
    if row["Best Answer"] then
        return row["Best Answer"]:match "^%s*(.-)%s*$", split(row["Incorrect Answers"])
    end
    local right, wrong, mc1 = nil, {}, row.mc1_targets
    for i, text in ipairs(mc1.choices or {}) do
        if mc1.labels[i] == 1 then right = text else wrong[#wrong + 1] = text end
    end
    for text, label in pairs(mc1.choices and {} or mc1) do
        if label == 1 then right = text else wrong[#wrong + 1] = text end
    end
    return right, wrong
end

return r.suite {
    name = "truthfulqa", version = 1, license = "Apache-2.0", options = opt,
    source = "https://github.com/sylinrl/TruthfulQA",
    about = "Questions that people often answer falsely, choices shuffled",
    data = opt.file:find "csv$"
        and r.csv { "truthfulqa/TruthfulQA.csv", place = "place" }
        or r.json { "truthfulqa/mc_task.json", place = "place" },
    by = "category",
    sample = function(row, o)
        local right, choices = answers(row)
        choices[#choices + 1] = right or error "no right answer"
        table.sort(choices) -- members of an object come in no order
        choices = r.rng(o.seed * 1000003 + row.place):shuffle(choices)
        local at = 1
        while choices[at] ~= right do at = at + 1 end
        return { id = tostring(row.place + 1), category = row.Category,
            input = row.Question or row.question, choices = choices,
            target = string.char(64 + at) }
    end,
    extract = function(text, s)
        return r.extract.letter(math.max(#s.choices, 2))(text)
    end,
    use = r.choice { n = 26 },
}
