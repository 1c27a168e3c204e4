"""`curate.check` and its friends: names, places, severities, limits, graders and null columns."""

import json
import pickle
import subprocess
import sys
from collections import OrderedDict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import curate
from curate.providers.grader import beside, fields_of


def chat(answer: str = "Yes", **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": answer}]} | more


def lines(*rows: Any) -> list[bytes]:
    return [json.dumps(row).encode() for row in rows]


@pytest.mark.parametrize(
    ("names", "word"),
    [
        ({"provider": "opnai"}, "did you mean 'openai'?"),
        ({"provider": "openai", "method": "stf"}, "did you mean 'sft'?"),
        ({"provider": "openai", "model": "gpt-4.2-mini"}, "did you mean"),
        ({"provider": "openai", "model": "gpt-4.1-min"}, "did you mean 'gpt-4.1-mini"),
        ({"provider": "gemini", "model": "gemini-2.5-flash-lit"}, "did you mean 'gemini-2.5-flash-lite'?"),
    ],
)
def test_unknown_names_are_told(names: dict[str, str], word: str) -> None:
    with pytest.raises(curate.ConfigError, match=word.replace("?", r"\?")):
        curate.check(lines=[], **names)


def test_a_finding_has_its_place() -> None:
    report = curate.check(lines=lines(chat(), chat(id=7)), provider="openai", scope="rows", source="a.jsonl")
    errors = [f for f in report.findings if f.severity == "error"]
    assert [(f.rule, f.source, f.line, f.pointer, f.provider) for f in errors] == [
        ("shape/unknown-key", "a.jsonl", 2, "/id", "openai")
    ]
    assert not report.accepted
    assert report.rows == 2


def test_the_wind_down_is_told_and_refuses_nothing() -> None:
    report = curate.check(lines=lines(chat()), provider="openai", scope="rows")
    assert [f.rule for f in report.findings] == ["platform/winding-down"]
    assert "2027-01-06" in report.findings[0].message
    assert report.accepted


def test_a_checker_travels() -> None:
    checker = curate.Checker(provider="trl", null="absent")
    row = {
        "messages": [
            {"role": "user", "content": "Q", "tool_calls": None},
            {"role": "assistant", "content": "A"},
        ]
    }
    assert checker.ok(row)
    again = pickle.loads(pickle.dumps(checker))
    assert again.check_many([row, {"messages": []}])[0] == []
    assert "shape/too-few" in [f.rule for f in again.check({"messages": []})]


def test_null_is_a_value_unless_it_is_absent() -> None:
    row = chat()
    row["messages"][1]["weight"] = None
    assert not curate.Checker(provider="openai").ok(row)
    assert curate.Checker(provider="openai", null="absent").ok(row)


def test_lost_answer_tokens_are_counted() -> None:
    row = chat("word " * 70_000)
    report = curate.check(lines=lines(row), provider="openai", model="gpt-4o-mini", scope="rows")
    (found,) = [f for f in report.findings if f.rule == "length/too-long"]
    assert found.message == "70,011 tokens, limit 65,536: 4,475 answer tokens lost"
    assert (found.severity, found.effect, report.accepted) == ("warning", "truncated", True)


GRADER = {"type": "string_check", "input": "{{item.answer}}", "reference": "{{sample.output_text}}"}
PROMPT = {"messages": [{"role": "user", "content": "Q"}]}


def test_a_grader_wants_its_fields() -> None:
    rows = lines(PROMPT | {"answer": "A"}, PROMPT)
    report = curate.check(lines=rows, provider="openai", method="rft", scope="rows", grader=GRADER)
    (found,) = [f for f in report.findings if f.rule == "grader/field-missing"]
    assert (found.line, found.message) == (2, "the grader reads item.answer, missing on 1 of 2 rows")
    assert not report.accepted


def test_the_grader_beside_the_file_is_read(tmp_path: Path) -> None:
    data = tmp_path / "rft_sums_train.jsonl"
    data.write_bytes(b"\n".join(lines(*[PROMPT] * 10)))
    assert curate.check(data, provider="azure_openai", method="rft").accepted
    (tmp_path / "rft_sums_grader.json").write_text(json.dumps(GRADER))
    assert beside(data) == tmp_path / "rft_sums_grader.json"
    assert not curate.check(data, provider="azure_openai", method="rft").accepted


def test_fields_in_the_source_of_a_python_grader() -> None:
    assert fields_of({"source": "def grade(sample, item):\n    return item['a'] == item.get('b')"}) == ["a"]


def test_values_of_rows_are_not_shown() -> None:
    row = {"messages": [{"role": "ann@example.org", "content": "x"}], "bob@example.org": 1}
    text = " ".join(f.message + f.pointer for f in curate.check_record(row, provider="openai"))
    assert "example.org" not in text


NOT_JSON = "cannot be written as a line of JSON: "
FOREIGN = [
    ({"messages": tuple(chat()["messages"])}, "must be a list, is a Python tuple"),
    ({"messages": [OrderedDict(turn) for turn in chat()["messages"]]}, "must be an object, is a Python OrderedDict"),
    (b"{}", NOT_JSON + "Type is not JSON serializable: bytes"),
    (chat() | {"price": Decimal(1)}, NOT_JSON + "Type is not JSON serializable: decimal.Decimal"),
    (chat() | {2: "two"}, NOT_JSON + "Dict key must be str"),
    (chat("a half \ud83d"), NOT_JSON + "str is not valid UTF-8: surrogates not allowed"),
]  # fmt: skip


@pytest.mark.parametrize(("record", "message"), FOREIGN, ids=[message for _, message in FOREIGN])
@pytest.mark.parametrize("model", [None, "gpt-4o-mini"])
def test_values_that_are_no_json_give_findings(record: Any, message: str, model: str | None) -> None:
    checker = curate.Checker(provider="openai", model=model)
    assert message in [finding.message for finding in checker.check(record)]
    assert not checker.ok(record)


@pytest.mark.parametrize(
    "junk", [b"\xff\xfe", b"[1,", b"[[[]]]", b"null", b'"x"', b"{}", b'{"messages":{}}', b"1e999"]
)
@pytest.mark.parametrize(
    "provider", ["openai", "together", "gemini", "bedrock", "trl", "mistral", "llama_factory"]
)
def test_any_bytes_give_findings(provider: str, junk: bytes) -> None:
    assert not curate.check(lines=[junk, junk], provider=provider).accepted


def test_several_processes_say_the_same(tmp_path: Path) -> None:
    from functools import partial

    from curate import checker
    from curate.executors.beside import map_beside
    from curate.providers.line_blocks import load_block, spans

    task = checker.Task(curate.Checker(provider="trl"), "x", (), "default")
    given = lines(
        *[chat()] * 30, {"text": 1}, {"messages": []}, *[chat()] * 5, {"prompt": "a", "completion": "b"}
    )
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n".join(given) + b"\n\n")
    whole = checker.check_rows(task, checker.read([*given, b""], {"blank_lines": "advice"}))
    for size in (1, 100, 1000, 1 << 20):
        cut = [*spans(path, size)]
        assert checker.joined(checker.check_block(task, load_block(span)) for span in cut) == whole
    by_helpers = map_beside(partial(checker.check_piece, task), spans(path, 500), 2)
    assert checker.joined(by_helpers) == whole._replace(size=path.stat().st_size)


UNGUARDED = """
import sys
print("main")
if sys.argv[2] == "fresh":
    import polars  # starts threads
    polars.Series([1]).sum()
import curate
from curate import checker
from curate.executors import beside
checker.PARALLEL_BYTES_CONTENT = checker.PARALLEL_BYTES_FRESH = int(sys.argv[3])
beside.cores = lambda: 2
assert beside.can_fork() == (sys.argv[2] == "fork")
print(curate.check(sys.argv[1], provider="openai").findings)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="helpers are forked on Linux only")
@pytest.mark.parametrize("how", ["fork", "fresh"])
def test_a_script_without_a_main_guard(how: str, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(UNGUARDED)
    rows = tmp_path / "rows.jsonl"
    rows.write_bytes(b"\n".join(lines(*[chat(), {"messages": []}, {"messages": [{"role": "user"}]}] * 90)))
    few, many = ("1", "1000000000")
    said = [
        subprocess.run(
            [sys.executable, tmp_path / "script.py", rows, how, least],
            capture_output=True,
            text=True,
            check=True,
        )
        for least in (few, many)
    ]
    assert said[0].stdout == said[1].stdout
    assert said[0].stdout.count("main\n") == 1
    assert said[0].stderr == ""


def test_rows_of_another_method_are_named_once() -> None:
    rows = lines(*({"messages": [{"role": "user", "content": f"{n}?"}], "answer": "4"} for n in range(12)))
    told = curate.check(lines=rows, provider="openai")
    assert [f.message for f in told.findings if f.rule == "file/other-method"] == [
        "the rows are lines for rft: perhaps --method rft is meant"
    ]
    one_fits = curate.check(lines=[*lines(chat()), *rows], provider="openai")
    assert "file/other-method" not in {f.rule for f in one_fits.findings}


def test_lines_may_be_text() -> None:
    texts = [line.decode() for line in lines(chat(), chat(id=7))]
    report = curate.check(lines=texts, provider="openai", scope="rows")
    assert [f.line for f in report.findings if f.rule == "shape/unknown-key"] == [2]


def test_many_lines_are_numbered_throughout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curate.validate.LINES_AT_ONCE", 2)
    rows = [*lines(chat(), chat(), chat()), b"{broken", b"", *lines(chat()), b""]
    report = curate.check(lines=rows, provider="openai", scope="rows", preset=None)
    assert report.rows == 5
    assert [(f.line, f.rule) for f in report.findings if f.line] == [
        (4, "structure/not-json"),
        (5, "file/blank-line"),
    ]


def test_each_model_sees_a_row_by_its_own_template() -> None:
    gemma = curate.Checker(provider="trl", model="google/gemma-2-9b-it")
    llama = curate.Checker(provider="trl", model="meta-llama/Llama-3.1-8B-Instruct")
    row = {"messages": [{"role": "system", "content": "Be brief"}, *chat()["messages"]]}
    rules = [[finding.rule for finding in checker.check(row)] for checker in (gemma, llama)]
    assert rules == [["template/raises"], []]


def test_a_row_that_was_mended_in_place_is_rendered_again() -> None:
    checker = curate.Checker(provider="trl", model="google/gemma-2-9b-it")
    row = {"messages": [*chat()["messages"], {"role": "system", "content": "Be brief"}]}
    assert not checker.ok(row)
    row["messages"].pop()
    assert checker.check(row) == []
