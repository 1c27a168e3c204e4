"""Near-duplicates: from raw text to clusters, against datasketch and rensa, in one run on one machine.

    python3 benchmarks/dedupe.py CORPUS.jsonl.gz [--rensa-python PATH] [--sample 3000]     side by side
    python3 benchmarks/dedupe.py CORPUS.jsonl.gz --scale 10000 100000 1000000              rows/s and memory
    python3 benchmarks/dedupe.py CORPUS.jsonl.gz --hot 100000                              a hot band

All of it on one core: numeric libraries are told so. datasketch runs on all rows (or on --sample rows spread evenly
over the corpus), as MinHash.bulk and MinHashLSH over the same word 5-grams made in plain Python; a sample's time is
scaled by rows, which favours it: its index gets no larger. rensa 0.5 runs on all rows as its README shows, with the
same 5-grams given to RMinHashDeduplicator.add_pairs, in the interpreter --rensa-python; without one it is left out,
visibly. Results are compared: every pair that datasketch's LSH proposes and that is alike by its exact similarity
must be in one cluster here. datasketch hashes the shingles itself, so its signatures are other draws of the same lot.
"""

import argparse
import gc
import gzip
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from unicodedata import normalize

for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(name, "1")

THRESHOLD = 0.8
RENSA = """
import json, re, sys, time
from unicodedata import normalize
from rensa import RMinHash, RMinHashDeduplicator
texts = [json.loads(line) for line in sys.stdin]
started = time.process_time()
sets = []
for text in texts:
    words = re.findall(r"\\w+", normalize("NFKC", text).lower())
    sets.append([" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))])
split = time.process_time()
RMinHash.from_token_sets(sets, num_perm=128, seed=42)
signed = time.process_time()
dedup = RMinHashDeduplicator(threshold=0.8, num_perm=128, use_lsh=True)
keep = dedup.add_pairs((str(number), tokens) for number, tokens in enumerate(sets))
done = time.process_time()
print(json.dumps({"shingles": split - started, "signatures": signed - split, "deduplicator": done - signed,
                  "dropped": keep.count(False)}))
"""


def read_texts(path: Path) -> list[str]:
    """Return the user and assistant text of each row of a chat file."""
    with gzip.open(path, "rt") as lines:
        rows = [json.loads(line)["messages"] for line in lines]
    return ["\n".join(m["content"] for m in row if m["role"] in ("user", "assistant")) for row in rows]


def grams(text: str) -> list[bytes]:
    words = re.findall(r"\w+", normalize("NFKC", text).lower())
    return [" ".join(words[i : i + 5]).encode() for i in range(max(1, len(words) - 4))]


def datasketch(texts: list[str]) -> tuple[dict[str, float], list[tuple[int, int]]]:
    """Return seconds by step, and the pairs that the index proposes, the smaller place first."""
    from datasketch import MinHash, MinHashLSH

    MinHash.bulk([grams(text) for text in texts[:10]], num_perm=128, seed=1)  # warm up
    MinHashLSH(THRESHOLD, 128)
    clock = Clock()
    sets = [grams(text) for text in texts]
    clock.lap("shingles")
    sketches = MinHash.bulk(sets, num_perm=128, seed=1)
    clock.lap("signatures")
    index = MinHashLSH(THRESHOLD, 128)
    pairs = []
    for number, sketch in enumerate(sketches):
        pairs += [(other, number) for other in index.query(sketch)]
        index.insert(number, sketch, check_duplication=False)
    clock.lap("index")
    return clock.seconds, pairs


def ours(texts: list[str]) -> dict[str, float]:
    """Return seconds by step."""
    import numpy as np

    from curate.engines.keep import choose
    from curate.engines.lsh import band_hashes, bands_for
    from curate.engines.minhash import signatures
    from curate.engines.near import BLOCK, Signed, clusters_of, near_texts, sign_texts
    from curate.engines.shingles import Sets, shingles
    from curate.engines.words import tokens_of

    warm_up = texts[:BLOCK]  # imports and tables, as for the others
    near_texts(sign_texts(warm_up, THRESHOLD), THRESHOLD, np.arange(len(warm_up)))
    clock = Clock()
    values, sizes, bands = [], [], []
    for first in range(0, len(texts), BLOCK):
        found = tokens_of(texts[first : first + BLOCK])
        sets = shingles(found, found.counts)
        clock.lap("shingles")
        signed = signatures(sets)
        clock.lap("signatures")
        bands.append(band_hashes(signed, bands_for(THRESHOLD)))
        values.append(sets.values)
        sizes.append(sets.sizes)
        clock.lap("index")
    sets = Sets(np.concatenate(values), np.concatenate([[0], np.cumsum(np.concatenate(sizes))]))
    forest = clusters_of(Signed(sets, np.concatenate(bands, axis=1)), THRESHOLD)
    company = np.flatnonzero(np.bincount(forest.label)[forest.label] > 1)
    dropped = choose(company, forest.label, np.arange(len(texts)), forest.comparable, THRESHOLD)
    clock.lap("index")
    assert (dropped.similarity >= THRESHOLD - 1e-9).all()
    print(
        f"curate drops {len(dropped.row):,} of {len(texts):,} rows; rows not fully compared: {forest.given_up}"
    )
    return clock.seconds


