"""What pydantic finds wrong with a config, in our words: what was expected, what stands there, what was meant."""

from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from curate.spec.config import Config
from curate.suggest import did_you_mean


def telling(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out that a list is too short where the reason is that its entries are wrong."""
    wrong = [detail["loc"] for detail in details if detail["type"] != "too_short"]
    return [
        detail
        for detail in details
        if detail["type"] != "too_short"
        or not any(loc[: len(detail["loc"])] == detail["loc"] for loc in wrong)
    ]


# pydantic's type of error -> what we say; {…} is filled from the error's context
_REASONS = {
    "missing": "missing",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be a map of keys",
    "model_type": "must be a map of keys",
    "model_attributes_type": "must be a map of keys",
    "string_type": "must be text; write it in quotes",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "decimal_parsing": "must be a number",
    "decimal_type": "must be a number",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must have at least {min_length} entry",
    "string_too_short": "must not be empty",
    "literal_error": "must be one of {expected}",
}


def reason(detail: ErrorDetails) -> str:
    if detail["type"] == "extra_forbidden":
        unknown = str(detail["loc"][-1])
        known = _keys(Config, detail["loc"][:-1])
        return f"unknown key{did_you_mean(unknown, known)}"
    if detail["type"] not in _REASONS:
        message = detail["msg"].removeprefix("Value error, ")
        return message[:1].lower() + message[1:]
    seen = detail["input"]
    context = detail.get("ctx", {})
    said = _REASONS[detail["type"]].format(**context)
    if said == "must be a list" and isinstance(seen, str):
        return f"{said}, such as [{seen[:40]}]"
    if said.startswith(("must be a", "must be m", "must be l")) and isinstance(seen, str | int | float):
        said += f", not {str(seen)[:40]!r}" if isinstance(seen, str) else f", not {str(seen)[:40]}"
    if detail["type"] == "literal_error" and isinstance(seen, str):
        said += did_you_mean(
            seen, [word.strip("' ") for word in context["expected"].replace(" or ", ", ").split(",")]
        )
    return said


def _keys(model: Any, loc: tuple[int | str, ...]) -> list[str]:
    """Return the keys that are known at a place of the config."""
    for part in loc:
        if not isinstance(part, int) and isinstance(model, type) and issubclass(model, BaseModel):
            field = model.model_fields.get(str(part))
            model = _inner(field.annotation) if field else None
    if isinstance(model, type) and issubclass(model, BaseModel):
        return list(model.model_fields)
    return []


def _inner(annotation: Any) -> Any:
    """Return the model inside tuple[Annotated[Model, ...], ...], Model | None and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    arguments = get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation)
    for argument in arguments:
        if (model := _inner(argument)) is not None:
            return model
    return None
