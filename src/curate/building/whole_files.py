"""What only a whole written file shows: noted row by row as its parts are written, judged once all of them are.

Needs    the lines of a part with the row_ids they come from, and afterwards what was noted of every part.
Returns  findings as `curate check` would have of the file; and the lines that go to the front of a file, so that a
         loader which fixes its columns from the first bytes has met every key by then.
Covers   rules across rows, late keys, size of the file and of the validation file. Does not cover: the number of
         training rows and the service's end, which the decide phase knows (stages/check_files.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import orjson
import polars as pl

from curate.model import Finding
from curate.providers import Choice
from curate.providers.across import Seen, compile_across, merge, note
from curate.providers.found import Found, plain
from curate.providers.held_out import limits
from curate.providers.late_keys import keys_of
from curate.providers.platform import byte_limit
from curate.providers.report import finding
from curate.spec.config import Target
from curate.stages import Index, findings_frame
from curate.stages.check_targets import writer_of
from curate.wording import Words

OF_IMAGES = {"file/too-many-image-rows", "file/text-only-row"}
_IMAGE = re.compile(rb'"(?:image_url|fileData|inlineData)"').search
LATE = "file/late-key"


class Key(NamedTuple):
    """Where a key is met first: the row, and the bytes of its line in the part."""

    row_id: int
    start: int
    size: int


class Noted(NamedTuple):
    """What is kept of the lines of one part: for each rule across rows what it saw, in row_ids; keys; bytes."""

    seen: list[Seen]
    keys: dict[str, Key]
    size: int

    def as_json(self) -> list[Any]:
        """Return what `of_json` reads."""
        seen = [[[_plain(what), *place] for what, place in has.items()] for has in self.seen]
        return [seen, {key: [*place] for key, place in self.keys.items()}, self.size]

    @classmethod
    def of_json(cls, value: list[Any]) -> "Noted":
        seen: list[Seen] = [
            {frozenset(w) if isinstance(w, list) else w: (row, n) for w, row, n in has} for has in value[0]
        ]
        return cls(seen, {key: Key(*place) for key, place in value[1].items()}, value[2])


class Moved(NamedTuple):
    """A line that goes to the front of a file: its part, and its bytes there."""

    part: int
    start: int
    size: int


def _plain(feature: Any) -> Any:
    return sorted(feature) if isinstance(feature, frozenset) else feature


class Notes:
    """Notes what the lines of one part show; `noted` is what was kept of them."""

    def __init__(self, target: Target) -> None:
        choice = writer_of(target).choice
        self.rules = compile_across(choice.spec.get("across", {}))
        self.keys = "first_chunk_bytes" in choice.facts["files"]
        self.images_only = not self.keys and OF_IMAGES.issuperset(rule.rule for rule in self.rules)
        self.noted = Noted([{} for _ in self.rules], {}, 0)
        self.inner: dict[str, set[str]] = {}  # the keys noted, by the key that they stand below

    def look(self, lines: Iterable[bytes], row_ids: Iterable[int], plain: Iterable[bool]) -> None:
        """Look at lines, in order; the row_id of each, and whether its row is nothing but roles and texts."""
        at = 0
        textual: list[int] = []  # rows that cannot hold an image, where nothing else is looked for
        for line, row_id, is_plain in zip(lines, row_ids, plain, strict=True):
            if self.images_only and (is_plain or not _IMAGE(line)):
                textual.append(row_id)
            else:
                self._look(line, row_id, at)
            at += len(line)
        for rule, has in zip(self.rules, self.noted.seen, strict=True):
            if textual:
                merge(has, {rule.feature(None): (textual[0], len(textual))})
        self.noted = self.noted._replace(size=at)

    def _look(self, line: bytes, row_id: int, at: int) -> None:
        record = orjson.loads(line)
        for rule, has in zip(self.rules, self.noted.seen, strict=True):
            note(has, rule.feature(record), row_id)
        if self.keys and not self._known(record):
            for key in keys_of(record):
                self.noted.keys.setdefault(key, Key(row_id, at, len(line)))
                name, _, inner = key.partition(".")
                self.inner.setdefault(name, set()).add(inner)

    def _known(self, record: dict[str, Any]) -> bool:
        """Tell quickly that a row has no key that was not met before; most rows are such rows."""
        for name, value in record.items():
            inner = self.inner.get(name)
            if inner is None:
                return False
            if type(value) is list and not all(type(v) is not dict or v.keys() <= inner for v in value):
                return False
        return True


def first_lines(parts: list[Noted], target: Target) -> list[Moved]:
    """Return the lines that go to the front of a file, in order; none where they would fill the loader's first read."""
    return [*_moves(parts, target)]


