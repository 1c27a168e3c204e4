"""The light path and the frames give the same findings; hostile rows cost linear time."""

import time
from typing import Any

import pytest

from benchmarks.planted import DEFECTS, LEGAL, Row
from curate.model import Severity
from curate.quality import canonical
from curate.ruleset import check_records, choose
from curate.ruleset.examples import example_records
from curate.stages.check_rows import run_rules
from tests.test_rules_prove_themselves import RULES, chunk_of

STRICT = choose("strict")


def corpus() -> list[dict[str, Any]]:
    planted: list[Row] = [row for _, _, row in DEFECTS] + [row for _, row in LEGAL]
    rows = [made for row in planted if (made := canonical(row)) is not None]
    for rule in RULES:
        if rule.scope in ("record", "segment"):
            rows += [
                made
                for e in (*rule.passes, *rule.fails)
                for r in example_records(e)
                if (made := canonical(r))
            ]
    return rows


def test_both_paths_find_the_same() -> None:
    rows = corpus()
    light = {
        (i, f.rule, f.pointer, f.message)
        for i, found in enumerate(check_records(rows, STRICT))
        for f in found
    }
    chunk = chunk_of(rows)
    assert {rule.scope for rule in STRICT.rules} <= {"record", "segment", "raw", "dataset", "frame"}
    frame = run_rules(chunk.examples, chunk.segments, STRICT)
    frames = set(frame.select("row_id", "rule", "pointer", "message").iter_rows())
    assert light == frames
    assert len(frames) > 200


@pytest.mark.parametrize(("name", "row"), LEGAL, ids=[name for name, _ in LEGAL])
def test_a_legal_row_is_not_flagged(name: str, row: Row) -> None:
    made = canonical(row)
    assert made is not None
    found = check_records([made], choose("default"))[0]
    assert [f for f in found if f.severity is not Severity.INFO] == []


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = {"a": [value]}
    return value


HOSTILE = {
    "one word": "a" * 1_000_000,
    "one word and a lookalike": "a" * 1_000_000 + " pаypаl",
    "one emoji": "😀" * 250_000,
    "control characters": "\x01" * 1_000_000,
    "line feeds": "!!!!!" + "\n" * 1_000_000,
    "blanks": " " * 1_000_000,
    "brackets": "{{" * 500_000,
    "backticks": "`" * 1_000_000,
    "fences": "```\n" * 250_000,
    "sentences": "It is so. " * 100_000,
    "lookalikes": "aа" * 500_000,
    "less-than": "<" * 1_000_000,
    "braces and words": "{name " * 150_000,
    "line ends": "\r\n" * 500_000,
    "ab": "ab " * 300_000,
    "thoughts": "<think>" * 140_000,
    "tags": "<b>x" * 250_000,
    "digits": "4539 " * 200_000,
    "addresses": "a@a." * 250_000,
    "list items": "\n- " * 300_000,
    "different variables": " ".join(f"{{{{a{i}}}}}" for i in range(100_000)),
    "escapes": "\\u00e9" * 160_000,
    "excuses": "I'm sorry, " * 90_000,
    "keys": "sk-" * 330_000,
    "lost letters": "fuer " * 200_000,
    "links": "[a](" * 250_000,
    "open quotes": "'" * 1_000_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_costs_linear_time(name: str) -> None:
    """Twice the text may cost three times as much, not four: what grows with the square shows."""

    def seconds(text: str) -> float:
        chunk = chunk_of(
            [{"messages": [{"role": "user", "content": text}, {"role": "assistant", "content": text}]}]
        )
        began = time.process_time()
        run_rules(chunk.examples, chunk.segments, STRICT)
        return time.process_time() - began

    text = HOSTILE[name]
    half = min(seconds(text[: len(text) // 2]) for _ in range(2))
    assert seconds(text) < 3.5 * half + 1


def test_hostile_shapes_are_checked() -> None:
    turns = [{"role": ("user", "assistant")[i % 2], "content": f"turn {i} of many"} for i in range(5_000)]
    rows = [
        {"messages": turns},
        {"messages": [{"role": "user", "content": "hi"}], "extra": nested(120)},
        {
            "messages": [{"role": "assistant", "tool_calls": [{"function": nested(100)}]}],
            "tools": [nested(100)],
        },
        {"messages": [None, 3, [], {"role": []}, {"role": "user", "content": {"a": 1}}], "tools": {"a": 1}},
    ]
    chunk = chunk_of(rows)
    run_rules(chunk.examples, chunk.segments, STRICT)
    check_records(rows, STRICT)
