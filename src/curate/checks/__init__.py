"""Rule kinds: one module a kind, found by walking this package.

A module has `SCOPE`, `Params` (a frozen dataclass with defaults: the light path may not import pydantic) and `check`:

    SCOPE = "record"    check(record: dict, params) -> Iterator[Hit]            one record, canonical or wire
    SCOPE = "segments"  check(segments: pl.DataFrame, params) -> pl.DataFrame   row_id, pointer, values (struct)
    SCOPE = "dataset"   check(rows: pl.DataFrame, params) -> Iterator[Hit]      narrow columns of all rows

The caller stamps rule id, severity, message and place.
"""

from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def kind(name: str) -> ModuleType:
    """Import one rule kind by name; raise KeyError for a name that is none."""
    try:
        module = import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        raise KeyError(name) from error
    if missing := {"SCOPE", "Params", "check"} - vars(module).keys():
        raise TypeError(f"rule kind {name} lacks {', '.join(sorted(missing))}")
    return module
