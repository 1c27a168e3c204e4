"""curate.yaml -> Config; every problem at once, each as `file:line: key: reason`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from curate.errors import ConfigError, InputError
from curate.spec.config import Config
from curate.spec.reasons import reason, telling


def load_config(path: Path) -> Config:
    """Read and check a config file; raise ConfigError with all its problems, InputError if it cannot be read."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: not UTF-8: {error.reason} at byte {error.start}"]) from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
    return parse_config(text, str(path))


def parse_config(text: str, name: str = "curate.yaml") -> Config:
    """Check the text of a config.

    >>> parse_config("inputs: [a.jsonl]\\noutput: out\\nproviders: [openai]\\nsplitt: 1")
    Traceback (most recent call last):
    curate.errors.ConfigError: curate.yaml:4: splitt: unknown key
    """
    try:
        root = yaml.compose(text, _Loader)
        repeated = list(_repeated(root)) if root else []
        value = yaml.load(text, _Loader)
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError, RecursionError, ValueError) as error:
        raise ConfigError([f"{name}:{_not_yaml(error)}"]) from None
    problems = [(line, f"{name}:{line}: {key}: key given twice") for line, key in repeated]
    if not isinstance(value, dict):
        what = "empty; " if value is None else ""
        raise ConfigError([f"{name}:1: {what}must be a map of keys such as inputs, output, providers"])
    try:
        config = Config.model_validate(value)
    except ValidationError as error:
        for detail in telling(error.errors(include_url=False)):
            line = _line(root, detail["loc"])
            key = ".".join(str(part) for part in detail["loc"]) or "config"
            problems.append((line, f"{name}:{line}: {key}: {reason(detail)}"))
    if problems:
        raise ConfigError([text for _, text in sorted(problems)])
    return config


class _Loader(yaml.CSafeLoader):
    """Reads a date as text: no key of a config holds anything else."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:timestamp"]
    for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _not_yaml(error: Exception) -> str:
    """Return the line and the reason; a tab is named, which the parser only calls a character."""
    mark = getattr(error, "problem_mark", None)
    about = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)[:100]
    if isinstance(error, RecursionError):
        about = "nested too deeply"
    if "cannot start any token" in about:
        about += "; YAML indents with spaces, not with tabs"
    return f"{mark.line + 1 if mark else 1}: not YAML: {about}"


def with_lines(path: Path, problems: list[str]) -> list[str]:
    """Put `file:line` before problems that begin with a dotted key of the config, and the file before others; sort."""
    try:
        root = yaml.compose(path.read_text("utf-8-sig"), _Loader)
    except (OSError, ValueError, yaml.YAMLError):
        return problems
    placed = []
    for problem in problems:
        loc = [int(part) if part.isdigit() else part for part in problem.partition(": ")[0].split(".")]
        line = _line(root, tuple(loc)) if loc[0] in Config.model_fields else None
        placed.append((line or 0, f"{path}:{line}: {problem}" if line else f"{path}: {problem}"))
    return [text for _, text in sorted(placed, key=lambda item: item[0])]


def _line(node: Any, loc: tuple[int | str, ...]) -> int:
    """Return the line of the deepest node that exists on the way to `loc`, 1-based."""
    line = 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _repeated(node: Any, at: str = "", seen_nodes: set[int] | None = None) -> Iterator[tuple[int, str]]:
    """Yield (line, key) of every key that stands twice in one map: YAML keeps the last one silently.

    What an alias repeats is looked at once.
    """
    seen_nodes = set() if seen_nodes is None else seen_nodes
    if id(node) in seen_nodes:
        return
    seen_nodes.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            place = f"{at}{key.value}" if isinstance(key, yaml.ScalarNode) else at
            if place in seen and place != at:
                yield key.start_mark.line + 1, place
            seen.add(place)
            yield from _repeated(value, f"{place}.", seen_nodes)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _repeated(item, f"{at}{index}.", seen_nodes)
