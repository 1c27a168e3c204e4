"""{"prompt"?, "chosen", "rejected"}: texts or lists of turns; without a prompt each side is a whole conversation."""

from typing import Any

from curate.wires.extra import hidden_of, keys_of, with_extra

LAYOUT = "trl_preference"
KINDS = ("preference",)


def reads(line: dict[str, Any]) -> bool:
    return "chosen" in line and "rejected" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    hidden = hidden_of(example, LAYOUT)
    sides = {"prompt": example["messages"], "chosen": example["chosen"], "rejected": example["rejected"]}
    if hidden.get("implicit"):
        sides.pop("prompt")
    for key in hidden.get("texts", ()):
        sides[key] = sides[key][0]["content"]
    line = sides | ({"tools": example["tools"]} if "tools" in example else {})
    return line | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    hidden: dict[str, Any] = {}
    if texts := [key for key in ("prompt", "chosen", "rejected") if isinstance(line.get(key), str)]:
        hidden["texts"] = texts
    if "prompt" not in line:
        hidden["implicit"] = True
    example: dict[str, Any] = {
        "messages": turns(line.get("prompt", []), "user"),
        "chosen": turns(line["chosen"], "assistant"),
        "rejected": turns(line["rejected"], "assistant"),
    }
    example |= {"tools": line["tools"]} if "tools" in line else {}
    return with_extra(example, line, ("prompt", "chosen", "rejected", "tools"), LAYOUT, hidden)


def turns(value: Any, role: str) -> list[dict[str, Any]]:
    """Give a text as one turn of a role; a list as it is."""
    return [{"role": role, "content": value}] if isinstance(value, str) else value
