"""One defect, one message: in `curate.check` and in a build."""

import json
from pathlib import Path

import pytest

from curate import build, check

ROWS = {
    "blank": [("user", "hi"), ("assistant", "")],
    "no answer": [("user", "hi"), ("user", "are you there?")],
    "fine, but cut": [
        ("user", "Tell me of bees."),
        ("assistant", "Bees live in colonies with many workers, some drones,"),
    ],
}
LINES = [
    json.dumps({"messages": [{"role": role, "content": said} for role, said in row]}).encode()
    for row in ROWS.values()
]


def of_line(found: list[tuple[int | None, str]], line: int) -> set[str]:
    return {rule for at, rule in found if at == line}


@pytest.fixture(params=["check", "build"])
def found(request: pytest.FixtureRequest, tmp_path: Path) -> list[tuple[int | None, str]]:
    if request.param == "check":
        return [(f.line, f.rule) for f in check(lines=LINES, provider="openai").findings]
    (tmp_path / "rows.jsonl").write_bytes(b"\n".join(LINES))
    (tmp_path / "curate.yaml").write_text("inputs: [rows.jsonl]\noutput: out\nproviders: [openai]\n")
    build(tmp_path / "curate.yaml")
    lines = map(json.loads, (tmp_path / "out/findings.jsonl").read_text().splitlines())
    return [(line["line"], line["rule"]) for line in lines]


def test_what_the_provider_refuses_is_not_said_again(found: list[tuple[int | None, str]]) -> None:
    assert not {"content/blank-answer", "structure/content-missing"} & of_line(found, 1)
    assert of_line(found, 1)
    assert not {rule for rule in of_line(found, 2) if rule.startswith("roles/")}
    assert of_line(found, 2)


def test_what_only_our_rules_see_is_said(found: list[tuple[int | None, str]]) -> None:
    assert "content/cut-off" in of_line(found, 3)
