-- math-mini: seeded word problems with exact answers.
-- Runs closed: string, table, math, utf8 and g, no base functions.
-- SPDX-License-Identifier: MIT

local fmt = string.format

local NAMES = {
    "Amina", "Bjorn", "Chiara", "Dmitri", "Eleni", "Farid", "Gwen",
    "Hiroshi", "Ingrid", "Jamal", "Keiko", "Lena", "Mei", "Nadia",
    "Oluwaseun", "Priya", "Quentin", "Rosa", "Sanjay", "Tariq", "Uma",
    "Viktor", "Wanjiru", "Ximena", "Yusuf", "Zofia", "Aroha", "Bao",
    "Catalina", "Dewi", "Emeka", "Fatima", "Goran", "Huda", "Iker",
    "Jovana", "Kofi", "Leilani", "Mateo", "Ngozi", "Orla", "Pedro",
    "Rania", "Sione", "Thandiwe", "Tuan", "Vesna", "Wei", "Yara",
    "Zeynep", "Bilal", "Chidi", "Esra", "Ravi", "Siobhan", "Mikko",
    "Noor", "Kwame", "Ayelet", "Tomasz", "Linh", "Maribel", "Soren",
}

local function gcd(a, b)
    while b ~= 0 do
        a, b = b, a % b
    end
    return a
end

local function person(g)
    return g:pick(NAMES)
end

local function two_people(g)
    local s = g:shuffle(NAMES)
    return s[1], s[2]
end

-- One element, and a different second one.
local function pick_two(g, list)
    local s = g:shuffle(list)
    return s[1], s[2]
end

