"""`curate check` against what people run today, in one run on one machine.

    python3 benchmarks/check.py CORPUS.jsonl[.gz] [--repeat 5] [--json]

Small files: wall time of whole processes, the smallest of --repeat runs, start-up and rules about content included
(10 rows and 1,000 rows).
Large file: rows per second of `curate.check` (structure, roles, tools, weights, images, byte limits), once more with
the rules about content (of the file, which all cores share), and of the whole command with them, and without them
alone and as two processes with half of the file each.
The rival is the loop of OpenAI's cookbook "Data preparation and analysis for chat model fine-tuning"
(openai/openai-cookbook, 2023-08): json, nine format checks, and tiktoken over every message, in one process as
published. Wall time throughout.
The corpus is reduced to rows with the key `messages` alone.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SMALL = (10, 1000)


def command(*files: Path, preset: str = "default") -> list[str]:
    named = map(str, files)
    return [
        sys.executable,
        "-m",
        "curate",
        "check",
        *named,
        "--provider",
        "openai",
        "--exit-zero",
        "--preset",
        preset,
        "--no-progress",
    ]


def library(file: Path) -> list[str]:
    """Return a process that does nothing but call the library; its start counts."""
    return [sys.executable, "-c", f"import curate; curate.check({str(file)!r}, provider='openai')"]


def wall_seconds(*commands: list[str]) -> float:
    """Start all commands at once; return the seconds until the last has ended."""
    begin = time.perf_counter()
    running = [subprocess.Popen(c, stdout=subprocess.DEVNULL, env=environment()) for c in commands]
    if any(process.wait() for process in running):
        raise SystemExit(f"failed: {commands}")
    return time.perf_counter() - begin


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT / "src")}


def cookbook(lines: list[bytes]) -> int:
    """Do what the cookbook does: nine format checks, then the tokens of every example; return the tokens."""
    errors: dict[str, int] = defaultdict(int)
    dataset = [json.loads(line) for line in lines]
    for ex in dataset:
        if not isinstance(ex, dict):
            errors["data_type"] += 1
            continue
        messages = ex.get("messages")
        if not messages:
            errors["missing_messages_list"] += 1
            continue
        for message in messages:
            if "role" not in message or "content" not in message:
                errors["message_missing_key"] += 1
            if any(k not in ("role", "content", "name", "function_call", "weight") for k in message):
                errors["message_unrecognized_key"] += 1
            if message.get("role") not in ("system", "user", "assistant", "function"):
                errors["unrecognized_role"] += 1
            content = message.get("content")
            if (not content and not message.get("function_call")) or not isinstance(content, str):
                errors["missing_content"] += 1
        if not any(message.get("role") == "assistant" for message in messages):
            errors["example_missing_assistant_message"] += 1
    encoding = offline_encoding()
    return sum(tokens_of(ex["messages"], encoding) for ex in dataset)


def tokens_of(messages: list[dict[str, Any]], encoding: Any) -> int:
    """Count as `num_tokens_from_messages` of the cookbook does."""
    total = 3
    for message in messages:
        total += 3
        for key, value in message.items():
            total += len(encoding.encode(value, disallowed_special=()))
            if key == "name":
                total += 1
    return total


def offline_encoding() -> Any:
    from curate.engines.tokens import load

    return load("cl100k_base")


def timed(work: Any, *args: Any) -> float:
    begin = time.perf_counter()
    work(*args)
    return time.perf_counter() - begin


def measure(corpus: Path, repeat: int) -> dict[str, Any]:
    data = corpus.read_bytes()
    lines = (gzip.decompress(data) if corpus.suffix == ".gz" else data).splitlines()
    rows = [json.dumps({"messages": json.loads(line)["messages"]}).encode() for line in lines]
    result: dict[str, Any] = {"rows": len(rows), "megabytes": round(sum(map(len, rows)) / 1e6, 1)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in SMALL:
            small = write(folder / f"{count}.jsonl", rows[:count])
            wall_seconds(command(small))
            result[f"seconds_{count}_rows"] = min(wall_seconds(command(small)) for _ in range(repeat))
        half = len(rows) // 2
        halves = [write(folder / "a.jsonl", rows[:half]), write(folder / "b.jsonl", rows[half:])]
        both = min(wall_seconds(*(command(path, preset="none") for path in halves)) for _ in range(repeat))
        result["rows_per_second_two_processes"] = round(len(rows) / both)
        whole = write(folder / "all.jsonl", rows)
        alone = min(wall_seconds(command(whole, preset="none")) for _ in range(repeat))
        result["rows_per_second_command"] = round(len(rows) / alone)
        by_default = min(wall_seconds(command(whole)) for _ in range(repeat))
        result["rows_per_second_command_with_content_rules"] = round(len(rows) / by_default)
        with_content = min(wall_seconds(library(whole)) for _ in range(repeat))
    from curate import check

    check(lines=rows[:100], provider="openai")
    ours = min(timed(lambda: check(lines=rows, provider="openai", preset=None)) for _ in range(repeat))
    theirs = timed(cookbook, rows)
    result |= {
        "rows_per_second_check": round(len(rows) / ours),
        "rows_per_second_with_content_rules": round(len(rows) / with_content),
        "rows_per_second_cookbook": round(len(rows) / theirs),
        "times_cookbook": round(theirs / ours, 1),
    }
    return result


def write(path: Path, rows: list[bytes]) -> Path:
    path.write_bytes(b"\n".join(rows) + b"\n")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    result = measure(args.corpus, args.repeat)
    if args.json:
        print(json.dumps(result, indent=2))
    else:
        for name, value in result.items():
            number = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
            print(f"{name.replace('_', ' '):44} {number}")


if __name__ == "__main__":
    main()
