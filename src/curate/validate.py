"""`curate.check`: would this provider take these rows, and what would it do with them?

Needs a file, or its lines as bytes. Returns a CheckReport; a file, packed or not, is read block by block, so that
memory holds a few blocks, the findings and a few words about the whole file (a JSON document is read whole). Loads
neither polars (but for Parquet) nor pydantic.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Literal, NamedTuple

from curate import quality
from curate.checker import Checker, Task, check_blocks, check_rows, check_stored, content_of, without_nulls
from curate.clock import today
from curate.errors import ConfigError
from curate.model import Finding, Severity
from curate.other_method import other_method
from curate.providers import Choice, containers, held_out, unknown
from curate.providers.across import compile_across
from curate.providers.found import Found
from curate.providers.grader import beside, fields_of, missing_fields, read_grader
from curate.providers.late_keys import late_keys
from curate.providers.length import count
from curate.providers.line_blocks import Block, Stored, damage_of, load_block, pieces
from curate.providers.lines import Line, document, may_be_document, read
from curate.providers.platform import byte_limit, platform, row_limits
from curate.providers.report import finding, refused
from curate.ruleset.said_before import said_before

Scope = Literal["file", "rows"]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a provider would make of the rows.

    `accepted` is False where it would refuse the file or leave rows of it out, and depends on nothing else; `findings`
    are sorted by source and line, the worst first; `rows` counts the rows that were checked.
    """

    accepted: bool
    findings: list[Finding] = field(repr=False)
    rows: int


def check_record(
    record: Any, *, provider: str, method: str = "sft", model: str | None = None
) -> list[Finding]:
    """Return what a provider would object to in one parsed record, the worst first; empty where it is fine.

    Rules about files and about content are left out; to check many records, make one `Checker`. Raises ConfigError for
    a provider, method or model that does not exist.
    """
    return Checker(provider=provider, method=method, model=model).check(record)


def check(
    path_or_lines: str | Path | Sequence[bytes | str] | None = None,
    *,
    lines: Sequence[bytes | str] | Stored | None = None,
    provider: str,
    method: str = "sft",
    model: str | None = None,
    scope: Scope = "file",
    source: str = "",
    rules: Path | None = None,
    grader: Any = None,
    preset: str | None = "default",
    validation: str | Path | None = None,
    epochs: int | None = None,
) -> CheckReport:
    r"""Check a file for one provider, or lines that are in memory: would it take them, and what would it do with them?

    Give a path, or the lines of a file: bytes or text, cut at \n and otherwise as they stand, with a \r and the byte
    order mark where they have one. A file named .gz or .zst is unpacked; given as `lines=Stored(path, ".gz")`, what is
    in it is checked as if it had been unpacked before the upload.

    - `method` and `model` are named as the provider does (`curate facts PROVIDER`); `model` brings in its token limit.
    - `scope="rows"` leaves out what is about the file as a whole, such as a minimum number of rows.
    - `preset` chooses the rules about content; None leaves them out. They never change what the provider accepts.
    - `validation` is the validation file: its rows are checked too, and compared with those of training.
    - `grader` is the grader of a reinforcement job, a value or a path; when absent, one that lies beside the file.
    - `epochs` matters where a service limits tokens x epochs; 1 when absent.
    - `rules` is a folder whose `providers/` are looked up before those of curate.
    - `source` is what findings call the rows; the path when absent.

    Raises InputError for a file that cannot be read, ConfigError for a provider, method, model or preset that does not
    exist.

    >>> row = b'{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}'
    >>> check(lines=[row], provider="openai", scope="rows").accepted
    True
    >>> check(lines=[row], provider="openai").accepted
    False
    """
    if scope not in ("file", "rows"):
        raise ConfigError([f"scope: {unknown(str(scope), ['file', 'rows'])}"])
    checker = Checker(provider=provider, method=method, model=model, rules=rules)
    given = path_or_lines if lines is None else lines
    before: list[Found] = []
    if isinstance(given, str | Path):
        path = Path(given)
        source = source or str(given)
        before = list(suffix(path, checker.choice))
        data = opened(path, checker)
        grader = grader or (beside(path) if method == "rft" else None)
    elif given is None:
        raise ConfigError(["check: give a path or lines"])
    elif isinstance(given, Stored):
        data = Data([], given, None, given.about_bytes())
    else:
        data = in_memory([line if isinstance(line, bytes) else as_bytes(line) for line in given])
    fields = fields_of(read_grader(Path(grader)) if isinstance(grader, str | Path) else grader)
    if preset is not None:
        quality.rules_for(preset, method)  # a preset that does not exist is said before anything is read
    task = Task(checker, source, tuple(fields), preset)
    findings, rows, content = check_data(data, task, scope, epochs or 1)
    findings = [finding(item, provider, source) for item in before] + findings
    if validation is not None:
        findings += check_validation(Path(validation), data, rows, checker, fields)
    elif scope == "file":
        findings += [finding(hit, provider, source) for hit in held_out.missing(checker.choice)]
    if scope == "file":
        meant = other_method(data.rows(), checker, findings)
        findings += [finding(hit, provider, source) for hit in meant]
    accepted = not any(map(refused, findings))
    findings += not_said_before(content, findings, source)
    return CheckReport(accepted, sorted(findings), rows)


