"""Mend what rules find: safe fixes keep the training content, unsafe ones change what is learned.

Find, then apply: a fix is made by the kind that found the defect, and each one is written down with its rule and place,
so that the same fixes can be made again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from curate.checks import kind
from curate.errors import InputError
from curate.records import segments_of, set_text
from curate.ruleset import Ruleset
from curate.ruleset.packs import Compiled
from curate.ruleset.run import applies
from curate.ruleset.selection import selected
from curate.storage.stage_files import write_atomically


class Fix(NamedTuple):
    """One fix that was made."""

    rule: str
    pointer: str
    safe: bool


def fixable(ruleset: Ruleset, *, unsafe: bool = False) -> tuple[Compiled, ...]:
    """Return the rules that may mend a row."""
    wanted = ("safe", "unsafe") if unsafe else ("safe",)
    return tuple(r for r in ruleset.rules if r.fix in wanted and hasattr(kind(r.kind), "fix"))


Only = Collection[tuple[str, str]]  # rule and pointer of each fix that may be made


def fix_record(
    record: dict[str, Any], rules: Iterable[Compiled], only: Only | None = None
) -> tuple[dict[str, Any], list[Fix]]:
    """Return the mended record and what was done; the record given is left as it is. `only` narrows the places."""
    made: list[Fix] = []
    for rule in rules:
        module = kind(rule.kind)
        if rule.scope == "record" and applies(rule, record):
            hits = [h for h in module.check(record, rule.params) if _may(rule, h.pointer, only)]
            mended = module.fix(record, rule.params) if hits else record
            if mended != record:
                made += [Fix(rule.id, hit.pointer, rule.fix == "safe") for hit in hits]
                record = mended
        elif rule.scope == "segment":
            for pointer, text in _edits(record, rule):
                if not _may(rule, pointer, only):
                    continue
                if not made or made[-1].rule != rule.id:
                    record = deepcopy(record)
                set_text(record, pointer, text)
                made.append(Fix(rule.id, pointer, rule.fix == "safe"))
    return record, made


def _may(rule: Compiled, pointer: str, only: Only | None) -> bool:
    return only is None or (rule.id, pointer) in only


def _edits(record: dict[str, Any], rule: Compiled) -> list[tuple[str, str]]:
    module = kind(rule.kind)
    return [
        (segment.pointer, mended)
        for segment in segments_of(record)
        if selected(segment, rule.reads)
        and any(True for _ in module.check(segment.text, rule.params))
        and (mended := module.fix(segment.text, rule.params)) != segment.text
    ]


def fix_lines(
    lines: list[bytes], rules: tuple[Compiled, ...], only: Mapping[int, Only] | None = None
) -> Iterator[tuple[bytes, list[Fix]]]:
    """Yield each line mended, and what was done to it; lines that are no chat record stay as they are.

    With `only`, by line number, nothing is done elsewhere: so are the fixes of a record made again.
    """
    import orjson

    from curate.parsing.strict_json import parse_line

    for number, line in enumerate(lines, 1):
        here = None if only is None else only.get(number, ())
        record, found = (None, ()) if here == () else parse_line(line)
        if found or not isinstance(record, dict) or not isinstance(record.get("messages"), list):
            yield line, []
            continue
        mended, made = fix_record(record, rules, here)
        yield (orjson.dumps(mended) if made else line), made


class Mended(NamedTuple):
    """A file after its fixes: its bytes, and a note of each fix (line, rule, pointer, safe)."""

    data: bytes
    notes: list[dict[str, Any]]

    @property
    def rows(self) -> int:
        return len({note["line"] for note in self.notes})


def fix_file(path: Path, rules: tuple[Compiled, ...], replay: Path | None = None) -> Mended:
    """Mend a JSONL file in memory; with `replay`, make the noted fixes and no others. Nothing is written."""
    only: dict[int, set[tuple[str, str]]] | None = None
    if replay:
        only = {}
        for note in read_notes(replay):
            only.setdefault(note["line"], set()).add((note["rule"], note["pointer"]))
    results = list(fix_lines(path.read_bytes().split(b"\n"), rules, only))
    notes = [{"line": number, **fix._asdict()} for number, (_, made) in enumerate(results, 1) for fix in made]
    return Mended(b"\n".join(line for line, _ in results), notes)


def notes_path(path: Path) -> Path:
    """Name the file that says what was fixed: `train.jsonl` -> `train.jsonl.fixes`."""
    return path.with_name(path.name + ".fixes")


def read_notes(path: Path) -> list[dict[str, Any]]:
    """Read what was fixed; raise InputError for a file that is no such record."""
    import orjson

    try:
        notes = [orjson.loads(line) for line in path.read_bytes().splitlines()]
        return [{key: note[key] for key in ("line", "rule", "pointer")} for note in notes]
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path}: is no record of fixes") from None


def write_mended(path: Path, mended: Mended) -> None:
    """Write a mended file, and beside it what was fixed."""
    import orjson

    write_atomically(path, mended.data)
    write_atomically(notes_path(path), b"".join(orjson.dumps(note) + b"\n" for note in mended.notes))
