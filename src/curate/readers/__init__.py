"""Container -> raw records. One module a container; found by walking this package.

A module has `SUFFIXES` (lower case, with the dot, without .gz or .zst) and `records(stream) -> Iterator[RawRecord]`
over an open binary stream of the unpacked file. `BY_BYTES = True` says that any byte range that begins at a line
start can be read alone, so that a large plain file is cut without being read.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


@cache
def all_readers() -> dict[str, ModuleType]:
    """Return every reader by its module name; stop on one that lacks a contract name."""
    found = {}
    for info in iter_modules(__path__):
        module = import_module(f"{__name__}.{info.name}")
        if missing := {"SUFFIXES", "BY_BYTES", "records"} - vars(module).keys():
            raise TypeError(f"reader {info.name} lacks {', '.join(sorted(missing))}")
        found[info.name] = module
    return found


def reader_for(suffix: str) -> ModuleType | None:
    """Return the reader of a file suffix such as `.jsonl`, or None."""
    return next((m for m in all_readers().values() if suffix in m.SUFFIXES), None)
