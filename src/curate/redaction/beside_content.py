"""Texts of a message beside its content that may hold personal data: the `name` of a speaker, a refusal.

Needs    record and roles of examples. Returns segments, for the search alone: other stages do not look at these texts.
Covers   names of speakers and refusals, as a key or as a part. Does not cover: names of tools and functions, which
         calls and results refer to.
"""

import re

import orjson
import polars as pl

from curate.frames import segments_of_places
from curate.records import messages_of

NAME = "name"  # the role of such segments: nothing in them is trained
_MAY_HOLD = ['"name"', '"refusal"']  # inside a text a quotation mark is escaped
_NO_SPEAKERS = ("tool", "function")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]+")


def beside_content(examples: pl.DataFrame) -> pl.DataFrame:
    """Return names and refusals of every message as segments."""
    rich = examples.filter(pl.col("roles").is_null()).select("row_id", "record")
    found = []
    for row_id, record in rich.filter(pl.col("record").str.contains_any(_MAY_HOLD)).iter_rows():
        for at, message in messages_of(orjson.loads(record)):
            role = str(message.get("role"))
            name, refusal, content = message.get("name"), message.get("refusal"), message.get("content")
            if isinstance(name, str) and role not in _NO_SPEAKERS:
                found.append((row_id, f"{at}/name", NAME, "text", False, name))
            if isinstance(refusal, str):
                found.append((row_id, f"{at}/refusal", role, "text", True, refusal))
            for index, part in enumerate(content if isinstance(content, list) else ()):
                if isinstance(part, dict) and isinstance(part.get("refusal"), str):
                    place = f"{at}/content/{index}/refusal"
                    found.append((row_id, place, role, "text", True, part["refusal"]))
    return segments_of_places(found)


def fit_for_a_name(replacement: str) -> str:
    """Write a replacement with the characters that services take in a name: letters, digits, `_` and `-`.

    >>> fit_for_a_name("[EMAIL_1]"), fit_for_a_name("user00000005@example.com")
    ('EMAIL_1', 'user00000005_example_com')
    """
    return _NOT_IN_NAMES.sub("_", replacement).strip("_") or "redacted"
