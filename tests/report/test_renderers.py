"""Every renderer against its golden file, and every renderer fed with hostile rows.

After a wanted change of a form: `GOLDEN=write python -m pytest tests/report/test_renderers.py`.
"""

import json
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from curate.model import Finding, Severity
from curate.report.outcome import Outcome, clean
from curate.report.renderers import names, renderer
from curate.report.style import Style

GOLDEN = Path(__file__).parent / "golden"
ROWS = {
    ("data/train.jsonl", 17): '{"messages": [{"role": "user", "content": "where is order 4711?"}]}',
    ("data/train.jsonl", 18): '{"messages": [{"role": "user", "content": "hi"}, {"role": "assistant"}]}',
}
FINDINGS = [
    Finding(
        "demo/last-role",
        Severity.ERROR,
        "the last message is from user, not from the assistant",
        "data/train.jsonl",
        17,
        "/messages/0/role",
        "openai",
        "add the answer, or drop the row",
        effect="rejected",
    ),
    Finding(
        "demo/too-long",
        Severity.WARNING,
        "70,112 tokens, limit 65,536",
        "data/train.jsonl",
        18,
        "/messages/1/content",
        "openai",
        fix="cut the answer",
    ),
    *(
        Finding("demo/crlf", Severity.INFO, "CRLF line ends", "data/val.jsonl", line)
        for line in range(100, 130)
    ),
    Finding("demo/too-few-rows", Severity.ERROR, "5 rows, at least 10 needed", "data/val.jsonl"),
]
HOSTILE = (
    "\x1b[31mred\x07 a\nb\r::error file=x::boom ::set-output name=a::b ##[add-mask]q \u202egnp.exe \x9b2J \x00 "
    "</script><img src=x onerror=alert(1)> ]]> |cell| `code` ![i](http://x) @all <!-- \u2028 \ufeff \ud800"
)
PRIVATE = ("ann.canary@example.com", "4111 1111 1111 1111", "DE89370400440532013000", "078-05-1120")


def outcome(findings: list[Finding], rows: dict[tuple[str, int], str] | None = None) -> Outcome:
    rows = ROWS if rows is None else rows
    cleaned = sorted(clean(finding) for finding in findings)
    return Outcome(
        cleaned, 1234, 41, ("data/train.jsonl", "data/val.jsonl"), ("openai",), ("person names",), 2, None,
        lambda source, line: rows.get((source, line)),
    )  # fmt: skip


def rendered(name: str, findings: list[Finding], rows: dict[tuple[str, int], str] | None = None) -> str:
    return "".join(line + "\n" for line in renderer(name).render(outcome(findings, rows), Style()))


@pytest.fixture(autouse=True)
def no_workflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


@pytest.mark.parametrize("name", names())
def test_golden(name: str) -> None:
    path = GOLDEN / f"{name}.txt"
    text = rendered(name, FINDINGS)
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", names())
def test_no_findings(name: str) -> None:
    assert rendered(name, [])


@pytest.mark.parametrize("name", names())
def test_hostile_rows_and_private_values_never_get_out(name: str) -> None:
    """A canary in every field that a row can reach, and in the row itself."""
    text = f"{HOSTILE} {' '.join(PRIVATE)}"
    row = json.dumps({"messages": [{"role": text, "content": text}], text: text}, ensure_ascii=False)
    findings = [
        Finding("x/y", severity, text, f"data/{text}", 3, f"/messages/0/{text}", "openai", text, text)
        for severity in Severity
    ]
    out = rendered(name, findings, {(clean(findings[0]).source, 3): row})
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\ufeff\ud800-\udfff]", out)
    for value in PRIVATE:
        assert value not in out
        assert re.sub(r"\W", "", value) not in re.sub(r"\W", "", out)
    assert "##[" not in out
    commands = [line for line in out.splitlines() if re.search(r"::[A-Za-z-]+[ :]", line)]
    if name == "github":
        assert [re.match(r"::(\w+) [^:]*::[^\n]*$", line)[1] for line in commands] == ["error"]
    else:
        assert commands == []
    if name in ("md", "junit"):
        assert "<img" not in out


def test_markdown_table_keeps_its_cells() -> None:
    rows = [
        line
        for line in rendered("md", [Finding("a/b", Severity.ERROR, HOSTILE)]).splitlines()
        if line[:2] == "| "
    ]
    assert {row.count("|") for row in rows} == {6}


def test_junit_is_xml_with_a_case_a_rule() -> None:
    root = ET.fromstring(rendered("junit", [*FINDINGS, Finding("a/b", Severity.ERROR, HOSTILE)]))
    assert root.get("tests") == "5"
    assert root.get("failures") == "3"


def test_github_stays_within_ten_annotations_a_type(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    findings = [Finding(f"r/n{n}", Severity.ERROR, "m", "f", 1) for n in range(40) for _ in range(3)]
    lines = rendered("github", findings).splitlines()
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert "r/n39" in summary.read_text()


def test_text_groups_a_rule_that_hits_many_rows() -> None:
    text = rendered("text", FINDINGS)
    assert text.count("demo/crlf") == 2  # one headline, one `curate explain`
    assert "30 places" in text


def test_sarif_is_valid(shared: Path) -> None:
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    schema = shared / "data" / "schemas" / "sarif-schema-2.1.0.json"
    if not schema.is_file():
        pytest.skip("the SARIF schema is not here")
    validator = jsonschema_rs.validator_for(json.loads(schema.read_bytes()))
    for findings in ([], FINDINGS, [Finding("a/b", Severity.ERROR, HOSTILE, HOSTILE, 1, HOSTILE)]):
        validator.validate(json.loads(rendered("sarif", findings)))


def test_sarif_carries_what_the_rule_says_of_itself() -> None:
    from curate.providers.report import texts

    rule, said = next((rule, text["why"]) for rule, text in texts().items() if text.get("why"))
    driver = json.loads(rendered("sarif", [Finding(rule, Severity.ERROR, "m", "f", 1)]))["runs"][0]["tool"][
        "driver"
    ]
    assert driver["rules"][0]["fullDescription"]["text"] == said
    assert said in driver["rules"][0]["help"]["text"]


def test_sarif_caps_its_results_and_says_so() -> None:
    findings = [Finding("a/b", Severity.WARNING, "m", "f", n) for n in range(1, 5101)]
    run = json.loads(rendered("sarif", [*findings, Finding("c/d", Severity.ERROR, "m", "f", 9)]))["runs"][0]
    assert len(run["results"]) == 5000
    assert run["results"][0]["level"] == "error"
    assert "101 more findings" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
