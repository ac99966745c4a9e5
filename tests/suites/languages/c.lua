-- Whole programs in C, or in Python where the row says so: they read, and
-- print. Every language is said in runs_code, the first is the usual one.
local r = retort
return r.suite {
    name = "programs",
    version = 1,
    about = "Two small programs, judged by what they print",
    runs_code = "c, python",
    data = {
        {
            id = "sum",
            input = "a C program that reads two integers and prints their sum",
            language = "c",
            target = "#include <stdio.h>\n\nint main(void)\n{\n"
                .. "    int a, b;\n    if (scanf(\"%d %d\", &a, &b) != 2)\n"
                .. "        return 1;\n    printf(\"%d\\n\", a + b);\n"
                .. "    return 0;\n}\n",
            cases = {
                { input = "1 2\n", output = "3" },
                { input = "-5 5\n", output = "0" },
            },
        },
        {
            id = "sorted",
            input = "a Python program that prints the words of its input, "
                .. "sorted, one in each line",
            language = "python",
            target = "import sys\nfor w in sorted(sys.stdin.read().split()):\n"
                .. "    print(w)\n",
            cases = { { input = "b c a\n", output = "a\nb\nc\n" } },
        },
    },
    prompt = "Write {input}. Reply with one code block and nothing else.",
    ideal = "```{language}\n{target}```",
    extract = r.extract.first { r.extract.code "c", r.extract.code "python" },
    score = r.score.tests(),
}
