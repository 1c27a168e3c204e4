"""The write phase. Each piece writes its share of every output, a *part*; parts are joined in the order of the input.

A task of this module runs in a worker; what it needs to know travels in a Share.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from hashlib import blake2b, sha256
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson
import polars as pl

from curate.building.whole_files import Moved, Noted, Notes
from curate.engines.tokens import encoding_for
from curate.exports import eval_items
from curate.frames import FINDINGS
from curate.pipeline import Prepared, prepare, read_frame
from curate.plan import Job, read_piece
from curate.setup import Setup
from curate.spec.config import Target
from curate.stages.emit import emit
from curate.storage.stage_files import Place, children, done, flush, once, readable, remove, temporary_for
from curate.suppress import Entry, left_in_frame

COMMON = ("rejected", "duplicates", "findings")
WRITTEN_FROM = ("examples", "rejected", "findings")  # frames of a prepared piece
SIDES = ("train", "validation", "test")


def sides(setup: Setup) -> tuple[str, ...]:
    """Return the files that every target gets."""
    return SIDES if setup.config.stages.split.test_ratio else SIDES[:-1]


def lines_of(setup: Setup) -> tuple[str, ...]:
    """Return the names of all that is written row by row for a target, without their suffix."""
    names = sides(setup)
    return (*names, Path(eval_items.NAME).stem) if "test" in names else names


class Share(NamedTuple):
    """One write task: a prepared piece, where it stands, and the file that decides about its rows."""

    job: Job
    prepared: Prepared
    line_base: int
    source: str
    decisions: Place
    suppressed: tuple[Entry, ...] = ()


class Written(NamedTuple):
    """What one piece wrote: a folder of parts, rows and tokens of each, and what was noted of the lines of targets."""

    folder: Place
    counts: dict[str, tuple[int, int]]
    noted: dict[str, Noted]


class Part(NamedTuple):
    """What a piece contributes to one output; `tokens` are those of the lines of a target."""

    data: bytes
    rows: int
    tokens: int = 0


class Output(NamedTuple):
    """A finished file, still under its temporary name."""

    temporary: Path
    path: Path
    rows: int
    tokens: int
    bytes: int
    sha256: str


def write_share(share: Share, setup: Setup) -> Written:
    """Write the parts of one piece, or find them written by an earlier run under the same key."""
    low = share.prepared.base
    decisions = decided(share.decisions, share.prepared)
    key = blake2b(share.prepared.folder.name.encode(), digest_size=16, key=setup.digests.write.encode())
    key.update(repr((share.source, share.line_base, low, share.suppressed)).encode())
    key.update(orjson.dumps(decisions.to_dict(as_series=False)))

    def make(folder: Path) -> dict[str, Any]:
        if done(share.prepared.folder, WRITTEN_FROM) is None:
            prepare(share.job, setup)  # damaged since it was read: made again, never believed
        counts = {}
        noted: dict[str, Notes] = {}
        for name, part in parts(share, decisions, setup, noted):
            (folder / name).write_bytes(part.data)
            counts[name] = (part.rows, part.tokens)
        return {"counts": counts, "noted": {name: notes.noted.as_json() for name, notes in noted.items()}}

    note, _ = once(setup.work / "write" / key.hexdigest(), make)
    noted = {name: Noted.of_json(value) for name, value in note["noted"].items()}
    return Written(setup.work / "write" / key.hexdigest(), note["counts"], noted)


def decided(decisions: Place, prepared: Prepared) -> pl.DataFrame:
    """Read what was decided about the rows of one piece."""
    low, high = prepared.base, prepared.base + prepared.extent
    table = pl.scan_parquet(readable(decisions), glob=False)
    return table.filter(pl.col("row_id").is_between(low, high, closed="left")).collect()


def parts(
    share: Share, decisions: pl.DataFrame, setup: Setup, noted: dict[str, Notes]
) -> Iterator[tuple[str, Part]]:
    """Yield (name, part) for everything that one piece contributes.

    What the lines of a target show is noted in `noted`, by the name of the part.
    """
    folder, base = share.prepared.folder, share.prepared.base
    examples = read_frame(folder, "examples").with_columns(pl.col("row_id") + base)
    examples = examples.join(decisions, on="row_id", how="left", maintain_order="left")
    for target in setup.targets:
        for side in sides(setup):
            name = f"{target.folder}.{side}"
            mine = examples.filter((pl.col("split") == side) & pl.col(f"fit_{target.folder}"))
            noted[name] = Notes(target)
            yield name, _lines_of_target(mine, target, noted[name])
            if side == "test":
                yield f"{target.folder}.{Path(eval_items.NAME).stem}", _joined(_items(mine))
    place = {"source": share.source}
    early = read_frame(folder, "rejected").with_columns(pl.col("row_id") + base)
    late = _rejected_late(examples, share)
    rejected = pl.concat([early, late]).sort("row_id")
    yield "rejected", _joined(_rejected(rejected, place, share.line_base))
    dropped = examples.filter(pl.col("fate") == "duplicate")
    yield "duplicates", _joined(_duplicates(dropped, place, share.line_base))
    found = read_frame(folder, "findings")
    found = left_in_frame(found, share.source, share.suppressed, set())
    yield "findings", _joined(_findings(found, place, share.line_base))


def _lines_of_target(examples: pl.DataFrame, target: Target, notes: Notes) -> Part:
    lines = emit(examples, target)
    notes.look(lines, examples["row_id"], examples["plain"])
    tokens = examples[f"tokens_{encoding_for(target.model).encoding}"].sum()
    return Part(b"".join(lines), len(lines), int(tokens))


def _joined(values: Iterable[dict[str, Any]]) -> Part:
    lines = [orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE) for value in values]
    return Part(b"".join(lines), len(lines))


def _items(examples: pl.DataFrame) -> Iterator[dict[str, Any]]:
    for record in examples["record"]:
        if item := eval_items.item(orjson.loads(record)):
            yield {"item": item}


def _rejected_late(examples: pl.DataFrame, share: Share) -> pl.DataFrame:
    """Return rows that a decide stage rejected, with the bytes that they came from."""
    rows = examples.filter(pl.col("fate") == "rejected")
    raw = {item.offset + share.prepared.base: item.raw for item in read_piece(share.job)} if len(rows) else {}
    return rows.select(
        "row_id",
        "line",
        pl.Series("raw", [raw[row_id] for row_id in rows["row_id"]], pl.Binary),
        pl.col("fate_reason").cast(pl.String).alias("reason"),
    )


def _rejected(rows: pl.DataFrame, place: dict[str, Any], line_base: int) -> Iterator[dict[str, Any]]:
    for line, raw, reason in rows.select("line", "raw", "reason").iter_rows():
        yield place | {"line": line + line_base if line else None, "reason": reason} | raw_text(raw)


def raw_text(raw: bytes) -> dict[str, str]:
    """Give raw bytes a place in JSON: as text where they are UTF-8, else in base64; nothing is replaced.

    >>> raw_text(b'{"a": 1'), raw_text(b"\\xff")
    ({'raw': '{"a": 1'}, {'raw_base64': '/w=='})
    """
    try:
        return {"raw": raw.decode()}
    except UnicodeDecodeError:
        from base64 import b64encode

        return {"raw_base64": b64encode(raw).decode()}


def _duplicates(rows: pl.DataFrame, place: dict[str, Any], line_base: int) -> Iterator[dict[str, Any]]:
    columns = [
        "line",
        "content_hash",
        "record",
        "kept_source",
        "kept_line",
        "kept_hash",
        "similarity",
        "reason",
    ]
    for line, name, record, *kept, similarity, reason in rows.select(columns).iter_rows():
        yield (
            place
            | {
                "line": line + line_base if line else None,
                "content_hash": name,
                "kept": dict(zip(("source", "line", "content_hash"), kept, strict=True)),
                "similarity": similarity,
                "reason": reason,
                "record": orjson.Fragment(record),
            }
        )


def _findings(rows: pl.DataFrame, place: dict[str, Any], line_base: int) -> Iterator[dict[str, Any]]:
    names = [name for name in FINDINGS if name not in ("row_id", "line")]
    for line, *values in (
        rows.sort("row_id", "rule", "pointer", "provider").select("line", *names).iter_rows()
    ):
        found = dict(zip(names, values, strict=True))
        yield place | {"line": line + line_base if line else None} | found


def join_parts(
    written: list[Written],
    name: str,
    path: Path,
    more: Iterable[bytes] = (),
    begin: bytes = b"",
    moved: Sequence[Moved] = (),
) -> Output:
    """Join one part of every piece, in order, into a temporary file beside `path`; `begin` and `more` are around it.

    The lines in `moved` come first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = temporary_for(path)
    digest, size = sha256(), 0
    with temporary.open("wb") as stream:
        for block in chain([begin] if begin else (), _blocks(written, name, moved), more):
            stream.write(block)
            digest.update(block)
            size += len(block)
        flush(stream)
    counts = [w.counts[name] for w in written if name in w.counts]
    rows, tokens = sum(c[0] for c in counts), sum(c[1] for c in counts)
    return Output(temporary, path, rows, tokens, size, digest.hexdigest())


def _blocks(written: list[Written], name: str, moved: Sequence[Moved]) -> Iterator[bytes]:
    for line in moved:
        with (written[line.part].folder / name).open("rb") as stream:
            stream.seek(line.start)
            yield stream.read(line.size)
    for number, item in enumerate(written):
        with (item.folder / name).open("rb") as stream:
            for line in sorted(line for line in moved if line.part == number):
                yield from _read(stream, line.start - stream.tell())
                stream.seek(line.start + line.size)
            yield from iter(partial(stream.read, 1 << 20), b"")


def _read(stream: IO[bytes], size: int) -> Iterator[bytes]:
    while size > 0:
        block = stream.read(min(size, 1 << 20))
        size -= len(block)
        yield block


def prune(todo: list[Job], prepared: list[Prepared], written: list[Written], work: Place) -> None:
    """Remove the checkpoints of earlier builds that this one did not use."""
    used = {item.folder for item in prepared} | {item.folder for item in written}
    used |= {job.piece.path for job in todo}
    for phase in ("prepare", "write", "blocks", "decisions"):
        for path in children(work / phase):
            if path not in used:
                remove(path)
