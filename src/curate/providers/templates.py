"""Chat templates of model families as data: which family a model is of, and its rendered conversation.

Templates and what they do stand in rules/templates/. They run sandboxed, with the settings of transformers.
Covers: the families listed there. Does not cover: templates that a tokenizer of your own brings along.
"""

import json
from functools import cache
from typing import Any, NamedTuple

from curate.resources import folder
from curate.shipped_yaml import read_yaml


class Family(NamedTuple):
    """A family of models that share a chat template: the tokens that mark its turns, and in words what it does."""

    name: str
    control_tokens: tuple[str, ...]
    does: str


class Rendered(NamedTuple):
    """A conversation as the model would see it; `error` says why there is none."""

    text: str
    error: str


@cache
def families() -> dict[str, dict[str, Any]]:
    """Return the entries of rules/templates/families.yaml by the name of the family."""
    found: dict[str, dict[str, Any]] = read_yaml(folder("rules") / "templates" / "families.yaml")["families"]
    return found


def family_of(model: str | None) -> Family | None:
    """Return the family of a model by the longest part of its name that a family lists, or None.

    >>> family_of("meta-llama/Llama-3.1-8B-Instruct").name, family_of("google/gemma-2-9b-it").name, family_of("x")
    ('llama3_1', 'gemma', None)
    """
    name = (model or "").lower()
    fitting = [
        (len(part), key) for key, spec in families().items() for part in spec["models"] if part in name
    ]
    if not fitting:
        return None
    key = max(fitting)[1]
    return Family(key, tuple(families()[key]["control_tokens"]), families()[key]["does"])


def render(family: str, messages: list[dict[str, Any]], tools: Any) -> Rendered:
    """Render a conversation; whatever the template raises is the error, in one line.

    >>> render("gemma", [{"role": "system", "content": "S"}], None).error
    'System role not supported'
    """
    from jinja2 import TemplateError

    try:
        return Rendered(_template(family).render(messages=messages, tools=tools), "")
    except (TemplateError, TypeError, ValueError, AttributeError, KeyError, IndexError) as error:
        return Rendered("", str(error).split("\n")[0][:120] or type(error).__name__)


@cache
def _template(family: str) -> Any:
    from jinja2 import TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def raise_exception(message: str) -> None:
        raise TemplateError(message)

    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    environment.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)
    environment.globals["raise_exception"] = raise_exception
    path = folder("rules") / "templates" / f"{family}.jinja"
    return environment.from_string(path.read_text(encoding="utf-8"))
