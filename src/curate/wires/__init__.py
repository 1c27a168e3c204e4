"""One exact layout of a service's line a file: canonical example -> line, and back without loss.

Formats read what people have, leniently; a wire is what a service takes, to the letter. A module has `KINDS` (the
kinds of example that it can write), `reads(line) -> bool` (by keys, for a line that the service's shape accepts),
`emit(example) -> line` and `read(line) -> example`, and for every line that it reads emit(read(line)) == line.
Keys without a place in the canonical example, and what only the wire knows, travel in `extra` (curate.wires.extra).
A wire that has room for one message a side says `ONE_MESSAGE = True`. emit takes an example as it is: what a target
cannot express is dealt with before (curate.providers.adapt).
"""

from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def wire(name: str) -> ModuleType:
    """Return the wire of a name; raise KeyError for a name that is none, TypeError for one that lacks a part."""
    try:
        module = import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        raise KeyError(name) from error
    if missing := {"KINDS", "reads", "emit", "read"} - vars(module).keys():
        raise TypeError(f"wire {name} lacks {', '.join(sorted(missing))}")
    return module
