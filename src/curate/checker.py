"""Check parsed records for one provider: one by one, and many lines at once on several cores.

Light on purpose: `curate check` of a few rows must not wait for polars or pydantic.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

import orjson

from curate import quality
from curate.errors import ConfigError
from curate.model import Finding
from curate.providers import Choice, choose, load, unknown
from curate.providers.across import Seen, compile_across, merge, note
from curate.providers.found import Found
from curate.providers.length import limit_of, too_long
from curate.providers.line_blocks import (
    BLOCK_BYTES,
    Block,
    Chunk,
    Span,
    Stored,
    damage_of,
    load_block,
    pieces,
)
from curate.providers.lines import Line, read
from curate.providers.outcome import refused_outcome
from curate.providers.report import finding
from curate.providers.wire import WireCheck, broken
from curate.wording import Words

# below these, starting helper processes costs more than it saves; measured 2026-11-22, 2 cores
PARALLEL_BYTES = 12_000_000
PARALLEL_BYTES_CONTENT = 2_500_000  # with rules about content, in forked helpers
PARALLEL_BYTES_FRESH = 6_000_000  # the same in fresh interpreters


class Checker:
    """Checks parsed records for one provider, method and model; can be pickled and sent to workers.

    With `null="absent"` a key whose value is null counts as missing, at every level: rows that come from datasets,
    pandas or polars carry such keys for columns that other rows fill. `rules` is a folder whose `providers/` are looked
    up before those of curate. Raises ConfigError for a provider, method or model that does not exist.

    >>> turns = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    >>> checker = Checker(provider="openai")
    >>> checker.ok({"messages": turns}), [finding.rule for finding in checker.check({"messages": turns[:1]})]
    (True, ['answer/nothing', 'turns/last'])
    """

    def __init__(
        self,
        *,
        provider: str,
        method: str = "sft",
        model: str | None = None,
        null: Literal["value", "absent"] = "value",
        rules: Path | None = None,
    ) -> None:
        if null not in ("value", "absent"):
            raise ConfigError([f"null: {unknown(null, ['value', 'absent'])}"])
        self.provider, self.method, self.model, self.null, self.rules = provider, method, model, null, rules
        self.choice: Choice = choose(load(provider, rules), method, model)
        self.limit = limit_of(self.choice)
        self._wire: WireCheck | None = None

    @property
    def wire(self) -> WireCheck:
        if self._wire is None:
            self._wire = WireCheck(self.choice)
        return self._wire

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_wire": None}

    def found(self, record: Any, size: int | None = None) -> list[Found]:
        """Return the hits of one record; `size` is the length of its line in bytes, where somebody knows it."""
        if self.null == "absent":
            record = without_nulls(record)
        elif isinstance(record, Mapping) and not isinstance(record, dict):
            record = dict(record)
        if size is None:
            try:
                size = len(orjson.dumps(record))
            except orjson.JSONEncodeError as error:  # a value that only Python code can hand in
                return [Found("shape/not-json", "", {"why": Words(error)}, "rejected")]
        found = self.wire(record)
        if self.limit is None or broken(found) or size <= self.limit.tokens:
            return found
        return [*found, *too_long(record, self.choice, self.limit)]

    def check(self, record: Any) -> list[Finding]:
        """Return what is wrong with one record, worst first."""
        return sorted(finding(item, self.provider) for item in self.found(record))

    def ok(self, record: Any) -> bool:
        """Tell whether the provider would use this record: whether no finding is `rejected` or `dropped`."""
        return not any(refused_outcome(item.outcome) for item in self.found(record))

    def check_many(self, records: Iterable[Any]) -> list[list[Finding]]:
        """Return the findings of each record, in order."""
        return [self.check(record) for record in records]


def without_nulls(value: Any) -> Any:
    """Leave out every key whose value is null.

    >>> without_nulls({"role": "user", "content": "hi", "tool_calls": None, "parts": [{"a": None}]})
    {'role': 'user', 'content': 'hi', 'parts': [{}]}
    """
    if isinstance(value, Mapping):  # a row of datasets is one, and no dict
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


class Task(NamedTuple):
    """What a process must know to check a part of a file."""

    checker: Checker
    source: str
    fields: tuple[str, ...]  # of the grader
    preset: str | None = None  # of the rules about content; None leaves them out


class Part(NamedTuple):
    """What a part of a file gave: findings, and the few words that rules across rows need."""

    findings: list[Finding]
    rows: int
    seen: list[Seen]
    lacking: Seen
    content: list[Finding]  # of the rules about content
    size: int = 0  # bytes, where the part is one of a stored file


def check_rows(task: Task, lines: Iterable[Line]) -> Part:
    """Check lines that were read: one after the other, then all together by the rules about content."""
    if task.preset is None:
        return check_each(task, lines)  # a record is let go as soon as it is checked
    lines = list(lines)
    return check_each(task, lines)._replace(content=content_of(task, lines))


def content_of(task: Task, lines: Iterable[Line]) -> list[Finding]:
    """Return what the rules about content find in lines that were read."""
    if task.preset is None:
        return []
    rows = [(line.number, line.record) for line in lines if line.record is not None]
    ruleset = quality.rules_for(task.preset, task.checker.method)
    return [*quality.findings(rows, ruleset, task.source)]


def check_each(task: Task, lines: Iterable[Line]) -> Part:
    """Check lines that were read for the provider, one after the other."""
    checker, source, fields, _ = task
    provider = checker.choice.id
    rules = compile_across(checker.choice.spec.get("across", {}))
    part = Part([], 0, [{} for _ in rules], {}, [])
    rows = 0
    for line in lines:
        for item in line.found:
            part.findings.append(placed(item, provider, source, line.number))
        if line.record is None and line.found:
            rows += bool(line.size)
            continue
        rows += 1
        for hit in checker.found(line.record, line.size):
            part.findings.append(finding(hit, provider, source, line.number))
        for rule, has in zip(rules, part.seen, strict=True):
            note(has, rule.feature(line.record), line.number)
        for name in fields:
            if not isinstance(line.record, dict) or line.record.get(name) is None:
                note(part.lacking, name, line.number)
    return part._replace(rows=rows)


def placed(item: Found | Finding, provider: str, source: str, line: int) -> Finding:
    """Put a place to what the reading of a line found."""
    if isinstance(item, Found):
        return finding(item, provider, source, line)
    words = (item.pointer, provider, item.help, item.fix, item.effect)
    return Finding(item.rule, item.severity, item.message, source, line, *words)


def check_blocks(task: Task, blocks: Iterable[Block]) -> Part:
    """Check lines that are in memory, block by block."""
    return joined(check_block(task, block) for block in blocks)


def check_stored(task: Task, stored: Stored) -> Part:
    """Check all lines of a file, on all cores where that pays; the result is the same.

    Processes read the blocks of a plain file themselves; a packed one is unpacked here and handed to them.
    """
    size = stored.about_bytes()
    helpers = _helpers(task, size)
    if helpers < 2:
        return joined(check_piece(task, piece) for piece in pieces(stored))
    from curate.executors.beside import AHEAD, map_beside

    if task.preset is not None:
        quality.rules_for(task.preset, task.checker.method)  # read once, before the processes part
    task.checker.wire(None)  # compiled, too
    share = -(-size // helpers) + 1
    parts = pieces(stored, min(share, BLOCK_BYTES))
    return joined(map_beside(partial(check_piece, task), parts, helpers, 1 if stored.packed else AHEAD))


def _helpers(task: Task, size: int) -> int:
    """Return how many helper processes a file of `size` bytes is worth, 0 for none."""
    if size < min(PARALLEL_BYTES, PARALLEL_BYTES_CONTENT):
        return 0
    from curate.executors.beside import can_fork, cores  # lazily: loads subprocess and multiprocessing

    if task.preset is None:
        least = PARALLEL_BYTES if can_fork() else float("inf")
    else:
        least = PARALLEL_BYTES_CONTENT if can_fork() else PARALLEL_BYTES_FRESH
    return cores() if size >= least else 0


def check_block(task: Task, block: Block) -> Part:
    part = check_rows(task, read(block.lines, task.checker.choice.facts["files"], block.first, block.last))
    part.findings.extend(damage_of(block, task.source))
    return part


def check_piece(task: Task, piece: Span | Chunk) -> Part:
    return check_block(task, load_block(piece))._replace(size=piece.size)


def joined(parts: Iterable[Part]) -> Part:
    """Put the parts of a file together, in order; a part is dropped as soon as it is taken over."""
    whole: Part | None = None
    for part in parts:
        if whole is None:
            whole = part
            continue
        whole.findings.extend(part.findings)
        whole.content.extend(part.content)
        for seen, more in zip(whole.seen, part.seen, strict=True):
            merge(seen, more)
        merge(whole.lacking, part.lacking)
        whole = whole._replace(rows=whole.rows + part.rows, size=whole.size + part.size)
    return whole or Part([], 0, [], {}, [])
