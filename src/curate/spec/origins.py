"""Every value of a config in force, and the line that sets it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from curate.spec.load_config import load_config


class Value(NamedTuple):
    """One setting: its dotted key, its JSON value, and `file:line` or `default`."""

    key: str
    value: Any
    origin: str


def values_with_origin(path: Path) -> list[Value]:
    """Return all values of a config file, defaults included; raises what `load_config` raises."""
    config = load_config(path)
    root = yaml.compose(path.read_text("utf-8-sig"), yaml.CSafeLoader)
    found = _leaves(config.model_dump(mode="json"), root, "")
    return [Value(key, value, f"{path}:{line}" if line else "default") for key, value, line in found]


def _leaves(value: Any, node: yaml.Node | None, key: str) -> Iterator[tuple[str, Any, int | None]]:
    """Yield (key, value, line); the node is None where the file says nothing."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _leaves(inner, _child(node, name, value), f"{key}.{name}" if key else name)
    elif isinstance(value, list) and value:
        items = node.value if isinstance(node, yaml.SequenceNode) else [None] * len(value)
        for number, inner in enumerate(value):
            yield from _leaves(inner, items[number], f"{key}.{number}")
    else:
        yield key, value, node.start_mark.line + 1 if node else None


def _child(node: yaml.Node | None, name: str, value: dict[str, Any]) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((inner for key, inner in node.value if key.value == name), None)
    if isinstance(node, yaml.ScalarNode) and name == next(iter(value)):
        return node  # the short form of a map: `providers: [openai]` sets `id`
    return None
