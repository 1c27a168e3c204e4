"""Rules across the rows of a file, each in two pure steps: a small feature of a row, and a verdict on all features.

`feature(record)` is a small hashable value, such as the set of keys that a row has. What is kept of a file is, for each
feature, the first line that had it and how many had it: memory does not grow with the file, and parts of a file can be
looked at by several processes and merged.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from curate.errors import ConfigError
from curate.providers.found import Found
from curate.wording import json_kind

Feature = Any  # hashable; its type is the rule's own
Seen = dict[Feature, tuple[int, int]]  # feature -> first line that had it, number of rows


class Across(NamedTuple):
    """A rule across rows: what it remembers of each row, and its hits (line, Found) once all rows are seen."""

    rule: str
    feature: Callable[[Any], Feature]
    judge: Callable[[Seen], Iterator[tuple[int, Found]]]


def compile_across(wanted: dict[str, Any]) -> list[Across]:
    """Return the rules of a method's `across:`; raise ConfigError for a rule that is none."""
    rules = []
    for rule, params in wanted.items():
        if rule not in _KINDS:
            raise ConfigError([f"across: unknown rule {rule}"])
        params = dict(params or {})
        outcome = params.pop("effect", "rejected")
        params.pop("source", None)
        feature, judge = _KINDS[rule](rule, outcome, **params)
        rules.append(Across(rule, feature, judge))
    return rules


def note(seen: Seen, feature: Feature, line: int) -> None:
    """Count one row that has a feature."""
    first, rows = seen.get(feature, (line, 0))
    seen[feature] = (min(first, line), rows + 1)


def merge(seen: Seen, other: Seen) -> None:
    """Add what another part of the file had."""
    for feature, (line, rows) in other.items():
        first, before = seen.get(feature, (line, 0))
        seen[feature] = (min(first, line), before + rows)


def paths(record: Any, keys: list[str]) -> frozenset[str]:
    """Return which of the dotted paths lead to something; a path goes through every entry of a list."""
    return frozenset(key for key in keys if _reaches(record, key.split(".")))


def _reaches(value: Any, path: list[str]) -> bool:
    if isinstance(value, list):
        return any(_reaches(item, path) for item in value)
    if not path:
        return value is not None
    return isinstance(value, dict) and path[0] in value and _reaches(value[path[0]], path[1:])


# Each function below makes one rule: it returns (feature, judge), see Across.


def _on_every_row(rule: str, outcome: str, keys: list[str]) -> Any:
    def judge(seen: Seen) -> Iterator[tuple[int, Found]]:
        for key in keys:
            lacking = [line for feature, (line, _) in seen.items() if key not in feature]
            if lacking and len(lacking) < len(seen):
                yield min(lacking), Found(rule, "", {"key": key}, outcome)

    return lambda record: paths(record, keys), judge


def _mixed_layouts(rule: str, outcome: str, layouts: dict[str, list[str]]) -> Any:
    def feature(record: Any) -> Feature:
        if isinstance(record, dict):
            return next((name for name, keys in layouts.items() if all(key in record for key in keys)), None)
        return None

    def judge(seen: Seen) -> Iterator[tuple[int, Found]]:
        places = sorted((line, str(name)) for name, (line, _) in seen.items() if name is not None)
        for line, name in places[1:]:
            yield line, Found(rule, "", {"seen": name, "wanted": places[0][1]}, outcome)

    return feature, judge


_NEITHER: frozenset[str] = frozenset()
_BY_KINDS = {
    (False, False): _NEITHER,
    (True, False): frozenset({"parts"}),
    (False, True): frozenset({"text"}),
    (True, True): frozenset({"parts", "text"}),
}


def _mixed_content(rule: str, outcome: str, key: str = "messages") -> Any:
    def feature(record: Any) -> Feature:
        messages = record.get(key) if isinstance(record, dict) else None
        if not isinstance(messages, list):
            return _NEITHER
        kinds = {type(m.get("content")) for m in messages if isinstance(m, dict)}
        return _BY_KINDS[list in kinds, str in kinds]

    def judge(seen: Seen) -> Iterator[tuple[int, Found]]:
        first = {
            kind: min((line for feature, (line, _) in seen.items() if kind in feature), default=0)
            for kind in ("parts", "text")
        }
        if all(first.values()):
            early, late = sorted(first, key=first.__getitem__)
            values = {"seen": late, "wanted": early, "line": first[early]}
            yield first[late], Found(rule, f"/{key}", values, outcome)

    return feature, judge


_IMAGES = ["messages.content.image_url", "contents.parts.fileData", "contents.parts.inlineData"]


def _text_only_row(rule: str, outcome: str) -> Any:
    def feature(record: Any) -> Feature:
        return bool(paths(record, _IMAGES))

    def judge(seen: Seen) -> Iterator[tuple[int, Found]]:
        if len(seen) == 2:
            yield seen[False][0], Found(rule, "", {"n": seen[False][1]}, outcome)

    return feature, judge


def _image_rows(rule: str, outcome: str, most: int) -> Any:
    def judge(seen: Seen) -> Iterator[tuple[int, Found]]:
        line, rows = seen.get(True, (0, 0))
        if rows > most:
            yield line, Found(rule, "", {"n": rows, "limit": most}, outcome)

    def feature(record: Any) -> Feature:
        if not isinstance(record, dict):
            return False
        messages = record.get("messages")
        if isinstance(messages, list) and not any(
            type(m) is dict and type(m.get("content")) is list for m in messages
        ):
            return False  # most rows: no need to look further
        return bool(paths(record, _IMAGES))

    return feature, judge


def _mixed_types(rule: str, outcome: str, key: str) -> Any:
    def judge(seen: Seen) -> Iterator[tuple[int, Found]]:
        places = sorted((line, str(kind)) for kind, (line, _) in seen.items())
        for line, kind in places[1:]:
            yield line, Found(rule, f"/{key}", {"key": key, "seen": kind, "wanted": places[0][1]}, outcome)

    return lambda record: json_kind(record.get(key)) if isinstance(record, dict) else "no object", judge


def _one_label(rule: str, outcome: str, key: str = "label") -> Any:
    def judge(seen: Seen) -> Iterator[tuple[int, Found]]:
        labels = {label: place for label, place in seen.items() if label is not None}
        if len(labels) == 1:
            (label, (line, rows)), *_ = labels.items()
            if rows > 1:  # one row can have but one
                yield line, Found(rule, f"/{key}", {"label": label, "n": rows}, outcome)

    def feature(record: Any) -> Feature:
        label = record.get(key) if isinstance(record, dict) else None
        return label if isinstance(label, bool) else None

    return feature, judge


_KINDS: dict[str, Callable[..., Any]] = {
    "file/not-on-every-row": _on_every_row,
    "file/mixed-layouts": _mixed_layouts,
    "file/mixed-content": _mixed_content,
    "file/text-only-row": _text_only_row,
    "file/too-many-image-rows": _image_rows,
    "file/mixed-types": _mixed_types,
    "file/one-label": _one_label,
}
