"""A canary: values that go in are nowhere in what comes out, but for the raw bytes of rows that cannot be read."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import curate

CANARIES = {
    "EMAIL_ADDRESS": "canary.bird@contoso.com",
    "CREDIT_CARD": "4539 5787 6362 1486",
    "PHONE_NUMBER": "408-247-8880",
    "IBAN_CODE": "DE89 3704 0044 0532 0130 00",
    "US_SSN": "536-90-4399",
    "SECRET": "AKIA" + "Q7" * 8,
}


def rows() -> list[dict[str, object]]:
    every = " and ".join(CANARIES.values())
    call = {
        "id": "c1", "type": "function",
        "function": {"name": "send", "arguments": json.dumps({"to": every})},
    }  # fmt: skip
    talk = [{"role": "user", "content": f"{i}: {every}"} for i in range(3)]
    return [
        {"messages": [talk[0], {"role": "assistant", "content": f"noted: {every}"}], "from": every},
        {"messages": [talk[0], {"role": "assistant", "content": f"noted: {every}"}], "from": every},
        {"messages": [talk[1], {"role": "assistant", "content": None, "tool_calls": [call]},
                      {"role": "tool", "tool_call_id": "c1", "content": json.dumps([every])},
                      {"role": "assistant", "content": "sent"}]},
        {"messages": [talk[2], {"role": "narrator", "content": every}]},
        {"messages": [talk[2] | {"name": every}, {"role": "assistant", "refusal": every}]},
        {"messages": []},
    ]  # fmt: skip


def run(*args: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "curate", *args],
        cwd=cwd, capture_output=True, text=True, check=False,
        env=os.environ | {"CURATE_DEBUG": "1", "PYTHONPATH": str(Path(curate.__file__).parents[1])},
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return done.stdout + done.stderr


def leaks(text: str) -> list[str]:
    plain = re.sub(r"[\s-]", "", text)
    return [name for name, value in CANARIES.items() if re.sub(r"[\s-]", "", value) in plain]


@pytest.mark.slow
def test_no_value_leaves_the_build(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows())))
    (tmp_path / "curate.yaml").write_text("inputs: [rows.jsonl]\noutput: out\nproviders: [openai, trl]\n")
    said = run("build", cwd=tmp_path) + run("pii", "rows.jsonl", cwd=tmp_path)
    assert leaks(said) == []
    written = [p for p in (tmp_path / "out").rglob("*") if p.is_file() and p.stem != "rejected"]
    assert {"findings.jsonl", "manifest.json", "report.html"} <= {p.name for p in written}
    for path in written:
        assert leaks(path.read_bytes().decode("utf-8", "replace")) == [], path.name
    told = (tmp_path / "out" / "findings.jsonl").read_text()
    for rule in ("pii/email-address", "pii/credit-card", "pii/secret-aws-access-key-id"):
        assert rule in told


@pytest.mark.slow
def test_pii_counts_and_masks(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows())))
    said = run("pii", "--json", "rows.jsonl", cwd=tmp_path)
    held = {e["entity"]: e for e in json.loads(said.splitlines()[0])["entities"]}
    assert held["EMAIL_ADDRESS"]["samples"] == ["c***@***.com"]
    assert held["EMAIL_ADDRESS"]["rows"] == 4
    assert leaks(said) == []
