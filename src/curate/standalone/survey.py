"""Look at data without a build: every row of some files as narrow columns, and what they add up to.

Needs     paths of files, folders, globs or build output folders
Returns   survey() a frame: source, line, content_hash, prompt_hash, kind, turns, roles, tools, tokens, trained_tokens
Covers    every container and format that a build reads, detected as a build detects it
Does not  redact, repair or check
"""

import json
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import polars as pl

from curate.inputs.detect import detect, sample
from curate.inputs.layout import Layout
from curate.inputs.sources import Source, find_sources
from curate.plan import stream_records
from curate.records import messages_of
from curate.stages.convert import convert
from curate.stages.count_tokens import add_counts

BLOCK_ROWS = 4000
SIDES = ("train", "validation")
COLUMNS = pl.Schema(
    {
        "source": pl.String, "line": pl.UInt32, "content_hash": pl.String, "prompt_hash": pl.String, "kind": pl.String,
        "turns": pl.UInt32, "roles": pl.String, "tools": pl.Boolean, "tokens": pl.UInt32, "trained_tokens": pl.UInt32,
    }
)  # fmt: skip


class Surveyed(NamedTuple):
    """The rows that can be read, how many cannot, and which formats were found."""

    rows: pl.DataFrame
    unreadable: int
    formats: tuple[str, ...]


def survey(paths: Iterable[str | Path], encoding: str) -> Surveyed:
    """Read all rows of some paths; tokens are those of one encoding. Raises InputError for a path without files."""
    sources = find_sources([p for path in paths for p in of_build(Path(path))], Path.cwd())
    frames, unreadable = [pl.DataFrame(schema=COLUMNS)], 0
    formats: dict[str, bool] = {}
    for source in sources:
        layout = Layout(detect(sample(stream_records(source))).layout or "openai_chat")
        formats[layout.name] = True
        for rows, rejected in _blocks(source, layout, encoding):
            frames.append(rows)
            unreadable += rejected
    return Surveyed(pl.concat(frames), unreadable, tuple(formats))


def of_build(path: Path) -> list[str]:
    """Return the train and validation files of a build's first provider, or the path itself."""
    if not (path / "manifest.json").is_file():
        return [str(path)]
    folder, entry = next(iter(json.loads((path / "manifest.json").read_bytes())["providers"].items()))
    files = [path / folder / entry[side]["file"] for side in SIDES if entry[side]["rows"]]
    return [str(file) for file in files] or [str(path / folder)]


def _blocks(source: Source, layout: Layout, encoding: str) -> Iterator[tuple[pl.DataFrame, int]]:
    records = stream_records(source)
    while block := list(islice(records, BLOCK_ROWS)):
        chunk = convert(block, layout)
        counted = add_counts(chunk, [encoding]).examples
        values = [_row(orjson.loads(record)) for record in counted["record"]]
        seen = pl.DataFrame(values, ["prompt_hash", "turns", "roles", "tools"], orient="row")
        columns = counted.drop("roles").rename(
            {f"tokens_{encoding}": "tokens", f"trained_tokens_{encoding}": "trained_tokens"}
        )
        rows = pl.concat([columns, seen], how="horizontal") if values else pl.DataFrame(schema=COLUMNS)
        rows = rows.with_columns(source=pl.lit(source.name)).select(list(COLUMNS)).cast(COLUMNS)
        yield rows, len(chunk.rejected)


def _row(record: dict[str, Any]) -> tuple[str, int, str, bool]:
    """Return (prompt_hash, turns, roles, tools); the prompt is every message that is not the assistant's."""
    places = list(messages_of(record))
    roles = [str(message.get("role")) for _, message in places]
    prompt = [message for _, message in places if message.get("role") != "assistant"]
    digest = blake2b(orjson.dumps(prompt, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()
    return digest, roles.count("user"), ",".join(roles), bool(record.get("tools"))
