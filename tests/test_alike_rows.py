"""Plain rows of the same roles are judged together, and get the verdict that each of them gets alone."""

from types import SimpleNamespace
from typing import Any

import orjson
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.model import Finding, RawRecord
from curate.plain_chat import roles_of, turns_of
from curate.providers import names
from curate.providers.length import Limit
from curate.providers.outcome import refused_outcome
from curate.providers.report import finding
from curate.redaction.policy import resolve_policy
from curate.ruleset import choose
from curate.ruleset.shapes import _without_texts, shapes_of
from curate.spec.config import Redact, Target
from curate.stages import Chunk, check_targets
from curate.stages.check_rows import apply_rules
from curate.stages.convert import convert
from curate.stages.count_tokens import add_counts
from curate.stages.redact import redact_chunk
from curate.stages.repair import apply_repairs, find_repairs

LIMIT = Limit(24, "truncated")
ALONE = ("openai", "azure_openai", "together", "fireworks", "nebius", "axolotl", "trl", "gemini", "bedrock")
TARGETS = {name: [Target(id=name)] for name in ALONE} | {
    "dpo": [Target(id="openai", method="dpo")],
    "several": [Target(id="together"), Target(id="trl"), Target(id="openai")],
    "all": [Target(id=name) for name in names()],
}
BLANK = ["", " ", "\n\t", "\u00a0", "\u200b\ufeff", "\u3000", "\u2003", "\u00ad"]
ODD = [
    '"',
    "\\",
    '],"extra":{',
    '{"content":"x"}',
    "a",
    "{{ name }}",
    '"said"',
    "\U0001f41d",
    "!\n",
    "<|im_end|>",
]
LONG = ["bees and flowers " * 20]
SAID = (
    st.sampled_from(["hi", "Tell me of bees.", "¿Qué?", "Ärger", "日本"])
    | st.sampled_from([*BLANK, *ODD, *LONG, "mail ann@example.org", "a\r\nb", "TODO", "a\u200bb"])
    | st.text()
)
ROLE = st.sampled_from(["user", "assistant", "user", "assistant", "system"])
TURN = st.builds(lambda role, said: {"role": role, "content": said}, ROLE, SAID)
MORE = st.sampled_from(
    [
        {},
        {},
        {"name": "x"},
        {"weight": 0},
        {"weight": 1},
        {"role": "developer"},
        {"role": "tool"},
        {"content": None},
    ]
)
NEARLY = st.builds(lambda turn, more: dict(reversed((turn | more).items())), TURN, MORE)
EXTRA = st.dictionaries(
    st.sampled_from(["id", "text", "content", "user"]),
    SAID | st.just({"content": "x", "text": "hi"}),
    max_size=2,
)
# rows of the same roles, often; some of them blank, long or to be mended
PAIR = st.tuples(*[st.sampled_from(["hi", "", "\u00a0", "\u3000", "a\u200bb", *LONG])] * 2).map(
    lambda said: [{"role": "user", "content": said[0]}, {"role": "assistant", "content": said[1]}]
)
ROW = st.builds(
    lambda turns, more: {"messages": turns} | more,
    PAIR | st.lists(TURN, max_size=4) | st.lists(TURN | NEARLY, max_size=3),
    EXTRA | st.sampled_from([{}, {"tools": []}]),
)
ROWS = st.lists(ROW, min_size=1, max_size=12)


def chunk_of(rows: list[dict[str, Any]]) -> Chunk:
    raw = [RawRecord(at, at + 1, orjson.dumps(row)) for at, row in enumerate(rows)]
    return convert(raw, "openai_chat")


def row_by_row(
    chunk: Chunk, targets: list[Target]
) -> tuple[list[list[bool]], list[tuple[int, Finding]], list[tuple[int, str]]]:
    """Return fits, findings and refused rows, each row judged by itself."""
    fits, found, unfit = [], [], []
    long = [check_targets.too_long_rows(chunk.examples, target) for target in targets]
    for row_id, record in chunk.examples.select("row_id", "record").iter_rows():
        said, fit, reason = [], [], ""
        for target, lost in zip(targets, long, strict=True):
            writer = check_targets.writer_of(target)
            writer.check.memo.clear()
            fitted = writer.fit(orjson.loads(record))
            if row_id in lost:
                fitted = check_targets.cut(fitted, writer, lost[row_id])
            fit.append(fitted.line is not None)
            said += [finding(item, target.id) for item in fitted.found]
            if fitted.line is None:
                reason = reason or next(f.rule for f in fitted.found if refused_outcome(f.outcome))
        if any(fit):
            fits.append([*fit, roles_of(orjson.loads(record)) is not None])
        else:
            unfit.append((row_id, reason))
        found += [(row_id, check_targets._milder(item) if any(fit) else item) for item in said]
    return fits, found, unfit


@pytest.mark.parametrize("targets", TARGETS.values(), ids=TARGETS.keys())
@settings(max_examples=25)
@given(rows=ROWS)
def test_rows_judged_together_are_judged_as_alone(targets: list[Target], rows: list[dict[str, Any]]) -> None:
    encodings = sorted({check_targets.encoding_for(target.model).encoding for target in targets})
    chunk = add_counts(chunk_of(rows), encodings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check_targets, "limit_of", lambda choice: LIMIT)
        fits, found, unfit = row_by_row(chunk, targets)
        after = check_targets.check_targets(chunk, SimpleNamespace(targets=targets))
    columns = [f"fit_{target.folder}" for target in targets]
    assert after.examples.columns == [*chunk.examples.drop("roles").columns, *columns, "plain"]
    assert [list(row) for row in after.examples.select(*columns, "plain").iter_rows()] == fits
    lines = dict(chunk.examples.select("row_id", "line").iter_rows())
    ours = check_targets.said_once(chunk.findings, [(at, lines[at], item) for at, item in found])
    theirs = check_targets.findings_frame((at, lines[at], item) for at, item in found)
    assert after.findings.rows() == [*ours.rows(), *theirs.rows()]
    rejected = after.rejected.slice(len(chunk.rejected)).select("row_id", "reason")
    assert sorted(rejected.rows()) == unfit


@given(rows=ROWS)
def test_shapes_are_records_without_what_is_said(rows: list[dict[str, Any]]) -> None:
    chunk = chunk_of(rows)
    found = shapes_of(chunk.examples, chunk.segments).explode("row_ids").sort("row_ids")
    assert found["row_ids"].to_list() == chunk.examples["row_id"].to_list()
    assert (
        found["shape"].to_list()
        == chunk.examples.select(_without_texts(pl.col("record"))).to_series().to_list()
    )


@given(rows=ROWS)
def test_roles_and_texts_are_those_of_the_record_after_every_edit(rows: list[dict[str, Any]]) -> None:
    chunk = chunk_of(rows)
    chunk = redact_chunk(apply_repairs(chunk, find_repairs(chunk.segments)), resolve_policy(Redact()))
    chunk = apply_rules(chunk, choose("strict", action={"all": "fix"}))
    turns = {
        at: turns_of(orjson.loads(record))
        for at, record in chunk.examples.select("row_id", "record").iter_rows()
    }
    roles = [None if of_row is None else " ".join(of_row[0]) for of_row in turns.values()]
    assert chunk.examples["roles"].to_list() == roles
    texts = {at: of_row[1] for at, of_row in turns.items() if of_row}
    held = {at: chunk.segments.filter(row_id=at)["text"].to_list() for at in texts}
    assert held == texts
