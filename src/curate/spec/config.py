"""curate.yaml as a model: every key has a default, the smallest config has three keys."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from curate.spec.base import Spec


class Mapping(Spec):
    """How to read a layout that no format knows."""

    messages: str = Field(description="Path to the list of turns, e.g. `turns` or `data.dialogue`.")
    role: str = "role"
    content: str = "content"
    roles: dict[str, str] = Field(default_factory=dict, description="Their role name -> ours.")
    system: str | None = Field(default=None, description="System text; {key} is filled from the record.")


class Input(Spec):
    path: str
    format: str | None = Field(default=None, description="Name of a format; detected when absent.")
    mapping: Mapping | None = None
    metadata: tuple[str, ...] = ()


class Target(Spec):
    """One provider, method and model to write files for."""

    id: str
    method: str = "sft"
    model: str | None = None
    name: str | None = Field(default=None, description="Output folder; the id when absent.")
    options: dict[str, Any] = Field(default_factory=dict)

    @property
    def folder(self) -> str:
        return self.name or self.id


class Split(Spec):
    validation_ratio: float = Field(default=0.1, ge=0, lt=1)
    seed: int = 0
    split_by: str | None = Field(default=None, description="Rows with equal value stay on one side.")


class NearDuplicates(Spec):
    action: Literal["drop", "report", "off"] = "drop"
    threshold: float = Field(default=0.8, gt=0, le=1)


class Redact(Spec):
    enabled: bool = True


class Rules(Spec):
    preset: str = "default"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, Literal["error", "warning", "info", "off"]] = Field(default_factory=dict)


class Stages(Spec):
    redact: Redact = Redact()
    near_duplicates: NearDuplicates = NearDuplicates()
    split: Split = Split()


def _as_map(key: str, model: type[Spec]) -> BeforeValidator:
    """Read a text as the map `{key: text}`; the schema shows both forms."""
    return BeforeValidator(
        lambda value: {key: value} if isinstance(value, str) else value, json_schema_input_type=str | model
    )


class Config(Spec):
    inputs: tuple[Annotated[Input, _as_map("path", Input)], ...] = Field(min_length=1)
    output: str
    providers: tuple[Annotated[Target, _as_map("id", Target)], ...] = Field(min_length=1)
    stages: Stages = Stages()
    rules: Rules = Rules()
    work_dir: str | None = Field(
        default=None, description="Checkpoints; `.curate` in the output when absent."
    )
