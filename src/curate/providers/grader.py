"""A grader of a reinforcement job against the rows: every `{{item.x}}` must be on every row.

Covers: templates of every grader type, and `item["x"]` in the source of a python grader.
Does not cover: `item.get("x")`, which may be absent, and what a grader makes of the values.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from curate.errors import InputError
from curate.providers.across import Seen
from curate.providers.found import Found

_TEMPLATE = re.compile(r"\{\{\s*item\.([A-Za-z_]\w*)")
_SOURCE = re.compile(r"""\bitem\[\s*["'](\w+)["']\s*\]""")


def fields_of(grader: Any) -> list[str]:
    """Return the fields of a row that a grader reads, in order of first use.

    >>> fields_of({"graders": {"a": {"input": "{{item.answer}}", "reference": "{{sample.output_text}}"}}})
    ['answer']
    """
    found: dict[str, None] = {}
    texts = [grader]
    while texts:
        value = texts.pop(0)
        if isinstance(value, str):
            found |= dict.fromkeys([*_TEMPLATE.findall(value), *_SOURCE.findall(value)])
        elif isinstance(value, dict):
            texts += value.values()
        elif isinstance(value, list):
            texts += value
    return list(found)


def read_grader(path: Path) -> Any:
    """Read a grader; raise InputError for a file that is no JSON."""
    try:
        return orjson.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise InputError(f"{path}: not JSON: {error.msg}") from None


def beside(data: Path) -> Path | None:
    """Return the grader that lies beside a data file: named like it up to the last common `_`, then `grader`.

    `rft_countdown_train.jsonl` finds `rft_countdown_grader.json`; two that fit as well as each other are none.
    """
    words = data.stem.split("_")
    for n in range(len(words), 1, -1):
        start = "_".join(words[:n]) + "_"
        found = [p for p in data.parent.glob("*grader*.json") if p.name.startswith(start)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def missing_fields(fields: list[str], lacking: Seen, rows: int) -> Iterator[tuple[int, Found]]:
    """Yield a hit for each field that rows lack: `lacking` gives the first line and the number of rows."""
    for name in fields:
        if name in lacking:
            line, n = lacking[name]
            yield line, Found("grader/field-missing", "", {"name": name, "n": n, "rows": rows}, "rejected")
