#!/bin/bash
# Public suites whose files are not in ../shared: over rows of our own in the
# published formats. Those that are there: tests/conformance/suites.sh.
. tests/tap.sh

mkdir -p "$T/data/mmlu-pro" "$T/data/gsm-hard" "$T/data/truthfulqa"
cat >"$T/data/mmlu-pro/physics.json" <<'END'
[{"question_id": 9, "question": "Which is a unit of force?", "options":
  ["joule", "newton", "watt"], "answer": "B", "answer_index": 1,
  "cot_content": "", "category": "physics", "src": "own", "pred": "A"},
 {"question_id": 10, "question": "Which of these is largest?", "options":
  ["1 mm", "1 cm", "1 dm", "1 m", "1 km", "2 mm", "2 cm", "2 dm", "2 m", "2 km"],
  "answer": "J", "answer_index": 9, "category": "physics"}]
END
cat >"$T/data/gsm-hard/gsmhardv2.jsonl" <<'END'
{"input": "What is 7000007 less 9000000?", "code": "def solution():\n    return 7000007 - 9000000\n", "target": -1999993.0}
{"input": "What is a third of 1000000?", "code": "", "target": 333333.3333333333}
END
printf '\xef\xbb\xbf%s\r\n' 'Type,Category,Question,Best Answer,Correct Answers,Incorrect Answers,Source' \
    >"$T/data/truthfulqa/TruthfulQA.csv"
for i in $(seq 40); do
    printf '%s\r\n' "Own,Sums,\"What is $i, and \"\"one\"\"?\",$((i + 1)),$((i + 1)); more,$((i + 2)); None; $((i + 3)),own"
done >>"$T/data/truthfulqa/TruthfulQA.csv"
cat >"$T/data/truthfulqa/mc_task.json" <<'END'
[{"question": "Is water wet?", "mc1_targets": {"Yes": 1, "No": 0, "On Mondays": 0}},
 {"question": "Is fire cold?", "mc1_targets": {"choices": ["No", "Yes"], "labels": [1, 0]}}]
END

retort()
{
    try "$RETORT" "$@" --data "$T/data" -o "$T/runs"
}

for suite in mmlu-pro gsm-hard truthfulqa 'truthfulqa -T file=mc_task.json'; do
    # shellcheck disable=SC2086 # its options
    retort check $suite
    expect "$suite: the three students" ended 0
done

# A key that is no option would be an answer that nobody can give.
mkdir -p "$T/odd/mmlu-pro" "$T/odd/mmlu/test" "$T/odd/mmlu/dev"
sed 's/"answer": "B"/"answer": "D"/' "$T/data/mmlu-pro/physics.json" \
    >"$T/odd/mmlu-pro/physics.json"
try "$RETORT" check mmlu-pro --data "$T/odd"
expect 'mmlu-pro: a key behind the options: 3' ended 3
expect '... and which' said "question 9: 3 options (two to ten are read), answer 'D'"
head='question,choice0,choice1,choice2,choice3,answer'
for i in 0 1 2 3; do echo "Which?,a,b,c,None,$i"; done >"$T/odd/rows"
(echo $head && cat "$T/odd/rows") >"$T/odd/mmlu/dev/anatomy_dev.csv"
(echo $head && cat "$T/odd/rows" && echo 'Which?,a,b,c,d,4') \
    >"$T/odd/mmlu/test/anatomy_test.csv"
try "$RETORT" check mmlu --data "$T/odd"
expect 'mmlu: a key that is none of the four: 3' ended 3
expect '... and where' said "row 5: slot sample: suites/mmlu.lua"
expect '... and which' said "answer '4' is not 0, 1, 2 or 3"
cp "$T/odd/rows" "$T/odd/mmlu/test/anatomy_test.csv"
try "$RETORT" check mmlu --data "$T/odd"
expect 'mmlu: a file without its header' said 'wanted: columns question, choice0'

mkdir -p "$T/data/mmlu-pro/validation"
cat >"$T/data/mmlu-pro/validation/physics.json" <<'END'
[{"question_id": 1, "question": "Two?", "options": ["1 ", "2", "3"],
  "answer": "B", "answer_index": 1, "category": "physics",
  "cot_content": "A: Let's think step by step. One, two. The answer is (B)."}]
END
retort show mmlu-pro 9 --json -T examples=validation
expect 'mmlu-pro: examples of the validation file' said "letter choice.\\nQuestion:\\nTwo?\\nOptions:\\nA. 1\\nB. 2\\nC. 3\\nAnswer: Let's think step by step. One, two. The answer is (B).\\n\\nQuestion:\\nWhich is a unit"
retort show mmlu-pro 10 --json
expect '  and none unless asked: ten options' said '\nI. 2 m\nJ. 2 km\nAnswer: Let'
retort show mmlu-pro 9 --json
expect 'three options' said '\nC. watt\nAnswer'
expect 'the head of its authors' said \
    'choice questions (with answers) about physics. Think step by step and then'
printf '{"id":"%s","reply":"%s"}\n' 9 'The answer is (B), or answer: C' \
    10 'I. Answer: J' >"$T/pro.jsonl"
