"""What a survey adds up to, as JSON values, and those values as text."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from curate.engines.tokens import Tokenizer
from curate.report.escape import visible
from curate.report.outcome import plural
from curate.report.scrub import scrub
from curate.report.style import Style
from curate.report.table import table
from curate.standalone.survey import Surveyed

QUANTILES = (0.0, 0.25, 0.5, 0.75, 0.95, 1.0)
MOST_COPIES = 5


def tally(found: Surveyed, tokenizer: Tokenizer) -> dict[str, Any]:
    """Sum a survey up. Ratios are 0..1, quantiles are values that occur; a quantity of no rows is null."""
    rows = found.rows
    copies = rows.group_by("content_hash").agg(pl.len(), pl.first("source", "line")).filter(pl.col("len") > 1)
    roles = (
        rows["roles"].str.split(",").explode().value_counts().sort("count", "roles", descending=[True, False])
    )
    top = copies.sort("len", "source", "line", descending=[True, False, False]).head(MOST_COPIES)
    return {
        "rows": len(rows),
        "unreadable": found.unreadable,
        "files": rows["source"].n_unique(),
        "formats": list(found.formats),
        "kinds": _counts(rows["kind"].value_counts().sort("count", descending=True)),
        "roles": {name: count for name, count in _counts(roles).items() if name},
        "rows_with_tools": int(rows["tools"].sum()),
        "turns": _quantiles(rows["turns"]),
        "encoding": tokenizer.encoding,
        "tokens_exact": tokenizer.exact,
        "tokens": int(rows["tokens"].sum()),
        "trained_tokens": int(rows["trained_tokens"].sum()),
        "tokens_per_row": _quantiles(rows["tokens"]),
        "exact_duplicates": len(rows) - rows["content_hash"].n_unique(),
        "repeated_prompts": len(rows) - rows["prompt_hash"].n_unique(),
        "most_copies": [{"source": s, "line": n, "copies": c} for _, c, s, n in top.iter_rows()],
    }


def _counts(frame: pl.DataFrame) -> dict[str, int]:
    return {str(name): int(count) for name, count in frame.iter_rows()}


def _quantiles(values: pl.Series) -> dict[str, int] | None:
    if not len(values):
        return None
    found = (values.quantile(q, "nearest") for q in QUANTILES)
    return {f"p{round(q * 100)}": int(value or 0) for q, value in zip(QUANTILES, found, strict=True)}


def render(numbers: dict[str, Any], style: Style) -> Iterator[str]:
    """Yield the lines for a terminal."""
    about = "" if numbers["tokens_exact"] else "~"
    where = f" in {plural(numbers['files'], 'file')}, {numbers['unreadable']:,} unreadable"
    yield style.bold(plural(numbers["rows"], "row")) + where
    share = numbers["trained_tokens"] / max(1, numbers["tokens"])
    yield from table(
        [
            ("formats", ", ".join(numbers["formats"])),
            ("kinds", _listed(numbers["kinds"])),
            ("messages", _listed(numbers["roles"])),
            ("rows with tools", f"{numbers['rows_with_tools']:,}"),
            ("tokens", f"{about}{numbers['tokens']:,} ({numbers['encoding']}), {share:.0%} of them trained"),
            ("exact duplicates", f"{numbers['exact_duplicates']:,}"),
            ("repeated prompts", f"{numbers['repeated_prompts']:,}"),
        ],
        "<<",
    )
    if numbers["rows"]:
        heads = ("", *numbers["turns"])
        lines = [(name, *(f"{v:,}" for v in numbers[key].values())) for name, key in
                 (("turns a row", "turns"), ("tokens a row", "tokens_per_row"))]  # fmt: skip
        yield ""
        yield from table([heads, *lines], "<" + ">" * len(QUANTILES))
    if numbers["most_copies"]:
        yield ""
        yield style.bold("Most copies")
        places = [(f"{c['copies']:,} times", _place(c["source"], c["line"])) for c in numbers["most_copies"]]
        yield from table(places, "><")


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{visible(scrub(name))} {count:,}" for name, count in counts.items())


def _place(source: str, line: int | None) -> str:
    return visible(f"{source}:{line}" if line else source)
