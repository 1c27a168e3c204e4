"""YAML that is read often, without the YAML parser: index.json beside it holds what each file says (25 ms of start-up).

An entry counts only where it was made of these very bytes, so that an edited file is read as YAML until
tools/make_rule_index.py runs again.
"""

from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

DATE = "$date"  # JSON has none


def read_yaml(path: Path) -> Any:
    """Return the value of a YAML file, from the index where that is current."""
    text = path.read_bytes()
    digest, value = _index(path.parent).get(path.name, ("", None))
    return with_dates(value) if digest == digest_of(text) else parse_yaml(text)


def parse_yaml(text: bytes) -> Any:
    import yaml

    return yaml.load(text, yaml.CSafeLoader)


@cache
def _index(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = orjson.loads((folder / "index.json").read_bytes())
    except FileNotFoundError:
        return {}
    return found


def digest_of(text: bytes) -> str:
    return blake2b(text, digest_size=16).hexdigest()


def make_index(folder: Path) -> bytes:
    """Return the index of a folder: file name -> [digest, value]."""
    texts = {path.name: path.read_bytes() for path in sorted(folder.glob("*.yaml"))}
    index = {name: [digest_of(text), parse_yaml(text)] for name, text in texts.items()}
    return orjson.dumps(index, default=_marked, option=orjson.OPT_PASSTHROUGH_DATETIME) + b"\n"


def _marked(value: Any) -> dict[str, str]:
    if type(value) is not date:
        raise TypeError(f"{type(value).__name__} has no place in a fact")
    return {DATE: value.isoformat()}


def with_dates(value: Any) -> Any:
    """Turn marked dates back into dates.

    >>> with_dates([{"read": {"$date": "2026-11-22"}}])
    [{'read': datetime.date(2026, 11, 22)}]
    """
    if type(value) is dict:
        if DATE in value:
            return date.fromisoformat(value[DATE])
        return {key: with_dates(item) for key, item in value.items()}
    return [with_dates(item) for item in value] if type(value) is list else value
