"""The locks hold every requirement, each with hashes, and nothing that says where it came from."""

import re
import tomllib

import pytest

from tests.house.source import ROOT
from tools.lock import requirements

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = {"requirements.lock": False, "requirements-dev.lock": True}
PIN = re.compile(r"^([\w.-]+)==([\w.!+]+)(?: ; (.*?))? \\$")


def pins(lock: str) -> dict[str, set[str]]:
    """Return the versions of each name; one name may have several, by marker."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / lock).read_text().splitlines():
        if pin := PIN.match(line):
            found.setdefault(pin[1], set()).add(pin[2])
    return found


def plain(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", requirement)[0]).lower()


@pytest.mark.parametrize(("lock", "dev"), LOCKS.items())
def test_every_requirement_is_locked(lock: str, dev: bool) -> None:
    assert {plain(wanted) for wanted in requirements(PROJECT, dev=dev)} <= pins(lock).keys()


@pytest.mark.parametrize("lock", LOCKS)
def test_pins_have_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    blocks = re.split(r"\n(?=\S)", text)
    assert [b for b in blocks if not (PIN.match(b.splitlines()[0]) and "--hash=sha256:" in b)] == []
    assert not re.search(r"://|--index|--find-links|-i ", text)


def test_both_locks_agree() -> None:
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: dev.get(name) for name in run} == run
