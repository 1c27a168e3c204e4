"""Fix what rules with `action: fix` found: find, then apply.

Needs    a chunk, and the findings of its rows.
Returns  the chunk with the mended examples and their segments cut anew; the findings, in which each fix that was made
         is an info that says so, with rule and pointer, so that the same fixes can be made again.
Covers   the fixes that kinds have (`fix`), in the order of the rules. Safe ones run by the packs' own action, unsafe
         ones where a config asks for them (`rules.action`).
"""

import orjson
import polars as pl

from curate.checks import kind
from curate.fixing import fix_record
from curate.frames import EXAMPLES, segments_frame
from curate.plain_chat import roles_of
from curate.records import content_hash
from curate.ruleset import Ruleset
from curate.stages import Chunk

MADE = "fixed"


def mend(chunk: Chunk, found: pl.DataFrame, ruleset: Ruleset) -> tuple[Chunk, pl.DataFrame]:
    """Mend the rows that the rules hit, and note each fix in the findings."""
    chosen = [rule for rule in ruleset.rules if rule.action == "fix"]
    hit = found.filter(pl.col("rule").is_in([rule.id for rule in chosen]))["row_id"].unique()
    rules = tuple(rule for rule in chosen if len(hit) and hasattr(kind(rule.kind), "fix"))
    if not rules:
        return chunk, found
    mended, made = [], []
    for row_id, record in (
        chunk.examples.filter(pl.col("row_id").is_in(hit.implode())).select("row_id", "record").iter_rows()
    ):
        value, fixes = fix_record(orjson.loads(record), rules)
        if fixes:
            mended.append((row_id, value))
            made += [(row_id, fix.rule, fix.pointer) for fix in fixes]
    return _with(chunk, mended), _noted(found, made)


def _with(chunk: Chunk, mended: list[tuple[int, dict[str, object]]]) -> Chunk:
    """Put mended records in place of the old ones."""
    if not mended:
        return chunk
    rows = [
        (row_id, content_hash(value), orjson.dumps(value).decode(), roles_of(value))
        for row_id, value in mended
    ]
    new = pl.DataFrame(
        rows, {name: EXAMPLES[name] for name in ("row_id", "content_hash", "record", "roles")}, orient="row"
    )
    rest = chunk.segments.join(new, on="row_id", how="anti", maintain_order="left")
    cut = segments_frame([row_id for row_id, _ in mended], [value for _, value in mended])
    return chunk._replace(
        examples=chunk.examples.update(new, on="row_id", how="left", include_nulls=True),
        segments=pl.concat([rest, cut]).sort("row_id", maintain_order=True),
    )


def _noted(found: pl.DataFrame, made: list[tuple[int, str, str]]) -> pl.DataFrame:
    """Turn the findings that were fixed into infos that say so."""
    schema = {"row_id": pl.UInt64, "rule": pl.String, "pointer": pl.String}
    fixed = pl.DataFrame(made, schema, orient="row").unique().with_columns(done=pl.lit(True))
    joined = found.join(fixed, on=["row_id", "rule", "pointer"], how="left", maintain_order="left")
    done = pl.col("done").fill_null(False)
    return joined.with_columns(
        severity=pl.when(done).then(pl.lit("info")).otherwise("severity"),
        fix=pl.when(done).then(pl.lit(MADE)).otherwise("fix"),
        help=pl.when(done).then(pl.lit("")).otherwise("help"),
    ).select(found.columns)
