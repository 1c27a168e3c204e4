"""The JSON Schemas of the lines: they are schemas, and they take every line that a provider takes."""

import json
from pathlib import Path

import jsonschema_rs
import orjson
import pytest

from curate.providers import choose, load, names
from curate.providers.json_schema import schema_of
from tests.providers.test_replay import lines_of

FOLDER = Path(__file__).resolve().parents[2] / "schemas" / "providers"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.name)
def test_is_a_schema(path: Path) -> None:
    jsonschema_rs.meta.validate(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize("provider", names())
def test_takes_what_the_provider_takes(provider: str, shared: Path) -> None:
    cases = shared / "cases" / "providers" / f"{provider}.jsonl"
    if not cases.exists():
        pytest.skip(f"no verdict cases for {provider}")
    for case in map(json.loads, cases.read_text().strip().split("\n")):
        if case["expect"] == "accept":
            validator = jsonschema_rs.validator_for(
                schema_of(choose(load(provider), case["method"], case["model"]))
            )
            for line in lines_of(case):
                if line.strip():
                    validator.validate(orjson.loads(line.removeprefix(b"\xef\xbb\xbf")))
