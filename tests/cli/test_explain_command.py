"""`curate explain` knows every rule id that any command can print."""

import ast
import json
import re
from pathlib import Path

import pytest

from curate.cli import main
from curate.providers.adapt import FEATURES
from curate.redaction.policy import packs
from curate.report.rule_text import all_words
from curate.ruleset import shipped
from curate.stages.duplicate_findings import WORDS
from tests.house.source import MODULES

ID = re.compile(r"[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*")
NO_RULES = {"a", "application", "entities", "image", "text/html", "text/plain"}  # MIME types and examples


def in_code(path: Path) -> set[str]:
    """Return the strings of a module that look like a rule id of a known pack."""
    known = {rule.partition("/")[0] for rule in (*shipped(), *all_words())}
    texts = {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.fullmatch(node.value)
    }
    return {text for text in texts if text.partition("/")[0] in known} - NO_RULES


def first_words(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def of_calls(path: Path) -> set[str]:
    """Return the first argument, where it is a literal, of every call that makes a finding or a note."""
    calls = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    makers = {"Finding", "Found", "Note", "note", "_error", "_rejected", "Repair"}
    named = [c for c in calls if getattr(c.func, "id", getattr(c.func, "attr", "")) in makers and c.args]
    return {text for call in named if ID.fullmatch(text := first_words(call.args[0]))}


MADE = {
    "duplicates/exact", "duplicates/normalised", "duplicates/same-prompt", "duplicates/near",
    *(f"fit/{feature.replace('_', '-')}" for feature in FEATURES),
    *(entity.rule for pack in packs() for entity in (*pack.entities, *(s.entity for s in pack.secrets))),
}  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_id_in_code_is_known(path: Path) -> None:
    assert not (in_code(path) | of_calls(path)) - {*shipped(), *all_words()}


def test_every_id_that_code_puts_together_is_known() -> None:
    reasons = {reason.replace("_", "-") for reason in WORDS}
    told = {rule.partition("/")[2] for rule in all_words() if rule.startswith(("duplicates/", "conflicts/"))}
    assert reasons <= told
    assert not MADE - all_words().keys()


@pytest.mark.parametrize(
    "rule",
    ["roles/unknown", "shape/missing-key", "format/parts", "structure/not-utf8", "pii/email-address",
     "pii/secret-github-token", "duplicates/near", "leakage/contamination", "fit/tools", "platform/closed"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_explain_says_what_and_why(rule: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", rule, "--format", form]) == 0
    out = capsys.readouterr().out
    if form == "json":
        (entry,) = json.loads(out)
        assert entry["id"] == rule
        assert entry["why"]
    else:
        assert out.splitlines()[0].removeprefix("# ") == rule
        assert "why" in out.lower()


def test_a_pack_is_explained_and_a_slip_is_answered(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "duplicates"]) == 0
    assert capsys.readouterr().out.count("why: ") == 6
    assert main(["explain", "duplicates/nera"]) == 2
    assert "did you mean 'duplicates/near'?" in capsys.readouterr().err
