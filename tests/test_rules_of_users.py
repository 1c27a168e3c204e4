"""Rules that users write: packs by path, conditions in SQL, patterns that cannot be made to backtrack; fixes."""

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from curate.cli.explain import command as explain
from curate.cli.fix import command as fix
from curate.cli.rules import command as rules
from curate.errors import ConfigError
from curate.ruleset import choose
from curate.stages.check_rows import run_rules
from tests.test_rules_prove_themselves import chunk_of

PACK = """
rules:
  - id: mine/long
    kind: when
    params: {when: "role = 'assistant' AND n_words > 3"}
    severity: warning
    message: too many words
    why: We want short answers.
    passes: [[user: hi, assistant: hello]]
    fails: [[user: hi, assistant: one two three four]]
  - id: mine/bomb
    kind: pattern
    params: {any: ["(a+)+b"]}
    severity: error
    message: "found {n}"
    why: A pattern that backtracks in other engines.
    passes: [[user: hi, assistant: hello]]
    fails: [[user: hi, assistant: aab]]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(PACK)
    return path


def found(pack: Path, answer: str) -> set[str]:
    chunk = chunk_of(
        [{"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": answer}]}]
    )
    rules = run_rules(chunk.examples, chunk.segments, choose(packs=[pack]))["rule"]
    return {rule for rule in rules if rule.startswith("mine/")}


def test_a_pack_of_a_user_runs(pack: Path) -> None:
    assert found(pack, "one two three four") == {"mine/long"}
    assert found(pack, "aaab") == {"mine/bomb"}


def test_a_pattern_of_a_user_cannot_backtrack(pack: Path) -> None:
    began = time.process_time()
    assert found(pack, "a" * 100_000) == set()
    assert time.process_time() - began < 20


def test_all_problems_of_a_pack_are_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(PACK.replace("kind: when", "kind: wenn").replace("any:", "anny:"))
    with pytest.raises(ConfigError) as error:
        choose(packs=[path])
    assert len(error.value.problems) == 2


def test_explain_says_what_was_meant() -> None:
    assert "roles/unknown" in CliRunner().invoke(explain, ["roles/unknown"]).output
    answer = CliRunner().invoke(explain, ["roles/unknwon"])
    assert isinstance(answer.exception, ConfigError)
    assert "did you mean 'roles/unknown'" in str(answer.exception)


@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_rules_are_listed(form: str) -> None:
    assert "roles/unknown" in CliRunner().invoke(rules, ["--format", form]).output


def test_fix_makes_safe_fixes_and_writes_them_down(tmp_path: Path) -> None:
    row = {
        "messages": [
            {"role": "user", "content": "hi\r\nyou"},
            {"role": "assistant", "content": "caf\u0065\u0301"},
        ]
    }
    path, out = tmp_path / "rows.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(json.dumps(row).encode() + b"\nnot json\n")
    assert CliRunner().invoke(fix, [str(path), "--diff"], standalone_mode=False).return_value == 1
    CliRunner().invoke(fix, [str(path), "-o", str(out)], standalone_mode=False)
    first, second, _ = out.read_bytes().split(b"\n")
    assert json.loads(first)["messages"][0]["content"] == "hi\nyou"
    assert json.loads(first)["messages"][1] == row["messages"][1]
    assert second == b"not json"
    notes = [json.loads(line) for line in (tmp_path / "out.jsonl.fixes.jsonl").read_text().splitlines()]
    assert notes == [
        {"line": 1, "rule": "text/carriage-return", "pointer": "/messages/0/content", "safe": True}
    ]
    CliRunner().invoke(fix, [str(path), "-o", str(out), "--unsafe"], standalone_mode=False)
    assert json.loads(out.read_bytes().split(b"\n")[0])["messages"][1]["content"] == "caf\u00e9"
