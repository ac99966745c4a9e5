-- Checks the math-mini templates against answers found another way.
-- Usage: lua5.4 tests/suites/math_mini_test.lua [templates.lua]
-- SPDX-License-Identifier: MIT

local PATH = arg[1] or "suites/math-mini/templates.lua"
local PER_TEMPLATE, MIN_DISTINCT = 300, 200
local WIDE_DRAWS, WIDE_DISTINCT = 3000, 500

-- A deterministic generator with the methods of g --------------------

local G = {}
G.__index = G

local function new_g(seed)
    return setmetatable({ s = seed * 0x9E3779B97F4A7C15 | 1 }, G)
end

function G:next()
    local x = self.s
    x = x ~ (x << 13)
    x = x ~ (x >> 7)
    x = x ~ (x << 17)
    self.s = x
    return (x * 0x2545F4914F6CDD1D) >> 33
end

function G:int(lo, hi)
    assert(math.type(lo) == "integer" and math.type(hi) == "integer",
        "g:int needs integers")
    assert(lo <= hi, "g:int has an empty range")
    return lo + self:next() % (hi - lo + 1)
end

function G:pick(list)
    return list[self:int(1, #list)]
end

function G:shuffle(list)
    local out = table.move(list, 1, #list, 1, {})
    for i = #out, 2, -1 do
        local j = self:int(1, i)
        out[i], out[j] = out[j], out[i]
    end
    return out
end

function G:chance(p)
    return self:next() / 0x80000000 < p
end

-- Loading in a closed environment ------------------------------------

local function copy(t)
    local c = {}
    for k, v in pairs(t) do
        c[k] = v
    end
    return c
end

local function load_closed(path)
    local env = { string = copy(string), table = copy(table),
        math = copy(math), utf8 = copy(utf8) }
    env.math.random, env.math.randomseed = nil, nil
    local closed = setmetatable({}, {
        __index = function(_, k)
            return env[k] or error("reads global " .. tostring(k), 2)
        end,
        __newindex = function(_, k)
            error("writes global " .. tostring(k), 2)
        end,
    })
    return assert(loadfile(path, "t", closed))()
end

-- Reading a question ---------------------------------------------------

-- The captures of pat in q, each as a number where it is one.
local function read(q, pat)
    local c = table.pack(q:match(pat))
    if c[1] == nil then
        error("no match for: " .. pat, 2)
    end
    for i = 1, c.n do
        c[i] = math.tointeger(tonumber(c[i])) or tonumber(c[i]) or c[i]
    end
    return table.unpack(c, 1, c.n)
end

-- The sum of v taken n times.
local function times(n, v)
    local sum = 0
    for _ = 1, n do
        sum = sum + v
    end
    return sum
end

-- The only x in lo..hi for which ok(x) holds.
local function only(lo, hi, ok)
    local found
    for x = lo, hi do
        if ok(x) then
            assert(not found, "more than one solution")
            found = x
        end
    end
    return assert(found, "no solution")
end

-- Whole and hundredths text without closing zeros.
local function trim(text)
    return (text:gsub("0+$", ""):gsub("%.$", ""))
end

-- Day count of a date in a year that is not a leap year.
local MONTH = { January = 1, February = 2, March = 3, April = 4, May = 5,
    June = 6, July = 7, August = 8, September = 9, October = 10,
    November = 11, December = 12 }

local function julian(y, m, d)
    local a = (14 - m) // 12
    local yy, mm = y + 4800 - a, m + 12 * a - 3
    return d + (153 * mm + 2) // 5 + 365 * yy + yy // 4 - yy // 100
        + yy // 400 - 32045
end

local SIDES = { ["equilateral triangle"] = 3, square = 4,
    ["regular pentagon"] = 5, ["regular hexagon"] = 6,
    ["regular octagon"] = 8, ["regular decagon"] = 10 }

-- Independent answers, one function for each template ------------------

local solve = {}

function solve.shop_total(q)
    return times(read(q, "buys (%d+) [%a ]+ at (%d+) dollars each%."))
end

-- Counts up coins to the full dollar, then dollars to the note.
function solve.change_decimal(q)
    local d, c, note = read(q, "costs %$(%d+)%.(%d%d)%. .* a %$(%d+) note")
    local coins, dollars = 0, 0
    while c < 100 do
        c, coins = c + 1, coins + 1
    end
    d = d + 1
    while d < note do
        d, dollars = d + 1, dollars + 1
    end
    return trim(string.format("%d.%02d", dollars, coins))
end

function solve.metres_to_km(q)
    local m = q:match("is (%d+) metres long%. .* kilometres%?$")
    return trim(m:sub(1, -4) .. "." .. m:sub(-3))
end

function solve.birthday_year(q)
    local a, year, b = read(q, "turns (%d+) years old in the year (%d+)%."
        .. " In which year does %a+ turn (%d+) years")
    while a < b do
        a, year = a + 1, year + 1
    end
    return year
end

function solve.steady_distance(q)
    local v, h = read(q, "steady (%d+) kilometres per hour for (%d+) hours")
    return times(h, v)
end

-- Counts a row of unit squares for each metre of length.
function solve.rectangle_area(q)
    local l, w = read(q, "is (%d+) metres long and (%d+) metres wide")
    local area = 0
    for _ = 1, l do
        for _ = 1, w do
            area = area + 1
        end
    end
    return area
end

function solve.reading_days(q)
    local n, p = read(q, "of (%d+) pages and plans to read exactly (%d+) "
        .. "pages every day")
    local days = 0
    while n > 0 do
        n, days = n - p, days + 1
    end
    assert(n == 0, "last day is not full")
    return days
end

function solve.difference(q)
    local b, y, a, x = read(q, "^(%a+) has a collection of (%d+) [%a ]+, "
        .. "and (%a+) has (%d+) ")
    local more, less = read(q, "more [%a ]+ does (%a+) have than (%a+)%?")
    local own, n = { [a] = x, [b] = y }, 0
    while own[less] + n < own[more] do
        n = n + 1
    end
    assert(a ~= b)
    return n
end

function solve.percent_of(q)
    local n, p = read(q, " (%d+) %a+, and (%d+)%% of them")
    return only(0, n, function(x)
        return x * 100 == p * n
    end)
end

function solve.fraction_of(q)
    local n, a, b = read(q, " (%d+) %a+, and (%d+)/(%d+) of them")
    local count = 0
    for i = 0, n - 1 do
        if i % b < a then
            count = count + 1
        end
    end
    assert(n % b == 0, "not a whole group")
    return count
end

function solve.leftover(q)
    local n, k = read(q, "shares (%d+) %a+ equally among (%d+) children")
    while n >= k do
        n = n - k
    end
    return n
end

function solve.digit_sum(q)
    local sum = 0
    for d in q:match("is (%d%d%d%d%d)%. "):gmatch("%d") do
        sum = sum + tonumber(d)
    end
    return sum
end

function solve.menu_pairs(q)
    local a, b = read(q, "offers (%d+) [%a ]+ and (%d+) ")
    local n = 0
    for _ = 1, a do
        for _ = 1, b do
            n = n + 1
        end
    end
    return n
end

function solve.polygon_perimeter(q)
    local shape, side = read(q, "a flat ([%a ]+) with sides of (%d+) cent")
    return times(SIDES[shape], side)
end

function solve.price_each(q)
    local total, n = read(q, "pays (%d+) dollars for (%d+) identical")
    return only(1, total, function(p)
        return p * n == total
    end)
end

function solve.passengers_left(q)
    local n, m = read(q, "carries (%d+) passengers%. .*, (%d+) of them get")
    for _ = 1, m do
        n = n - 1
    end
    return n
end

function solve.kilograms_grams(q)
    local a, b = read(q, "weighs (%d+) kilograms and (%d+) grams")
    return tonumber(string.format("%d%03d", a, b))
end

function solve.basket_change(q)
    local n1, p1, n2, p2, cash = read(q, "buys (%d+) [%a ]+ at (%d+) "
        .. "dollars each and (%d+) [%a ]+ at (%d+) dollars each, then "
        .. "hands the cashier (%d+) dollars")
    for _ = 1, n1 do
        cash = cash - p1
    end
    for _ = 1, n2 do
        cash = cash - p2
    end
    return cash
end

function solve.sale_price(q)
    local p, off = read(q, "costs (%d+) dollars%. .* by (%d+)%%")
    return only(1, p, function(x)
        return (p - x) * 100 == p * off
    end)
end

function solve.elapsed_minutes(q)
    local h, m, eh, em = read(q, "at (%d%d):(%d%d) and .* at (%d%d):(%d%d)"
        .. " on the same day")
    local n = 0
    while h ~= eh or m ~= em do
        m, n = m + 1, n + 1
        if m == 60 then
            h, m = h + 1, 0
        end
        assert(h < 24, "past midnight")
    end
    return n
end

function solve.missing_score(q)
    local avg, x, y, z = read(q, "exactly (%d+) points%. .* were (%d+), "
        .. "(%d+) and (%d+) points")
    return only(1, 100, function(w)
        return (x + y + z + w) / 4 == avg
    end)
end

-- Walks the border one metre at a time.
function solve.fence_gate(q)
    local w, d, gate = read(q, "is (%d+) metres wide, .* is (%d+) metres "
        .. "more than its width%. .* gap of (%d+) metres")
    assert(gate < w)
    local n = 0
    for x = 0, w + 1 do
        for y = 0, w + d + 1 do
            local ex, ey = x == 0 or x == w + 1, y == 0 or y == w + d + 1
            if ex ~= ey then
                n = n + 1
            end
        end
    end
    return n - gate
end

function solve.ratio_more(q)
    local a, b, n, r, s = read(q, "^(%a+) and (%a+) split (%d+) [%a ]+ "
        .. "between them in the ratio (%d+):(%d+)")
    local big, x, y = read(q, "share going to (%a+)%. How many more [%a ]+ "
        .. "does (%a+) get than (%a+)%?")
    assert(big == a and x == a and y == b and r > s)
    local has = { 0, 0 }
    while n > 0 do
        has[1], has[2], n = has[1] + r, has[2] + s, n - r - s
    end
    assert(n == 0, "ratio does not divide")
    return has[1] - has[2]
end

function solve.theatre_rows(q)
    local a, d, n = read(q, "number 1, has (%d+) seats%. .* has (%d+) seats "
        .. "more than .* row number (%d+)%?")
    local row = 1
    while row < n do
        row, a = row + 1, a + d
    end
    return a
end

function solve.days_between(q)
    local m1, d1, m2, d2 = read(q, " on (%u%a+) (%d+) and .* on (%u%a+) "
        .. "(%d+) of the same year")
    local n = julian(2023, MONTH[m2], d2) - julian(2023, MONTH[m1], d1)
    assert(n == julian(2024, MONTH[m2], d2) - julian(2024, MONTH[m1], d1))
    return n
end

function solve.simple_interest(q)
    local p, r, t = read(q, "puts (%d+) dollars .* pays (%d+)%% simple .* "
        .. "after (%d+) years")
    local cents = p * 100
    for _ = 1, t do
        cents = cents + p * r
    end
    assert(cents % 100 == 0)
    return cents // 100
end

function solve.pick_performers(q)
    local n, two, m, one = read(q, "has (%d+) (%a+) and (%d+) (%a+)%.")
    assert(q:find("exactly two of the " .. two .. " and one of the " .. one
        .. ",", 1, true))
    local count = 0
    for i = 1, n do
        for _ = i + 1, n do
            for _ = 1, m do
                count = count + 1
            end
        end
    end
    return count
end

-- Counts the good outcomes one by one.
function solve.draw_percent(q)
    local a, ca, b, cb, c, cc = read(q, "holds (%d+) (%a+), (%d+) (%a+) and "
        .. "(%d+) (%a+) ")
    local bad = q:match("not (%a+)%?$")
    local all, good, seen = 0, 0, false
    for _, e in ipairs({ { a, ca }, { b, cb }, { c, cc } }) do
        seen = seen or e[2] == bad
        for _ = 1, e[1] do
            all = all + 1
            good = good + (e[2] ~= bad and 1 or 0)
        end
    end
    assert(seen and ca ~= cb and cb ~= cc and ca ~= cc)
    assert(good * 100 % all == 0, "not a whole percentage")
    return good * 100 // all
end

function solve.average_speed(q)
    local h1, v1, h2, v2 = read(q, "for (%d+) hours at (%d+) kilometres "
        .. "per hour and then for (%d+) hours at (%d+) kilometres")
    local d = times(h1, v1) + times(h2, v2)
    return only(1, 200, function(v)
        return times(h1 + h2, v) == d
    end)
end

function solve.stall_profit(q)
    local n, c, rent, s = read(q, "buys (%d+) [%a ]+ for (%d+) dollars each "
        .. "and rents a market stall for (%d+) dollars%. All .* sold for "
        .. "(%d+) dollars each")
    local cash = -rent
    for _ = 1, n do
        cash = cash - c
    end
    for _ = 1, n do
        cash = cash + s
    end
    return cash
end

function solve.clock_hour(q)
    local h, n = read(q, "shows (%d%d):00%. Exactly (%d+) hours later")
    for _ = 1, n do
        h = h == 23 and 0 or h + 1
    end
    return h
end

function solve.page_digits(q)
    local n, len = read(q, "from 1 to (%d+) once"), 0
    for i = 1, n do
        len = len + #tostring(i)
    end
    return len
end

-- Splits the leftover weight over four and looks up its decimals.
function solve.average_weight(q)
    local w, x, y, z = read(q, "weigh (%d+), (%d+), (%d+) and (%d+) kilo")
    local sum, whole = w + x + y + z, 0
    while sum >= 4 do
        sum, whole = sum - 4, whole + 1
    end
    return whole .. ({ [0] = "", ".25", ".5", ".75" })[sum]
end

-- Moves both riders minute by minute, in sixtieths of a kilometre.
function solve.cyclists_meet(q)
    local d, a, v1, h, b, v2, who = read(q, "road (%d+) kilometres long%. "
        .. "(%a+) leaves .* at (%d+) kilometres per hour%. Exactly (%d+) "
        .. "hours later, (%a+) leaves .* at (%d+) kilometres per hour%..* "
        .. "after (%a+) leaves")
    assert(a ~= b and who == b)
    local gap, minute = d * 60, -h * 60
    while gap > 0 do
        gap = gap - v1 - (minute >= 0 and v2 or 0)
        minute = minute + 1
    end
    assert(gap == 0 and minute > 0, "no meeting on a full minute")
    return minute
end

function solve.two_ages(q)
    local a, b, sum, k, a2, m, b2, a3 = read(q, "ages of (%a+) and (%a+) "
        .. "add up to (%d+) years%. Exactly (%d+) years ago, (%a+) was "
        .. "(%d+) times as old as (%a+) was%. .* is (%a+) today%?")
    assert(a ~= b and a == a2 and b == b2 and a == a3)
    return only(k + 1, sum - k - 1, function(x)
        return x - k == m * (sum - x - k)
    end)
end

-- Pours single litres and adds up hundredths of a litre of juice.
function solve.juice_mix(q)
    local a, p, b, r = read(q, "pours (%d+) litres of a drink that is "
        .. "(%d+)%% %a+ juice and (%d+) litres of a drink that is (%d+)%%")
    local juice, all = 0, 0
    for _ = 1, a do
        juice, all = juice + p, all + 1
    end
    for _ = 1, b do
        juice, all = juice + r, all + 1
    end
    assert(juice % all == 0 and p < 100 and r > 0)
    return juice // all
end

function solve.more_workers(q)
    local w, d, k, x = read(q, "crew of (%d+) workers.* need (%d+) days to "
        .. ".* After (%d+) days of work, (%d+) more workers")
    local left, day = w * d, 0
    while left > 0 do
        day = day + 1
        left = left - w - (day > k and x or 0)
    end
    assert(left == 0 and day > k, "job ends inside a day")
    return day
end

function solve.online_order(q)
    local had, n, p, off, cut, ship = read(q, "has (%d+) dollars and orders "
        .. "(%d+) [%a ]+ at (%d+) dollars each%. .* takes (%d+)%% off .* "
        .. "another (%d+) dollars%. .* adds (%d+) dollars%.")
    local cents = had * 100
    for _ = 1, n do
        cents = cents - p * 100 + p * off
    end
    cents = cents + cut * 100 - ship * 100
    assert(cents % 100 == 0)
    return cents // 100
end

function solve.ticket_count(q)
    local a, c, n, sum = read(q, "charges (%d+) dollars for an adult ticket "
        .. "and (%d+) dollars for a child ticket%. .* sells (%d+) tickets "
        .. ".* takes in (%d+) dollars")
    return only(0, n, function(y)
        return a * (n - y) + c * y == sum
    end)
end

function solve.later_average(q)
    local first, n, m, all, m2 = read(q, "average of (%d+) [%a ]+ per day "
        .. "over its first (%d+) days%. After (%d+) more days, .* is (%d+) "
        .. "[%a ]+ per day%. .* last (%d+) days%?")
    assert(m == m2)
    return only(1, 1000, function(x)
        return times(n, first) + times(m, x) == times(n + m, all)
    end)
end

-- Lays the tiles one by one and opens a box when the last is empty.
function solve.floor_tiles(q)
    local l, w, s, k, p = read(q, "is (%d+) metres long and (%d+) metres "
        .. "wide%. .* are (%d+) centimetres .* boxes of (%d+) tiles, at (%d+) "
        .. "dollars per box")
    local open, cost = 0, 0
    for _ = 0, l * 100 - 1, s do
        for _ = 0, w * 100 - 1, s do
            if open == 0 then
                open, cost = k, cost + p
            end
            open = open - 1
        end
    end
    assert(l * 100 % s == 0 and w * 100 % s == 0)
    return cost
end

function solve.plum_crates(q)
    local a, b, c, part, k = read(q, "picks (%d+) kilograms of %a+ on "
        .. "Monday, (%d+) kilograms on Tuesday and (%d+) kilograms on "
        .. "Wednesday%. .* 1/(%d+) is given .* hold (%d+) kilograms each")
    local kept, crates, fill = 0, 0, 0
    for i = 1, a + b + c do
        if i % part ~= 0 then
            kept, fill = kept + 1, fill + 1
            if fill == k then
                crates, fill = crates + 1, 0
            end
        end
    end
    assert((a + b + c) % part == 0 and kept > 0)
    return crates
end

function solve.phone_plans(q)
    local f1, c1, f2, c2, m = read(q, "A costs (%d+) dollars per month plus "
        .. "(%d+) cents .* B costs (%d+) dollars per month plus (%d+) cents "
        .. ".* makes (%d+) minutes")
    local a = tonumber(f1 .. "00") + times(m, c1)
    local b = tonumber(f2 .. "00") + times(m, c2)
    return math.max(a, b) - math.min(a, b)
end

function solve.spent_fractions(q)
    local a, b, left = read(q, "spends 1/(%d+) of .* then 1/(%d+) of .* "
        .. "(%d+) dollars are left")
    return only(1, 5000, function(x)
        if x % a ~= 0 then
            return false
        end
        local rest = x - x // a
        return rest % b == 0 and rest - rest // b == left
    end)
end

-- Lists the teams; members above a belong to the required kind.
function solve.mixed_team(q)
    local a, b, kind = read(q, "of (%d+) %a+ and (%d+) (%a+)%.")
    assert(q:find("exactly three") and q:find("at least one of the " .. kind
        .. ".", 1, true))
    local count = 0
    for i = 1, a + b do
        for j = i + 1, a + b do
            for k = j + 1, a + b do
                if i > a or j > a or k > a then
                    count = count + 1
                end
            end
        end
    end
    return count
end

function solve.egg_boxes(q)
    local lo, hi, a, r, b, s = read(q, "at least (%d+) and at most (%d+) .* "
        .. "boxes of (%d+) as possible leaves (%d+) over, .* boxes of (%d+) "
        .. "as possible leaves (%d+) over")
    return only(lo, hi, function(n)
        return n % a == r and n % b == s
    end)
end

function solve.shuttle_trips(q)
    local h, m, n, t, pause, eh = read(q, "trip at (%d%d):(%d%d)%. It makes "
        .. "(%d+) trips .* takes (%d+) minutes, .* of (%d+) minutes .* "
        .. "before (%d%d):00")
    local now = h * 60 + m
    for i = 1, n do
        now = now + t
        if i < n then
            now = now + pause
        end
    end
    local count = 0
    while now < eh * 60 do
        now, count = now + 1, count + 1
    end
    return count
end

-- Counts unit squares that lie outside the inner rectangle.
function solve.path_cost(q)
    local l, w, p, c = read(q, "is (%d+) metres long and (%d+) metres wide%."
        .. " A paved path (%d+) metres wide .* costs (%d+) dollars per sq")
    local cost = 0
    for x = 1 - p, l + p do
        for y = 1 - p, w + p do
            if x < 1 or x > l or y < 1 or y > w then
                cost = cost + c
            end
        end
    end
    return cost
end

function solve.spoiled_goods(q)
    local n, c, p, s = read(q, "buys (%d+) kilograms of %a+ at (%d+) dollars"
        .. " per kilogram%. Of these, (%d+)%% spoil .* sold at (%d+) dollars"
        .. " per kilogram")
    local bad = only(0, n, function(x)
        return x * 100 == n * p
    end)
    local cash = 0
    for i = 1, n do
        cash = cash - c + (i > bad and s or 0)
    end
    return cash
end

function solve.growing_savings(q)
    local a, d, n, price = read(q, "saves (%d+) dollars in the first week "
        .. ".* saves (%d+) dollars more .* After (%d+) weeks .* for (%d+) "
        .. "dollars out of")
    local sum = 0
    for _ = 1, n do
        sum, a = sum + a, a + d
    end
    return sum - price
end

-- Drives day by day; money is counted in hundredths of a cent.
function solve.fuel_cost(q)
    local d, d2, days, use, whole, part = read(q, "drives (%d+) kilometres "
        .. "to work and (%d+) kilometres back home on each of (%d+) days"
        .. ".* uses (%d+) litres of fuel per 100 kilometres, and fuel costs "
        .. "%$(%d+)%.(%d%d) per litre")
    local sum = 0
    for _ = 1, days do
        sum = sum + (d + d2) * use * tonumber(whole .. string.format(
            "%02d", part))
    end
    assert(sum % 100 == 0, "not whole cents")
    local text = string.format("%03d", sum // 100)
    return trim(text:sub(1, -3) .. "." .. text:sub(-2))
end

function solve.leaking_tank(q)
    local v, has, pump, leak = read(q, "holds (%d+) cubic .* contains (%d+) "
        .. "litres%. A pump adds (%d+) litres .* loses (%d+) litres")
    local full, minute = v * 1000, 0
    while has < full do
        has, minute = has + pump - leak, minute + 1
    end
    assert(has == full, "not full on a full minute")
    return minute
end

-- The run --------------------------------------------------------------

local passed, failed = 0, 0

local function result(ok, label, why)
    if ok then
        passed = passed + 1
    else
        failed = failed + 1
        print("FAIL " .. label .. ": " .. tostring(why))
    end
end

-- What is wrong with an answer's form, or nil.
local function bad_answer(a)
    if math.type(a) == "integer" then
        return a <= 0 and "not positive" or nil
    end
    if type(a) ~= "string" then
        return "neither integer nor string"
    end
    if not (a:find("^[1-9]%d*%.%d?[1-9]$") or a:find("^0%.%d?[1-9]$")) then
        return "not a short decimal"
    end
end

-- What is wrong with a question's text, or nil.
local function bad_text(q)
    if type(q) ~= "string" or not utf8.len(q) then
        return "not UTF-8 text"
    end
    local _, words = q:gsub("%S+", "")
    if words >= 90 then
        return words .. " words"
    elseif q:find("%s%s") or q:find("[\n\t]") or q:find("^%s")
        or q:find("%s$") or q:find(" [%.,%?]") then
        return "stray space"
    elseif q:find("[{}<>_\\\"]") or q:find("%%%a") or q:find("nil")
        or q:find("table:") or q:find("%f[%d]%d+%.0%f[%D]") then
        return "placeholder left"
    elseif not q:find("^%u") or not q:find("%?$") then
        return "no capital or no question mark"
    elseif select(2, q:gsub("%?", "")) ~= 1 then
        return "not exactly one question"
    elseif q:find("[%.,][%a]") or q:find("%.%.") then
        return "punctuation"
    elseif q:find("%-%d") then
        return "negative number"
    elseif q:lower():find("%f[%a]a [aeio]") then
        return "a before a vowel"
    elseif q:lower():find("%f[%a]an [^aeiou]") then
        return "an before a consonant"
    elseif q:find("%f[%a](%a+) %1%f[%A]") then
        return "word doubled"
    end
    -- A count of one would need a singular noun.
    for w in q:gmatch("%f[%w%./:]1 (%a+)") do
        if w ~= "to" and w ~= "and" and w ~= "of" then
            return "count of one: 1 " .. w
        end
    end
end

local templates = load_closed(PATH)
result(type(templates) == "table" and #templates >= 30, "suite",
    "fewer than 30 templates")

local seen, level, decimals = {}, { 0, 0, 0 }, 0

for index, t in ipairs(templates) do
    local name = t.name
    result(type(name) == "string" and not seen[name]
        and solve[name] ~= nil and type(t.make) == "function",
        "template " .. index, "name or solver missing: " .. tostring(name))
    seen[name] = true
    local s = t.steps
    result(math.type(s) == "integer" and s >= 1 and s <= 5, name,
        "steps out of range")
    local rank = s == 1 and 1 or s <= 3 and 2 or 3
    level[rank] = level[rank] + 1

    local g = new_g(index * 7919)
    local texts, distinct, has_decimal = {}, 0, false
    local wrong = {}
    local function note(kind, why, q)
        wrong[kind] = wrong[kind] or tostring(why) .. "\n    " .. tostring(q)
    end
    for i = 1, PER_TEMPLATE do
        local start = g.s
        local ok, q, a = pcall(t.make, g)
        if not ok then
            note("runs", q, "instance " .. i)
            break
        end
        local again = setmetatable({ s = start }, G)
        local q2, a2 = t.make(again)
        if q ~= q2 or a ~= a2 then
            note("same seed", "differs", q)
        end
        if bad_answer(a) then
            note("answer form", bad_answer(a) .. ": " .. tostring(a), q)
        end
        if bad_text(q) then
            note("text", bad_text(q), q)
        end
        local fine, b = pcall(solve[name], q)
        if not fine then
            note("value", b, q)
        elseif type(a) == "string" and a ~= b
            or type(a) ~= "string" and (math.type(b) ~= "integer" or a ~= b)
        then
            note("value", tostring(a) .. " but found " .. tostring(b), q)
        end
        has_decimal = has_decimal or type(a) == "string"
        if not texts[q] then
            texts[q], distinct = true, distinct + 1
        end
    end
    for _, kind in ipairs({ "runs", "same seed", "answer form", "text",
        "value" }) do
        result(not wrong[kind], name .. ", " .. kind, wrong[kind])
    end
    result(distinct >= MIN_DISTINCT, name .. ", distinct",
        distinct .. " of " .. PER_TEMPLATE)

    -- Distinct as problems: names and things do not count.
    local sums, many, example = {}, 0, ""
    for _ = 1, WIDE_DRAWS do
        local q, a = t.make(g)
        local key = q:gsub("[^%d%.:/%%]+", " ") .. "=" .. a
        if not sums[key] then
            sums[key], many, example = true, many + 1, q
        end
    end
    result(many >= WIDE_DISTINCT, name .. ", numbers",
        many .. " number sets in " .. WIDE_DRAWS .. "\n    " .. example)
    decimals = decimals + (has_decimal and 1 or 0)
end

for name in pairs(solve) do
    result(seen[name], "solver " .. name, "no such template")
end
result(decimals <= 4, "suite", decimals .. " decimal templates")
for rank, n in ipairs(level) do
    local share = n / #templates
    result(share > 0.25 and share < 0.42, "suite",
        "level " .. rank .. " has " .. n .. " of " .. #templates)
end

print(passed .. " passed, " .. failed .. " failed")
os.exit(failed == 0)
