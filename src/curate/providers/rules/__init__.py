"""Rules over one line of a provider: what two places of it have to do with each other.

The rule `turns/last` is the function `last` of the module `turns` here; an area with many rules is a package, and
`calls/parallel` is the function `parallel` of one of its modules. Called with a Scene and the parameters that a
provider file gives, it returns check(record) -> iterator of (pointer, values); the values fill the message of the same
rule in rules/wire/. A new rule is a function and its text, nothing else.

A rule may rely on the shape: it only runs on lines whose types and required keys are right.
"""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from curate.providers.dialects import Dialect

Hits = Iterator[tuple[str, dict[str, Any]]]
Check = Callable[[dict[str, Any]], Hits]


class Scene(NamedTuple):
    """What a rule knows of the method it serves."""

    at: str  # pointer to the list of turns
    turns: Callable[[dict[str, Any]], list[dict[str, Any]]]
    dialect: Dialect
    model: dict[str, Any]  # the facts of the model, empty when none was named


def reads_text(check: Check) -> Check:
    """Mark a check that looks at what the turns say: it runs on every row, not once for all rows of a skeleton."""
    check.reads_text = True  # type: ignore[attr-defined]  # functions take attributes, Callable has none
    return check


@cache
def factory(rule: str) -> Callable[..., Check]:
    """Return the function behind a rule id; raise KeyError for an id that is none."""
    area, _, name = rule.partition("/")
    for module in _modules(area):
        found: Callable[..., Check] | None = getattr(module, name.replace("-", "_"), None)
        if found is not None:
            return found
    raise KeyError(rule)


def _modules(area: str) -> Iterator[ModuleType]:
    """Yield the module of an area, or those of its package; none for an area that does not exist."""
    try:
        module = import_module(f"{__name__}.{area}")
    except ModuleNotFoundError:
        return
    yield module
    for folder in getattr(module, "__path__", ()):
        for path in sorted(Path(folder).glob("[a-z]*.py")):
            yield import_module(f"{module.__name__}.{path.stem}")
