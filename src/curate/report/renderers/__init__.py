"""How a check is shown: one module a form, found by walking this package.

A module has `render(outcome, style) -> Iterator[str]`, the lines without line ends. Every renderer may be handed
hostile rows: `outcome` is clean already (report/outcome.py), so a renderer escapes only for its own syntax.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


@cache
def names() -> list[str]:
    """Return the names of all renderers without importing one."""
    return sorted(info.name for info in iter_modules(__path__))


def renderer(name: str) -> ModuleType:
    """Import one renderer; stop on one that lacks the contract."""
    module = import_module(f"{__name__}.{name}")
    if "render" not in vars(module):
        raise TypeError(f"renderer {name} lacks render")
    return module
