"""{"prompt"}: a list of turns to answer, or a text; the other columns go to the reward functions."""

from typing import Any

from curate.wires.extra import hidden_of, keys_of, with_extra

LAYOUT = "trl_prompt"
KINDS = ("prompt",)


def reads(line: dict[str, Any]) -> bool:
    return "prompt" in line or "messages" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    hidden = hidden_of(example, LAYOUT)
    messages = example["messages"]
    line = {hidden.get("key", "prompt"): messages[0]["content"] if hidden.get("text") else messages}
    line |= {"tools": example["tools"]} if "tools" in example else {}
    return line | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    key = "prompt" if "prompt" in line else "messages"
    hidden: dict[str, Any] = {} if key == "prompt" else {"key": key}
    messages = line[key]
    if isinstance(messages, str):
        messages, hidden["text"] = [{"role": "user", "content": messages}], True
    example = {"messages": messages} | ({"tools": line["tools"]} if "tools" in line else {})
    return with_extra(example, line, (key, "tools"), LAYOUT, hidden)