class Clock:
    """CPU seconds by step: on one core they are what a clock on the wall shows when the machine is idle."""

    def __init__(self) -> None:
        gc.collect()  # what was left behind before the clock starts is nobody's time
        self.seconds: dict[str, float] = {}
        self.last = time.process_time()

    def lap(self, step: str) -> None:
        now = time.process_time()
        self.seconds[step] = self.seconds.get(step, 0.0) + now - self.last
        self.last = now


def side_by_side(texts: list[str], sample: int | None, rensa: str | None) -> None:
    mine = ours(texts)
    every = texts[:: max(1, len(texts) // sample)][:sample] if sample else texts
    theirs, pairs = datasketch(every)
    scale = len(texts) / len(every)
    theirs = {step: seconds * scale for step, seconds in theirs.items()}
    show("curate", mine, len(texts))
    show(f"datasketch, {len(every):,} rows, scaled", theirs, len(texts))
    print(f"signatures alone: {theirs['signatures'] / mine['signatures']:.1f} times MinHash.bulk")
    print(f"all in: {sum(theirs.values()) / sum(mine.values()):.1f} times datasketch")
    compare(every, pairs)
    if rensa is None:
        print("rensa: SKIPPED, name an interpreter that has it with --rensa-python")
        return
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run([rensa, "-c", RENSA], input=lines, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    dropped, alone = found.pop("dropped"), found.pop("signatures")
    show(f"rensa (drops {dropped:,}; from_token_sets alone {alone:.2f} s)", found, len(texts))
    print(f"all in: {sum(found.values()) / sum(mine.values()):.2f} times rensa")


def compare(texts: list[str], pairs: list[tuple[int, int]]) -> None:
    """Every pair that datasketch proposes and that is alike by its exact shingles is in one cluster here."""
    from curate.engines.near import clusters_of, sign_texts

    label = clusters_of(sign_texts(texts, THRESHOLD), THRESHOLD).label
    sets = [set(grams(text)) for text in texts]
    alike = [(a, b) for a, b in pairs if len(sets[a] & sets[b]) >= THRESHOLD * len(sets[a] | sets[b])]
    missed = [pair for pair in alike if label[pair[0]] != label[pair[1]]]
    print(
        f"datasketch proposes {len(pairs):,} pairs, {len(alike):,} are alike, {len(missed):,} of them missed here"
    )


def show(name: str, seconds: dict[str, float], rows: int) -> None:
    total = sum(seconds.values())
    steps = ", ".join(f"{step} {value:.2f}" for step, value in seconds.items())
    print(f"{name}: {total:.2f} s, {rows / total:,.0f} rows/s ({steps})")


def generated(texts: list[str], count: int) -> Iterator[str]:
    """Yield rows whose clusters are known: four of five are rows of their own, the fifth repeats the one before.

    A row of its own has every fourth word replaced by one that no other row has, a repeat has one word more.
    """
    random = Random(1)
    before = ""
    for number in range(count):
        if number % 5 == 4:
            yield before + " indeed"
            continue
        words = texts[random.randrange(len(texts))].split()
        words[::4] = [f"{word}{number}" for word in words[::4]]
        before = (
            " ".join(words)
            if len(words) >= 20
            else " ".join([*words, *(f"w{number}x{i}" for i in range(20))])
        )
        yield before


def clocked(rows: Iterator[str], spent: list[float]) -> Iterator[str]:
    """Yield rows and add the CPU seconds that making them takes to spent[0]."""
    while True:
        before = time.process_time()
        row = next(rows, None)
        spent[0] += time.process_time() - before
        if row is None:
            return
        yield row


def scale(texts: list[str], counts: list[int]) -> None:
    """Show rows/s, peak memory and what was found of the planted repeats; each size in a process of its own."""
    for count in counts:
        if os.fork():
            os.wait()
            continue
        from curate import find_duplicates

        making: list[float] = [0.0]
        started, used = time.perf_counter(), time.process_time()
        found = find_duplicates(clocked(generated(texts, count), making))
        seconds, used = time.perf_counter() - started, time.process_time() - used - making[0]
        right = sum(d.place % 5 == 4 and d.kept == d.place - 1 for d in found)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{count:,} rows: {seconds:.1f} s with making them; {used:.1f} s of CPU without, "
            f"{count / used:,.0f} rows/s; peak {peak:,.0f} MB; "
            f"{right:,} of {count // 5:,} planted repeats found, {len(found) - right:,} others",
            flush=True,
        )
        os._exit(0)


def hot(count: int) -> None:
    """Show time and memory for rows of one template: all in one band; alike in one run, all different in the other."""
    from curate.engines.near import clusters_of, sign_texts

    template = " ".join(f"word{n}" for n in range(60))
    for words, what in ((1, "all alike"), (40, "all different")):
        rows = (f"{template} " + " ".join(f"x{n}y{i}" for i in range(words)) for n in range(count))
        started = time.perf_counter()
        forest = clusters_of(sign_texts(rows, THRESHOLD), THRESHOLD)
        seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        clusters = len(set(forest.label.tolist()))
        print(
            f"{count:,} rows of one template, {what}: {seconds:.1f} s, peak {peak:,.0f} MB, {clusters:,} clusters, "
            f"{forest.given_up:,} rows not fully compared",
            flush=True,
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--rensa-python")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--scale", type=int, nargs="+")
    parser.add_argument("--hot", type=int)
    options = parser.parse_args()
    if options.hot:
        hot(options.hot)
        return 0
    texts = read_texts(options.corpus)
    if options.scale:
        scale(texts, options.scale)
    else:
        side_by_side(texts, options.sample, options.rensa_python)
    return 0


if __name__ == "__main__":
    sys.exit(main())
