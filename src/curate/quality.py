"""The rules about content, run over the rows of a file that was only checked for a provider so far.

Rows are made canonical by the formats first; what no format reads is left to the provider's own rules. Small inputs
run in plain Python, larger ones over frames (same findings, see ruleset/run.py and stages/check_rows.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any

from curate.canonical import FormatError
from curate.formats import openai_chat
from curate.model import Finding
from curate.ruleset import Ruleset, check_records, choose
from curate.ruleset.choose import not_for

SMALL_ROWS = 120
SMALL_CHARS = 16_000  # of one row: longer texts go to the Rust engine
BLOCK_ROWS = 20_000

Row = tuple[int, dict[str, Any]]


@cache
def rules_for(preset: str, *methods: str) -> Ruleset:
    """Return the rules of a preset for rows that are meant for these methods."""
    return choose(preset, ignore=not_for(methods))


def findings(records: Iterable[tuple[int, Any]], ruleset: Ruleset, source: str = "") -> Iterator[Finding]:
    """Yield what the rules find in (line, parsed record), records as they stand in the file."""
    rows = ((line, example) for line, record in records if (example := canonical(record)) is not None)
    while block := list(islice(rows, BLOCK_ROWS)):
        light = not ruleset.of_scope("frame") and all(r.origin == "" for r in ruleset.rules)
        small = light and len(block) <= SMALL_ROWS and all(_is_small(example) for _, example in block)
        for line, finding in (_light if small else _frames)(block, ruleset):
            yield replace(finding, source=source, line=line)


def canonical(record: Any) -> dict[str, Any] | None:
    """Return the canonical form of a record, the record itself where only its messages are broken, or None."""
    if not isinstance(record, dict):
        return None
    try:
        if openai_chat.accepts(record):
            return openai_chat.parse(record).record
        from curate.formats import all_formats  # lazily: thirty modules that chat rows do not need

        form = next((f for f in all_formats().values() if f.accepts(record)), None)
        if form:
            parsed: dict[str, Any] = form.parse(record).record
            return parsed
    except FormatError:
        pass  # the provider's rules name the place; what can be read of the row is still looked at
    return record if "messages" in record else None


def _is_small(example: dict[str, Any]) -> bool:
    return sum(len(str(value)) for value in example.values()) < SMALL_CHARS


def _light(rows: list[Row], ruleset: Ruleset) -> Iterator[tuple[int, Finding]]:
    for (line, _), found in zip(rows, check_records([r for _, r in rows], ruleset), strict=True):
        yield from ((line, finding) for finding in found)


def _frames(rows: list[Row], ruleset: Ruleset) -> Iterator[tuple[int, Finding]]:
    import orjson
    import polars as pl

    from curate.frames import EXAMPLES, segments_frame
    from curate.plain_chat import roles_of
    from curate.ruleset.over_frames import find

    ids = list(range(len(rows)))
    records = [record for _, record in rows]
    columns = {
        "row_id": ids,
        "line": [line for line, _ in rows],
        "kind": ["chat"] * len(rows),
        "content_hash": [""] * len(rows),
        "record": [orjson.dumps(record).decode() for record in records],
        "roles": [roles_of(record) for record in records],
    }
    examples = pl.DataFrame(columns, EXAMPLES)
    for row_id, finding in find(examples, segments_frame(ids, records), ruleset):
        yield rows[row_id][0], finding
