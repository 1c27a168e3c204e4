"""Kill builds at random moments, run them again, and compare every byte with a build that nobody killed.

    python3 benchmarks/faults.py [--kills 200] [--rows 6000] [--seed 0] [--fuzz-lines 1000000]

Each round starts `curate build` with two workers on a fresh folder and kills it (SIGKILL) after a random time: the
driver alone, or one worker, or the whole process group. Then the same command runs to its end, sometimes after one
finished intermediate file was cut short or overwritten. A round is good when every output is byte-identical to the
undisturbed build, read = kept + rejected + duplicates, and no process is left behind.

With --fuzz-lines, random bytes and mutated JSON (fuzzed.py) go through `curate build` and `curate check` in files of
50,000 lines, each provider in turn. A file is good when both end in time with exit code 0 or 1, without a traceback
and without an internal error, and every line is accounted for: read by both, and in the build kept, rejected or a
duplicate, with as many lines in rejected.jsonl and duplicates.jsonl.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from fuzzed import lines

CONFIG = "inputs: [rows.jsonl, more.jsonl.gz]\noutput: out\nproviders: [openai, trl]\n"
VICTIMS = ("driver", "worker", "all")
DAMAGES = ("none", "none", "cut", "overwritten")


def corpus(rows: int, seed: int) -> bytes:
    """Make chat rows of a few hundred words, with repeats, near-repeats and broken lines."""
    pick = random.Random(seed)
    words = [f"word{n}" for n in range(3000)]
    lines: list[bytes] = []
    for n in range(rows):
        if lines and n % 11 == 0:
            lines.append(pick.choice(lines))
        elif n % 97 == 0:
            lines.append(b'{"messages": [{"role": "user"' + pick.randbytes(9).replace(b"\n", b" "))
        else:
            text = " ".join(pick.choices(words, k=120))
            turns = [
                {"role": "user", "content": f"question {n}?"},
                {"role": "assistant", "content": f"{text}."},
            ]
            lines.append(json.dumps({"messages": turns}).encode())
    return b"\n".join(lines)


def make(folder: Path, data: bytes) -> None:
    import gzip

    folder.mkdir()
    half = data.index(b"\n", len(data) // 2)
    (folder / "rows.jsonl").write_bytes(data[:half])
    (folder / "more.jsonl.gz").write_bytes(gzip.compress(data[half + 1 :], 1, mtime=0))
    (folder / "curate.yaml").write_text(CONFIG)


def start(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "curate", "build", str(folder / "curate.yaml"), "--workers", "2", "-q"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "0"}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, start_new_session=True)


def outputs(folder: Path) -> dict[str, bytes]:
    files = [p for p in sorted((folder / "out").rglob("*")) if p.is_file() and ".curate" not in p.parts]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def session(leader: int) -> list[int]:
    """Return the living processes of a session."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, owner = path.read_text().rpartition(") ")[2].split()[:4]
        except OSError:
            continue
        if int(owner) == leader and state != "Z":
            found.append(int(path.parent.name))
    return found


def strike(process: subprocess.Popen[bytes], victim: str, pick: random.Random) -> None:
    pids = session(process.pid)
    if victim == "all":
        os.killpg(process.pid, signal.SIGKILL)
    elif victim == "driver" or len(pids) < 2:
        process.kill()
    else:
        os.kill(pick.choice([pid for pid in pids if pid != process.pid]), signal.SIGKILL)


def damage(folder: Path, how: str, pick: random.Random) -> None:
    """Cut or overwrite one finished intermediate file, as a full disk or a bad cable would."""
    files = [p for p in sorted((folder / "out/.curate").rglob("*.parquet")) if p.stat().st_size > 100]
    if how == "none" or not files:
        return
    path = pick.choice(files)
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes(
        data[:middle] if how == "cut" else data[:middle] + pick.randbytes(16) + data[middle + 16 :]
    )


def play(
    folder: Path, expected: dict[str, bytes], seconds: float, pick: random.Random
) -> tuple[str, str, str]:
    """Play one round; return who was killed, what was damaged and how it ended."""
    victim, harm = pick.choice(VICTIMS), pick.choice(DAMAGES)
    process = start(folder)
    time.sleep(pick.uniform(0, seconds))
    if process.poll() is None:
        strike(process, victim, pick)
    process.communicate(timeout=300)
    damage(folder, harm, pick)
    left = process.pid
    again = start(folder)
    said = again.communicate(timeout=300)[1].decode()
    deadline = time.monotonic() + 20
    while session(left) and time.monotonic() < deadline:
        time.sleep(0.1)
    if session(left):
        return victim, harm, "processes left behind"
    if again.returncode:
        return victim, harm, f"exit {again.returncode}: {said.strip()[-200:]}"
    found = outputs(folder)
    if found != expected:
        names = sorted(n for n in found.keys() | expected.keys() if found.get(n) != expected.get(n))
        return victim, harm, f"differs: {', '.join(names)}"
    rows = json.loads(found["out/manifest.json"])["rows"]
    lost = rows["read"] != rows["kept"] + rows["rejected"] + rows["duplicates"]
    return victim, harm, "rows lost" if lost else "good"


