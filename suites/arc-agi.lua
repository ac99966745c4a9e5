-- arc-agi: 400 puzzles of grids, 416 test inputs. Chollet 2019,
-- arXiv:1911.01547. The answer is a whole grid, and every cell must be right.
-- -T split=evaluation takes the other 400. Needs --data.
local r = retort
local opt = r.options { split = { "training", "evaluation" } }

local function lines(grid, between)
    local rows = {}
    for i, row in ipairs(grid) do
        rows[i] = table.concat(row, between)
    end
    return table.concat(rows, "\n")
end

return r.suite {
    name = "arc-agi", version = 1, license = "Apache-2.0", options = opt,
    source = "https://github.com/fchollet/ARC-AGI",
    about = "Puzzles of grids; the whole grid must be right",
    data = function()
        local file = "arc_agi/" .. opt.split .. ".jsonl"
        local tasks, task, k = r.jsonl(file)(), nil, 0
        return function()
            while not task or k == #task.test do
                task, k = tasks(), 0
                if not task then
                    return nil
                end
            end
            k = k + 1
            return { id = task.id .. "/" .. k - 1, task = task.id,
                train = task.train, test = task.test[k] }
        end
    end,
    cluster = "task",
    sample = function(row)
        local shown = {}
        for i, pair in ipairs(row.train) do
            shown[i] = "Input " .. i .. ":\n" .. lines(pair.input, " ")
                .. "\n\nOutput " .. i .. ":\n" .. lines(pair.output, " ")
        end
        return { id = row.id, task = row.task,
            input = table.concat(shown, "\n\n") .. "\n\nInput "
                .. #row.train + 1 .. ":\n" .. lines(row.test.input, " "),
            target = lines(row.test.output, "") }
    end,
    prompt = "Each input grid becomes its output grid by one rule, the same "
        .. "for all. Find the rule and apply it to the last input. Digits "
        .. "stand for colours.\n\n{input}\n\nEnd your reply with the output "
        .. "grid, one line for each row, digits with blanks between them.",
    ideal = "{target}",
    generate = { temperature = 0, max_tokens = 4096 },
    extract = r.extract.grid(),
    score = r.score.exact(),
}
