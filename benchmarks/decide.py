"""The decide phase alone, stage by stage, over more rows than anybody wants to prepare for a measurement.

    python3 benchmarks/scale.py 1000000 --keep FOLDER
    python3 benchmarks/decide.py FOLDER [--copies 5] [--memory 2GB]

The prepared pieces of a finished build are taken as often as --copies says, each time with other hashes, so that the
copies have the duplicates that the rows had and no more: `copies` times the rows, in the same mixture. What is shown
for each stage: CPU seconds, and the resident memory of the process before it, at its peak and after it.
"""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from curate import pipeline
from curate.building.decisions import write_decisions
from curate.engines.saved_index import stored_bytes, stored_sets
from curate.engines.shingles import apart
from curate.inputs.sources import Source
from curate.pipeline import Prepared
from curate.plan import FILE_SHIFT
from curate.setup import Setup, resolve
from curate.spec.load_config import load_config
from curate.spec.size import read_bytes
from curate.stages import Index


def copied(folder: Path, to: Path, copy: int) -> Path:
    """Write a prepared piece with other hashes; the first copy is the piece itself."""
    if not copy or to.exists():
        return to if copy else folder
    to.mkdir(parents=True)
    number = np.uint64(copy * 0x9E3779B97F4A7C15 % 2**64)
    for path in folder.glob("*.parquet"):
        frame = pl.read_parquet(path)
        hashes = [name for name, kind in frame.schema.items() if kind == pl.UInt64 and name != "row_id"]
        if path.stem in ("keys", "bands"):
            frame = frame.with_columns(
                pl.Series(name, frame[name].to_physical()).cast(pl.UInt64) ^ int(number) for name in hashes
            )
        if path.stem == "examples":
            other = frame["content_hash"].str.to_integer(base=16, dtype=pl.UInt64) ^ int(number)
            frame = frame.with_columns(
                pl.Series("content_hash", [f"{value:016x}" for value in other]), record=pl.lit("")
            )
        if path.stem == "shingles":
            sets = stored_sets(frame["shingles"])
            moved = apart(sets, np.full(len(sets.sizes), number))
            frame = frame.with_columns(pl.Series("shingles", stored_bytes(moved), pl.Binary))
        frame.write_parquet(to / path.name, compression="lz4")
    return to


def pieces(folder: Path, setup: Setup, copies: int) -> list[Prepared]:
    """Return the prepared pieces of the build in a folder, as those of so many input files."""
    (given,) = json.loads((folder / "out/manifest.json").read_bytes())["inputs"]
    found = []
    for copy in range(copies):
        base = 0
        for name in given["pieces"]:
            piece = setup.own / "prepare" / name
            note = json.loads((piece / "done.json").read_bytes())["note"]
            here = copied(piece, folder / f"copies/{copy}/{name}", copy)
            extent = 1 << 26
            found.append(
                Prepared(
                    copy, (copy << FILE_SHIFT) + base, extent, note["lines"], note["records"], here, True, ()
                )
            )
            base += extent
    return found


def status(name: str) -> int:
    text = Path("/proc/self/status").read_text()
    return int(text.split(f"{name}:", 1)[1].split(None, 1)[0]) // 1000


def shown(stage: Callable[[Index, Setup], Index]) -> Callable[[Index, Setup], Index]:
    def run(index: Index, setup: Setup) -> Index:
        Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
        before, began = status("VmRSS"), time.process_time()
        index = stage(index, setup)
        took = time.process_time() - began
        print(
            f"{stage.__name__:20} {took:7.1f} s {before:6,} {status('VmHWM'):6,} {status('VmRSS'):6,} MB",
            flush=True,
        )
        return index

    run.__name__ = stage.__name__
    return run


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--copies", type=int, default=5)
    parser.add_argument("--memory", default="2GB")
    arguments = parser.parse_args()
    config = load_config(arguments.folder / "curate.yaml")
    config = config.model_copy(update={"memory": read_bytes(arguments.memory)})
    setup = resolve(config, arguments.folder)
    prepared = pieces(arguments.folder, setup, arguments.copies)
    pipeline.DECIDE = tuple(shown(stage) for stage in pipeline.DECIDE)
    names = [f"copy {number}" for number in range(arguments.copies)]
    print(f"{sum(item.records for item in prepared):,} rows; memory before, at the peak and after each stage")
    began, cpu = time.monotonic(), time.process_time()
    index, _ = pipeline.decide(prepared, setup, names)
    sources = [Source(n, name, arguments.folder, "jsonl", "", True, 0) for n, name in enumerate(names)]
    shown(lambda index, setup: write(index, sources, prepared, setup))(index, setup)
    print(f"{time.monotonic() - began:.1f} s, CPU {time.process_time() - cpu:.1f} s")
    counts = index.rows["fate"].cast(pl.String).fill_null("kept").value_counts().sort("fate")
    print(dict(counts.iter_rows()))
    shutil.rmtree(arguments.folder / "copies", ignore_errors=True)


def write(index: Index, sources: list[Source], prepared: list[Prepared], setup: Setup) -> Index:
    write_decisions(index, sources, prepared, setup.own / "decisions.parquet")
    return index


if __name__ == "__main__":
    sys.exit(main())
