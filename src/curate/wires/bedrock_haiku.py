"""{"system"?: text, "messages": [{"role", "content": text}]}: Claude 3 Haiku on Bedrock."""

from typing import Any

KINDS = ("chat",)


def reads(line: dict[str, Any]) -> bool:
    return "messages" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    extra = example.get("extra", {})
    messages = example["messages"]
    n = next((i for i, m in enumerate(messages) if m["role"] != "system"), len(messages))
    line: dict[str, Any] = extra.get("wire", {})
    if n:
        line = {"system": "\n\n".join(message["content"] for message in messages[:n])}
    line = line | {"messages": messages[n:]}
    return line | {key: value for key, value in extra.items() if key != "wire"}


def read(line: dict[str, Any]) -> dict[str, Any]:
    told = line.get("system")
    system = [{"role": "system", "content": told}] if isinstance(told, str) else []
    extra = {key: value for key, value in line.items() if key not in ("system", "messages")}
    extra |= {"wire": {"system": None}} if "system" in line and told is None else {}
    return {"messages": [*system, *line["messages"]]} | ({"extra": extra} if extra else {})
