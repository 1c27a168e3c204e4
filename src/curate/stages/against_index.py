"""Drop rows that say nearly the same as a row of an earlier data set, named by the index folders of the config.

Needs    the side frames bands and shingles.
Returns  duplicates without a kept row of this build; the reason names index and row.
"""

from pathlib import Path

import numpy as np
import polars as pl

from curate.engines.against import best_earlier
from curate.engines.lsh import bands_for
from curate.engines.saved_index import load_index, stored_sets
from curate.setup import Setup
from curate.stages import DUPLICATES, Index
from curate.stages.duplicate_findings import reported
from curate.stages.exact_duplicates import drop_duplicates


def against_index(index: Index, setup: Setup) -> Index:
    settings = setup.config.stages.near_duplicates
    if settings.action == "off":
        return index
    for folder in settings.against:
        found = find_in_index(index, setup.base / folder, settings.threshold)
        index = reported(index, found) if settings.action == "report" else drop_duplicates(index, found)
    return index


def find_in_index(index: Index, folder: Path, threshold: float) -> pl.DataFrame:
    """Return DUPLICATES of the kept rows that reach the threshold with a row of the index; kept_row_id is null."""
    ids, sets, hashes = load_index(folder, threshold)
    kept = index.rows.filter(pl.col("fate").is_null()).select("row_id")
    found = []
    pieces = zip(index.side("bands", None), index.side("shingles", None), strict=True)
    for bands, shingles in pieces:
        both = bands.join(shingles, on="row_id").join(kept, on="row_id", how="semi").sort("row_id")
        names = [f"b{n:02}" for n in range(bands_for(threshold).bands)]
        new = np.stack([both[name].to_numpy() for name in names])
        best = best_earlier((sets, hashes), (stored_sets(both["shingles"]), new), threshold)
        where = pl.Series("where", ids.gather(best.kept))
        found.append(
            both.select("row_id")[best.row].with_columns(
                kept_row_id=pl.lit(None, pl.UInt64),
                similarity=pl.Series(best.similarity),
                reason=pl.concat_str(pl.lit(f"near, in index {folder.name}: "), where),
            )
        )
    return pl.concat([pl.DataFrame(schema=DUPLICATES), *(f.cast(DUPLICATES) for f in found)])
