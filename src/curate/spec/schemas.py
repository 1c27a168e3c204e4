"""JSON Schemas out of the models: one source of truth for validation, editors and documentation.

Draft-07 with `definitions`: the YAML language server reads "JSON Schema 7 and below" (1.19.2, read 2026-11-22).
"""

from typing import Any

from pydantic import TypeAdapter

from curate.model import Finding
from curate.spec.config import Config
from curate.spec.manifest import Manifest
from curate.spec.rules import Pack, Preset

DRAFT = "http://json-schema.org/draft-07/schema#"
MODELS: dict[str, tuple[Any, str]] = {
    "config": (Config, "curate.yaml: what to build, from which inputs, for which providers"),
    "finding": (Finding, "a line of findings.jsonl, and of curate check --format jsonl"),
    "manifest": (Manifest, "manifest.json of a build"),
    "preset": (Preset, "a choice of rules with severities"),
    "rule-pack": (Pack, "a file of rules that prove themselves"),
}


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a model by its name in MODELS."""
    model, title = MODELS[name]
    made = TypeAdapter(model).json_schema(ref_template="#/definitions/{model}")
    definitions = made.pop("$defs", {})
    head = {"$schema": DRAFT, "title": title}
    return head | {key: value for key, value in made.items() if key != "title"} | {"definitions": definitions}
