"""Estimating: `curate cost` for eight provider-model pairs against a plain tokenization of the file for each tokenizer.

    python3 benchmarks/cost.py CORPUS.jsonl [--runs 5]

The reference reads the file with json.loads and calls tiktoken's encode_ordinary for every message's content, once for
each tokenizer among the pairs; one core, its own process, without loading Python, tiktoken or the vocabulary. The
command is timed whole, start included, as a user runs it. Both take turns; the medians of wall and CPU seconds are
compared. The first set of pairs shares one tokenizer, the second needs two. Exits 1 where the whole command takes more
than 1.3 times the reference on the clock.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from curate.engines.tokens import load

OPEN = ["together", "fireworks", "gemini", "bedrock"]
SETS = {
    ("o200k_base",): ["openai:gpt-4.1", "openai:gpt-4o-mini", "azure_openai:gpt-4.1", "nebius", *OPEN],
    ("o200k_base", "cl100k_base"): [
        "openai:gpt-4.1", "openai:gpt-3.5-turbo", "azure_openai:gpt-4.1", "nebius", *OPEN,
    ],
}  # fmt: skip
MOST_RATIO = 1.3


def reference(corpus: Path, encodings: list[str]) -> None:
    """Print the seconds of reading and of tokenizing, wall and CPU."""
    vocabularies = [load(name) for name in encodings]
    begun = time.perf_counter(), time.process_time()
    with corpus.open(encoding="utf-8") as stream:
        messages = (message for line in stream for message in json.loads(line)["messages"])
        texts = [m["content"] for m in messages if isinstance(m.get("content"), str)]
    read = time.perf_counter(), time.process_time()
    tokens = sum(len(vocabulary.encode_ordinary(text)) for vocabulary in vocabularies for text in texts)
    done = time.perf_counter(), time.process_time()
    spans = [[b - a for a, b in zip(x, y, strict=True)] for x, y in ((begun, read), (read, done))]
    print(json.dumps({"read": spans[0], "tokenize": spans[1], "tokens": tokens}))


def run(command: list[str]) -> tuple[float, float, str]:
    """Return wall seconds, CPU seconds and output of a process."""
    before, begun = os.times(), time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    wall, after = time.perf_counter() - begun, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu, done.stdout


def compare(corpus: Path, encodings: tuple[str, ...], pairs: list[str], runs: int) -> bool:
    """Print one comparison; return whether the command is within the ratio."""
    small = corpus.parent / f".{corpus.name}.one-row.jsonl"
    with corpus.open("rb") as stream:
        small.write_bytes(stream.readline())
    options = [word for pair in pairs for word in ("--provider", pair)]
    curate = [sys.executable, "-m", "curate", "cost"]
    plain = [sys.executable, __file__, str(corpus), "--reference", *encodings]
    told, whole, start = [], [], []
    for _ in range(runs):
        told.append(json.loads(run(plain)[2]))
        whole.append(run([*curate, str(corpus), *options])[:2])
        start.append(run([*curate, str(small), *options])[:2])
    small.unlink()
    print(f"\n{len(pairs)} pairs, {' and '.join(encodings)}: {told[0]['tokens']:,} tokens, medians of {runs}")
    print(f"{'':44}{'wall':>8}{'CPU':>8}")
    lines = {
        "reference, tokenizing only": [t["tokenize"] for t in told],
        "reference, reading and tokenizing": [
            [a + b for a, b in zip(t["read"], t["tokenize"], strict=True)] for t in told
        ],
        "curate cost, whole command": whole,
        "curate cost, one row (start)": start,
    }
    median = {
        name: [statistics.median(column) for column in zip(*v, strict=True)] for name, v in lines.items()
    }
    for name, (wall, cpu) in median.items():
        print(f"{name:44}{wall:7.2f}s{cpu:7.2f}s")
    (only, only_cpu), (read, read_cpu), (ours, ours_cpu), (start_wall, start_cpu) = median.values()
    net, net_cpu = ours - start_wall, ours_cpu - start_cpu
    for name, ratio, ratio_cpu in (
        ("whole command / reading and tokenizing", ours / read, ours_cpu / read_cpu),
        ("whole command / tokenizing only", ours / only, ours_cpu / only_cpu),
        ("without start / reading and tokenizing", net / read, net_cpu / read_cpu),
        ("without start / tokenizing only", net / only, net_cpu / only_cpu),
    ):
        print(f"{name:44}{ratio:7.2f}x{ratio_cpu:7.2f}x")
    return ours / read <= MOST_RATIO


def main(args: argparse.Namespace) -> int:
    if args.reference:
        reference(args.corpus, args.reference)
        return 0
    within = [compare(args.corpus, names, pairs, args.runs) for names, pairs in SETS.items()]
    return int(not all(within))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--reference", nargs="+", help=argparse.SUPPRESS)
    sys.exit(main(parser.parse_args()))
