"""A rule pack as a model: what we assert, why, and the examples that prove it."""

from typing import Any, Literal

from pydantic import Field

from curate.model import Effect, Severity
from curate.spec.base import Spec


class Rule(Spec):
    id: str = Field(pattern=r"^[a-z_]+/[a-z0-9-]+$")
    kind: str
    params: dict[str, Any] = Field(default_factory=dict)
    severity: Severity
    effect: Effect = Effect.ADVICE
    action: Literal["keep", "fix", "drop", "fail"] = "keep"
    message: str = Field(
        description="Filled with the values of the hit, e.g. `{n_tokens} tokens, limit {limit}`."
    )
    help: str = ""
    why: str
    passes: tuple[Any, ...] = Field(min_length=1, description="Records, or conversations as [user: hi, ...].")
    fails: tuple[Any, ...] = Field(min_length=1)
    source: str | None = None


class Pack(Spec):
    sources: dict[str, str] = Field(default_factory=dict, description="Key -> address and day read.")
    rules: tuple[Rule, ...]
