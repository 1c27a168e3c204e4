"""Every command: 0 when there is nothing to say, 1 where it says something, 2 when it could not run."""

import json
from pathlib import Path

import pytest

from curate.cli import main
from curate.cli.group import commands

GOOD = {
    "messages": [
        {"role": "user", "content": "Do you ship to Ghent?"},
        {"role": "assistant", "content": "Yes, we do."},
    ]
}
BAD = {"messages": [{"role": "user", "content": "Do you ship to Ghent, and what would it cost me today?"}]}
MAIL = {
    "messages": [
        {"role": "user", "content": "I am jane.doe@contoso.com"},
        {"role": "assistant", "content": "Noted."},
    ]
}
LONG = "We ship to Ghent on every second day of the week, and to Bruges on each of the others, at no cost at all."
TOOL = {
    "messages": [
        {"role": "user", "content": "Is it in?"},
        {"role": "assistant", "content": None, "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{}"}}]},
    ],
    "tools": [{"type": "function", "function": {"name": "stock", "parameters": {"type": "object", "properties": {}}}}],
}  # fmt: skip
REPEAT = {"messages": [{"role": "user", "content": LONG}, {"role": "assistant", "content": LONG}]}

# command -> arguments that end in 0, in 1 (None where it never says no), in 2
MATRIX: dict[str, tuple[str, str | None, str]] = {
    "build": ("good.yaml", "bad.yaml", "absent.yaml"),
    "check": ("good.jsonl --provider trl", "bad.jsonl --provider trl", "good.jsonl --provider opnai"),
    "config": ("check good.yaml", None, "check wrong.yaml"),
    "convert": (
        "good.jsonl --to trl -o made.jsonl",
        "tool.jsonl --to autotrain -o made.jsonl",
        "good.jsonl --to nobody",
    ),
    "cost": (
        "good.jsonl --provider openai --model gpt-4.1-mini-2025-04-14",
        "good.jsonl --provider openai --model gpt-4.1-mini-2025-04-14 --max-cost 0",
        "good.jsonl --provider opnai",
    ),
    "dedupe": ("good.jsonl", "twice.jsonl", "absent.jsonl"),
    "detect": ("good.jsonl", "odd.jsonl", "absent.jsonl"),
    "diff": ("good.jsonl good.jsonl --exit-code", "good.jsonl bad.jsonl --exit-code", "good.jsonl absent.jsonl"),
    "explain": ("roles/last-is-assistant", None, "roles/nothing-like-it"),
    "facts": ("openai", None, "opnai"),
    "fix": ("good.jsonl --diff", "crlf.jsonl --diff", "absent.jsonl --diff"),
    "index": ("build made good.jsonl", None, "build made absent.jsonl"),
    "init": ("good.jsonl", None, "absent.jsonl"),
    "leak": ("good.jsonl mail.jsonl", "repeat.jsonl repeat.jsonl", "good.jsonl absent.jsonl"),
    "pii": ("good.jsonl --fail", "mail.jsonl --fail", "absent.jsonl"),
    "plan": ("good.jsonl", None, "absent.jsonl"),
    "report": ("out", None, "absent"),
    "rules": ("--format json", None, "--format nonsense"),
    "schema": ("config", None, "nonsense"),
    "stats": ("good.jsonl", None, "absent.jsonl"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {
        "good": [GOOD],
        "bad": [BAD],
        "mail": [MAIL],
        "tool": [TOOL],
        "twice": [GOOD, GOOD],
        "repeat": [REPEAT],
    }
    for name, rows in files.items():
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "odd.jsonl").write_text('{"a": 1}\n')
    messages = [{"role": "user", "content": "one\r\ntwo"}, {"role": "assistant", "content": "three\r\nfour"}]
    (tmp_path / "crlf.jsonl").write_text(json.dumps({"messages": messages}) + "\n")
    for name in ("good", "bad"):
        (tmp_path / f"{name}.yaml").write_text(f"inputs: [{name}.jsonl]\noutput: out\nproviders: [trl]\n")
    (tmp_path / "wrong.yaml").write_text("inputs: [good.jsonl]\noutput: out\nproviders: [trl]\nstagess: {}\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_matrix_names_every_command() -> None:
    assert MATRIX.keys() == commands().keys()


@pytest.mark.parametrize("name", MATRIX)
def test_exit_codes(name: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    if name == "report":
        assert main(["build", "good.yaml", "-q"]) == 0
    for code, arguments in enumerate(MATRIX[name]):
        if arguments is not None:
            assert main([name, *arguments.split()]) == code, (arguments, capfd.readouterr())
            said = capfd.readouterr()
            assert "Traceback" not in said.err + said.out
            assert "internal error" not in said.err


@pytest.mark.parametrize(
    "command", ["dedupe none.jsonl", "leak none.jsonl some.jsonl", "leak some.jsonl none.jsonl"]
)
def test_no_rows_are_no_duplicates(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "none.jsonl").write_bytes(b"\n")
    (tmp_path / "some.jsonl").write_bytes(b'{"question": "What is two plus two?", "answer": "Four."}\n')
    assert main(command.split()) == 0
