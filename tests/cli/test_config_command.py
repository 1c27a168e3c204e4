"""`curate config check|show`, and `curate schema`: the same models, told in three ways."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from curate.cli import main
from curate.resources import folder
from curate.spec.schemas import MODELS, schema

SMALL = "inputs: [rows.jsonl]\noutput: out\nproviders: [openai, {id: trl, method: dpo}]\n"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "curate.yaml"
    path.write_text(SMALL)
    return path


def test_check_is_quiet_about_a_good_config(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "check"]) == 0
    assert "no problem" in capsys.readouterr().out


def test_check_names_every_problem_with_its_line(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text(SMALL + "ouput: x\nstages:\n  splitt: {}\n")
    assert main(["config", "check", str(config)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"{config}:4: ouput: unknown key; did you mean 'output'?",
        f"{config}:6: stages.splitt: unknown key; did you mean 'split'?",
    ]


def test_check_looks_rules_and_formats_up(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text(
        SMALL.replace("rows.jsonl", "{path: a.jsonl, format: openai_chatt}")
        + "rules: {ignore: [roles/last-is-asistant]}\n"
    )
    assert main(["config", "check"]) == 2
    err = capsys.readouterr().err
    assert "did you mean 'openai_chat'?" in err
    assert "did you mean 'roles/last-is-assistant'?" in err


def test_show_tells_where_a_value_comes_from(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "show", "--format", "json"]) == 0
    origin = {
        entry["key"]: (entry["value"], entry["origin"]) for entry in json.loads(capsys.readouterr().out)
    }
    assert origin["output"] == ("out", f"{config}:2")
    assert origin["providers.0.id"] == ("openai", f"{config}:3")
    assert origin["providers.1.method"] == ("dpo", f"{config}:3")
    assert origin["providers.0.method"] == ("sft", "default")
    assert origin["stages.split.seed"] == (0, "default")


def test_no_config_is_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["config", "check"]) == 2


@pytest.mark.parametrize("name", list(MODELS))
def test_schemas_are_current(name: str) -> None:
    text = (folder("schemas") / f"{name}.schema.json").read_text()
    assert json.loads(text) == json.loads(json.dumps(schema(name))), "run tools/make_schemas.py"


def test_schema_and_model_agree_on_configs() -> None:
    validator = jsonschema_rs.validator_for(schema("config"))
    assert validator.is_valid(yaml.safe_load(SMALL))
    assert not validator.is_valid(yaml.safe_load(SMALL + "ouput: x\n"))
    assert not validator.is_valid({"inputs": [], "output": "x", "providers": ["openai"]})


def test_schema_and_model_agree_on_shipped_packs_and_presets() -> None:
    for kind, where in (("rule-pack", "checks"), ("preset", "presets")):
        validator = jsonschema_rs.validator_for(schema(kind))
        for path in sorted((folder("rules") / where).glob("*.yaml")):
            validator.validate(yaml.safe_load(path.read_bytes()))


def test_schema_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert set(MODELS) <= set(capsys.readouterr().out.split())
    assert main(["schema", "finding"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert main(["schema", "findng"]) == 2
    assert "did you mean 'finding'?" in capsys.readouterr().err
