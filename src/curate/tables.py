"""Split a table, polars, pandas or pyarrow, into the rows that a provider would use and those it would not.

Public as `curate.frames.split`. Null counts as absent: tables fill keys that other rows have.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from curate import Checker

COLUMNS = ("row", "rule", "severity", "message", "pointer", "effect", "help")
LOST = ("rejected", "dropped")


class Split(NamedTuple):
    """Three tables of the library of the one that was split; `findings` has one line a finding, `row` counts from 0."""

    kept: Any
    rejected: Any
    findings: Any


def split(
    df: Any,
    checker: "Checker | None" = None,
    *,
    provider: str | None = None,
    method: str = "sft",
    model: str | None = None,
) -> Split:
    """Check every row of a polars DataFrame, pandas DataFrame or pyarrow Table.

    A checker, or a provider to make one for. No row gets lost: kept and rejected have all of them, in order.
    Raises TypeError for another kind of table, or where neither checker nor provider is given.

    >>> import polars as pl
    >>> turns = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    >>> kept, rejected, findings = split(pl.DataFrame({"messages": [turns, turns[:1]]}), provider="openai")
    >>> len(kept), len(rejected), findings["row"].unique().to_list()
    (1, 1, [1])
    """
    if checker is None:
        if provider is None:
            raise TypeError("split: give a checker or a provider")
        from curate import Checker

        checker = Checker(provider=provider, method=method, model=model, null="absent")
    kept, lines = [], []
    for row, record in enumerate(records(df)):
        found = checker.check(record)
        kept.append(not any(finding.effect in LOST for finding in found))
        for finding in found:
            lines.append({"row": row} | {name: str(getattr(finding, name)) for name in COLUMNS[1:]})
    return Split(_where(df, kept), _where(df, [not keep for keep in kept]), _table(df, lines))


def records(df: Any) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table as plain JSON values."""
    match _library(df):
        case "polars":
            rows: Iterable[dict[str, Any]] = df.iter_rows(named=True)
        case "pandas":
            rows = df.to_dict("records")
        case _:
            rows = df.to_pylist()
    return ({str(key): plain(value) for key, value in row.items()} for row in rows)


def plain(value: Any) -> Any:
    """Turn what a cell may hold into JSON values: arrays become lists, NaN becomes None.

    >>> plain({"a": (1, float("nan"))})
    {'a': [1, None]}
    """
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):  # NumPy arrays and scalars
        return plain(value.tolist())
    return None if value != value else value  # only NaN differs from itself


def _library(df: Any) -> str:
    name = type(df).__module__.partition(".")[0]
    if name not in ("polars", "pandas", "pyarrow"):
        raise TypeError(f"split: a polars or pandas DataFrame or a pyarrow Table, not {type(df).__name__}")
    return name


def _where(df: Any, mask: list[bool]) -> Any:
    return df[mask] if _library(df) == "pandas" else df.filter(mask)


def _table(df: Any, lines: list[dict[str, Any]]) -> Any:
    match _library(df):
        case "polars":
            import polars as pl

            kinds = {name: pl.UInt32 if name == "row" else pl.String for name in COLUMNS}
            return pl.DataFrame(lines, schema=kinds)
        case "pandas":
            return type(df)(lines, columns=list(COLUMNS))
        case _:
            columns = {name: [line[name] for line in lines] for name in COLUMNS}
            return type(df).from_pydict(columns)