LINES_AT_ONCE = 20_000  # of those that are in memory


class Document(NamedTuple):
    """A file that is one JSON document: its rows, what it is, its bytes, and its last lines."""

    rows: list[Any]
    what: str
    size: int
    end: Block


class Data(NamedTuple):
    """The rows of a file: lines that are in memory, a file whose lines are read block by block, or (`table`) the rows
    that a reader made of a container without lines."""

    lines: list[bytes]
    stored: Stored | None
    table: list[Line] | None
    size: int  # bytes; of a packed file a guess, until it was read

    def blocks(self) -> Iterator[Block]:
        """Yield the lines, a bounded number of bytes at a time."""
        if self.stored is not None:
            yield from map(load_block, pieces(self.stored))
        for at in range(0, len(self.lines), LINES_AT_ONCE):
            end = at + LINES_AT_ONCE
            yield Block(self.lines[at:end], at + 1, end >= len(self.lines))

    def raw(self) -> Iterator[bytes]:
        """Yield the lines one by one."""
        for block in self.blocks():
            yield from block.lines

    def document(self) -> Document | None:
        """Read the file as one JSON document; only where its head leaves that open, all of it."""
        if self.table is not None or not may_be_document(next(self.blocks(), Block([], 1, True)).lines):
            return None
        blocks = [*self.blocks()]
        lines = [line for block in blocks for line in block.lines]
        found = document(lines)
        return found and Document(*found, sum(map(len, lines)) + len(lines), blocks[-1])

    def records(self) -> Iterator[list[tuple[int, Any]]]:
        """Yield (line, record) of every row that can be read, a bounded number of bytes at a time."""
        if self.table is not None:
            yield [(line.number, line.record) for line in self.table if line.record is not None]
        elif (whole := self.document()) is not None:
            yield [*enumerate(whole.rows, 1)]
        else:
            for block in self.blocks():
                lines = read(block.lines, {}, block.first, block.last)
                yield [(line.number, line.record) for line in lines if line.record is not None]

    def rows(self) -> Iterator[tuple[int, Any]]:
        """Yield (line, record) of every row that can be read."""
        return chain.from_iterable(self.records())


def as_bytes(line: str) -> bytes:
    return line.encode("utf-8", "surrogatepass")


def in_memory(lines: list[bytes]) -> Data:
    return Data(lines, None, None, sum(map(len, lines)) + len(lines))


def opened(path: Path, checker: Checker) -> Data:
    """Read a file; of a container whose rows have a layout of their own, let the checker hold them to that."""
    if path.suffix.lower() not in containers.SUFFIXES:
        stored = Stored.of(path)
        return Data([], stored, None, stored.about_bytes())
    layout = checker.choice.facts["files"].get("layouts", {}).get(path.suffix)
    if layout:
        own = {"row": layout, "rules": {}, "across": {}, "conversation": None, "wire": None}
        checker.choice = checker.choice._replace(spec=checker.choice.spec | own)
    table = list(containers.rows(path))
    if path.suffix.lower() == ".parquet":  # carries null for every column that other rows fill
        table = [line._replace(record=without_nulls(line.record)) for line in table]
    return Data([], None, table, path.stat().st_size)


