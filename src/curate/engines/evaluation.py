"""Evaluation sets that a user names -> a pack: any container that curate reads, plain text, or a saved pack.

Covers   every string of a record is a text of its own: question, passage, choices, answer, messages.
         A text file has one text a paragraph (blank lines between).
Does not cover: keys of records, numbers.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson
import polars as pl

from curate.engines.grams import GRAMS, PARTS, SHORTEST_WORDS, WORDS_PER_GRAM, Pack, make_pack, pack_of
from curate.errors import InputError
from curate.inputs.sources import find_sources, open_source
from curate.readers import all_readers
from curate.records import string_leaves
from curate.storage.stage_files import sha256_file

PLACES = pl.Schema({"source": pl.String, "line": pl.UInt32, "field": pl.String})
SUFFIX = ".grams"  # of a folder with a saved pack
TEXT = (".txt", ".md")


def evaluation_pack(
    paths: Iterable[str], base: Path, n: int = WORDS_PER_GRAM, shortest: int = SHORTEST_WORDS
) -> Pack:
    """Read evaluation files and saved packs into one pack; raise InputError for what cannot be read."""
    packs = [load_pack(base / path) for path in paths if path.endswith(SUFFIX)]
    rows = [row for path in paths if not path.endswith(SUFFIX) for row in _texts(path, base)]
    texts = pl.Series([text for *_, text in rows], dtype=pl.String)
    places = pl.DataFrame([place for *place, _ in rows], PLACES, orient="row")
    return join_packs([make_pack(texts, places, n, shortest), *packs])


def _texts(path: str, base: Path) -> Iterator[tuple[str, int, str, str]]:
    """Yield (source, line or ordinal, field, text)."""
    if Path(path).suffix.lower() in TEXT:
        yield from _paragraphs(path, base / path)
        return
    for source in find_sources([path], base):
        with open_source(source) as stream:
            for ordinal, record in enumerate(all_readers()[source.reader].records(stream), 1):
                value = _parsed(record.raw) if record.problem is None else None
                for field, text in string_leaves(value):
                    yield source.name, record.line or ordinal, field, text


def _parsed(raw: bytes) -> object:
    """Parse a record; a line that is not JSON is a text."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return raw.decode(errors="replace")


def _paragraphs(name: str, path: Path) -> Iterator[tuple[str, int, str, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-8 at byte {error.start:,}") from None
    held: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            held.append(line)
        elif held:
            yield name, number - len(held), "", "\n".join(held)
            held = []


def fingerprint(paths: Iterable[str], base: Path) -> list[str]:
    """Return the SHA-256 of each file that the paths lead to: what is found depends on what is looked for."""
    files = []
    for path in paths:
        whole = (base / path).suffix.lower() in (SUFFIX, *TEXT)
        found = [base / path] if whole else [source.path for source in find_sources([path], base)]
        files += [file for one in found for file in (sorted(one.iterdir()) if one.is_dir() else [one])]
    if missing := [str(file) for file in files if not file.is_file()]:
        raise InputError(f"{missing[0]}: no such file")
    return [sha256_file(file) for file in files]


def join_packs(packs: list[Pack]) -> Pack:
    """Join packs; the parts of later ones are numbered on."""
    grams, before = [], 0
    for pack in packs:
        grams.append(pack.grams.with_columns(pl.col("part") + before))
        before += len(pack.parts)
    return pack_of(pl.concat(pack.parts for pack in packs), pl.concat(grams).cast(GRAMS))


def save_pack(pack: Pack, folder: Path) -> None:
    """Write a pack as two Parquet files; it holds hashes and places, no text."""
    folder.mkdir(parents=True, exist_ok=True)
    pack.parts.write_parquet(folder / "parts.parquet")
    pack.grams.write_parquet(folder / "grams.parquet")


def load_pack(folder: Path) -> Pack:
    """Read a saved pack; raise InputError for a folder that is none."""
    try:
        parts, grams = (
            pl.read_parquet(folder / f"{name}.parquet", glob=False) for name in ("parts", "grams")
        )
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{folder}: not a pack: {error}") from None
    if parts.schema != PARTS or grams.schema != GRAMS:
        raise InputError(f"{folder}: made by another version of curate: build it again")
    return pack_of(parts, grams)
