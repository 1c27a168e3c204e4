"""A rule pack as a model: what we assert, why, and the examples that prove it."""

from typing import Any, Literal

from pydantic import Field, model_validator

from curate.model import Effect, Severity
from curate.spec.base import Spec

Reads = Literal["any", "text", "answer", "prompt", "user", "system", "tool", "conversation"]


class Rule(Spec):
    """One rule: the kind that looks, what it looks for, what it says, and the examples that prove it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*/[a-z0-9-]+$")
    kind: str
    params: dict[str, Any] = Field(default_factory=dict)
    reads: Reads = Field(
        default="any", description="Which texts a segment rule reads; see ruleset/selection.py."
    )
    severity: Severity
    effect: Effect = Effect.ADVICE
    action: Literal["keep", "fix", "drop", "fail"] = Field(
        default="keep", description="What a build does with a row that the rule hits."
    )
    fix: Literal["safe", "unsafe"] | None = Field(
        default=None, description="safe = same training content; unsafe only when asked for."
    )
    message: str = Field(
        description="Filled with the values of the hit, e.g. `{n_tokens} tokens, limit {limit}`."
    )
    help: str = ""
    why: str = Field(min_length=1)
    passes: tuple[Any, ...] = Field(
        min_length=1, description="Records, conversations as [user: hi, ...], lists of records, or raw lines."
    )
    fails: tuple[Any, ...] = Field(min_length=1)
    source: str | None = Field(default=None, description="A key of the pack's `sources`.")


class Pack(Spec):
    """A file of rules, and the sources that they name."""

    sources: dict[str, str] = Field(default_factory=dict, description="Key -> address and day read.")
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _known_sources(self) -> "Pack":
        if unknown := sorted({r.source for r in self.rules if r.source} - self.sources.keys()):
            raise ValueError(f"unknown source {', '.join(unknown)}")
        return self


class Preset(Spec):
    """Which rules, at which severity: a choice over the packs."""

    about: str
    extends: str | None = None
    select: tuple[str, ...] = Field(default=(), description="Rule ids, packs, or `all`.")
    ignore: tuple[str, ...] = ()
    severity: dict[str, Literal["error", "warning", "info", "off"]] = Field(default_factory=dict)
    params: dict[str, dict[str, Any]] = Field(default_factory=dict, description="Rule id -> changed params.")
