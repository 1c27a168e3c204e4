"""How time, memory and bytes grow with the number of rows: generated chat, a build of its own for each size.

    python3 benchmarks/scale.py [10000 1000000 ...] [--hot 0.4] [--memory 2GB] [--workers 2] [--keep FOLDER]

Rows are made, not stored: about 640 bytes each; 10 % repeat an earlier row, 15 % resemble one, 2 % share one refusal.
With --hot, a share of all rows is one template with other names and numbers in it, so that some bands hold nearly all
of them. --less leaves the rows of the template out and makes no others for them: the same set without it.
Memory is the proportional set size of all processes, looked at ten times a second.
"""

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from build import watched_build  # benchmarks/build.py

WORDS, ROW_WORDS, REMEMBERED = 200_000, 85, 50_000
EXACT, NEAR, REFUSAL = 0.10, 0.15, 0.02
TEMPLATE = (
    "Dear {0}, thank you for your order {1}. It has left our warehouse today and will be with you within three "
    "working days. You can follow the parcel with the number in this letter at any time. If nobody is at home, the "
    "driver leaves it with a neighbour or takes it to the nearest shop, where it is kept for seven days. Please have "
    "your papers with you when you fetch it. Should anything be missing or broken, tell us within two weeks and we "
    "will send it again at no cost. We wish you much joy with what you have bought, and hope to see you again soon "
    "in our shop. Yours, {2}"
)


def rows(count: int, hot: float, *, less: bool, seed: int = 0) -> Iterator[bytes]:
    """Yield JSON lines; `hot` is the share of the template, and `less` skips its rows."""
    pick = random.Random(seed)
    share = random.Random(seed + 1)  # of its own, so that the other rows are the same with and without
    words = [f"{pick.choice('bdfgklmnprst')}{n:x}{pick.choice('aeiou')}" for n in range(WORDS)]
    seen: list[tuple[str, str]] = []
    for number in range(count):
        if share.random() < hot:
            if less:
                continue
            names = (words[number * 7 % 900], number, words[number * 13 % 50])
            question, answer = f"Write to customer {number}.", TEMPLATE.format(*names)
        else:
            question, answer = ordinary(pick, words, seen, number)
        turns = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
        yield json.dumps({"messages": turns}).encode() + b"\n"


def ordinary(
    pick: random.Random, words: list[str], seen: list[tuple[str, str]], number: int
) -> tuple[str, str]:
    kind = pick.random()
    if seen and kind < EXACT + NEAR:
        question, answer = pick.choice(seen)
        return question, answer if kind < EXACT else f"{answer} {pick.choice(words)}"
    if kind < EXACT + NEAR + REFUSAL:
        return f"what is {pick.choice(words)} {number}?", "I am sorry, I cannot help with that."
    text = pick.choices(words, k=ROW_WORDS)
    new = f"{' '.join(text[:12])}?", f"{' '.join(text[12:])}."
    if len(seen) < REMEMBERED:
        seen.append(new)
    else:
        seen[pick.randrange(REMEMBERED)] = new
    return new


def stored(work: Path, count: int) -> dict[str, float]:
    """Return the bytes a row of each part of the prepared pieces, as stored."""
    sizes: dict[str, int] = {}
    for path in (work / "prepare").glob("*/*.parquet"):
        sizes[path.stem] = sizes.get(path.stem, 0) + path.stat().st_size
    return {name: size / count for name, size in sorted(sizes.items())}


def measure(folder: Path, count: int, arguments: argparse.Namespace) -> None:
    data = folder / "rows.jsonl"
    with data.open("wb") as stream:
        stream.writelines(rows(count, arguments.hot, less=arguments.less))
    config = folder / "curate.yaml"
    config.write_text("inputs: [rows.jsonl]\noutput: out\nproviders: [openai]\n" + arguments.config)
    more = ["--memory", arguments.memory] if arguments.memory else []
    seconds, cpu, peak, largest = watched_build(config, arguments.workers, *more)
    manifest = json.loads((folder / "out/manifest.json").read_bytes())
    record = json.loads((folder / "out/.curate/run.json").read_bytes())
    read = manifest["rows"]["read"]
    phases = ", ".join(f"{name} {took:.1f}" for name, took in record["seconds"].items())
    print(f"{read:,} rows, {data.stat().st_size / 1e6:,.0f} MB, {manifest['rows']}")
    print(f"  {seconds:.1f} s ({phases}), {read / seconds:,.0f} rows/s, {arguments.workers} workers")
    print(f"  CPU {cpu:.1f} s, {cpu / read * 1e6:.0f} us a row")
    print(f"  peak {peak / 1e6:,.0f} MB all processes, {largest / 1e6:,.0f} MB the largest")
    per_row = stored(folder / "out/.curate", read)
    print("  bytes a row: " + ", ".join(f"{name} {size:.0f}" for name, size in per_row.items()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--hot", type=float, default=0.0, help="share of rows that are one template")
    parser.add_argument("--less", action="store_true", help="leave the rows of the template out")
    parser.add_argument("--memory", help="as of curate build")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--config", default="", help="further lines of curate.yaml")
    parser.add_argument("--keep", type=Path, help="a folder that is left behind, to look into")
    arguments = parser.parse_args()
    for count in arguments.rows:
        with tempfile.TemporaryDirectory() as name:
            folder = arguments.keep or Path(name)
            folder.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(folder / "out", ignore_errors=True)
            measure(folder, count, arguments)


if __name__ == "__main__":
    main()