def check_validation(
    path: Path, train: Data, rows: int, checker: Checker, fields: list[str]
) -> list[Finding]:
    """Check the validation file, the fields that a grader reads included, and how it fits the training file."""
    provider, source = checker.choice.id, str(path)
    data = opened(path, checker)
    findings, held, _ = check_data(data, Task(checker, source, tuple(fields)), "rows", 1)
    findings = [item for item in findings if not item.rule.startswith("platform/")]  # said of the first
    findings += [finding(hit, provider, source) for hit in held_out.limits(rows, held, checker.choice)]
    both = [*held_out.overlap(train.rows(), data.rows())]
    if checker.choice.method == "rft":
        both += held_out.other_fields(train.rows(), data.rows())
    return findings + [finding(hit, provider, source, line) for line, hit in both]


def not_said_before(content: Iterable[Finding], said: Iterable[Finding], source: str) -> list[Finding]:
    """Return what the rules about content find and no error of the provider says already."""
    errors: dict[int | None, list[str]] = {}
    for item in said:
        if item.severity is Severity.ERROR and item.source == source:
            errors.setdefault(item.line, []).append(item.rule)
    return [item for item in content if not said_before(item.rule, errors.get(item.line, ()))]


def suffix(path: Path, choice: Choice) -> Iterable[Found]:
    wanted = choice.facts["files"].get("suffixes", [".jsonl"])
    if path.suffix not in wanted:
        yield Found(
            "file/suffix", "", {"suffix": path.suffix or "nothing", "wanted": ", ".join(wanted)}, "rejected"
        )


def check_data(data: Data, task: Task, scope: Scope, epochs: int) -> tuple[list[Finding], int, list[Finding]]:
    """Check all rows of one file; return the findings, unsorted, the number of rows, and what is found in content."""
    choice, source = task.checker.choice, task.source
    provider, files = choice.id, choice.facts["files"]
    findings = [finding(item, provider, source) for item in platform(choice, today())]
    whole = data.document()
    if whole is not None:
        findings += damage_of(whole.end, source)
        outcome = "advice" if files.get("documents") else "rejected"
        line = None if files.get("documents") else 1
        findings.append(
            finding(Found("file/not-lines", "", {"what": whole.what}, outcome), provider, source, line)
        )
        if line:
            return findings, 0, content_of(task, document_lines(whole.rows))
        part = check_rows(task, document_lines(whole.rows))
        data = data._replace(size=whole.size if data.stored and data.stored.packed else data.size)
    elif data.table is not None:
        part = check_rows(task, data.table)
    elif data.stored is not None:
        part = check_stored(task, data.stored)
        data = data._replace(size=part.size)
    else:
        part = check_blocks(task, data.blocks())
    findings += part.findings
    rules = compile_across(choice.spec.get("across", {})) if part.seen else []
    across = [(at, hit) for rule, has in zip(rules, part.seen, strict=True) for at, hit in rule.judge(has)]
    chunk = files.get("first_chunk_bytes")
    if chunk and data.size > chunk["value"] and whole is None:
        across += late_keys(data.raw(), chunk["value"], chunk["when_exceeded"])
    across += missing_fields(list(task.fields), part.lacking, part.rows)
    findings += [finding(hit, provider, source, at) for at, hit in across]
    if scope == "file":
        sized = [*row_limits(part.rows, choice), *size_limits(data, choice, epochs)]
        findings += [finding(hit, provider, source) for hit in sized]
    return findings, part.rows, part.content


def document_lines(rows: list[Any]) -> list[Line]:
    return [Line(number, 0, record, ()) for number, record in enumerate(rows, 1)]


def size_limits(data: Data, choice: Choice, epochs: int) -> Iterable[Found]:
    """Yield what is wrong with the number of bytes, and of tokens x epochs, counted only where bytes leave it open."""
    yield from byte_limit(data.size, choice)
    most = choice.facts.get("limits", {}).get("tokens_times_epochs")
    if most and data.size * epochs > most["value"]:
        tokens = sum(count(record, choice) for _, record in data.rows())
        if tokens * epochs > most["value"]:
            values = {"tokens": tokens, "epochs": epochs, "limit": most["value"]}
            yield Found("file/too-many-tokens", "", values, most.get("when_exceeded", "rejected"))
