#!/bin/bash
# Every claim of FACTS.md is a row of the built-in claims: each line of its
# tables 1 to 3 is quoted here with the claims that carry it, or known to state
# nothing that could be held against anything.
#   RETORT=build/release/retort SHARED=../shared tests/conformance/claims.sh
set -eu
. tests/tap.sh

"$RETORT" claims --json >"$T/claims.json" # all of them, at today's prices
cat >"$T/facts.py" <<'END'
import json, sys

# words of a line: the claims that carry it
QUOTED = {
    "GPT-4o | OpenAI": "mmlu-gpt-4o price-gpt-4o",
    "GPT-4o-mini | OpenAI": "4o-mini-8b 4o-mini-82 4o-mini-60x",
    "GPT-5-mini / GPT-5-nano": "gpt-5-mini-82 gpt-5-nano-70 gpt-5-mini-50x gpt-5-nano-100x",
    "GPT-5.2 | OpenAI": "price-gpt-5.2 qwen-60x",
    "o1 / o3 | OpenAI": "price-o3-before price-o3-after o3-drop v32-140x",
    "Claude Sonnet 4.6 | Anthropic": "mmlu-sonnet price-sonnet",
    "Claude Opus 4.6 | Anthropic": "price-opus opus-over-glm opus-over-kimi",
    "Claude 4 Haiku / 3.5 Haiku": "haiku-4-83 haiku-35-80 haiku-4-8x haiku-35-10x",
    "Gemini 2.5 Flash / 2.0 Flash": "flash-25-90 flash-20-88 flash-25-8x flash-20-10x",
    "Gemini 3.1 Pro | Google": "arc-agi-2",
    "Mistral Small | Mistral": "mistral-small-22b mistral-78 mistral-6x",
    "Qwen-Turbo | Alibaba": "qwen-turbo-80 qwen-turbo-10x",
    "DeepSeek V4 | DeepSeek": "v4-active mmlu-gap price-v4",
    "DeepSeek V3.2, V3 (256 experts)": "v3-experts r1-training",
    "R1-Distill Qwen-1.5B": "r1-32b-maths",
    "R1-Distill Llama-70B": "r1-70b-95 r1-70b-tenth",
    "Qwen3-72B | Alibaba": "mmlu-qwen3-72b price-qwen3-72b",
    "Qwen3-235B | Alibaba": "price-qwen-235b",
    "Llama 3.3-70B | Meta": "mmlu-llama-70b",
    "Llama 4 Scout / Maverick": "llama-4-sizes",
    "Kimi K2.5 | Moonshot": "kimi-active kimi-experts price-kimi quality-95-kimi",
    "GLM-5 | Zhipu": "glm-5-size price-glm glm-5x quality-95-glm",
    "Phi-4-mini, Phi-3": "phi-4-mini-stem phi-3-llama-2 phi-2-gpt-35",
    "Orca 2 / Vicuna-13B": "alpaca-600",
    "~$547K a year": "opus-year",
    "~$109K": "kimi-year",
    "~$9.1K": "qwen-year",
    '"Kimi is 5x cheaper': "kimi-5x",
    '"95 % quality at 5 % cost"': "cost-5-percent cost-5-qwen quality-95-glm",
    '"DeepSeek V4 18-20x': "v4-18x",
    '"performance difference 1-2 %"': "mmlu-gap",
    "o3's 80 % price drop": "o3-drop",
    "V3.2 140x below o1": "v32-140x",
    "Distillation projects": "berkeley-450 stanford-50 alpaca-600 r1-training",
    "Security and compliance tax": "compliance-tax",
    "Hosting speed": "speed-hosts speed-small",
    "VRAM of a 1T model": "vram-1t",
    "Quality gap 15-20 points": "gap-trend",
    "under 1K requests/day": "advice-under-1k",
    "1K-100K requests/day": "advice-1k-100k",
    "over 100K requests/day": "advice-over-100k",
    "latency-critical": "advice-200-ms",
}
# lines that name a model or give advice, and no figure
SILENT = ["GPT-5 | OpenAI", "Qwen 3.5 Small", "Gemma 3", "privacy-sensitive",
          "the task changes often", "mixed work"]

facts = open(sys.argv[1]).read().split("\n## ")
lines = [l for part in facts[1:4] for l in part.splitlines()
         if l.startswith("| ") and not l.startswith(("| ---", "| model |",
                                                     "| claim |", "| situation |"))]
claims = {c["claim"] for c in json.load(open(sys.argv[2]))["claims"]}
bad = 0
for line in lines:
    hits = [w for w in QUOTED if w in line] + [w for w in SILENT if w in line]
    if not hits:
        bad = 1
        print("no claim for:", line[:100])
for words, names in QUOTED.items():
    if not any(words in line for line in lines):
        bad = 1
        print("no such line:", words)
    for name in names.split():
        if name not in claims:
            bad = 1
            print("no such claim:", name)
print(len(lines), "lines")
sys.exit(bad)
END
try python3 "$T/facts.py" "$SHARED/reference/FACTS.md" "$T/claims.json"
expect 'every line of the fact sheet has its claims' ended 0
tap_end
