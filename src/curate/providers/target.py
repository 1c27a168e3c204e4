"""One target of a build: canonical example -> wire line, with what is lost and whether the provider would take it."""

from functools import cached_property
from types import ModuleType
from typing import Any, NamedTuple

import orjson

from curate.errors import ConfigError
from curate.providers import Choice, choose, load
from curate.providers.adapt import apply, find, plain_part
from curate.providers.found import Found
from curate.providers.outcome import refused_outcome
from curate.providers.wire import WireCheck
from curate.providers.writable import SIDES, first_broken
from curate.records import kind_of
from curate.wires import wire
from curate.wires.extra import hidden_of

PLAIN_ROW = {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]}


class Fitted(NamedTuple):
    """The line of an example for one target: None where it does not fit, and then `found` says why."""

    line: dict[str, Any] | None
    found: list[Found]


def wires_of(choice: Choice) -> list[ModuleType]:
    """Return the wires of a method, the one for new lines first."""
    names = choice.spec.get("wire") or []
    return [wire(name) for name in ([names] if isinstance(names, str) else names)]


class TargetWriter:
    """fit(example) -> Fitted, for one provider, method and model. Hold one per target and process."""

    def __init__(self, provider: str, method: str, model: str | None) -> None:
        self.choice: Choice = choose(load(provider), method, model)
        spec = self.choice.spec
        self.wires = wires_of(self.choice)
        self.expresses: dict[str, str] = spec.get("expresses", {})
        self.check = WireCheck(self.choice)
        self.json_text = self.expresses.get("tools") == "as_json_text"
        if not self.wires:
            raise ConfigError([f"{provider}: no file can be written for {method}"])

    @property
    def suffix(self) -> str:
        """Suffix of the file that the lines make."""
        return str(self.choice.spec.get("export", {}).get("suffix", ".jsonl"))

    @cached_property
    def writes_plain_rows_as_they_are(self) -> bool:
        """Whether the line of a row of roles and texts is that row, without its metadata."""
        takes_chats = "chat" in self.wires[0].KINDS and self.expresses.get("extra") == "left_out"
        plain = plain_part(PLAIN_ROW, self.expresses) if takes_chats else None
        return plain is not None and self.wires[0].emit(plain) is plain

    @cached_property
    def judges_by_roles(self) -> bool:
        """Whether rows of roles and texts get the same verdict where their roles are the same and no text is blank."""
        layout = self.check.plain
        return self.writes_plain_rows_as_they_are and layout is not None and not layout.text

    def fit(self, example: dict[str, Any]) -> Fitted:
        """Write one canonical example as the target's line, and check that line like one from outside."""
        line, found = self.write(example)
        if line is None:
            return Fitted(None, found)
        found = found + self.check(line)
        bad = any(refused_outcome(item.outcome) for item in found)
        return Fitted(None if bad else line, found)

    def write(self, example: dict[str, Any]) -> tuple[dict[str, Any] | None, list[Found]]:
        """Write the line without checking it; None where the kind or a feature of the example has no place.

        An example that lacks what every layout needs (a message without content, a pair without an answer) has no line
        either: layouts do not look for that, so it is looked for where one stumbles.
        """
        try:
            return self._write(example)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            place = first_broken(example)
            if place is None:
                raise
            return None, [Found("fit/broken", place, {}, "dropped")]

    def _write(self, example: dict[str, Any]) -> tuple[dict[str, Any] | None, list[Found]]:
        if "chat" in self.wires[0].KINDS and (plain := plain_part(example, self.expresses)) is not None:
            return self.wires[0].emit(plain), []
        kind = kind_of(example)
        layout = next((module for module in self.wires if kind in module.KINDS), None)
        if layout is None:
            return None, [Found("fit/kind", "", {"kind": kind, "method": self.choice.method}, "dropped")]
        if long := several(example, layout):
            return None, [Found("fit/several-messages", f"/{long}", {"n": len(example[long])}, "dropped")]
        found = find(example, self.expresses)
        if any(item.outcome == "dropped" for item in found):
            return None, found
        line: dict[str, Any] = layout.emit(apply(example, self.expresses))
        if self.json_text and isinstance(line.get("tools"), list):
            line = line | {"tools": orjson.dumps(line["tools"]).decode()}
        return line, found


def several(example: dict[str, Any], layout: ModuleType) -> str | None:
    """Return the side of an example that has more messages than the layout has room for.

    What came in this layout goes back into it: some services take more candidates than two.
    """
    if not getattr(layout, "ONE_MESSAGE", False) or hidden_of(example, getattr(layout, "LAYOUT", "")):
        return None
    return next((side for side in SIDES if len(example.get(side, ())) > 1), None)
