"""What a record says beside its text: two rows that differ in it are never duplicates of each other.

Covers   the label of an unpaired row, the labels of a stepwise one, which functions are called, parts that are not
         text, and for a prompt without an answer everything in `extra` (the expected answer stands there).
Does not cover: metadata, weights, names, tool definitions.
"""

from hashlib import blake2b
from typing import Any

import numpy as np
import orjson
import polars as pl

from curate.engines.spans import U64
from curate.records import calls_of, kind_of, messages_of

SEEN_IN_TEXT = r'"label|"tool_calls"|"function_call"|"content":\['


def variants(kinds: pl.Series, records: pl.Series) -> U64:
    """Return the variant of each record; only those that can have one are parsed.

    >>> records = ['{"messages":[{"role":"user","content":"hi"}]}', '{"messages":[],"label":true}']
    >>> variants(pl.Series(["chat", "unpaired"]), pl.Series(records)).astype(bool).tolist()
    [False, True]
    """
    found = np.zeros(len(records), np.uint64)
    rows = np.flatnonzero((records.str.contains(SEEN_IN_TEXT) | (kinds == "prompt")).to_numpy())
    found[rows] = [variant(orjson.loads(record)) for record in records.gather(rows)]
    return found


def variant(record: dict[str, Any]) -> int:
    """Hash what one record says beside its text; 0 where that is nothing."""
    said: list[Any] = [record.get("label"), record.get("labels")]
    if kind_of(record) == "prompt":
        said.append(record.get("extra"))
    for _, message in messages_of(record):
        said += [function.get("name") for _, function in calls_of(message)]
        content = message.get("content")
        if isinstance(content, list):
            said += [part for part in content if not (isinstance(part, dict) and "text" in part)]
    said = [value for value in said if value is not None]
    if not said:
        return 0
    text = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")
