"""docs/catalogue-coverage.md: every entry has a rule that exists, or says why it has none."""

import re
from pathlib import Path

from curate.providers.report import texts
from curate.ruleset import shipped
from curate.ruleset.notes import entities, notes

PAGE = Path(__file__).resolve().parents[1] / "docs" / "catalogue-coverage.md"
ROW = re.compile(r"\| (\d+) \| ([^|]+) \| ([^|]+) \|")
RULE = re.compile(r"`([a-z]+/[a-z0-9-]+)`")
ROWS = [(int(m[1]), m[3]) for m in map(ROW.fullmatch, PAGE.read_text(encoding="utf-8").splitlines()) if m]


def test_every_entry_is_there() -> None:
    assert [number for number, _ in ROWS] == list(range(1, 156))


def test_every_rule_that_is_named_exists() -> None:
    known = {*shipped(), *notes(), *entities(), *texts()}
    named = {rule for _, by in ROWS for rule in RULE.findall(by)}
    assert sorted(named - known) == []


def test_what_has_no_rule_says_why() -> None:
    assert [number for number, by in ROWS if not RULE.search(by) and len(by.split()) < 3] == []


def test_every_rule_of_a_pack_is_named_or_is_about_the_layout_of_lines() -> None:
    named = {rule for _, by in ROWS for rule in RULE.findall(by)}
    unnamed = {rule for rule in shipped() if rule not in named}
    assert unnamed <= {
        "structure/big-integer",
        "structure/too-deep",
        "structure/quoted-text",
        "text/private-use",
        "text/unbroken-run",
        "text/inline-data",
        "tools/null-padded",
    }