def _moves(parts: list[Noted], target: Target) -> dict[Moved, list[str]]:
    """Return each line that goes to the front with the keys it brings."""
    fact = writer_of(target).choice.facts["files"].get("first_chunk_bytes")
    if fact is None or sum(part.size for part in parts) <= fact["value"]:
        return {}
    first: dict[str, tuple[int, Moved]] = {}
    before = 0
    for number, part in enumerate(parts):
        for name, key in part.keys.items():
            first.setdefault(name, (before + key.start, Moved(number, key.start, key.size)))
        before += part.size
    moved: dict[Moved, list[str]] = {}
    while True:  # what goes to the front moves the rest back
        room = fact["value"] - sum(line.size for line in moved)
        late: dict[Moved, list[str]] = defaultdict(list)
        for name, (start, line) in first.items():
            if start >= room:
                late[line].append(name)
        if room <= 0 or late == moved:
            return dict(sorted(moved.items())) if room > 0 else {}
        moved = late


class Said(NamedTuple):
    """A hit of a whole file: the row it is about, if any, and the file."""

    row_id: int | None
    hit: Found
    provider: str
    path: str


def about_written(parts: list[dict[str, Noted]], index: Index, targets: tuple[Target, ...]) -> Index:
    """Add what is wrong with whole files; `parts` is what was noted of each part, in order, by target and side."""
    said: list[Said] = []
    for target in targets:
        choice = writer_of(target).choice
        train, held = (_rows(index, target, side) for side in ("train", "validation"))
        for hit in limits(train, held, choice) if held else ():
            said.append(Said(None, hit, target.id, f"{target.folder}/validation.jsonl"))
        for side in ("train", "validation"):
            mine = [part[f"{target.folder}.{side}"] for part in parts]
            path = f"{target.folder}/{side}.jsonl"
            said += [Said(row_id, hit, target.id, path) for row_id, hit in _of_file(mine, target, choice)]
    if not said:
        return index
    rows = {item.row_id for item in said} | {item.hit.values.get("line") for item in said}
    some = index.rows.filter(pl.col("row_id").is_in(list(rows - {None})))
    lines = dict(some.select("row_id", "line").iter_rows())
    frame = findings_frame((item.row_id, lines.get(item.row_id), _finding(item, lines)) for item in said)
    return index._replace(findings=pl.concat([index.findings, frame]))


def _rows(index: Index, target: Target, side: str) -> int:
    return len(index.rows.filter((pl.col("split") == side) & pl.col(f"fit_{target.folder}")))


def _of_file(parts: list[Noted], target: Target, choice: Choice) -> Iterator[tuple[int | None, Found]]:
    """Yield (row_id, hit) for one written file; an empty one has nothing wrong with it."""
    yield from ((None, hit) for hit in byte_limit(sum(part.size for part in parts), choice))
    for number, rule in enumerate(compile_across(choice.spec.get("across", {}))):
        seen: Seen = {}
        for part in parts:
            merge(seen, part.seen[number])
        yield from rule.judge(seen)
    for line, keys in _moves(parts, target).items():
        row_id = next(k.row_id for k in parts[line.part].keys.values() if k.start == line.start)
        limit = choice.facts["files"]["first_chunk_bytes"]["value"]
        yield (
            row_id,
            Found(LATE, "", {"key": Words(", ".join(map(plain, sorted(keys)))), "limit": limit}, "advice"),
        )


def _finding(item: Said, lines: dict[int, int]) -> Finding:
    """Put the words: lines are those of the input, and a line that was moved is no longer late."""
    values = item.hit.values
    if "line" in values:
        values = values | {"line": lines[values["line"]]}
    found = finding(item.hit._replace(values=values), item.provider)
    message = f"{item.path}: {found.message}"
    if item.hit.rule == LATE:
        return replace(found, message=f"{message}; the row was moved to the front", help="", fix="moved")
    return replace(found, message=message)
