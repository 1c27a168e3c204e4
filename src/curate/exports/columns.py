"""What column each place of JSON rows needs, so that every row fits without a loss.

A column is None (nothing but nulls), bool, int, float, str, TEXT (values that have no common type, as JSON text), a
list with the column of its entries, or a map with the columns of its keys.
"""

from pathlib import Path
from typing import Any

import orjson
import polars as pl

Column = Any
TEXT = "text"
DEEPEST = 32  # lists and objects below so many others are text: readers of Parquet recurse
_TYPES = {None: pl.Null, bool: pl.Boolean, int: pl.Int64, float: pl.Float64, str: pl.String, TEXT: pl.String}


def of_file(lines: Path) -> dict[str, Column]:
    """Return the columns of a JSON Lines file whose rows are objects."""
    columns: dict[str, Column] = {}
    with lines.open("rb") as stream:
        for line in stream:
            columns = widened(columns, orjson.loads(line))
    return columns


def widened(column: Column, value: Any, depth: int = 0) -> Column:
    """Return the column that takes the value as well; a list or map of `column` is changed in place.

    >>> widened({"n": int, "to": str}, {"n": 0.5, "to": ["x"], "on": True})
    {'n': <class 'float'>, 'to': 'text', 'on': <class 'bool'>}
    """
    kind = type(value)
    if value is None or column is kind is not int:
        return column
    if kind is dict and (column is None or type(column) is dict) and depth < DEEPEST:
        column = {} if column is None else column
        for key, inner in value.items():
            column[key] = widened(column.get(key), inner, depth + 1)
        return column
    if kind is list and (column is None or type(column) is list) and depth < DEEPEST:
        column = [None] if column is None else column
        for inner in value:
            column[0] = widened(column[0], inner, depth + 1)
        return column
    if kind in (dict, list) or (kind is int and not -(2**63) <= value < 2**63):
        return TEXT
    if column in (None, kind):
        return kind
    return float if column in (int, float) and kind in (int, float) else TEXT


def has_texts(column: Column) -> bool:
    """Tell whether values have to be rewritten before polars reads them; its floats have limits of their own."""
    if isinstance(column, dict):
        return not column or any(map(has_texts, column.values()))
    if isinstance(column, list):
        return has_texts(column[0])
    return column in (TEXT, float)


def polars_type(column: Column) -> pl.DataType | type[pl.DataType]:
    """Return the type of a column; an object without keys is text, for which Parquet has no type.

    >>> polars_type([{"a": int, "b": {}}])
    List(Struct({'a': Int64, 'b': String}))
    """
    if isinstance(column, list):
        return pl.List(polars_type(column[0]))
    if isinstance(column, dict) and column:
        return pl.Struct({key: polars_type(inner) for key, inner in column.items()})
    return _TYPES[TEXT if column == {} else column]


def rewrite(lines: Path, columns: dict[str, Column], into: Path) -> None:
    """Write the lines again with JSON text where a column asks for it."""
    with lines.open("rb") as stream, into.open("wb") as out:
        out.writelines(orjson.dumps(fitted(orjson.loads(line), columns)) + b"\n" for line in stream)


def fitted(value: Any, column: Column) -> Any:
    """Return the value as its column holds it.

    >>> fitted({"n": 1, "to": {"a": 1}}, {"n": int, "to": "text"})
    {'n': 1, 'to': '{"a":1}'}
    """
    if isinstance(column, dict) and column and value is not None:
        return {key: fitted(inner, column[key]) for key, inner in value.items()}
    if isinstance(column, list) and value is not None:
        return [fitted(inner, column[0]) for inner in value]
    if value is not None and (column == TEXT or column == {}) and type(value) is not str:
        return orjson.dumps(value).decode()
    return value