retort import "$T/pro.jsonl" --suite mmlu-pro --as m -q --json
expect 'l2 reads both' said '"n":2,"correct":2,"wrong":0,"unread":0,'
retort score 1 -T rule=mmlu-pro/l1 -q --json
expect 'l1 one of them' said '"n":2,"correct":1,"wrong":0,"unread":1,'
retort show 1
expect 'the rule stands by the score' said 'read by:    mmlu-pro/l1: 1, 1 right'

printf '{"id":%s,"reply":"%s"}\n' 1 '-1,999,993' 2 'Answer: 333333.3' \
    >"$T/hard.jsonl"
retort import "$T/hard.jsonl" --suite gsm-hard --as m -q --json
expect 'gsm-hard: negative, and near enough' said '"n":2,"correct":2,'
printf '{"id":%s,"reply":"%s"}\n' 1 '1,999,993' 2 'Answer: 333000' \
    >"$T/hard.jsonl"
retort import "$T/hard.jsonl" --suite gsm-hard --as m2 -q --json
expect 'a lost sign is wrong, and so is a rounded one' said '"correct":0,"wrong":2,'

# truthfulqa: who always says A is right as often as A is the right one.
for i in $(seq 40); do echo "{\"id\":\"$i\",\"reply\":\"A\"}"; done >"$T/a.jsonl"
keys() # SEED
{
    for i in $(seq 40); do
        "$RETORT" show truthfulqa "$i" --json --seed "$1" --data "$T/data" |
            sed -E 's/.*"target":"(.)".*/\1/'
    done
}
keys 1 >"$T/one"
retort import "$T/a.jsonl" --suite truthfulqa --as a -q --json
expect 'always A' said "\"n\":40,\"correct\":$(grep -c A "$T/one"),"
expect '  is no winner, nor is A never right' \
    test "$(grep -c A "$T/one")" -ge 3 -a "$(grep -c A "$T/one")" -le 20
expect 'all letters are keys' test "$(sort -u "$T/one" | xargs)" = 'A B C D'
keys 1 | cmp -s - "$T/one"
expect 'the same seed, the same order' test $? = 0
keys 2 | cmp -s - "$T/one"
expect 'another seed, another' test $? = 1
retort show truthfulqa 7
expect 'None stays a text, quotes stay quotes' said 'What is 7, and "one"?'
expect '  as a choice' grep -qE '[A-D]\. None' "$T/out"
try "$RETORT" show truthfulqa 1 -T file=mc_task.json --data "$T/data" -o "$T/no"
expect 'MC1 of the paper' said 'On Mondays'

# -T rule= of every suite that has it: a typo is found before anything is asked.
for suite in mmlu mmlu-pro gsm8k bbh humaneval math-answers; do
    retort check "$suite" -T rule=nonsense
    expect "$suite: no such rule" said "no rule 'nonsense'"
    expect '  is a mistake of the command line: 2' ended 2
done
retort check mmlu --variant nonsense
expect 'no such variant: those there are' said \
    'there are lm-eval, hendrycks, simple-evals, generative and flan'

mkdir -p "$T/data/mmlu/test" "$T/data/mmlu/dev"
printf 'question,choice0,choice1,choice2,choice3,answer\nWhich?,None,nan,1e3,007,1\n' |
    tee "$T/data/mmlu/test/sums_test.csv" >"$T/data/mmlu/dev/sums_dev.csv"
echo '{"id":"sums/0","reply":"It is nan."}' >"$T/m.jsonl"
retort import "$T/m.jsonl" --suite mmlu --as m -T rule=lm-eval/mmlu/flan-flexible \
    -q --json
expect 'a rule that gives "(B)" is compared as one that does' said '"correct":1,'
try "$RETORT" show mmlu sums/0 --json --variant simple-evals --data "$T/data" \
    -o "$T/no"
expect 'choices as they stand in the file' said 'A) None\nB) nan\nC) 1e3\nD) 007'

# Prompts of lm-eval 0.4.13, made of its own task files: SHA-256 of the whole.
mkdir -p "$T/data/gsm8k"
printf '%s\n' '{"question":"How many?","answer":"One.\n#### 1"}' \
    >"$T/data/gsm8k/test.jsonl"
cp "$T/data/gsm8k/test.jsonl" "$T/data/gsm8k/train_first200.jsonl"
asked() # VARIANT
{
    "$RETORT" show gsm8k 1 --json --variant "$1" --data "$T/data" |
        python3 -c 'import hashlib, json, sys
print(hashlib.sha256("|".join(m["content"] for m in
      json.load(sys.stdin)["sample"]["messages"]).encode()).hexdigest())'
}
expect 'gsm8k_cot: its eight examples' test "$(asked lm-eval-cot-8)" = \
    6b14c4d235e15899ca784c8336c2a28e008b360e4b21d34391bc0dd1c2da78a2
expect 'gsm8k_cot_llama: the same as turns' test "$(asked lm-eval-llama)" = \
    988384195817161c4c939328162b3d7f73ccdc547011d67d60423e3c76b5f46b
try "$RETORT" show mmlu sums/0 --json --variant flan --data "$T/data" -o "$T/no"
expect 'mmlu_flan_cot_zeroshot' said \
    "Q: Which?\\n(A) None (B) nan (C) 1e3 (D) 007\\nA: Let's think step by step."
tap_end
