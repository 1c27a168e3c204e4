"""curate dedupe PATH...: Find exact and near-duplicate rows, and write what is left."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from curate.standalone.collect import Collected


@click.command(name="dedupe")
@click.argument("paths", nargs=-1, required=True)
@click.option("--threshold", type=click.FloatRange(0, 1, min_open=True), default=0.8, show_default=True,
              help="Jaccard similarity of word 5-grams.")  # fmt: skip
@click.option("--prefer", default="first", show_default=True, help="first, longest, or a metadata key.")
@click.option("--against", multiple=True, metavar="INDEX", help="Also drop what this index has.")
@click.option("--cap", type=click.IntRange(1), help="Keep up to this many rows that are alike.")
@click.option(
    "-o",
    "--output",
    "--out",
    "out",
    type=click.Path(path_type=Path),
    help="Write the kept rows here, as they are, one a line.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a duplicate.")
def command(
    paths: tuple[str, ...], threshold: float, prefer: str, against: tuple[str, ...], cap: int | None,
    out: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """Find the rows of PATHS (files, folders, globs) that equal or nearly equal another row.

    Each one is printed with the row that stays, and their exact similarity. User and assistant text is compared.
    Exit 1 where there are any and no --output was asked for.
    """
    from curate.stages.against_index import against_index
    from curate.stages.exact_duplicates import exact_duplicates
    from curate.stages.near_duplicates import near_duplicates
    from curate.standalone.collect import collect, settings

    near: dict[str, Any] = {"threshold": threshold, "prefer": prefer, "against": against}
    setup = settings(near_duplicates=near | ({"action": "cap", "cap": cap} if cap else {}))
    found = collect(paths, setup)
    index = found.rows
    for stage in (exact_duplicates, against_index, near_duplicates) if len(index.rows) else ():
        index = stage(index, setup)
    found = found._replace(rows=index)
    for row in evidence(found):
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else line(row))
    for finding in index.findings["message"]:
        click.echo(f"warning: {finding}", err=True)
    gone = len(index.duplicates)
    click.echo(f"{len(index.rows):,} rows: {len(index.rows) - gone:,} kept, {gone:,} duplicates", err=True)
    if found.unread:
        click.echo(f"{found.unread:,} records are no examples: `curate detect` says why", err=True)
    if out:
        write_kept(found, out)
    return int(gone > 0 and out is None)


def evidence(found: "Collected") -> list[dict[str, Any]]:
    """Return place, kept place, similarity and reason of each duplicate, in the order of the input."""
    places = {
        row_id: found.rows.place(file, line)
        for row_id, file, line in found.rows.rows.select("row_id", "file", "line").iter_rows()
    }
    rows = found.rows.duplicates.sort("row_id").iter_rows(named=True)
    return [
        {
            "place": places[row["row_id"]],
            "kept": places.get(row["kept_row_id"]),
            "similarity": round(row["similarity"], 4),
            "reason": row["reason"],
        }
        for row in rows
    ]


def line(row: dict[str, Any]) -> str:
    """Write one duplicate for people.

    >>> line({"place": "a.jsonl:9", "kept": "a.jsonl:2", "similarity": 0.9131, "reason": "near"})
    'a.jsonl:9: near 91.3% a.jsonl:2'
    """
    return f"{row['place']}: {row['reason']} {row['similarity']:.1%} {row['kept'] or ''}".rstrip()


def write_kept(found: "Collected", out: Path) -> None:
    """Copy the records that stay; what is no example stays as well, it is not ours to judge here."""
    from curate.plan import FILE_SHIFT, stream_records

    gone = set(found.rows.duplicates["row_id"])
    temporary = out.with_name(f".{out.name}.tmp")
    with temporary.open("wb") as stream:
        for source in found.sources:
            for record in stream_records(source):
                if record.offset + (source.file << FILE_SHIFT) not in gone:
                    stream.write(record.raw + b"\n")
    temporary.replace(out)
