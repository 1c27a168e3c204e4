"""Rows of nothing but roles and texts, counted without making examples and segments of them.

Needs     raw records of one piece, in the layout openai_chat
Returns   the rows that are plain, as lists; the rest, which goes the way of every build
Covers    {"messages": [{"role": system, user or assistant, "content": text}, ...]}, and other keys beside messages that
          no tokens are paid for. The answer is that of convert and add_counts; a test compares them
"""

from collections.abc import Iterable
from operator import itemgetter
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson
import polars as pl

from curate.engines.chat_tokens import PER_EXAMPLE, PER_MESSAGE
from curate.engines.token_batches import count_texts
from curate.formats import all_formats, before
from curate.frames import distinct
from curate.inputs.layout import Layout
from curate.model import RawRecord
from curate.parsing.strict_json import parse_line, quotes

LAYOUT = "openai_chat"
ROLES = ("system", "user", "assistant")
MESSAGE_QUOTES, ROW_QUOTES = 8, 2  # of two keys and two values; of the key `messages`
PAID = frozenset({"tools", "functions", "function_call", "parallel_tool_calls"})

_ROLES, _TEXT, _TWO = frozenset(ROLES), frozenset({str}), frozenset({2})
_role, _text = itemgetter("role"), itemgetter("content")


class PlainRows(NamedTuple):
    """The rows and their messages, in order; `messages` counts those of each row, one at least."""

    row_ids: list[int]
    messages: list[int]
    roles: list[str]
    texts: list[str]


def take_plain(raw: Iterable[RawRecord], layout: Layout) -> tuple[PlainRows, list[RawRecord]]:
    """Part the plain rows of a piece from the rest."""
    if layout.mapping or layout.format != LAYOUT:
        return PlainRows([], [], [], []), list(raw)
    row_ids, messages, all_roles, all_texts = plain = PlainRows([], [], [], [])
    rest = []
    special = [all_formats()[name] for name in before(LAYOUT) if layout.others]
    for item in raw:
        try:
            record = orjson.loads(item.raw)
            turns = record["messages"]
            roles = list(map(_role, turns))
            texts = list(map(_text, turns))
            is_plain = (
                item.problem is None
                and roles
                and _ROLES.issuperset(roles)
                and _TEXT.issuperset(map(type, texts))
                and _TWO.issuperset(map(len, turns))
                and _says_all(item.raw, record, len(roles))
                and not (len(record) > 1 and _is_other(record, special))
            )
        except (orjson.JSONDecodeError, KeyError, TypeError):
            is_plain = False
        if is_plain:
            row_ids.append(item.offset)
            messages.append(len(roles))
            all_roles += roles
            all_texts += texts
        else:
            rest.append(item)
    return plain, rest


def _says_all(raw: bytes, record: dict[str, Any], messages: int) -> bool:
    """Tell whether parsing has hidden nothing: a key that stands twice is read once, and leaves quotes over."""
    expected = ROW_QUOTES + MESSAGE_QUOTES * messages
    for key, value in record.items():
        if type(value) is str:
            expected += 4
        elif value is None or type(value) is bool:
            expected += 2
        elif key != "messages":
            return not parse_line(raw)[1]
    return quotes(raw) == expected


def _is_other(record: dict[str, Any], special: list[ModuleType]) -> bool:
    """Tell whether keys beside the messages are paid for, or make the row one of a layout that goes first."""
    if PAID & record.keys():
        return True
    short = record | {"messages": record["messages"][-1:]}  # of plain messages the last one tells
    return any(form.accepts(short) for form in special)


def count_rows(rows: PlainRows, encodings: list[str]) -> pl.DataFrame:
    """Return row_id, kind and the token columns of each encoding."""
    starts = np.cumsum([0, *rows.messages[:-1]])
    told_apart = distinct(pl.Series(rows.texts, dtype=pl.String))
    texts, places = told_apart.texts.to_list(), told_apart.number
    role = np.array([ROLES.index(name) for name in rows.roles], np.int64)
    answer = role == ROLES.index("assistant")
    columns = {}
    for encoding in encodings:
        content = count_texts(texts, encoding)[places]
        each = content + PER_MESSAGE + count_texts(ROLES, encoding)[role]
        columns[f"tokens_{encoding}"] = sums(each, starts) + PER_EXAMPLE
        columns[f"trained_tokens_{encoding}"] = sums(content * answer, starts)
        columns[f"unrolled_tokens_{encoding}"] = columns[f"tokens_{encoding}"]
    answered = sums(answer.astype(np.int64), starts) > 0
    return pl.DataFrame(
        {
            "row_id": pl.Series(rows.row_ids, dtype=pl.UInt64),
            "kind": pl.Series(np.where(answered, "chat", "prompt")),
            **{name: pl.Series(column).cast(pl.UInt32) for name, column in columns.items()},
            "tokens_exact": pl.repeat(True, len(rows.row_ids), eager=True),
            "tokens_spare": pl.repeat(0, len(rows.row_ids), dtype=pl.UInt32, eager=True),
        }
    )


def sums(values: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Add up runs of values that begin at `starts`."""
    return np.add.reduceat(values, starts) if len(values) else values