FUZZ_FILE_LINES, FUZZ_SECONDS = 50_000, 1200


def fuzz(count: int, seed: int, folder: Path) -> int:
    """Send lines through build and check, file by file; print what goes wrong, return how many lines did not."""
    from curate.providers import names

    good = 0
    for number, first in enumerate(range(0, count, FUZZ_FILE_LINES)):
        here = folder / str(number)
        here.mkdir()
        size = min(FUZZ_FILE_LINES, count - first)
        (here / "rows.jsonl").write_bytes(b"\n".join(lines(size, seed + number)))
        provider = names()[number % len(names())]
        problems = [*fuzzed_build(here, provider, size), *fuzzed_check(here, provider, size)]
        for problem in problems:
            print(f"lines {first} to {first + size}, {provider}: {problem}", flush=True)
        good += 0 if problems else size
        if not problems:
            subprocess.run(["rm", "-rf", str(here)], check=True)
    return good


def fuzzed_build(folder: Path, provider: str, count: int) -> Iterator[str]:
    (folder / "curate.yaml").write_text(
        f"inputs: [rows.jsonl]\noutput: out\nproviders: [{provider}, {{id: trl, name: second}}]\n"
    )
    yield from ended("build", str(folder / "curate.yaml"), "-q")
    if not (folder / "out/manifest.json").exists():
        return
    rows = json.loads((folder / "out/manifest.json").read_bytes())["rows"]
    written = {name: count_lines(folder / f"out/{name}.jsonl") for name in ("rejected", "duplicates")}
    if rows["read"] != count or rows["kept"] + sum(written.values()) != count:
        yield f"build: of {count} lines {rows}, written {written}"


def fuzzed_check(folder: Path, provider: str, count: int) -> Iterator[str]:
    report = folder / "report.json"
    arguments = ("check", str(folder / "rows.jsonl"), "--provider", provider, "--format", "json")
    yield from ended(*arguments, "--output-file", str(report))
    if report.exists() and (rows := json.loads(report.read_bytes())["summary"]["rows"]) != count:
        yield f"check: {rows} of {count} lines read"


def ended(*arguments: str) -> Iterator[str]:
    """Run curate; yield what is wrong with how it ended."""
    command = [sys.executable, "-m", "curate", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=FUZZ_SECONDS)
    except subprocess.TimeoutExpired:
        yield f"{arguments[0]}: not done after {FUZZ_SECONDS} s"
        return
    said = done.stderr.decode(errors="replace")
    if done.returncode not in (0, 1) or "Traceback" in said or "internal error" in said:
        yield f"{arguments[0]}: exit {done.returncode}: {said.strip()[-300:]}"


def count_lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for _ in stream)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rows", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fuzz-lines", type=int, default=0, help="in place of kills")
    arguments = parser.parse_args()
    if arguments.fuzz_lines:
        folder = Path(tempfile.mkdtemp(prefix="fuzzed-"))  # files that went wrong stay
        good = fuzz(arguments.fuzz_lines, arguments.seed, folder)
        print(f"{good:,} of {arguments.fuzz_lines:,} lines went through build and check as they should")
        return 0 if good == arguments.fuzz_lines else 1
    pick = random.Random(arguments.seed)
    ends: Counter[tuple[str, str, str]] = Counter()
    with tempfile.TemporaryDirectory() as name:
        data = corpus(arguments.rows, arguments.seed)
        whole = Path(name) / "whole"
        make(whole, data)
        began = time.monotonic()
        if start(whole).wait():
            sys.exit("the undisturbed build failed")
        seconds = time.monotonic() - began
        expected = outputs(whole)
        for number in range(arguments.kills):
            folder = Path(name) / "round"
            make(folder, data)
            end = play(folder, expected, seconds, pick)
            ends[end] += 1
            if end[2] != "good":
                print(f"round {number}: {end}", flush=True)
            subprocess.run(["rm", "-rf", str(folder)], check=True)
    print(f"undisturbed build: {seconds:.1f} s, {arguments.rows} rows")
    for (victim, harm, how), count in sorted(ends.items()):
        print(f"{count:5}  killed: {victim:7} intermediate file: {harm:12} {how}")
    good = sum(count for (_, _, how), count in ends.items() if how == "good")
    print(f"{good} of {arguments.kills} resumed to byte-identical outputs")
    return 0 if good == arguments.kills else 1


if __name__ == "__main__":
    sys.exit(main())