-- A multiple of step from lo to hi (both multiples of step).
local function step_int(g, lo, hi, step)
    return g:int(lo // step, hi // step) * step
end

-- Hundredths to a decimal string; n must not be a whole number.
local function decimal(n)
    local whole, part = n // 100, n % 100
    if part % 10 == 0 then
        return fmt("%d.%d", whole, part // 10)
    end
    return fmt("%d.%02d", whole, part)
end

-- Minutes after midnight as HH:MM.
local function clock(m)
    return fmt("%02d:%02d", m // 60, m % 60)
end

-- The sentence half of the time, as a distractor.
local function maybe(g, sentence)
    if g:chance(0.5) then
        return " " .. sentence
    end
    return ""
end

local T = {}

local function add(name, steps, make)
    T[#T + 1] = { name = name, steps = steps, make = make }
end

-- Easy: one step ---------------------------------------------------

add("shop_total", 1, function(g)
    local who = person(g)
    local thing = g:pick({ "notebooks", "mugs", "lamps", "puzzles",
        "scarves", "flower pots", "cushions", "board games" })
    local n, p = g:int(3, 24), g:int(3, 40)
    local extra = maybe(g, fmt("The shop is %d minutes from home.",
        g:int(5, 45)))
    return fmt("%s buys %d %s at %d dollars each.%s How many dollars "
        .. "does %s pay in total?", who, n, thing, p, extra, who), n * p
end)

add("change_decimal", 1, function(g)
    local who = person(g)
    local thing = g:pick({ "An umbrella", "A sandwich", "A paintbrush",
        "A jar of honey", "A magazine", "An alarm clock" })
    local cents = g:int(2, 18) * 100 + g:int(1, 99)
    local note = g:pick({ 20, 50 })
    return fmt("%s costs $%d.%02d. %s buys it and pays with a $%d note. "
        .. "How much change, in dollars, should %s receive?", thing,
        cents // 100, cents % 100, who, note, who),
        decimal(note * 100 - cents)
end)

add("metres_to_km", 1, function(g)
    local m = g:int(1, 19) * 1000 + g:int(1, 99) * 10
    local thing = g:pick({ "A footpath around a lake", "A mountain tunnel",
        "A stretch of railway", "A city bicycle lane", "A river canal" })
    return fmt("%s is %d metres long. What is this length in kilometres?",
        thing, m), decimal(m // 10)
end)

add("birthday_year", 1, function(g)
    local who = person(g)
    local a = g:int(5, 25)
    local b = a + g:int(6, 50)
    local year = g:int(1950, 2020)
    return fmt("%s turns %d years old in the year %d. In which year does "
        .. "%s turn %d years old?", who, a, year, who, b), year + b - a
end)

add("steady_distance", 1, function(g)
    local v = g:pick({ { "A cargo bicycle", 11, 24 }, { "A ferry", 22, 45 },
        { "A coach", 45, 88 }, { "An express train", 95, 220 } })
    local speed, h = g:int(v[2], v[3]), g:int(2, 9)
    local extra = maybe(g, fmt("It was built %d years ago.",
        g:int(3, 30)))
    return fmt("%s moves at a steady %d kilometres per hour for %d hours "
        .. "without stopping.%s How many kilometres does it cover in that "
        .. "time?", v[1], speed, h, extra), speed * h
end)

add("rectangle_area", 1, function(g)
    local thing = g:pick({ "barley field", "car park", "schoolyard",
        "meadow", "fish pond", "market square" })
    local w = g:int(12, 60)
    local l = w + g:int(5, 60)
    return fmt("A rectangular %s is %d metres long and %d metres wide. "
        .. "What is its area in square metres?", thing, l, w), l * w
end)

add("reading_days", 1, function(g)
    local who = person(g)
    local p, d = g:int(12, 45), g:int(4, 30)
    local thing = g:pick({ "a novel", "a biography", "a travel diary",
        "a history book", "a collection of plays" })
    return fmt("%s is about to start %s of %d pages and plans to read "
        .. "exactly %d pages every day. How many days will it take to "
        .. "read all of it?", who, thing, p * d, p), d
end)

add("difference", 1, function(g)
    local a, b = two_people(g)
    local y = g:int(25, 400)
    local x = y + g:int(4, 300)
    local thing = g:pick({ "stamps", "seashells", "postcards",
        "trading cards", "old coins", "photographs" })
    local extra = maybe(g, fmt("They have been collecting for %d years.",
        g:int(2, 12)))
    return fmt("%s has a collection of %d %s, and %s has %d %s.%s How many "
        .. "more %s does %s have than %s?", b, y, thing, a, x, thing,
        extra, thing, a, b), x - y
end)

add("percent_of", 1, function(g)
    local c = g:pick({
        { "A school has %d pupils", "pupils", "walk to class" },
        { "A library owns %d books", "books", "are novels" },
        { "An orchard has %d trees", "trees", "bear plums" },
        { "A harbour shelters %d boats", "boats", "are sailboats" },
        { "A company employs %d people", "people", "work at night" },
    })
    local n, p = step_int(g, 40, 900, 20), step_int(g, 5, 95, 5)
    return fmt(c[1] .. ", and %d%% of them %s. How many %s %s?",
        n, p, c[3], c[2], c[3]), n * p // 100
end)

add("fraction_of", 1, function(g)
    local c = g:pick({
        { "A baker makes %d rolls", "are sold by noon", "rolls" },
        { "A nursery grows %d seedlings", "are oaks", "seedlings" },
        { "A train carries %d passengers", "are tourists", "passengers" },
        { "A workshop repairs %d clocks", "are antiques", "clocks" },
        { "A farm keeps %d hens", "are brown", "hens" },
    })
    local b = g:int(3, 12)
    local a = g:int(1, b - 1)
    local d = gcd(a, b)
    local k = g:int(4, 30)
    return fmt(c[1] .. ", and %d/%d of them %s. How many %s %s?",
        b * k, a // d, b // d, c[2], c[3], c[2]), a * k
end)

add("leftover", 1, function(g)
    local who = person(g)
    local k, q = g:int(4, 16), g:int(5, 30)
    local r = g:int(1, k - 1)
    local thing = g:pick({ "stickers", "walnuts", "beads", "crayons",
        "sweets", "balloons" })
    return fmt("%s shares %d %s equally among %d children, giving each "
        .. "child as many whole %s as possible. How many %s are left over?",
        who, k * q + r, thing, k, thing, thing), r
end)

add("digit_sum", 1, function(g)
    local n = g:int(10000, 99999)
    local thing = g:pick({ "lottery ticket", "bicycle frame",
        "library card", "train ticket", "parcel label" })
    return fmt("The number printed on %s's %s is %d. What is the sum of "
        .. "the five digits of this number?", person(g), thing, n),
        n // 10000 + n // 1000 % 10 + n // 100 % 10 + n // 10 % 10 + n % 10
end)

add("menu_pairs", 1, function(g)
    local c = g:pick({
        { "A restaurant", "soups", "main dishes", "meal" },
        { "A tailor", "fabrics", "coat patterns", "coat" },
        { "An ice cream stand", "flavours", "toppings", "cone" },
        { "A framing shop", "frames", "backing colours", "picture" },
    })
    local a, b = g:int(3, 28), g:int(3, 28)
    return fmt("%s offers %d %s and %d %s. Every %s needs exactly one of "
        .. "the %s and one of the %s. How many different combinations are "
        .. "possible?", c[1], a, c[2], b, c[3], c[4], c[2], c[3]), a * b
end)

add("polygon_perimeter", 1, function(g)
    local s = g:pick({ { "square", 4 }, { "regular pentagon", 5 },
        { "regular hexagon", 6 }, { "regular octagon", 8 },
        { "regular decagon", 10 }, { "equilateral triangle", 3 } })
    local thing = g:pick({ "A mirror", "A table top", "A window",
        "A wooden tray" })
    local side = g:int(12, 95)
    return fmt("%s has the shape of a flat %s with sides of %d "
        .. "centimetres each. What is its perimeter in centimetres?",
        thing, s[1], side), side * s[2]
end)

add("price_each", 1, function(g)
    local who = person(g)
    local c = g:pick({ { "cinema tickets", "ticket" },
        { "garden chairs", "chair" }, { "paint cans", "can" },
        { "bicycle helmets", "helmet" }, { "desk fans", "fan" } })
    local n, p = g:int(3, 25), g:int(6, 45)
    return fmt("%s pays %d dollars for %d identical %s. How many dollars "
        .. "does one %s cost?", who, n * p, n, c[1], c[2]), p
end)

add("passengers_left", 1, function(g)
    local v = g:pick({ "tram", "ferry", "metro train", "monorail train" })
    local n = g:int(60, 260)
    local m = g:int(8, n - 10)
    local place = g:pick({ "the harbour", "the old town", "the stadium",
        "the hospital", "the botanical garden" })
    return fmt("A %s carries %d passengers. At %s, %d of them get off and "
        .. "nobody gets on. How many passengers are still on board?",
        v, n, place, m), n - m
end)

-- Medium: two or three steps ---------------------------------------

add("kilograms_grams", 2, function(g)
    local a, b = g:int(2, 40), g:int(5, 995)
    local thing = g:pick({ "A parcel", "A suitcase", "A sack of rice",
        "A toolbox", "A pumpkin" })
    return fmt("%s weighs %d kilograms and %d grams. What is its weight "
        .. "in grams?", thing, a, b), a * 1000 + b
end)

add("basket_change", 3, function(g)
    local who = person(g)
    local x, y = pick_two(g, { "pens", "folders", "candles", "brushes",
        "tea towels", "picture frames", "caps", "keyrings" })
    local n1, p1 = g:int(2, 9), g:int(2, 15)
    local n2, p2 = g:int(2, 9), g:int(2, 15)
    local total = n1 * p1 + n2 * p2
    local paid = (total // 50 + 1) * 50
    return fmt("%s buys %d %s at %d dollars each and %d %s at %d dollars "
        .. "each, then hands the cashier %d dollars. How many dollars of "
        .. "change does %s get back?", who, n1, x, p1, n2, y, p2, paid,
        who), paid - total
end)

add("sale_price", 2, function(g)
    local thing = g:pick({ "A winter coat", "A camping tent", "A bookcase",
        "An office chair", "A violin", "A coffee machine" })
    local p, off = step_int(g, 40, 900, 20), step_int(g, 5, 75, 5)
    return fmt("%s normally costs %d dollars. In a sale its price is "
        .. "reduced by %d%%. What is the sale price in dollars?",
        thing, p, off), p * (100 - off) // 100
end)

add("elapsed_minutes", 2, function(g)
    local v = g:pick({ "A ferry", "A night coach", "A mail van",
        "A regional train", "A river boat" })
    local from = g:int(300, 840)
    local len = g:int(65, 540)
    local extra = maybe(g, fmt("It makes %d stops on the way.",
        g:int(2, 12)))
    return fmt("%s leaves at %s and reaches the end of its route at %s on "
        .. "the same day.%s How many minutes does the whole journey take?",
        v, clock(from), clock(from + len), extra), len
end)

add("missing_score", 3, function(g)
    local who = person(g)
    local avg = g:int(60, 72)
    local x, y = avg + g:int(-9, 9), avg + g:int(-9, 9)
    local z = avg + g:int(-9, 9)
    local thing = g:pick({ "quizzes", "spelling tests", "piano exams",
        "archery rounds" })
    return fmt("The average of %s's scores in 4 %s is exactly %d points. "
        .. "The first three scores were %d, %d and %d points. How many "
        .. "points was the fourth score?", who, thing, avg, x, y, z),
        4 * avg - x - y - z
end)

add("fence_gate", 3, function(g)
    local thing = g:pick({ "vegetable garden", "playground", "paddock",
        "building site" })
    local w, d, gate = g:int(8, 40), g:int(3, 25), g:int(2, 5)
    return fmt("A rectangular %s is %d metres wide, and its length is %d "
        .. "metres more than its width. A fence runs all the way around it "
        .. "except for one gap of %d metres for a gate. How many metres of "
        .. "fence are there?", thing, w, d, gate), 2 * (2 * w + d) - gate
end)

add("ratio_more", 3, function(g)
    local a, b = two_people(g)
    local n = g:int(1, 7)
    local m = n + g:int(1, 5)
    local d = gcd(m, n)
    m, n = m // d, n // d
    local k = g:int(4, 30)
    local thing = g:pick({ "marbles", "chestnuts", "ribbons",
        "comic books", "seed packets" })
    return fmt("%s and %s split %d %s between them in the ratio %d:%d, "
        .. "with the larger share going to %s. How many more %s does %s "
        .. "get than %s?", a, b, k * (m + n), thing, m, n, a, thing, a,
        b), k * (m - n)
end)

add("theatre_rows", 2, function(g)
    local place = g:pick({ "an open-air theatre", "a concert hall",
        "a lecture hall", "a circus tent" })
    local a, d, n = g:int(12, 40), g:int(2, 6), g:int(7, 30)
    return fmt("In %s the front row, row number 1, has %d seats. Each row "
        .. "behind it has %d seats more than the row in front of it. How "
        .. "many seats are in row number %d?", place, a, d, n),
        a + (n - 1) * d
end)

local MONTHS = {
    { "March", 31 }, { "April", 30 }, { "May", 31 }, { "June", 30 },
    { "July", 31 }, { "August", 31 }, { "September", 30 },
    { "October", 31 }, { "November", 30 },
}

add("days_between", 3, function(g)
    local c = g:pick({
        { "plants beans", "the planting", "picks them", "the picking" },
        { "orders a desk", "the order", "receives it", "the delivery" },
        { "starts a quilt", "the start", "completes it",
            "the completion" },
        { "borrows a telescope", "the loan", "brings it back",
            "the return" },
    })
    local i = g:int(1, #MONTHS - 1)
    local j = g:int(i + 1, math.min(#MONTHS, i + 4))
    local a, b = g:int(1, MONTHS[i][2]), g:int(1, MONTHS[j][2])
    local days = MONTHS[i][2] - a + b
    for m = i + 1, j - 1 do
        days = days + MONTHS[m][2]
    end
    return fmt("%s %s on %s %d and %s on %s %d of the same year. How many "
        .. "days after %s is %s?", person(g), c[1], MONTHS[i][1], a, c[3],
        MONTHS[j][1], b, c[2], c[4]), days
end)

add("simple_interest", 3, function(g)
    local who = person(g)
    local p, r, t = step_int(g, 200, 6000, 100), g:int(2, 9), g:int(2, 10)
    return fmt("%s puts %d dollars into an account that pays %d%% simple "
        .. "interest per year on the amount first put in. Nothing is added "
        .. "or taken out. How many dollars are in the account after %d "
        .. "years, including the interest?", who, p, r, t),
        p + p * r * t // 100
end)

add("pick_performers", 2, function(g)
    local c = g:pick({ { "A music club", "singers", "drummers" },
        { "A drama school", "actors", "directors" },
        { "A sports centre", "climbers", "coaches" } })
    local n, m = g:int(5, 28), g:int(3, 24)
    return fmt("%s has %d %s and %d %s. For a show it needs a group of "
        .. "exactly two of the %s and one of the %s, in no particular "
        .. "order. How many different groups can be chosen?", c[1], n,
        c[2], m, c[3], c[2], c[3]), n * (n - 1) // 2 * m
end)

add("draw_percent", 3, function(g)
    local col = g:shuffle({ "red", "blue", "green", "yellow", "white",
        "black" })
    local thing = g:pick({ "marble", "button", "token", "bead" })
    local total = g:pick({ 20, 25, 50, 100 })
    local a = g:int(2, total - 6)
    local b = g:int(2, total - a - 3)
    local c = total - a - b
    local t = g:int(1, 3)
    local drop = ({ a, b, c })[t]
    return fmt("A bag holds %d %s, %d %s and %d %s %ss and nothing else. "
        .. "One %s is drawn at random. What is the probability, in "
        .. "percent, that it is not %s?", a, col[1], b, col[2], c, col[3],
        thing, thing, col[t]), (total - drop) * 100 // total
end)

add("average_speed", 3, function(g)
    local who = person(g)
    local h1, h2, k = g:int(2, 5), g:int(2, 5), g:int(1, 5)
    local avg = g:int(60, 90)
    local v1, v2 = avg + h2 * k, avg - h1 * k
    if g:chance(0.5) then
        v1, v2 = avg - h2 * k, avg + h1 * k
    end
    return fmt("%s drives for %d hours at %d kilometres per hour and then "
        .. "for %d hours at %d kilometres per hour, without a break. What "
        .. "is the average speed of the whole drive in kilometres per "
        .. "hour?", who, h1, v1, h2, v2), avg
end)

add("stall_profit", 3, function(g)
    local who = person(g)
    local thing = g:pick({ "lanterns", "baskets", "wooden toys", "teapots",
        "straw hats" })
    local n, c, up = g:int(12, 60), g:int(4, 20), g:int(3, 12)
    local rent = g:int(10, n * up - 5)
    return fmt("%s buys %d %s for %d dollars each and rents a market stall "
        .. "for %d dollars. All of the %s are sold for %d dollars each. "
        .. "After paying for the goods and the stall, how many dollars of "
        .. "profit does %s make?", who, n, thing, c, rent, thing, c + up,
        who), n * up - rent
end)

add("clock_hour", 2, function(g)
    local place = g:pick({ "laboratory", "radio station", "space museum",
        "submarine", "weather station" })
    local start, r = g:int(0, 23), g:int(1, 23)
    local n = (r - start) % 24 + 24 * g:int(1, 9)
    return fmt("A 24-hour clock in a %s shows %02d:00. Exactly %d hours "
        .. "later, which hour does it show, as a number from 0 to 23?",
        place, start, n), r
end)

add("page_digits", 3, function(g)
    local who = person(g)
    local thing = g:pick({ "recipe book", "sketchbook", "ship's log",
        "field diary" })
    local n = g:int(101, 999)
    return fmt("%s numbers the pages of a %s by hand, using every whole "
        .. "number from 1 to %d once. How many digits does %s write in "
        .. "total?", who, thing, n, who), 3 * n - 108
end)

add("average_weight", 2, function(g)
    local c = g:pick({ { "suitcases", 9, 30 }, { "sheepdogs", 15, 32 },
        { "cartons", 4, 24 }, { "toolboxes", 5, 21 } })
    local w, x = g:int(c[2], c[3]), g:int(c[2], c[3])
    local y, z = g:int(c[2], c[3]), g:int(c[2], c[3])
    if (w + x + y + z) % 4 == 0 then
        z = z + g:int(1, 3)
    end
    return fmt("Four %s weigh %d, %d, %d and %d kilograms. What is their "
        .. "average weight in kilograms?", c[1], w, x, y, z),
        decimal((w + x + y + z) * 25)
end)

-- Hard: four steps or more -----------------------------------------

add("cyclists_meet", 5, function(g)
    local a, b = two_people(g)
    local v1, v2 = g:int(12, 24), g:int(12, 24)
    v2 = v2 - (v1 + v2) % 4
    local h, q = g:int(2, 3), g:int(3, 16)
    local d = v1 * h + (v1 + v2) // 4 * q
    return fmt("Two villages are joined by a road %d kilometres long. %s "
        .. "leaves the first village and cycles towards the second at %d "
        .. "kilometres per hour. Exactly %d hours later, %s leaves the "
        .. "second village and cycles towards the first at %d kilometres "
        .. "per hour. Neither stops. How many minutes after %s leaves do "
        .. "they meet?", d, a, v1, h, b, v2, b), 15 * q
end)

add("two_ages", 4, function(g)
    local a, b = two_people(g)
    local m, y, k = g:int(2, 5), g:int(3, 14), g:int(2, 16)
    return fmt("Today the ages of %s and %s add up to %d years. Exactly %d "
        .. "years ago, %s was %d times as old as %s was. How many years "
        .. "old is %s today?", a, b, y * (m + 1) + 2 * k, k, a, m, b, a),
        y * m + k
end)

add("juice_mix", 4, function(g)
    local who = person(g)
    local fruit = g:pick({ "mango", "orange", "cherry", "apple",
        "grape" })
    local a, b, u = g:int(1, 5), g:int(1, 5), g:int(2, 12)
    local k = g:int(2, 7)
    local p = g:int(a * k + 3, 60)
    return fmt("%s pours %d litres of a drink that is %d%% %s juice and "
        .. "%d litres of a drink that is %d%% %s juice into one empty "
        .. "barrel and stirs. What percentage of the mixture is %s juice?",
        who, a * u, p + b * k, fruit, b * u, p - a * k, fruit, fruit), p
end)

add("more_workers", 4, function(g)
    local job = g:pick({ "build a stone wall", "repair a dam",
        "lay a water pipe", "restore a chapel", "clear a trail" })
    local w, x, k = g:int(4, 12), g:int(2, 8), g:int(2, 9)
    local t = w + x
    local d = gcd(w, t)
    local top = math.max(1, (60 - k) // (t // d))
    local j = g:int(1, math.min(6, top))
    return fmt("A crew of %d workers, all equally fast, would need %d days "
        .. "to %s. After %d days of work, %d more workers who are just as "
        .. "fast join them and stay until the end. How many days does the "
        .. "whole job take, from the first day to the last?", w,
        k + t // d * j, job, k, x), k + w // d * j
end)

add("online_order", 5, function(g)
    local who = person(g)
    local thing = g:pick({ "jackets", "desk lamps", "blankets",
        "rucksacks", "loudspeakers" })
    local n, p = g:int(2, 6), step_int(g, 20, 120, 20)
    local off, cut = step_int(g, 5, 40, 5), g:int(5, 15)
    local ship = g:int(4, 19)
    local cost = n * p * (100 - off) // 100 - cut + ship
    local had = cost + g:int(6, 150)
    return fmt("%s has %d dollars and orders %d %s at %d dollars each. The "
        .. "shop takes %d%% off the total price of the %s, then a voucher "
        .. "takes off another %d dollars. Delivery of the whole order adds "
        .. "%d dollars. How many dollars does %s have left?", who, had, n,
        thing, p, off, thing, cut, ship, who), had - cost
end)

add("ticket_count", 4, function(g)
    local place = g:pick({ "A planetarium", "A castle", "A water park",
        "A puppet theatre", "An aquarium" })
    local a, c = g:int(10, 24), g:int(3, 8)
    local x, y = g:int(15, 140), g:int(15, 140)
    return fmt("%s charges %d dollars for an adult ticket and %d dollars "
        .. "for a child ticket. One day it sells %d tickets of these two "
        .. "kinds and takes in %d dollars for them. How many child tickets "
        .. "does it sell that day?", place, a, c, x + y, a * x + c * y), y
end)

add("later_average", 4, function(g)
    local c = g:pick({ { "A kiosk", "newspapers" },
        { "A tea house", "pots of tea" }, { "A bakery", "loaves" },
        { "A florist", "bouquets" } })
    local n, m = g:int(4, 20), g:int(2, 9)
    local d = gcd(n, m)
    local first = g:int(30, 90)
    local up = m // d * g:int(1, 3)
    local all = first + up
    return fmt("%s sells an average of %d %s per day over its first %d "
        .. "days. After %d more days, its average over all of the days so "
        .. "far is %d %s per day. What is its average number of %s per day "
        .. "over just the last %d days?", c[1], first, c[2], n, m, all,
        c[2], c[2], m), all + up * n // m
end)

add("floor_tiles", 5, function(g)
    local room = g:pick({ "kitchen", "hallway", "bathroom", "workshop",
        "dance studio" })
    local w = g:int(2, 8)
    local l = w + g:int(1, 5)
    local s = g:pick({ 20, 25, 50 })
    local k, p = g:int(6, 30), g:int(12, 60)
    local per = 100 // s
    local tiles = l * per * w * per
    local boxes = (tiles + k - 1) // k
    return fmt("A rectangular %s floor is %d metres long and %d metres "
        .. "wide. It is to be covered completely with square tiles that "
        .. "are %d centimetres on each side. They are sold only in full "
        .. "boxes of %d tiles, at %d dollars per box. What is the smallest "
        .. "cost of enough tiles, in dollars?", room, l, w, s, k, p),
        boxes * p
end)

add("plum_crates", 5, function(g)
    local who = person(g)
    local fruit = g:pick({ "plums", "pears", "olives", "apricots",
        "quinces" })
    local a, b, c = g:int(20, 75), g:int(20, 75), g:int(20, 75)
    local q, k = g:int(3, 9), g:int(4, 14)
    local sum = a + b + c
    c = c + (-sum) % q
    sum = a + b + c
    local rest = sum - sum // q
    return fmt("%s picks %d kilograms of %s on Monday, %d kilograms on "
        .. "Tuesday and %d kilograms on Wednesday. Of the three-day total, "
        .. "1/%d is given to neighbours. The rest is packed into crates "
        .. "that hold %d kilograms each. How many crates can be filled "
        .. "completely?", who, a, fruit, b, c, q, k), rest // k
end)

add("phone_plans", 5, function(g)
    local who = person(g)
    local f1, c1 = g:int(5, 14), g:int(8, 20)
    local f2, c2 = f1 + g:int(4, 15), g:int(2, 6)
    local m = g:int(40, 400)
    if f1 * 100 + c1 * m == f2 * 100 + c2 * m then
        m = m + 10
    end
    local diff = f1 * 100 + c1 * m - f2 * 100 - c2 * m
    return fmt("Plan A costs %d dollars per month plus %d cents for every "
        .. "minute of calls. Plan B costs %d dollars per month plus %d "
        .. "cents for every minute of calls. %s makes %d minutes of calls "
        .. "each month. How many cents per month does %s save by choosing "
        .. "the cheaper plan instead of the dearer one?", f1, c1, f2, c2,
        who, m, who), math.abs(diff)
end)

add("spent_fractions", 4, function(g)
    local who = person(g)
    local x, y = pick_two(g, { "a train ticket", "new boots", "a guitar",
        "a gift", "a language course", "garden tools" })
    local a, b, u = g:int(3, 8), g:int(3, 8), g:int(2, 30)
    return fmt("%s spends 1/%d of some savings on %s and then 1/%d of the "
        .. "money that remains on %s. After that, %d dollars are left. How "
        .. "many dollars were in the savings at first?", who, a, x, b, y,
        (a - 1) * (b - 1) * u), a * b * u
end)

add("mixed_team", 4, function(g)
    local c = g:pick({ { "A chess club", "juniors", "seniors" },
        { "A rescue station", "trainees", "guides" },
        { "A choir", "altos", "tenors" } })
    local a, b = g:int(3, 28), g:int(3, 28)
    local n = a + b
    local all = n * (n - 1) * (n - 2) // 6
    local none = a * (a - 1) * (a - 2) // 6
    return fmt("%s consists of %d %s and %d %s. A team of exactly three "
        .. "members is to be chosen, without any order, and it must "
        .. "include at least one of the %s. How many different teams are "
        .. "possible?", c[1], a, c[2], b, c[3], c[3]), all - none
end)

add("egg_boxes", 4, function(g)
    local who = person(g)
    local thing = g:pick({ "eggs", "peaches", "tennis balls",
        "light bulbs" })
    local ab = g:pick({ { 5, 7 }, { 5, 8 }, { 7, 9 }, { 8, 11 }, { 6, 11 },
        { 7, 10 }, { 9, 10 }, { 5, 12 }, { 7, 12 }, { 8, 9 } })
    local a, b = ab[1], ab[2]
    local n = g:int(120, 400)
    while n % a < 2 or n % b < 2 do
        n = n + 1
    end
    local lo = n - g:int(0, a * b - 1)
    return fmt("%s has at least %d and at most %d %s. Packing as many full "
        .. "boxes of %d as possible leaves %d over, while packing as many "
        .. "full boxes of %d as possible leaves %d over. How many %s does "
        .. "%s have?",
        who, lo, lo + a * b - 1, thing, a, n % a, b, n % b, thing, who), n
end)

add("shuttle_trips", 4, function(g)
    local v = g:pick({ "A shuttle bus", "A cable car", "A tour boat",
        "A museum tram" })
    local start = step_int(g, 300, 480, 5)
    local n, t, b = g:int(5, 9), g:int(25, 60), g:int(5, 20)
    local stop = start + n * t + (n - 1) * b
    return fmt("%s begins its first trip at %s. It makes %d trips in a "
        .. "day. Each trip takes %d minutes, and there is a break of %d "
        .. "minutes between one trip and the next. How many minutes before "
        .. "22:00 does the last trip end?", v, clock(start), n, t, b),
        22 * 60 - stop
end)

add("path_cost", 5, function(g)
    local thing = g:pick({ "lawn", "pool", "rose bed", "courtyard" })
    local w = g:int(6, 24)
    local l = w + g:int(2, 16)
    local p, c = g:int(2, 4), g:int(8, 35)
    local area = (l + 2 * p) * (w + 2 * p) - l * w
    return fmt("A rectangular %s is %d metres long and %d metres wide. A "
        .. "paved path %d metres wide is laid around the outside of it on "
        .. "all four sides, corners included, so that the outer edge is "
        .. "also a rectangle. Paving costs %d dollars per square metre. "
        .. "How many dollars does the path cost?", thing, l, w, p, c),
        area * c
end)

add("spoiled_goods", 4, function(g)
    local who = person(g)
    local thing = g:pick({ "tomatoes", "strawberries", "mushrooms",
        "figs" })
    local n, p = step_int(g, 40, 400, 20), step_int(g, 5, 25, 5)
    local c = g:int(2, 8)
    local s = c + (c + 1) // 2 + g:int(0, 4)
    return fmt("%s buys %d kilograms of %s at %d dollars per kilogram. Of "
        .. "these, %d%% spoil and are thrown away. All the others are sold "
        .. "at %d dollars per kilogram. How many dollars of profit does %s "
        .. "make?", who, n, thing, c, p, s, who),
        n * (100 - p) // 100 * s - n * c
end)

add("growing_savings", 4, function(g)
    local who = person(g)
    local thing = g:pick({ "a bicycle", "a camera", "a sewing machine",
        "a telescope", "a keyboard" })
    local a, d, n = g:int(5, 30), g:int(2, 8), g:int(8, 24)
    local sum = n * (2 * a + (n - 1) * d) // 2
    local price = g:int(sum // 3, sum - 5)
    return fmt("%s saves %d dollars in the first week and in every later "
        .. "week saves %d dollars more than in the week before. After %d "
        .. "weeks of saving, %s buys %s for %d dollars out of these "
        .. "savings. How many dollars of the savings are left?", who, a, d,
        n, who, thing, price), sum - price
end)

add("fuel_cost", 4, function(g)
    local who = person(g)
    local d, use = step_int(g, 10, 80, 10), g:int(5, 9)
    local litres = 2 * d * 5 * use // 100
    local cents = g:int(125, 240)
    while litres * cents % 100 == 0 do
        cents = cents + 1
    end
    local extra = maybe(g, fmt("The car is %d years old.", g:int(2, 14)))
    return fmt("%s drives %d kilometres to work and %d kilometres back "
        .. "home on each of 5 days.%s The car uses %d litres of fuel per "
        .. "100 kilometres, and fuel costs $%d.%02d per litre. What does "
        .. "the fuel for these 5 days of driving cost, in dollars?", who,
        d, d, extra, use, cents // 100, cents % 100),
        decimal(litres * cents)
end)

add("leaking_tank", 4, function(g)
    local v, net = g:int(2, 12), g:int(8, 40)
    local leak = g:int(2, 15)
    local t = g:int(20, (1000 * v - 100) // net)
    local thing = g:pick({ "water tank", "cistern", "swimming pool",
        "fire reservoir" })
    return fmt("A %s holds %d cubic metres when full, where one cubic "
        .. "metre is 1000 litres. It already contains %d litres. A pump "
        .. "adds %d litres per minute while a leak loses %d litres per "
        .. "minute. How many minutes after the pump starts is it exactly "
        .. "full?", thing, v, 1000 * v - net * t, net + leak, leak), t
end)

return T
