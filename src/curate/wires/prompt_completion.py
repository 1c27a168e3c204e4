"""{"prompt", "completion"} (or "response"): two texts, two contents of parts, or two lists of turns.

From a conversation: the last turn is the completion, what stands before it the prompt. One user turn with one answer
is written as its two contents; anything longer stays a list of turns, which a service that takes no lists refuses.
"""

from typing import Any

from curate.wires.extra import hidden_of, keys_of, with_extra

LAYOUT = "prompt_completion"
KINDS = ("chat",)
_NAMES = ("prompt", "completion")
_OTHER = ("prompt", "response")


def reads(line: dict[str, Any]) -> bool:
    return "prompt" in line and ("completion" in line or "response" in line)


def emit(example: dict[str, Any]) -> dict[str, Any]:
    hidden = hidden_of(example, LAYOUT)
    messages = example["messages"]
    cut = hidden.get("cut", len(messages) - 1)
    sides = (messages[:cut], messages[cut:])
    pair = [message["role"] for message in messages] == ["user", "assistant"]
    turns = hidden.get("turns", [not pair, not pair])
    line: dict[str, Any] = {
        name: side if as_turns else side[0]["content"]
        for name, side, as_turns in zip(hidden.get("names", _NAMES), sides, turns, strict=True)
    }
    line |= {key: example[key] for key in ("tools",) if key in example}
    return line | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    names = _NAMES if "completion" in line else _OTHER
    sides = [line[name] for name in names]
    turns = [isinstance(side, list) and bool(side) and "role" in side[0] for side in sides]
    messages = [
        side if as_turns else [{"role": role, "content": side}]
        for side, as_turns, role in zip(sides, turns, ("user", "assistant"), strict=True)
    ]
    hidden: dict[str, Any] = {} if names == _NAMES else {"names": list(names)}
    if any(turns):
        hidden |= {"turns": turns, "cut": len(messages[0])}
    example = {"messages": [*messages[0], *messages[1]]} | {
        key: line[key] for key in ("tools",) if key in line
    }
    return with_extra(example, line, (*names, "tools"), LAYOUT, hidden)
