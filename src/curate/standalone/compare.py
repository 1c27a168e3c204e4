"""Two surveys -> which rows are new, gone or changed. A changed row has the same prompt and another answer."""

from typing import Any

import polars as pl

from curate.standalone.survey import Surveyed

MOST_PLACES = 10


def compare(old: Surveyed, new: Surveyed) -> dict[str, Any]:
    """Compare rows by content, copies counted; return JSON values.

    `added`, `removed`, `changed`: rows, tokens (of the new rows; of the old ones for removed) and the first places.
    """
    added, removed = _only(new.rows, old.rows), _only(old.rows, new.rows)
    pairs = _numbered(added, "prompt_hash").join(
        _numbered(removed, "prompt_hash"), on=["prompt_hash", "copy"], how="inner", maintain_order="left"
    )
    new_rows = added.join(pairs.select("row"), on="row", how="anti")
    old_rows = removed.join(pairs.select(row="row_right"), on="row", how="anti")
    return {
        "rows": {"old": len(old.rows), "new": len(new.rows)},
        "unreadable": {"old": old.unreadable, "new": new.unreadable},
        "tokens": {"old": int(old.rows["tokens"].sum()), "new": int(new.rows["tokens"].sum())},
        "added": _part(new_rows),
        "removed": _part(old_rows),
        "changed": _part(pairs),
    }


def _only(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose content, copy for copy, is not among the others."""
    here = _numbered(rows.with_row_index("row"), "content_hash")
    return here.join(
        _numbered(others, "content_hash").select("content_hash", "copy"),
        on=["content_hash", "copy"],
        how="anti",
        maintain_order="left",
    ).drop("copy")


def _numbered(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    return rows.with_columns(copy=pl.int_range(pl.len()).over(key))


def _part(rows: pl.DataFrame) -> dict[str, Any]:
    places = rows.select("source", "line").head(MOST_PLACES).to_dicts()
    return {"rows": len(rows), "tokens": int(rows["tokens"].sum()), "places": places}
