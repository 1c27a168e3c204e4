"""curate.yaml -> Config; every problem at once, each as `file:line: key: reason`."""

from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from curate.errors import ConfigError, InputError
from curate.spec.config import Config
from curate.suggest import did_you_mean


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
        root = yaml.compose(text, yaml.CSafeLoader)
        repeated = list(_repeated(root)) if root else []
        value = yaml.load(text, yaml.CSafeLoader)
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "nested too deeply"
        raise ConfigError([f"{name}:{mark.line + 1 if mark else 1}: not YAML: {reason}"]) from None
    problems = [(line, f"{name}:{line}: {key}: key given twice") for line, key in repeated]
    if not isinstance(value, dict):
        raise ConfigError([f"{name}:1: must be a map of keys such as inputs, output, providers"])
    try:
        config = Config.model_validate(value)
    except ValidationError as error:
        for detail in error.errors(include_input=False, include_url=False):
            line = _line(root, detail["loc"])
            key = ".".join(str(part) for part in detail["loc"]) or "config"
            problems.append((line, f"{name}:{line}: {key}: {_reason(detail)}"))
    if problems:
        raise ConfigError([text for _, text in sorted(problems)])
    return config


def _reason(detail: ErrorDetails) -> str:
    if detail["type"] == "extra_forbidden":
        unknown = str(detail["loc"][-1])
        known = _keys(Config, detail["loc"][:-1])
        return f"unknown key{did_you_mean(unknown, known)}"
    if detail["type"] == "missing":
        return "missing"
    message = detail["msg"].removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _keys(model: Any, loc: tuple[int | str, ...]) -> list[str]:
    """Return the keys that are known at a place of the config."""
    for part in loc:
        if isinstance(model, type) and issubclass(model, BaseModel):
            field = model.model_fields.get(str(part))
            model = _inner(field.annotation) if field else None
    if isinstance(model, type) and issubclass(model, BaseModel):
        return list(model.model_fields)
    return []


def _inner(annotation: Any) -> Any:
    """Return the model inside tuple[Annotated[Model, ...], ...], Model | None and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    arguments = get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation)
    for argument in arguments:
        if (model := _inner(argument)) is not None:
            return model
    return None


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


def _repeated(node: Any, at: str = "") -> Any:
    """Yield (line, key) of every key that stands twice in one map: YAML keeps the last one silently."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            place = f"{at}{key.value}"
            if key.value in seen:
                yield key.start_mark.line + 1, place
            seen.add(key.value)
            yield from _repeated(value, f"{place}.")
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _repeated(item, f"{at}{index}.")
