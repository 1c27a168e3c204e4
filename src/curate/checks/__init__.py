"""Rule kinds: one module a kind, found by its name in this package.

A module has `SCOPE`, `Params` (a frozen dataclass with defaults: the light path may not import pydantic) and `check`:

    SCOPE = "record"    check(record: dict, params) -> Iterator[Hit]        one record, canonical or wire
    SCOPE = "segment"   check(text: str, params) -> Iterator[Hit]           one piece of text; pointers are added
                        screen(params) -> Screen                            what every text with a hit has in common
                        check_many(texts, params) -> Iterator[(text, Hit)]  optional: the same for many, faster
    SCOPE = "frame"     check(segments: pl.DataFrame, params) -> pl.DataFrame   the segments that are hit
    SCOPE = "dataset"   check(rows: pl.DataFrame, params) -> Iterator[RowHit]   measured columns of all rows
                        columns(params) -> list of the columns that it reads; all when absent
    SCOPE = "raw"       check(line: bytes, params) -> Iterator[Hit]         the line before it is parsed

A record kind that looks at texts only to see whether they are blank says `SHAPE_ONLY = True`: on big inputs it
then runs once per distinct shape (roles, keys, calls) instead of once per row. A record kind that is only about some
rows may say `NEEDS = ("tools",)`: keys of which a record must have one.
Another record kind may narrow down where it runs on big inputs: `screen(params)` over the texts of a row (one must
pass), or `candidates(segments, params) -> pl.Series` of row_ids; both must name every row that has a hit.
A kind that can mend what it finds has `fix(record, params) -> dict` or `fix(text, params) -> str`.
The caller stamps rule id, severity, message and place. Kinds must be linear in the size of the row.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, NamedTuple

SCOPES = ("record", "segment", "frame", "dataset", "raw")


class Screen(NamedTuple):
    """A cheap superset of a segment check, evaluated over all texts at once; a text must pass every part given.

    literals: lower case; the text contains at least one of them, in any case of ASCII letters.
    regex: matches (Rust syntax, linear time). non_ascii: has a character above U+007F. The bytes are those of UTF-8.
    """

    literals: tuple[str, ...] = ()
    regex: str = ""
    non_ascii: bool = False
    min_bytes: int = 0
    max_bytes: int = 0  # 0 = any


class Plan(NamedTuple):
    """Where a rule of a kind runs: what must be known of it before its kind is imported."""

    scope: str
    shape_only: bool = False
    candidates: bool = False
    needs: tuple[str, ...] = ()
    screen: Screen | None = None


class RowHit(NamedTuple):
    """A hit of a dataset kind: about one row, or with row_id None about the whole data set."""

    row_id: int | None = None
    values: dict[str, Any] = {}  # noqa: RUF012
    pointer: str = ""


def names() -> list[str]:
    """Return the names of all kinds."""
    return [info.name for info in iter_modules(__path__)]


@cache
def kind(name: str) -> ModuleType:
    """Import one rule kind by name; raise KeyError for a name that is none."""
    if not name.isidentifier():
        raise KeyError(name)
    try:
        module = import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"{__name__}.{name}":
            raise
        raise KeyError(name) from error
    needed = {"SCOPE", "Params", "check"} | ({"screen"} if vars(module).get("SCOPE") == "segment" else set())
    if missing := needed - vars(module).keys():
        raise TypeError(f"rule kind {name} lacks {', '.join(sorted(missing))}")
    if module.SCOPE not in SCOPES:
        raise TypeError(f"rule kind {name} has the unknown scope {module.SCOPE!r}")
    return module


def plan(name: str, params: Any) -> Plan:
    """Say where a kind with these params runs; raise KeyError for a name that is none."""
    module = kind(name)
    return Plan(
        module.SCOPE,
        getattr(module, "SHAPE_ONLY", False),
        hasattr(module, "candidates"),
        getattr(module, "NEEDS", ()),
        module.screen(params) if hasattr(module, "screen") else None,
    )
