"""`curate build --max-cost`: exit 1, and the provider and model that are too dear."""

import json
from pathlib import Path

import pytest

from curate.cli import main

ROW = {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]}


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rows = [json.dumps(ROW | {"n": n}) for n in range(30)]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows))
    path = tmp_path / "curate.yaml"
    path.write_text(
        "inputs: [rows.jsonl]\noutput: out\nproviders: [openai]\nstages: {split: {validation_ratio: 0}}\n"
    )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")  # 2026-11-22
    return path


def test_the_manifest_prices_every_target(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(config)]) == 0
    manifest = json.loads((config.parent / "out/manifest.json").read_bytes())
    (cost,) = manifest["cost"]
    train = manifest["providers"]["openai"]["train"]
    assert cost["terms"][0]["value"] == str(train["tokens"])
    assert cost["line"] in capsys.readouterr().out


@pytest.mark.parametrize(("budget", "code"), [("20", 0), ("0.000001", 1), ("twenty", 2)])
def test_a_budget_decides_the_exit_code(
    config: Path, budget: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(config), "--max-cost", budget]) == code
    assert ("openai gpt-4.1-mini-2025-04-14" in capsys.readouterr().err) == (code == 1)


def test_the_config_may_hold_the_budget_and_an_own_price(config: Path) -> None:
    (config.parent / "ours.yaml").write_text(
        "sources: {deal: {url: contract, read: 2026-11-01}}\n"
        "prices: {openai: {gpt-4.1-mini-2025-04-14: {training_usd_per_mtok: [{value: unknown, source: deal}]}}}\n"
    )
    config.write_text(config.read_text() + "prices: ours.yaml\ngates: {max_cost_usd: 1000}\n")
    assert main(["build", str(config), "-q"]) == 1
