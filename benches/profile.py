#!/usr/bin/env python3
"""Where the time of a run goes: the table of stages in docs/PERFORMANCE.md.

    CARGO_PROFILE_RELEASE_DEBUG=line-tables-only CARGO_PROFILE_RELEASE_STRIP=none cargo build --release
    benches/profile.py target/release/nasaq TEXTS.jsonl

Needs `perf`. Every sample counts for the innermost function below that is on its
stack, so the shares add up to the whole. Functions are those that the compiler
left: what it inlined counts for its caller.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

STAGES = [
    ("start: pack and machines", ["RulePack", "rules::compiler", "rules::builtin", "LazyMachine", "Program::new",
                                  "OnceLock", "sync::once", "cli::main"]),
    ("reading lines", ["source::lines", "source::reader", "pipeline::feed"]),
    ("JSON in, SHA-256", ["source::raw", "source::json_line", "serde_json"]),
    ("folding", ["text::fold"]),
    ("tokens", ["text::tokens"]),
    ("sentences", ["text::sentences"]),
    ("words: lexicon", ["extract::familiar", "lexicon::lookup", "Lexicon::key", "clitics::shape", "Lexicon::unlisted"]),
    ("units, phrases, numbers", ["extract::units", "Extractor::read", "text::numerals", "lexicon::trie"]),
    ("walker: making states", ["Walker::make", "Walker::behind", "Walker::number", "Walker::forget", "Kinds::make"]),
    ("walker: which rules match", ["Machinery::matching", "Walker::walk"]),
    ("guards and conditions", ["acceptance", "Guard::"]),
    ("captures", ["Machine::captures", "Machinery::captures"]),
    ("date values", ["extract::draft", "extract::path", "calendar::"]),
    ("matcher, the rest", ["matcher::"]),
    ("overlaps", ["overlap::"]),
    ("phase 2", ["extract::compose"]),
    ("context, offsets, mentions", ["extract::"]),
    ("rows, checked", ["record::build", "record::timeline", "record::place", "record::check"]),
    ("JSON out", ["sink::", "record::row"]),
]


def main():
    binary, texts = sys.argv[1:3]
    size = units = 0
    with open(texts, encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            size += len(text.encode())
            units += len(text.split())
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "perf.data")
        command = [binary, "extract", "-", "--input-format", "jsonl", "-o", "-", "--threads", "1"]
        before = os.times()
        with open(texts, "rb") as given:
            subprocess.run(command, stdin=given, stdout=subprocess.DEVNULL, check=True)
        after = os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        record = ["perf", "record", "-q", "-o", data, "-F", "1000", "--call-graph", "dwarf,4096", "--"]
        with open(texts, "rb") as given:
            subprocess.run(record + command, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        script = ["perf", "script", "-i", data, "--no-inline", "-F", "ip,sym"]
        stacks = subprocess.run(script, capture_output=True, text=True, errors="replace").stdout.split("\n\n")
    counts = collections.Counter()
    for stack in stacks:
        frames = stack.strip().split("\n")
        if frames != [""]:
            counts[stage_of(frames)] += 1
    total = sum(counts.values())
    print(f"{size / 1e6:.1f} MB, {units} words, {cpu:.2f} s CPU, {size / cpu / 1e6:.1f} MB/s\n")
    print("| stage | share | ns a word | MB/s alone |\n|---|---|---|---|")
    for name in [name for name, _ in STAGES] + ["everything else"]:
        if counts[name]:
            seconds = cpu * counts[name] / total
            print(f"| {name} | {100 * counts[name] / total:.1f}% | {1e9 * seconds / units:.0f} | {size / seconds / 1e6:.0f} |")


def stage_of(frames):
    for frame in frames:
        for name, functions in STAGES:
            if any(function in frame for function in functions):
                return name
    return "everything else"


main()
