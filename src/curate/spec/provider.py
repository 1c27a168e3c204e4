"""rules/providers/<id>.yaml as a model: what a provider takes, what it does with the rest, and until when."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from curate.spec.base import Spec
from curate.spec.prices import Billing, ModelPrices
from curate.spec.source_note import SourceNote

Outcome = Literal["rejected", "dropped", "truncated", "ignored", "advice", "unclear"]
Source = Annotated[str, Field(description="A key of `sources`.")]
Day = date


class Lifecycle(Spec):
    """Does self-serve tuning still exist? The first thing a person must know."""

    state: Literal["live", "winding_down", "deprecated", "closed", "unmaintained", "local"]
    new_customers_end: date | None = Field(default=None, description="Last day for who never tuned here.")
    new_jobs_end: date | None = None
    ended: date | None = None
    note: str = ""
    source: Source


class Fact(Spec):
    """One number with its source; `value: unknown` says that nobody published it."""

    value: int | Literal["unknown"]
    source: Source
    when_exceeded: Outcome = "rejected"
    note: str = ""


class ModelEnd(Spec):
    """When something about a model ends: for everybody, and earlier for new customers; `what` says what."""

    date: date
    new_customers: Day | None = Field(default=None, description="Last day for who never tuned here.")
    what: str
    source: Source


class Model(Spec):
    """A tunable model or family of models. Prices stand in `prices`, under the same name."""

    aliases: tuple[str, ...] = ()
    family: str | None = Field(default=None, description="Selects the variant of a method.")
    methods: tuple[str, ...] = ()
    images: bool | None = None
    max_tokens_per_example: Fact | None = None
    ends: ModelEnd | None = None
    source: Source


class Files(Spec):
    """What may lie on disk, before a row is looked at."""

    suffixes: tuple[str, ...] = (".jsonl",)
    documents: bool = Field(default=False, description="A whole JSON document (array, object) is read too.")
    max_bytes: Fact | None = None
    byte_order_mark: Outcome = "unclear"
    mark_on_request: bool = Field(default=False, description="`options.bom` may ask for a byte order mark.")
    blank_lines: Outcome = "advice"
    first_chunk_bytes: Fact | None = Field(
        default=None, description="What the loader reads before it fixes the columns of a JSONL file."
    )
    layouts: dict[str, str] = Field(
        default_factory=dict, description="Suffix -> the shape of its rows, where that is one of its own."
    )
    duplicate_keys: Outcome = "rejected"
    big_integers: Outcome = "unclear"


class Rows(Spec):
    """How many rows a training file may have: at least, at most, and what the service advises."""

    min: Fact | None = None
    max: Fact | None = None
    advised: Fact | None = None


class Validation(Spec):
    """What a second file, for validation, may be."""

    taken: bool = True
    required: bool = Field(default=False, description="A job without one is refused.")
    max: Fact | None = None
    together: Fact | None = Field(default=None, description="Training and validation rows.")
    most_percent: Fact | None = Field(default=None, description="Of the training rows.")
    most_percent_above: Fact | None = Field(default=None, description="Validation rows from which it counts.")
    source: Source | None = None


class Method(Spec):
    """One training method, or one variant of it for some model families."""

    method: str | None = Field(default=None, description="The public name; the key when absent.")
    families: tuple[str, ...] = Field(default=(), description="Empty: every model.")
    like: str | None = Field(default=None, description="Another method of this file, overridden key by key.")
    wire: str | tuple[str, ...] | None = Field(
        default=None, description="Of curate.wires, the first for new rows."
    )
    row: Any = Field(default=None, description="A shape, or a list of names told apart by their keys.")
    conversation: str = "/messages"
    dialect: str = "openai"
    rows: Rows = Rows()
    validation: Validation = Validation()
    max_bytes: Fact | None = Field(
        default=None, description="Of a training file, where the method has its own."
    )
    rules: dict[str, Any] = Field(default_factory=dict, description="Rule id -> parameters, or off.")
    across: dict[str, Any] = Field(default_factory=dict, description="Rules over all rows of a file.")
    expresses: dict[str, str] = Field(default_factory=dict, description="Feature -> what emit does with it.")
    export: dict[str, Any] = Field(default_factory=dict)
    note: str = ""


class Provider(Spec):
    """A whole provider file."""

    id: str
    name: str
    sources: dict[str, SourceNote]
    lifecycle: Lifecycle
    models: dict[str, Model] = Field(default_factory=dict)
    any_model: bool = Field(
        default=False, description="Model names are free (trainers); else unknown is an error."
    )
    use: tuple[str, ...] = Field(default=(), description="Shape libraries of rules/wire/.")
    shapes: dict[str, Any] = Field(default_factory=dict)
    files: Files = Files()
    methods: dict[str, Method]
    default_family: str | None = None
    prices: dict[str, ModelPrices] = Field(default_factory=dict)
    billing: Billing | None = None
    limits: dict[str, Fact] = Field(default_factory=dict)
