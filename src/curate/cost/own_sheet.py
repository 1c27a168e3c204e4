"""A YAML sheet that a user wrote -> a checked model; what is wrong with it becomes one ConfigError."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from curate.errors import ConfigError
from curate.shipped_yaml import parse_yaml

M = TypeVar("M", bound=BaseModel)


def read_own(path: Path) -> dict[str, Any]:
    """Return the mapping in a YAML file; raise ConfigError for a file that is none."""
    import yaml

    try:
        value = parse_yaml(path.read_bytes())
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}"]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        place = getattr(error, "problem_mark", None)
        where = f":{place.line + 1}" if place else ""
        raise ConfigError(
            [f"{path}{where}: not YAML: {getattr(error, 'problem', None) or 'unreadable'}"]
        ) from None
    if not isinstance(value, dict):
        raise ConfigError([f"{path}: must hold a mapping, see docs/cost.md"])
    return value


def checked(path: Path, model: type[M], value: Any) -> M:
    """Hold a value to a model, and its `source` keys to its `sources`; raise ConfigError with every problem."""
    try:
        found = model.model_validate(value)
    except ValidationError as error:
        raise ConfigError(
            [f"{path}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)]
        ) from None
    if missing := sorted(set(sources_named(value)) - value.get("sources", {}).keys()):
        raise ConfigError([f"{path}: sources: {key} is used and not given" for key in missing])
    return found


def sources_named(node: Any) -> list[str]:
    """Return every source key that a sheet uses.

    >>> sources_named({"prices": [{"value": 3, "source": "deal"}]})
    ['deal']
    """
    if isinstance(node, list):
        return [key for item in node for key in sources_named(item)]
    if not isinstance(node, dict):
        return []
    own = [node["source"]] if isinstance(node.get("source"), str) else []
    return own + [key for item in node.values() for key in sources_named(item)]


def laid_over(below: Any, above: Any) -> Any:
    """Return `below` with what `above` names put over it: mappings key by key, everything else as a whole.

    >>> laid_over({"a": {"x": 1, "y": 2}, "b": [1]}, {"a": {"y": 3}, "b": []})
    {'a': {'x': 1, 'y': 3}, 'b': []}
    """
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return below | {
        key: laid_over(below[key], value) if key in below else value for key, value in above.items()
    }
