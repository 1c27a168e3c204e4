"""Write sample_data/: exports of a small shop in ten layouts, with planted flaws that its README names.

python -m tools.make_sample_data           write the files
python -m tools.make_sample_data --check   exit 1 where a file holds other rows than it should
"""

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import zstandard

from tools.blocks import fill, table
from tools.sample import exports, rows
from tools.sample.calls import calls
from tools.sample.chats import Chats
from tools.sample.rows import Row

FOLDER = Path(__file__).resolve().parents[1] / "sample_data"
SEED = 20261122
FILES: dict[str, Callable[[Chats], list[Row]]] = {
    "chats.jsonl": rows.support_chats,
    "chats_world.jsonl.zst": rows.world_chats,
    "old_desk_sharegpt.json.gz": rows.sharegpt,
    "faq.csv": rows.faq,
    "office_alpaca.json": rows.instructions,
    "preferences.jsonl": exports.preferences,
    "pages_ja.parquet": exports.completions,
    "helpdesk.jsonl": exports.helpdesk,
    "returns_ur.tsv": exports.returns_urdu,
    "calls.jsonl": calls,
    "exam.jsonl": rows.exam,
}


def json_lines(content: list[Row]) -> bytes:
    texts = [
        r.value if isinstance(r.value, str) else json.dumps(r.value, ensure_ascii=False) for r in content
    ]
    return "".join(f"{text}\n" for text in texts).encode()


def json_array(content: list[Row]) -> bytes:
    return json.dumps([r.value for r in content], ensure_ascii=False, indent=1).encode() + b"\n"


def cells(content: list[Row], delimiter: str) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(content[0].value), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(r.value for r in content)
    return out.getvalue().encode()


def parquet(content: list[Row]) -> bytes:
    out = io.BytesIO()
    pl.DataFrame([r.value for r in content]).write_parquet(out, compression="zstd")
    return out.getvalue()


WRITERS: dict[str, Callable[[list[Row]], bytes]] = {
    ".jsonl": json_lines,
    ".json": json_array,
    ".csv": lambda content: b"\xef\xbb\xbf" + cells(content, ";"),
    ".tsv": lambda content: cells(content, "\t"),
    ".parquet": parquet,
    ".gz": lambda content: gzip.compress(json_array(content), mtime=0),
    ".zst": lambda content: zstandard.compress(json_lines(content)),
}
READERS: dict[
    str, Callable[[bytes], Any]
] = {  # packed bytes differ from version to version, their content does not
    ".gz": gzip.decompress,
    ".zst": zstandard.decompress,
    ".parquet": lambda data: pl.read_parquet(io.BytesIO(data)).to_dicts(),
}


def places(name: str, content: list[Row]) -> list[int]:
    """Return the 1-based line at which each row begins; Parquet has no lines, its rows are numbered."""
    if name.endswith((".csv", ".tsv")):
        sizes = [1 + sum(value.count("\n") for value in row.value.values()) for row in content]
    elif ".json" in name and ".jsonl" not in name:
        sizes = [json_array([row]).count(b"\n") - 2 for row in content]
    else:
        sizes = [1] * len(content)
    head = 1 if name.endswith((".csv", ".tsv", ".json", ".json.gz")) else 0
    return [1 + head + sum(sizes[:number]) for number in range(len(sizes))]


def flaws(name: str, content: list[Row]) -> list[dict[str, Any]]:
    return [
        {"file": f"raw/{name}", "line": line, "flaw": row.flaw, "shows": row.shows}
        for line, row in zip(places(name, content), content, strict=True)
        if row.flaw
    ]


def make() -> dict[str, bytes]:
    """Return path -> content of everything that is generated."""
    chats, made, planted = Chats(SEED), {}, []
    for name, rows_of in FILES.items():
        content = rows_of(chats)
        made[f"raw/{name}"] = WRITERS[Path(name).suffix](content)
        planted += flaws(name, content)
    listed = [[f"`{f['file']}`", str(f["line"]), f["flaw"], f["shows"]] for f in planted]
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    made["README.md"] = fill(
        readme, "flaws", table(["file", "line", "what is wrong", "where it shows, and why"], listed)
    ).encode()
    made["flaws.jsonl"] = "".join(json.dumps(flaw) + "\n" for flaw in planted).encode()
    return made


def same(name: str, old: bytes, new: bytes) -> bool:
    read = READERS.get(Path(name).suffix, bytes)
    return bool(read(old) == read(new))


def main(args: list[str]) -> int:
    made = make()
    stale = [
        name
        for name, data in made.items()
        if not (FOLDER / name).is_file() or not same(name, (FOLDER / name).read_bytes(), data)
    ]
    if args == ["--check"]:
        for name in stale:
            print(f"sample_data/{name}: not what `python -m tools.make_sample_data` writes", file=sys.stderr)
        return 1 if stale else 0
    (FOLDER / "raw").mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_bytes(made[name])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
