"""{"prompt"}: a list of turns to answer, or a text; the other columns go to the reward functions."""

from typing import Any

KINDS = ("prompt",)


def reads(line: dict[str, Any]) -> bool:
    return "prompt" in line or "messages" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    extra = example.get("extra", {})
    hidden = extra.get("wire", {})
    messages = example["messages"]
    line = {hidden.get("key", "prompt"): messages[0]["content"] if hidden.get("text") else messages}
    line |= {"tools": example["tools"]} if "tools" in example else {}
    return line | {key: value for key, value in extra.items() if key != "wire"}


def read(line: dict[str, Any]) -> dict[str, Any]:
    key = "prompt" if "prompt" in line else "messages"
    hidden: dict[str, Any] = {} if key == "prompt" else {"key": key}
    messages = line[key]
    if isinstance(messages, str):
        messages, hidden["text"] = [{"role": "user", "content": messages}], True
    example = {"messages": messages} | ({"tools": line["tools"]} if "tools" in line else {})
    extra = {name: value for name, value in line.items() if name not in (key, "tools")}
    extra |= {"wire": hidden} if hidden else {}
    return example | ({"extra": extra} if extra else {})
