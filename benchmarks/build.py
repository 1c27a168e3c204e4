"""`curate build` against the straightforward script, in one run on one machine.

    python3 benchmarks/build.py CORPUS.jsonl.gz [--workers 2] [--sample 3000] [--times 3] [--repeat 1]

The script does what a careful person writes in an afternoon: json, tiktoken, Presidio's AnalyzerEngine with pattern
recognizers only (NoOp NLP, eight entities), MinHash.bulk and MinHashLSH. It runs on --sample rows spread evenly over
the corpus, and its time is scaled by rows; the build runs whole, from a cold work directory, start-up included. It is
timed --times over, as it takes a twentieth of the script's time and the machine is noisy; the ratio is of the median.
--repeat copies the corpus n times with other words in it, to show that memory does not grow with the input.

Memory is read in a build of its own: to look at the pages of four processes ten times a second takes a sixth of two
cores, and the build that is timed has both to itself, as the script has.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

ENTITIES = [
    "CREDIT_CARD",
    "CRYPTO",
    "EMAIL_ADDRESS",
    "IBAN_CODE",
    "IP_ADDRESS",
    "MAC_ADDRESS",
    "PHONE_NUMBER",
    "US_SSN",
]


def script(rows: list[str]) -> dict[str, float]:
    """Run the straightforward script over JSONL rows; return seconds by step, imports and model loading left out."""
    from datasketch import MinHash, MinHashLSH

    engine, encoding = analyzer(), offline_encoding()
    engine.analyze("warm up a@b.com", "en", entities=ENTITIES)
    clock = Clock()
    kept, texts = [], []
    for line in rows:
        row = json.loads(line)
        clock.lap("json")
        tokens = 1
        for message in row["messages"]:
            tokens += 3 + len(encoding.encode(message["role"], disallowed_special=()))
            tokens += len(encoding.encode(message["content"], disallowed_special=()))
        clock.lap("tiktoken")
        for message in row["messages"]:
            found = engine.analyze(message["content"], "en", entities=ENTITIES)
            for hit in sorted(found, key=lambda hit: -hit.start):
                message["content"] = message["content"][: hit.start] + "[X]" + message["content"][hit.end :]
        clock.lap("presidio")
        if tokens <= 65536 and row["messages"][-1]["role"] == "assistant":
            kept.append(row)
            words = " ".join(m["content"] for m in row["messages"] if m["role"] != "system").lower().split()
            texts.append([" ".join(words[i : i + 5]).encode() for i in range(max(1, len(words) - 4))])
        clock.lap("shingles")
    index = MinHashLSH(threshold=0.8, num_perm=128)
    with tempfile.TemporaryFile("w") as stream:
        for number, signature in enumerate(MinHash.bulk(texts, num_perm=128)):
            if not index.query(signature):
                index.insert(number, signature)
                stream.write(json.dumps(kept[number]) + "\n")
    clock.lap("minhash")
    return clock.laps


class Clock:
    """Seconds by name."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self.last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = self.laps.get(name, 0.0) + now - self.last
        self.last = now


def analyzer() -> Any:
    """Return Presidio's engine with pattern recognizers only; tldextract reads its snapshot, never the network."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = tldextract.tldextract.TLD_EXTRACTOR
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    registry.recognizers = [r for r in registry.recognizers if set(r.supported_entities) & set(ENTITIES)]
    nlp = NoOpNlpEngine([{"lang_code": "en", "model_name": "no_op"}])
    nlp.load()
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en"])


def offline_encoding() -> Any:
    """Return tiktoken's o200k_base made from the vocabulary that ships with curate."""
    from curate.engines.tokens import load

    return load("o200k_base")


def corpus(path: Path, repeat: int) -> Iterator[bytes]:
    """Yield the corpus `repeat` times; every later copy has other words, so that no two copies of a row are alike."""
    for copy in range(repeat):
        with gzip.open(path) as stream:
            for line in stream:
                yield perturbed(line, copy) if copy else line


def perturbed(line: bytes, copy: int) -> bytes:
    row = json.loads(line)
    for message in row["messages"]:
        message["content"] = re.sub(r"[a-z]{5,}", lambda m: f"{m[0]}{copy * len(m[0])}", message["content"])
    return json.dumps(row).encode() + b"\n"


