"""One method of one provider, compiled to a function over a parsed line.

Shape first, then the rules, which may rely on it. Most rows of a chat file are alike: a row of plain role and text
has the same verdict as every other row with the same keys and roles, so that the structural verdict of such a
skeleton is worked out once. Rules that read the text (`reads_text`) run on every row.
"""

from collections.abc import Callable
from typing import Any

from curate.errors import ConfigError
from curate.providers import Choice, read_yaml, unknown
from curate.providers.dialects import DIALECTS
from curate.providers.rules import Check, Scene, factory
from curate.providers.rules.answer import BLANK
from curate.providers.shape import Found, compile_shape
from curate.resources import folder

BROKEN = {"shape/wrong-type", "shape/missing-key", "shape/unknown-layout"}
MEMO_SIZE = 20_000
Turns = Callable[[dict[str, Any]], list[dict[str, Any]]]


class WireCheck:
    """check(record) -> found. Hold one per provider, method and model; it is not picklable, the Choice is."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        spec = choice.spec
        shapes = _shapes(choice)
        rows: list[str] = spec["row"] if isinstance(spec["row"], list) else [spec["row"]]
        self.layouts = {name: compile_shape(name, shapes) for name in rows}
        self.keys = {name: set(shapes[name].get("told_by", ())) for name in rows}
        self.at = spec.get("conversation", "/messages")
        self.path = self.at.split("/")[1:]
        scene = Scene(self.at, turns_at(self.path), DIALECTS[spec.get("dialect", "openai")], choice.model)
        checks = _rules(spec.get("rules", {}), scene)
        self.structure = [c for c in checks if not hasattr(c[2], "reads_text")]
        self.text = [c for c in checks if hasattr(c[2], "reads_text")]
        self.known = {key.rstrip("?") for name in rows for key in shapes[name]["keys"]} - {"messages"}
        self.memo: dict[Any, list[Found]] | None = (
            {} if self.path == ["messages"] and len(rows) == 1 else None
        )

    def __call__(self, record: Any) -> list[Found]:
        """Return what is wrong with one parsed line, in the order shape, structure, text."""
        if self.memo is None or (key := self.skeleton(record)) is None:
            return self.full(record)
        found = self.memo.get(key)
        if found is None:
            found = self.shape_and_structure(record)
            if len(self.memo) < MEMO_SIZE:
                self.memo[key] = found
        return found + self.run(self.text, record) if self.text and not broken(found) else found

    def full(self, record: Any) -> list[Found]:
        found = self.shape_and_structure(record)
        return found if broken(found) else found + self.run(self.text, record)

    def shape_and_structure(self, record: Any) -> list[Found]:
        found: list[Found] = []
        layout = self.layout(record)
        if layout is None:
            names = " or ".join(", ".join(sorted(keys)) for keys in self.keys.values())
            found.append(Found("shape/unknown-layout", "", {"wanted": names}, "rejected"))
        else:
            self.layouts[layout](record, "", found)
        return found if broken(found) else found + self.run(self.structure, record)

    def layout(self, record: Any) -> str | None:
        """Name the layout of a line: the first whose telling keys are all there."""
        if len(self.layouts) == 1:
            return next(iter(self.layouts))
        if not isinstance(record, dict):
            return next(iter(self.layouts))
        return next((name for name, keys in self.keys.items() if keys <= record.keys()), None)

    def run(self, checks: list[tuple[str, str, Check]], record: dict[str, Any]) -> list[Found]:
        return [
            Found(rule, at, values, outcome)
            for rule, outcome, check in checks
            for at, values in check(record)
        ]

    def skeleton(self, record: Any) -> Any:
        """Return what the structural verdict of a plain row depends on, None for a row that is not plain."""
        if type(record) is not dict or not self.known.isdisjoint(record):
            return None
        messages = record.get("messages")
        if type(messages) is not list:
            return None
        roles = []
        for message in messages:
            if type(message) is not dict or len(message) != 2:
                return None
            content = message.get("content")
            role = message.get("role")
            if type(content) is not str or type(role) is not str:
                return None
            roles.append(role if content.strip(BLANK) else (role, content == ""))
        return (tuple(record), tuple(roles))


def broken(found: list[Found]) -> bool:
    return any(item.rule in BROKEN for item in found)


def turns_at(path: list[str]) -> Turns:
    """Return a function that finds the list of turns; rows of a layout without turns have none."""

    def turns(record: dict[str, Any]) -> list[dict[str, Any]]:
        value: Any = record
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return [turn for turn in value if "role" in turn] if isinstance(value, list) else []

    return turns


def _shapes(choice: Choice) -> dict[str, Any]:
    shapes: dict[str, Any] = {}
    for name in choice.facts["use"]:
        shapes |= read_yaml(folder("rules") / "wire" / f"{name}.yaml")["shapes"]
    shapes |= choice.facts["shapes"]
    return shapes


def _rules(wanted: dict[str, Any], scene: Scene) -> list[tuple[str, str, Check]]:
    checks = []
    for rule, params in wanted.items():
        if params == "off" or params is False:
            continue
        params = dict(params or {})
        outcome = params.pop("effect", "rejected")
        params.pop("source", None)
        try:
            checks.append((rule, outcome, factory(rule)(scene, **params)))
        except KeyError:
            raise ConfigError([f"rules: {unknown(rule, [])}"]) from None
        except TypeError as error:
            raise ConfigError([f"rules: {rule}: {error}"]) from None
    return checks
