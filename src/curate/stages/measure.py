"""Measure each row for the rules about the whole data set: narrow columns, no text beyond a short label or opener.

Needs    examples, segments and the findings of check_rows.
Returns  the side frame `measures`, one row an example: MEASURES.
"""

from typing import NamedTuple

import polars as pl

from curate.setup import Setup
from curate.stages import Chunk

OPENER_WORDS = 3
LABEL_CHARS = 24
MEASURES = pl.Schema(
    {
        "row_id": pl.UInt64,
        "kind": pl.String,
        "n_messages": pl.UInt32,
        "n_answers": pl.UInt32,
        "answer_chars": pl.UInt64,  # of all trained answers
        "chars": pl.UInt64,  # of all text
        "last_chars": pl.UInt32,  # of the last answer
        "open_end": pl.Boolean,  # the last answer ends without the end of a sentence, a block or a list item
        "thinks": pl.Boolean,
        "calls": pl.Boolean,
        "has_tools": pl.Boolean,
        "refuses": pl.Boolean,
        "opener": pl.String,  # the first words of the first answer, lower case
        "label": pl.String,  # the last answer where it is short enough to be a class
        "script": pl.String,  # of the last answer: Latin, other, none
        "system": pl.String,  # first 80 characters of the system message
        "id": pl.String,  # the row's own name, from its metadata
        "licensed": pl.Boolean,  # its metadata name a licence
        "stock": pl.Boolean,  # an answer holds a phrase that models say by habit
        "chosen_chars": pl.UInt64,
        "rejected_chars": pl.UInt64,
    }
)
_ANSWER = (pl.col("role") == "assistant") & (pl.col("form") == "text")
_OPEN = r"[\p{L}\p{N},]\s*\z"
# metadata stand in `extra`; inside a text its quotation marks would be escaped
_ID = r'"extra":\{.*?"(?:id|_id|uid|uuid|row_id|example_id)":("(?:[^"\\]|\\.){1,80}"|-?\d{1,20})[,}]'
_LICENCES = ['"license":"', '"licence":"', '"licenses":[', '"license_name":"']
_STOCK = [
    "i hope this helps",
    "great question",
    "as a helpful assistant",
    "let me know if you have any other",
    "delve into",
    "it's important to note",
    "it is important to note",
    "feel free to ask",
    "in today's fast-paced",
    "i'd be happy to help",
    "a testament to",
    "happy to assist",
    "is there anything else i can",
]
_REFUSALS = ("content/refusal", "content/refusal-boilerplate")


def measure(chunk: Chunk, setup: Setup) -> Chunk:
    return chunk._replace(side={**chunk.side, "measures": measures(chunk)})


def measures(chunk: Chunk) -> pl.DataFrame:
    text, record, roles = pl.col("text"), pl.col("record"), pl.col("roles")
    segments, examples = chunk.segments.lazy(), chunk.examples.lazy()
    pointer = _Pointers(only_messages=not chunk.examples["roles"].null_count())
    said = segments.filter(_ANSWER & ~pointer.holds("/arguments") & ~pointer.holds("/reasoning_content"))
    answers = said.filter(~pointer.starts("/rejected"))
    size = text.str.len_chars()
    by_row = answers.group_by("row_id").agg(
        n_answers=pl.len(),
        answer_chars=size.filter(pl.col("trained")).sum().cast(pl.UInt64),
        last_chars=size.last(),
        open_end=text.last().str.contains(_OPEN),
        thinks=(text.str.contains("<think") | pointer.holds("reasoning")).any(),
        opener=text.first()
        .str.extract(rf"^\W*((?:\w[\w'’]*\W+){{0,{OPENER_WORDS - 1}}}\w[\w'’]*)")
        .str.to_lowercase(),
        label=pl.when(size.last() <= LABEL_CHARS).then(
            text.last().str.strip_chars(" .!\n\"'").str.to_lowercase()
        ),
        script=_script(text.last()),
        stock=text.str.contains_any(_STOCK, ascii_case_insensitive=True).any(),
    )
    reasoning = (
        segments.filter(pointer.holds("/reasoning_content")).select("row_id", reasons=True).unique("row_id")
    )
    sides = (
        said.filter(pointer.starts("/chosen") | pointer.starts("/rejected"))
        .group_by("row_id")
        .agg(
            chosen_chars=size.filter(pointer.starts("/chosen")).sum().cast(pl.UInt64),
            rejected_chars=size.filter(pointer.starts("/rejected")).sum().cast(pl.UInt64),
        )
    )
    whole = segments.filter(pl.col("form") != "leaf").group_by("row_id").agg(chars=size.sum().cast(pl.UInt64))
    system = segments.filter(pl.col("role").is_in(["system", "developer"]))
    systems = system.group_by("row_id").agg(system=text.first().str.slice(0, 80))
    refusing = chunk.findings.filter(pl.col("rule").is_in(_REFUSALS))["row_id"].unique()
    other = pl.when(roles.is_null()).then(record)
    frame = examples.select(
        "row_id",
        "kind",
        has_tools=_holds('"tools":[{') | _holds('"functions":[{'),
        calls=_holds('"tool_calls":[{') | _holds('"function_call":{'),
        n_messages=pl.coalesce(
            roles.str.count_matches(" ", literal=True) + 1,
            other.str.count_matches('{"role":"', literal=True),
        ),
        id=_named(record, _ID),
        licensed=pl.any_horizontal(map(_holds, _LICENCES)),
        refuses=pl.col("row_id").is_in(refusing.implode()),
    )
    for others in (by_row, sides, whole, systems, reasoning):
        frame = frame.join(others, on="row_id", how="left", maintain_order="left")
    none = pl.when(pl.col("n_answers").is_not_null()).then(0)
    whole_frame = frame.with_columns(
        chosen_chars=pl.coalesce("chosen_chars", none),
        rejected_chars=pl.coalesce("rejected_chars", none),
        thinks=pl.col("thinks").fill_null(False) | pl.col("reasons").is_not_null(),
    )
    return whole_frame.select(MEASURES.names()).cast(MEASURES).collect(engine="in-memory")


class _Pointers(NamedTuple):
    """What pointers say; where all rows are plain, each leads to the content of a message, and none is looked at."""

    only_messages: bool

    def holds(self, part: str) -> pl.Expr:
        return pl.lit(False) if self.only_messages else pl.col("pointer").str.contains(part, literal=True)

    def starts(self, part: str) -> pl.Expr:
        return pl.lit(False) if self.only_messages else pl.col("pointer").str.starts_with(part)


def _named(record: pl.Expr, pattern: str) -> pl.Expr:
    """Take a row's name out of its metadata, where it has any."""
    return pl.when(record.str.contains('"extra":{', literal=True)).then(record.str.extract(pattern))


def _holds(literal: str) -> pl.Expr:
    return pl.col("record").str.contains(literal, literal=True)


def _script(text: pl.Expr) -> pl.Expr:
    """Name the script by what most of the letters are: Latin, other, or none."""
    wide = pl.when(text.str.len_bytes() != text.str.len_chars()).then(text)  # letters are counted one by one
    latin = wide.str.count_matches(r"[A-Za-z\u{c0}-\u{24f}]")
    letters = wide.str.count_matches(r"\p{L}")
    return (
        pl.when(letters == 0).then(pl.lit("none"))
        .when(latin * 2 >= letters).then(pl.lit("Latin"))
        .when(letters.is_not_null()).then(pl.lit("other"))
        .when(text.str.contains("[A-Za-z]")).then(pl.lit("Latin"))
        .when(text.is_not_null()).then(pl.lit("none"))
    )  # fmt: skip
