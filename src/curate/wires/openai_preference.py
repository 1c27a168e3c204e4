"""{"input": {"messages", ...}, "preferred_output", "non_preferred_output"}.

The API specification of 2025 names the sides preferred_completion and non_preferred_completion; a line that was
read with those names is written with them, every other one with the names of guide and samples.
"""

from typing import Any

from curate.wires.extra import hidden_of, keys_of, with_extra

LAYOUT = "openai_preference"
KINDS = ("preference",)
_INPUT = ("messages", "tools", "parallel_tool_calls")
_SIDES = ("preferred_output", "non_preferred_output")
_SIDES_OF_THE_SCHEMA = ("preferred_completion", "non_preferred_completion")


def reads(line: dict[str, Any]) -> bool:
    return isinstance(line.get("input"), dict)


def emit(example: dict[str, Any]) -> dict[str, Any]:
    hidden = hidden_of(example, LAYOUT)
    left, right = hidden.get("sides", _SIDES)
    line: dict[str, Any] = {
        "input": {key: example[key] for key in _INPUT if key in example} | hidden.get("input", {}),
        left: example["chosen"],
        right: example["rejected"],
    }
    return line | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    sides = _SIDES if _SIDES[0] in line else _SIDES_OF_THE_SCHEMA
    asked = line["input"]
    example = {key: asked[key] for key in _INPUT if key in asked}
    example |= {"chosen": line[sides[0]], "rejected": line[sides[1]]}
    hidden: dict[str, Any] = {} if sides == _SIDES else {"sides": list(sides)}
    if more := {key: value for key, value in asked.items() if key not in _INPUT}:
        hidden["input"] = more
    return with_extra(example, line, ("input", *sides), LAYOUT, hidden)
