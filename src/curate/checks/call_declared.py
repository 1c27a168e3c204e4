"""Calls name a tool that the row declares."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from curate.checks.tool_definitions import declared
from curate.model import Hit
from curate.records import calls_of, messages_of

SCOPE = "record"
SHAPE_ONLY = True


@dataclass(frozen=True)
class Params:
    problem: str = "undeclared"  # undeclared | no_tools: the row declares nothing at all


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit calls of tools that are not in the row's list, or of a row without a list; values: name, known, close."""
    known = [f["name"] for _, f in declared(record) if isinstance(f, dict) and isinstance(f.get("name"), str)]
    if bool(known) != (params.problem == "undeclared"):
        return
    for at, message in messages_of(record):
        for below, function in calls_of(message):
            name = function.get("name")
            if isinstance(name, str) and name.strip() and name not in known:
                close = get_close_matches(name, known, 1)
                values = {
                    "name": name,
                    "known": len(known),
                    "close": close[0] if close else known[0] if known else "",
                }
                yield Hit(f"{at}{below}/name", values)
                if params.problem == "no_tools":
                    return
