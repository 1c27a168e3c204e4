"""manifest.json as a model: what went in, what came out, under which rules, with which program."""

from typing import Any

from pydantic import Field

from curate.spec.base import Spec


class InputFile(Spec):
    """One file that was read."""

    path: str
    bytes: int
    sha256: str
    layout: str
    evidence: str = Field(default="", description="Why this layout: what its first records hold.")
    rows: int
    pieces: tuple[str, ...] = Field(
        default=(),
        description="Keys of the prepared pieces: two builds share the work of those that both name.",
    )


class Rows(Spec):
    """read = kept + rejected + duplicates, always."""

    read: int
    kept: int
    rejected: int
    duplicates: int


class StageCount(Spec):
    """One line of the funnel."""

    stage: str
    rows_in: int
    rows_out: int
    findings: int


class OutputFile(Spec):
    """One file that was written for a target; `tokens_exact` is false where they are an estimate."""

    rows: int
    tokens: int
    tokens_exact: bool = True
    bytes: int
    sha256: str
    file: str


class ProviderFiles(Spec):
    """What was written for one target."""

    train: OutputFile
    validation: OutputFile
    test: OutputFile | None = None
    provider: str
    method: str
    model: str | None
    skipped: int = Field(
        description="Kept rows that this target cannot take; each has a finding that names it."
    )
    files: dict[str, str] = Field(default_factory=dict, description="Further files and their SHA-256.")


class FindingCount(Spec):
    """How often a rule hit; one rule may hit at several severities, `severity` is the worst."""

    severity: str
    count: int
    by_severity: dict[str, int]


class Manifest(Spec):
    """Byte-identical for the same input, config, rules and program; `created` comes from SOURCE_DATE_EPOCH if set."""

    schema_version: int = 1
    curate: str
    created: str
    versions: dict[str, str] = Field(description="Of Python and the libraries that shape results.")
    plan_hash: str = Field(description="Covers inputs, config, rules, program and library versions.")
    config_sha256: str
    rules_sha256: str
    inputs: tuple[InputFile, ...]
    rows: Rows
    stages: tuple[StageCount, ...]
    findings: dict[str, FindingCount]
    suppressed: int = Field(default=0, description="Findings that the config leaves out, `rules.suppress`.")
    providers: dict[str, ProviderFiles]
    outputs: dict[str, str] = Field(description="rejected.jsonl and the other common files: their SHA-256.")
    token_bins: dict[str, tuple[tuple[int, int, int], ...]] = Field(
        default_factory=dict, description="Encoding -> kept rows by length: shortest, longest, rows."
    )
    cost: tuple[dict[str, Any], ...] = ()
