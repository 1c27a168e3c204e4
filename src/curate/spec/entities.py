"""rules/entities/*.yaml as a model: what counts as personal data or a secret, and what is done about it."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from curate.spec.base import Spec

Action = Annotated[
    Literal["redact", "redact_with_context", "report", "off", "drop_row"],
    BeforeValidator(lambda value: "off" if value is False else value),  # YAML reads a bare off as false
]


def _joined(value: Any) -> Any:
    """Join an example that is stored in parts, so that no file holds a whole token."""
    if not isinstance(value, list):
        return value
    if not all(
        isinstance(p, str) or (isinstance(p, dict) and p.keys() == {"repeat", "times"}) for p in value
    ):
        raise ValueError("a part is a text or {repeat: text, times: n}; quote what looks like a number")
    return "".join(p if isinstance(p, str) else p["repeat"] * p["times"] for p in value)


Text = Annotated[str, BeforeValidator(_joined)]


def _compiles(pattern: str) -> str:
    import regex  # the library that runs it; 12 ms that most commands need not spend

    try:
        regex.compile(pattern)
    except regex.error as error:
        raise ValueError(f"no regular expression: {error}") from None
    return pattern


class Pattern(Spec):
    name: str
    regex: Annotated[str, AfterValidator(_compiles)]
    score: float = Field(ge=0, le=1)


class Recognizer(Spec):
    """One recognizer in Presidio's own layout; `class_name` takes a class of Presidio's with other patterns."""

    name: str
    type: Literal["predefined", "custom"] = "custom"
    class_name: str | None = None
    enabled: bool = True
    supported_entity: str
    supported_language: str = "en"
    supported_regions: tuple[str, ...] | None = None
    patterns: tuple[Pattern, ...] = ()
    deny_list: tuple[str, ...] = ()
    deny_list_score: float = 1.0
    context: tuple[str, ...] | None = None
    country_code: str | None = None
    keywords: tuple[str, ...] = Field(
        default=(), description="Literals, in any case, without one of which the patterns cannot match."
    )
    why: str = ""


class Entity(Spec):
    """What is done with the findings of one entity type; `label` names it in placeholders."""

    id: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    label: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    action: Action
    threshold: float = Field(ge=0, le=1, description="Findings with a lower score are left alone.")
    context: tuple[str, ...] = Field(
        default=(), description="Whole words that lift a score, or are demanded by redact_with_context."
    )
    conditions: tuple[str, ...] = Field(
        default=(), description="Names of conditions in curate.engines.conditions."
    )
    in_code: bool = Field(default=False, description="Redact inside fenced code too.")
    compare: Literal["verbatim", "lower", "digits", "compact"] = Field(
        default="verbatim", description="Under which spelling equal values get the same placeholder."
    )
    countries: tuple[str, ...] = Field(default=(), description="Where it belongs; empty is everywhere.")
    allow: tuple[str, ...] = Field(default=(), description="Values that stay, compared without case.")
    why: str
    passes: tuple[Text, ...] = Field(default=(), description="Texts that stay as they are.")
    fails: tuple[Text, ...] = Field(default=(), description="Texts in which it is found.")
    source: str | None = None

    @property
    def rule(self) -> str:
        """The rule id of its findings."""
        return f"pii/{self.id.lower().replace('_', '-')}"


class Secret(Spec):
    """A token with a shape of its own. A text without any of `keywords` is not looked at."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    keywords: tuple[str, ...] = Field(min_length=1, description="Literal, in the case given.")
    ignore_case: bool = False
    regex: str = Field(description="For the `regex` module; group 1, if any, is the secret.")
    min_entropy_bits: float = Field(default=0, ge=0, description="Shannon entropy, bits per character.")
    action: Action = "redact"
    why: str = ""
    passes: tuple[Text, ...] = ()
    fails: tuple[Text, ...] = Field(min_length=1)
    source: str

    @property
    def entity(self) -> Entity:
        """The entity of its findings, for policy and config."""
        return Entity(
            id=f"SECRET_{self.id.upper().replace('-', '_')}",
            label="SECRET",
            action=self.action,
            threshold=0,
            in_code=True,
            why=self.why,
        )


class EntityPack(Spec):
    sources: dict[str, str] = Field(default_factory=dict, description="Key -> address and day read.")
    recognizers: tuple[Recognizer, ...] = ()
    entities: tuple[Entity, ...] = ()
    secrets: tuple[Secret, ...] = ()
    stop_words: tuple[str, ...] = Field(default=(), description="A secret that holds one is an example.")
