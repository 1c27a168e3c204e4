"""An index of rows that were used before: a folder that curate and plain datasketch both read.

signatures.parquet   id, signature and shingles (32-bit numbers, little-endian), in the order the rows were read
lsh.pickle           a datasketch.MinHashLSH of the same signatures, for other programs; curate never unpickles it
index.json           how the signatures were made
"""

import json
import pickle
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from curate.engines.lsh import band_hashes, bands_for
from curate.engines.minhash import PERMUTATIONS, SEED, U32, to_datasketch
from curate.engines.shingles import WORDS_PER_SHINGLE, Sets
from curate.engines.spans import U64
from curate.errors import InputError

MADE = {
    "format": 1, "scheme": "affine32", "permutations": PERMUTATIONS, "seed": SEED, "shingle_words": WORDS_PER_SHINGLE,
}  # fmt: skip
SCHEMA = pl.Schema({"id": pl.String, "signature": pl.Binary, "shingles": pl.Binary})
BLOCK = 1 << 16  # rows whose signatures are read at once


def save_index(folder: Path, rows: pl.DataFrame, threshold: float) -> None:
    """Write rows (id, signature, shingles) as an index; `threshold` shapes the MinHashLSH only."""
    from datasketch import MinHashLSH

    folder.mkdir(parents=True, exist_ok=True)
    lsh = MinHashLSH(threshold, PERMUTATIONS, params=tuple(bands_for(threshold)))
    for name, signature in rows.select("id", "signature").iter_rows():
        lsh.insert(name, to_datasketch(np.frombuffer(signature, "<u4")), check_duplication=False)
    rows.select(SCHEMA.names()).write_parquet(folder / "signatures.parquet")
    (folder / "lsh.pickle").write_bytes(pickle.dumps(lsh))
    (folder / "index.json").write_text(
        json.dumps(MADE | {"rows": len(rows), "threshold": threshold}, indent=2) + "\n"
    )


def load_index(folder: Path, threshold: float) -> tuple[pl.Series, Sets, U64]:
    """Return ids, shingles and band hashes of an index; raise InputError for a folder that is none of ours."""
    try:
        made = json.loads((folder / "index.json").read_bytes())
        rows = pl.read_parquet(folder / "signatures.parquet", glob=False)
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{folder}: not an index: {error}") from None
    if other := {key: made.get(key) for key in MADE if made.get(key) != MADE[key]}:
        raise InputError(f"{folder}: made otherwise ({other}), build it again with `curate index build`")
    bands = [
        band_hashes(_signatures(block["signature"]), bands_for(threshold))
        for block in rows.iter_slices(BLOCK)
    ]
    hashes = np.concatenate(bands, axis=1) if bands else np.zeros((bands_for(threshold).bands, 0), np.uint64)
    return rows["id"], stored_sets(rows["shingles"]), hashes


def _signatures(stored: pl.Series) -> U32:
    return np.frombuffer(b"".join(stored), "<u4").reshape(len(stored), PERMUTATIONS)


def stored_sets(stored: Iterable[bytes]) -> Sets:
    """Read sets back that were stored as bytes."""
    held = list(stored)
    bounds = np.cumsum([0, *(len(one) // 4 for one in held)])
    return Sets(np.frombuffer(b"".join(held), "<u4"), bounds)


def stored_bytes(sets: Sets) -> list[bytes]:
    """Return each set as ascending 32-bit little-endian numbers."""
    stored = sets.values.astype("<u4").tobytes()
    ends = (4 * sets.bounds).tolist()
    return [stored[start:end] for start, end in pairwise(ends)]
