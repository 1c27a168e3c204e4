"""{"system"?: text, "messages": [{"role", "content": text}]}: Claude 3 Haiku on Bedrock."""

from typing import Any

from curate.wires.extra import hidden_of, keys_of, with_extra

LAYOUT = "bedrock_haiku"
KINDS = ("chat",)


def reads(line: dict[str, Any]) -> bool:
    return "messages" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    messages = example["messages"]
    n = next((i for i, m in enumerate(messages) if m["role"] != "system"), len(messages))
    line = hidden_of(example, LAYOUT)
    if n:
        line = {"system": "\n\n".join(message["content"] for message in messages[:n])}
    line = line | {"messages": messages[n:]}
    return line | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    told = line.get("system")
    system = [{"role": "system", "content": told}] if isinstance(told, str) else []
    hidden = {"system": None} if "system" in line and told is None else {}
    example = {"messages": [*system, *line["messages"]]}
    return with_extra(example, line, ("system", "messages"), LAYOUT, hidden)
