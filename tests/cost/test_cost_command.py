"""`curate cost` and `curate facts` from the outside."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

import curate
from curate.cli import main
from curate.errors import ConfigError, InputError

ROW = {
    "messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]
}  # 11 tokens


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join([json.dumps(ROW)] * 40 + ["{broken"]))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")  # 2026-11-22
    return path


def test_providers_side_by_side(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", str(rows), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rows"] == 40
    by_provider = {estimate["provider"]: estimate for estimate in found["estimates"]}
    assert by_provider["openai"]["usd"] == str(Decimal(40 * 11 * 3 * 5) / 1_000_000)
    assert {"openai", "azure_openai"} <= by_provider.keys()


def test_text_and_markdown_name_the_day_of_old_prices(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("text", "md"):
        assert main(["cost", str(rows), "--provider", "openai:gpt-4o", "--format", form]) == 0
        out = capsys.readouterr().out
        assert "openai: the price is of 2025-11-01, 386 days old" in out
        assert "gpt-4o-2024-08-06" in out


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--provider", "openai", "--max-cost", "0.001"], 1),
        (["--provider", "openai", "--max-cost", "1"], 0),
        (["--provider", "opnai"], 2),
        (["--provider", "openai:gpt-9"], 2),
        (["--provider", "trl"], 2),
        (["--layout", "alpacca"], 2),
    ],
)
def test_exit_codes(rows: Path, args: list[str], code: int) -> None:
    assert main(["cost", str(rows), *args]) == code


def test_all_models_are_those_of_the_method(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", str(rows), "--provider", "openai", "--all-models", "--format", "json"]) == 0
    models = [estimate["model"] for estimate in json.loads(capsys.readouterr().out)["estimates"]]
    assert "gpt-4o-mini-2024-07-18" in models
    assert "o4-mini-2025-04-16" not in models


def test_the_python_function(rows: Path) -> None:
    estimate = curate.estimate_cost(rows, provider="openai", model="gpt-4o-mini", epochs=2)
    assert estimate.usd == Decimal(40 * 11 * 2 * 3) / 1_000_000
    assert estimate.term("price").source is not None
    with pytest.raises(InputError):
        curate.estimate_cost(rows.parent / "absent.jsonl", provider="openai")
    with pytest.raises(ConfigError, match="epochs"):
        curate.estimate_cost(tokens=100, provider="openai")


def test_facts_have_ages(capsys: pytest.CaptureFixture[str], rows: Path) -> None:
    assert main(["facts", "openai", "--format", "json"]) == 0
    facts = json.loads(capsys.readouterr().out)["openai"]
    price = next(f for f in facts if f["key"] == "prices.gpt-4o-2024-08-06.training_usd_per_mtok")
    assert (price["value"], price["day"], price["age_days"], price["old"]) == (
        "25.0",
        "2025-11-01",
        386,
        True,
    )
    assert all(fact["source"] and fact["day"] for fact in facts)
    assert main(["facts"]) == 0
    assert "azure_openai" in capsys.readouterr().out
