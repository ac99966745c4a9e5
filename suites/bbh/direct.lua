-- What bbh shows before a question when no reasoning is asked for.
local slips = { -- in the direct prompts that were sent
    date_understanding = { "(B) 01/03/1963", "(B) 01/03/1961" },
    tracking_shuffled_objects_three_objects = { "At the end of the dance, "
        .. "Alice is dancing with", "At the end of thehg sy dance, Alice is "
        .. "dancing with" },
}

-- Head of a task without reasoning: first paragraph, questions, bare answers.
return function(task, body)
    local head, rest = body:match "^(.-)\n\n", body:gsub("^.-\n\nQ: ", "") .. "\n\nQ: "
    for q, a in rest:gmatch "(.-)\nA: Let's think step by step%.(.-)\n\nQ: " do
        head = head .. "\n\nQ: " .. q .. "\nA: "
            .. a:match ".*the answer is (.-)%.?%s*$"
    end
    local slip = slips[task]
    local from, to = head:find(slip and slip[1] or "\0", 1, true)
    return from and head:sub(1, from - 1) .. slip[2] .. head:sub(to + 1) or head
end