class Watch(threading.Thread):
    """Watch the proportional set size (bytes) and the CPU seconds of a process and its children."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.largest, self.stop = pid, 0, 0, threading.Event()
        self.cpu: dict[int, float] = {}

    def run(self) -> None:
        while not self.stop.wait(0.1):
            pids = family(self.pid)
            sizes = [pss(pid) for pid in pids]
            self.peak = max(self.peak, sum(sizes))
            self.largest = max(self.largest, *sizes, 0)
            self.cpu |= {pid: took for pid in pids if (took := cpu_seconds(pid))}


def family(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(c) for t in tasks for c in (t / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(p for child in children for p in family(child))]


def pss(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return int(text.split("Pss:", 1)[1].split(None, 1)[0]) * 1024 if "Pss:" in text else 0


def cpu_seconds(pid: int) -> float:
    try:
        values = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0
    return (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")


class Used(NamedTuple):
    """What a build used: seconds by the clock and of CPU, peak bytes of all processes and of the largest."""

    seconds: float
    cpu_seconds: float
    peak: int
    largest: int


def timed_build(config: Path, workers: int, *more: str) -> float:
    """Build in a process of its own, from a cold work directory; return the seconds from its start to its end."""
    swept(config)
    began = time.perf_counter()
    finish(started_build(config, workers, *more))
    return time.perf_counter() - began


def watched_build(config: Path, workers: int, *more: str) -> Used:
    """Do the same, and look at all its processes meanwhile, which takes time of its own."""
    swept(config)
    began = time.perf_counter()
    process = started_build(config, workers, *more)
    watch = Watch(process.pid)
    watch.start()
    finish(process)
    seconds = time.perf_counter() - began
    watch.stop.set()
    watch.join()
    return Used(seconds, sum(watch.cpu.values()), watch.peak, watch.largest)


def swept(config: Path) -> None:
    """Remove what an earlier build left: it would be found finished."""
    shutil.rmtree(config.parent / "out", ignore_errors=True)


def started_build(config: Path, workers: int, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "curate", "build", str(config), "--workers", str(workers), *more]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def finish(process: subprocess.Popen[bytes]) -> None:
    if code := process.wait():
        sys.exit(f"the build ended with {code}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sample", type=int, default=3000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--no-script", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = arguments.corpus.resolve()
        if arguments.repeat > 1:
            data = folder / "corpus.jsonl"
            with data.open("wb") as stream:
                stream.writelines(corpus(arguments.corpus, arguments.repeat))
        size = data.stat().st_size
        config = folder / "curate.yaml"
        config.write_text(f"inputs: [{json.dumps(str(data))}]\noutput: out\nproviders: [openai]\n")
        times = [timed_build(config, arguments.workers) for _ in range(arguments.times)]
        seconds = median(times)
        _, cpu, peak, largest = watched_build(config, arguments.workers)
        manifest = json.loads((folder / "out" / "manifest.json").read_bytes())
    rows = manifest["rows"]["read"]
    print(f"rows              {manifest['rows']}")
    print(f"input             {size / 2**20:,.0f} MiB")
    each = ", ".join(f"{one:.2f}" for one in times)
    print(
        f"curate build      {seconds:.2f} s, {rows / seconds:,.0f} rows/s, {arguments.workers} workers ({each})"
    )
    print(f"CPU               {cpu:.1f} s of all processes")
    print(f"peak memory       {peak / 2**20:,.0f} MiB all processes, {largest / 2**20:,.0f} MiB the largest")
    if not arguments.no_script:
        with gzip.open(arguments.corpus, "rt") as stream:
            every = list(stream)
        sample = every[:: max(1, len(every) // arguments.sample)][: arguments.sample]
        laps = script(sample)
        scale = rows / len(sample)
        print(
            f"the script        {sum(laps.values()) * scale:.1f} s for as many rows, from {len(sample)}: ",
            end="",
        )
        print(", ".join(f"{step} {took * scale:.1f}" for step, took in laps.items()))
        print(f"ratio             {sum(laps.values()) * scale / seconds:.1f}")


if __name__ == "__main__":
    main()
