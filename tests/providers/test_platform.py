"""What the life cycle of a service says, by the day on which somebody asks."""

from datetime import date

import pytest

import curate
from curate import clock
from curate.providers import choose, load, names
from curate.providers.platform import platform
from curate.validate import check


@pytest.mark.parametrize(
    ("provider", "model", "today", "expected"),
    [
        ("openai", None, "2027-01-05", ["platform/winding-down"]),
        ("openai", None, "2027-01-06", ["platform/closed"]),
        ("openai", None, "2030-01-01", ["platform/closed"]),
        ("openai", "gpt-4o", "2026-11-22", ["platform/winding-down", "platform/model-ends"]),
        ("databricks", None, "2026-11-22", ["platform/closed"]),
        ("mistral", None, "2026-11-22", ["platform/deprecated"]),
        ("autotrain", None, "2026-11-22", ["platform/deprecated"]),
        ("azure_openai", "gpt-4o", "2026-11-22", ["platform/model-ends"]),
        ("trl", None, "2026-11-22", []),
        ("together", None, "2026-11-22", []),
    ],
)
def test_the_day_decides(provider: str, model: str | None, today: str, expected: list[str]) -> None:
    choice = choose(load(provider), "sft", model)
    assert [hit.rule for hit in platform(choice, date.fromisoformat(today))] == expected


def test_a_model_that_has_ended_is_told_in_the_past() -> None:
    choice = choose(load("openai"), "sft", "gpt-4o")
    (*_, before), (*_, after) = (platform(choice, day) for day in (date(2027, 1, 13), date(2027, 1, 14)))
    assert (before.values["verb"], after.values["verb"]) == ("ends", "ended")


@pytest.mark.parametrize("provider", names())
def test_no_life_cycle_refuses_a_file(provider: str) -> None:
    choice = choose(load(provider), "sft", None)
    assert all(hit.outcome == "unclear" for hit in platform(choice, date(2035, 1, 1)))


def test_the_clock_is_the_one_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH moves the day of a check, as it moves the day of a build."""
    row = b'{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}'
    for epoch, rule in (("1767225600", "platform/winding-down"), ("1900000000", "platform/closed")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        assert clock.today() > date(2025, 12, 31)
        report: curate.CheckReport = check(lines=[row], provider="openai", scope="rows", preset=None)
        assert [item.rule for item in report.findings] == [rule]
