"""One method of one provider, compiled to a function over a parsed line.

The shape is checked first, then the rules, which may rely on it. Most rows of a chat file are alike: all rows of plain
roles and texts that have the same keys and roles (the same *skeleton*) get the same structural verdict, so it is worked
out once for each skeleton. Rules that read the text (`reads_text`) run on every row.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from curate.errors import ConfigError
from curate.providers import Choice, unknown
from curate.providers.dialects import DIALECTS
from curate.providers.found import Found
from curate.providers.outcome import refused_outcome
from curate.providers.report import texts
from curate.providers.rules import Check, Scene, factory
from curate.providers.rules.answer import BLANK
from curate.providers.shape import compile_shape
from curate.providers.shape_checks import Check as ShapeCheck
from curate.resources import folder
from curate.shipped_yaml import read_yaml

BROKEN = {"shape/wrong-type", "shape/missing-key", "shape/unknown-layout"}
MEMO_SIZE = 20_000  # skeletons that are remembered
# rules that look at no turns, and so at layouts without a conversation too
WITHOUT_TURNS = {
    "answer/empty-field",
    "answer/nothing-in-turns",
    "media/count",
    "pair/identical",
    "pair/mixed-forms",
    "pair/one-is-prefix",
    "pair/same-length",
    "pair/same-prompt",
    "text/null-padded",
    "words/reserved",
}


class Rule(NamedTuple):
    """A rule as a method asks for it: its parameters are bound, its outcome is that of the provider file."""

    id: str
    outcome: str
    check: Check


class Layout(NamedTuple):
    """One row shape of a method, with the rules that have something to look at in it.

    `told_by` are the keys by which a row of this shape is told from those of the method's other shapes.
    """

    told_by: set[str]
    shape: ShapeCheck
    structure: list[Rule]
    text: list[Rule]


class WireCheck:
    """check(record) -> found. Hold one per provider, method and model; it is not picklable, the Choice is."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        spec, shapes = choice.spec, shapes_of(choice)
        names: list[str] = spec["row"] if isinstance(spec["row"], list) else [spec["row"]]
        dialect = DIALECTS[spec.get("dialect", "openai")]
        self.layouts: dict[str, Layout] = {}
        for name in names:
            at = shapes[name].get("conversation", spec.get("conversation", "/messages"))
            scene = Scene(at or "", turns_at(at), dialect, choice.model)
            rules = _rules(spec.get("rules", {}), scene, with_turns=at is not None)
            self.layouts[name] = Layout(
                set(shapes[name].get("told_by", ())),
                compile_shape(name, shapes),
                [rule for rule in rules if not hasattr(rule.check, "reads_text")],
                [rule for rule in rules if hasattr(rule.check, "reads_text")],
            )
        self.known = {key.rstrip("?") for name in names for key in shapes[name]["keys"]} - {"messages"}
        self.plain = self.layouts[names[0]] if spec.get("conversation", "/messages") == "/messages" else None
        self.memo: dict[Any, list[Found]] = {}

    def __call__(self, record: Any) -> list[Found]:
        """Return what is wrong with one parsed line, in the order shape, structure, text."""
        if self.plain is None or (key := self.skeleton(record)) is None:
            return self.full(record)
        found = self.memo.get(key)
        if found is None:
            found = self.structural(self.plain, record)
            if len(self.memo) < MEMO_SIZE:
                self.memo[key] = found
        return found + said(self.plain, record) if self.plain.text and not broken(found) else found

    def full(self, record: Any) -> list[Found]:
        """Check a record that has no skeleton."""
        layout = self.layout_of(record)
        if layout is None:
            wanted = " or ".join(", ".join(sorted(layout.told_by)) for layout in self.layouts.values())
            return [Found("shape/unknown-layout", "", {"wanted": wanted}, "rejected")]
        found = self.structural(layout, record)
        return found if broken(found) else found + said(layout, record)

    def structural(self, layout: Layout, record: Any) -> list[Found]:
        """Check shape and structure: what depends on keys, types and roles alone."""
        found: list[Found] = []
        layout.shape(record, "", found)
        return found if broken(found) else found + run(layout.structure, record)

    def layout_of(self, record: Any) -> Layout | None:
        """Return the layout of a line: the one with most of its telling keys, all of which must be there."""
        layouts = list(self.layouts.values())
        if len(layouts) == 1 or not isinstance(record, dict):
            return layouts[0]
        fitting = [layout for layout in layouts if layout.told_by <= record.keys()]
        return max(fitting, key=lambda layout: len(layout.told_by), default=None)

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


def run(rules: list[Rule], record: dict[str, Any]) -> list[Found]:
    """Return the hits of rules in one record, rule by rule."""
    return [Found(rule.id, at, values, rule.outcome) for rule in rules for at, values in rule.check(record)]


def said(layout: Layout, record: dict[str, Any]) -> list[Found]:
    """Run the rules that read text, on a copy: what a rule remembers of a row (template) is never one changed since."""
    return run(layout.text, dict(record)) if layout.text else []


def broken(found: list[Found]) -> bool:
    """Tell whether the shape of a line is so wrong that rules have nothing to rely on.

    Where nobody knows what the service looks at, a wrong type is only unclear; there rules look for themselves.
    """
    return any(item.rule in BROKEN and refused_outcome(item.outcome) for item in found)


def turns_at(pointer: str | None) -> Callable[[dict[str, Any]], list[dict[str, Any]]]:
    """Return a function that finds the list of turns; a layout without turns has none."""
    path = (pointer or "").split("/")[1:]

    def turns(record: dict[str, Any]) -> list[dict[str, Any]]:
        value: Any = record
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return [turn for turn in value if "role" in turn or "from" in turn] if isinstance(value, list) else []

    return turns


def shapes_of(choice: Choice) -> dict[str, Any]:
    """Return the shapes of a provider, those of its libraries included, by name."""
    shapes: dict[str, Any] = {}
    for name in choice.facts["use"]:
        shapes |= read_yaml(folder("rules") / "wire" / f"{name}.yaml")["shapes"]
    shapes |= choice.facts["shapes"]
    return shapes


def _rules(wanted: dict[str, Any], scene: Scene, *, with_turns: bool) -> list[Rule]:
    rules = []
    for rule, params in wanted.items():
        if params is False or (not with_turns and rule not in WITHOUT_TURNS):
            continue
        params = dict(params or {})
        outcome = params.pop("effect", "rejected")
        params.pop("source", None)
        try:
            rules.append(Rule(rule, outcome, factory(rule)(scene, **params)))
        except KeyError:
            raise ConfigError([f"rules: {unknown(rule, sorted(texts()))}"]) from None
        except TypeError as error:
            raise ConfigError([f"rules: {rule}: {error}"]) from None
    return rules
