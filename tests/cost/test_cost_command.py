"""`curate cost` and `curate facts` from the outside."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

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


def test_what_is_left_out_is_said(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", str(rows), "--provider", "openai"]) == 0
    assert "1 of 41 records cannot be read and are not counted" in capsys.readouterr().out
    estimate = curate.estimate_cost(rows, provider="openai", method="dpo")
    assert estimate.notes[0].startswith("1 of 41 records")
    assert estimate.notes[1].startswith("40 of 40 rows are not made for dpo")
    (rows.parent / "empty.jsonl").write_text("")
    assert main(["cost", str(rows.parent / "empty.jsonl"), "--gpu", "h100", "--calls", "9"]) == 0
    assert "there is no row" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--method", "xyz"], "method: unknown xyz"),
        (["--method", "rft", "--provider", "together"], "together: method: unknown rft"),
        (["--tier", "moon"], "tier: unknown moon"),
        (["--model", "gpt-9"], "no provider is known to tune gpt-9"),
    ],
)
def test_what_nobody_offers(
    rows: Path, args: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cost", str(rows), *args]) == 2
    assert said in capsys.readouterr().err


def offered(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    return {e["provider"]: e["model"] for e in json.loads(capsys.readouterr().out)["estimates"]}


def test_providers_are_those_that_offer_what_is_asked(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["cost", str(rows), "--model", "gpt-4.1", "--format", "json"])
    assert offered(capsys) == {"openai": "gpt-4.1-2025-04-14", "azure_openai": "gpt-4.1"}
    main(["cost", str(rows), "--tier", "developer", "--format", "json"])
    assert list(offered(capsys)) == ["azure_openai"]
    main(["cost", str(rows), "--method", "rft", "--format", "json"])
    found = offered(capsys)
    assert (found["openai"], found["azure_openai"]) == ("o4-mini-2025-04-16", "o4-mini")
    assert not {"together", "nebius"} & found.keys()


def test_a_gpu_sheet_of_ones_own_lies_over_the_published_one(
    rows: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = rows.parent / "gpus.yaml"
    own.write_text(
        "sources: {deal: {url: contract, read: 2026-11-01}}\n"
        "gpus: {h100: {usd_per_hour: [{value: 1.25, tier: ours, source: deal}]}}\n"
    )
    args = ["cost", str(rows), "--gpu", "h100", "--gpu-sheet", str(own)]
    assert main([*args, "--format", "json"]) == 0
    (estimate,) = json.loads(capsys.readouterr().out)["self_hosted"]
    price = next(term for term in estimate["terms"] if term["name"] == "price")
    assert (estimate["tier"], price["value"], price["source"]) == ("1 x h100 ours", "1.25", "contract")
    for text in ("gpus: {x: 3}", "gpus: [", "- 1", "gpus: {h100: {usd_per_hour: [{value: 1, source: no}]}}"):
        own.write_text(text)
        assert main(args) == 2
        assert str(own) in capsys.readouterr().err
        assert main(["cost", str(rows), "--prices", str(own)]) == 2
        assert str(own) in capsys.readouterr().err
    assert main([*args[:-1], str(rows.parent)]) == 2


@pytest.mark.parametrize(
    ("provider", "model", "said"),
    [("opnai", "gpt-4.1", "did you mean 'openai'"), ("openai", "gpt-9", "unknown gpt-9")],
)
def test_a_price_for_nothing_is_a_mistake(
    rows: Path, provider: str, model: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    own = rows.parent / "prices.yaml"
    own.write_text(f"sources: {{}}\nprices: {{{provider}: {{{model}: {{}}}}}}\n")
    assert main(["cost", str(rows), "--provider", "openai", "--prices", str(own)]) == 2
    assert said in capsys.readouterr().err


def test_a_price_of_ones_own_counts_by_the_short_name_too(rows: Path) -> None:
    own = rows.parent / "prices.yaml"
    own.write_text(
        "sources: {deal: {url: contract, read: 2026-11-01}}\n"
        "prices: {openai: {gpt-4.1: {training_usd_per_mtok: [{value: 1.5, source: deal}]}}}\n"
    )
    estimate = curate.estimate_cost(rows, provider="openai", model="gpt-4.1", epochs=1, prices=own)
    assert estimate.usd == Decimal(40 * 11) * Decimal("1.5") / 1_000_000


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"training": "lorra"}, "training: unknown lorra; did you mean 'lora'? known: full, lora, qlora"),
        ({"epochs": 0}, "epochs: 0 is less than 1"),
        ({"tokens": -5}, "tokens: -5 is less than 0"),
        ({"evaluations": -1}, "evaluations: -1 is less than 0"),
        ({"hours": "soon"}, "hours: 'soon' is no number of hours"),
        ({"provider": "trl"}, "trl: bills nothing, it runs on your machines: `curate cost PATH --gpu h100`"),
        ({"provider": "vertex_open"}, "vertex_open: no price of training is known; `curate facts` lists what is"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(wrong: dict[str, Any], problem: str) -> None:
    with pytest.raises(curate.ConfigError) as told:
        curate.estimate_cost(**({"provider": "openai", "rows": 10, "tokens": 1000} | wrong))
    assert told.value.problems == [problem]


def test_qlora_costs_at_a_provider_what_lora_costs() -> None:
    asked = {"provider": "fireworks", "rows": 10, "tokens": 10**6}
    lora, qlora = (curate.estimate_cost(**asked, training=way) for way in ("lora", "qlora"))
    assert lora.usd == qlora.usd is not None
