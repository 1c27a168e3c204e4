"""One record layout a file: accepts(record), parse -> canonical example, and emit where it can be written.

A module has `NAME`-less contract names: `accepts(record) -> bool` (by key sets and types, cheap) and
`parse(record) -> Parsed` (the canonical example and notes on what was changed or left; raises FormatError with the
pointer of what is wrong). `BEFORE = ("other", ...)` names formats that this one precedes where both accept. Formats
that are a provider's wire layout also have `emit(record) -> dict`; one that knows rows only to refuse them has
`refusal(record) -> (key, reason)`. A format that precedes openai_chat names the keys without one of which it accepts
no row whose messages are all plain texts, `TELLING = frozenset({"label"})`: where all of them do, such rows are read
the short way (plain_chat.py). Found by walking this package.

Canonical example, the OpenAI chat superset; `extra` keeps every other key of the row and is never written for
services that refuse unknown keys:

    chat        {"messages": [...], "tools"?: [...], "parallel_tool_calls"?: bool, "extra"?: {...}}
    preference  + "chosen": [message...], "rejected": [message...]     (messages = the prompt)
    unpaired    + "completion": [message...], "label": bool
    prompt      messages without an answer (RL, evaluation items); the other fields are in extra
    stepwise    + "completions": [text...], "labels": [bool...]
    text        {"text": "..."}

A message is {"role", "content"} and optionally name, tool_calls, tool_call_id, function_call, refusal, weight,
reasoning_content; roles are system, developer, user, assistant, tool, function; `arguments` is a JSON string.
"""

from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from curate.canonical import FormatError, Note, Parsed

__all__ = ["FormatError", "Note", "Parsed", "all_formats", "before"]


@cache
def all_formats() -> dict[str, ModuleType]:
    """Return every format by its module name, the more special ones first; stop on one that lacks a contract name."""
    found = {}
    for info in iter_modules(__path__):
        module = import_module(f"{__name__}.{info.name}")
        if missing := {"accepts", "parse"} - vars(module).keys():
            raise TypeError(f"format {info.name} lacks {', '.join(sorted(missing))}")
        found[info.name] = module
    return {name: found[name] for name in _in_order(found)}


@cache
def before(name: str) -> tuple[str, ...]:
    """Return the formats that precede one where both accept a record."""
    formats = all_formats()
    return tuple(other for other, module in formats.items() if name in getattr(module, "BEFORE", ()))


def _in_order(found: dict[str, ModuleType]) -> list[str]:
    """Sort by name, but each format before those that its BEFORE names."""
    before = {name: set(getattr(module, "BEFORE", ())) for name, module in found.items()}
    if unknown := sorted({other for others in before.values() for other in others} - found.keys()):
        raise TypeError(f"BEFORE names formats that do not exist: {', '.join(unknown)}")
    return list(
        TopologicalSorter(
            {n: [m for m in sorted(found) if n in before[m]] for n in sorted(found)}
        ).static_order()
    )
