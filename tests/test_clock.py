"""SOURCE_DATE_EPOCH decides what day it is, where it is set."""

from datetime import UTC, date, datetime

import pytest

from curate.clock import now, today


def test_epoch_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")
    assert now() == datetime(2026, 11, 22, tzinfo=UTC)
    assert today() == date(2026, 11, 22)


def test_without_it_time_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert abs((now() - datetime.now(UTC)).total_seconds()) < 60
