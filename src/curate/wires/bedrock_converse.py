"""{"schemaVersion", "system"?, "messages": [{"role", "content": [blocks]}], "toolConfig"?}: Nova, Llama, distillation.

New lines have schemaVersion bedrock-conversation-2024, which every model takes.
"""

from typing import Any

from curate.wires.converse_blocks import blocks_of, content_of, messages_of, turns_of
from curate.wires.extra import hidden_of, keys_of, with_extra

LAYOUT = "bedrock"  # of both Converse wires
KINDS = ("chat", "prompt")
VERSION = "bedrock-conversation-2024"
_USED = ("schemaVersion", "system", "messages")


def reads(line: dict[str, Any]) -> bool:
    return "messages" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    return head(example) | keys_of(example)


def head(example: dict[str, Any]) -> dict[str, Any]:
    """Write version, system text, turns and tools of an example."""
    hidden = hidden_of(example, LAYOUT)
    line: dict[str, Any] = hidden.get("version", {"schemaVersion": VERSION})
    messages = example["messages"]
    n = next((i for i, m in enumerate(messages) if m["role"] != "system"), len(messages))
    system = [block for message in messages[:n] for block in blocks_of(message["content"])]
    line = line | ({"system": system} if system else hidden.get("system", {}))
    line["messages"] = turns_of(messages[n:])
    if "tools" in example:
        line["toolConfig"] = {"tools": [_tool(tool["function"]) for tool in example["tools"]]}
    return line


def _tool(function: dict[str, Any]) -> dict[str, Any]:
    spec = {"name": function["name"], "description": function.get("description") or function["name"]}
    schema = function.get("parameters") or {"type": "object", "properties": {}}
    return {"toolSpec": spec | {"inputSchema": {"json": schema}}}


def read(line: dict[str, Any]) -> dict[str, Any]:
    example, hidden = read_head(line)
    used = {*_USED} | ({"toolConfig"} if "tools" in example else set())
    return with_extra(example, line, used, LAYOUT, hidden)


def read_head(line: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read system text, turns and tools; the second value is what only the wire knows."""
    hidden: dict[str, Any] = {}
    if line.get("schemaVersion") != VERSION:
        hidden["version"] = {key: line[key] for key in ("schemaVersion",) if key in line}
    messages = messages_of(line["messages"])
    system = line.get("system")
    if system:
        messages.insert(0, {"role": "system", "content": content_of(system)})
    elif "system" in line:
        hidden["system"] = {"system": system}
    example: dict[str, Any] = {"messages": messages}
    config = line.get("toolConfig")
    if config and all(_plain(tool) for tool in config["tools"]) and config.keys() == {"tools"}:
        example["tools"] = [_read_tool(tool["toolSpec"]) for tool in config["tools"]]
    return example, hidden


def _plain(tool: dict[str, Any]) -> bool:
    return _tool(_read_tool(tool["toolSpec"])["function"]) == tool


def _read_tool(spec: dict[str, Any]) -> dict[str, Any]:
    function = {"name": spec["name"], "description": spec.get("description", "")}
    schema = spec.get("inputSchema")
    schema = schema.get("json") if isinstance(schema, dict) else None
    return {"type": "function", "function": function | {"parameters": schema}}
