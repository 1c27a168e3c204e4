"""{"conversations": [{"from", "value"}], "system"?, "tools"?}: ShareGPT as LLaMA-Factory reads it.

Tools are a JSON text; human, gpt, observation (a tool result) and function_call (a JSON text of name and arguments).
"""

from typing import Any

import orjson

from curate.wires.extra import hidden_of, keys_of, with_extra

LAYOUT = "sharegpt"  # of the three ShareGPT wires
KINDS = ("chat",)
_FROM = {"user": "human", "assistant": "gpt", "tool": "observation", "system": "system"}
_ROLE = {name: role for role, name in _FROM.items()}
_OF_MESSAGE = ("role", "content", "tool_calls", "tool_call_id")
_USED = ("conversations", "system", "tools")


def reads(line: dict[str, Any]) -> bool:
    return "conversations" in line and "chosen" not in line and "kto_tag" not in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    return head(example) | keys_of(example)


def head(example: dict[str, Any]) -> dict[str, Any]:
    """Write turns, system text and tools of an example."""
    hidden = hidden_of(example, LAYOUT)
    messages = example["messages"]
    line: dict[str, Any] = {}
    if messages and messages[0]["role"] == "system" and not hidden.get("system_turn"):
        line["system"], messages = messages[0]["content"], messages[1:]
    line["conversations"] = [turn_of(message) for message in messages]
    if "tools" in example:
        line["tools"] = orjson.dumps([tool["function"] for tool in example["tools"]]).decode()
    line |= hidden.get("empty", {})
    return line


def turn_of(message: dict[str, Any]) -> dict[str, Any]:
    """Write one message as a turn."""
    rest = {key: value for key, value in message.items() if key not in (*_OF_MESSAGE, "beside")}
    rest |= message.get("beside", {})
    if calls := message.get("tool_calls"):
        function = calls[0]["function"]
        call = {"name": function["name"], "arguments": orjson.loads(function["arguments"] or "{}")}
        return {"from": "function_call", "value": orjson.dumps(call).decode()} | rest
    return {"from": _FROM.get(message["role"], message["role"]), "value": message["content"] or ""} | rest


def message_of(turn: dict[str, Any], index: int) -> dict[str, Any]:
    """Read one turn as a message; a call that cannot be written back the same stays a turn of its own role."""
    rest = {key: value for key, value in turn.items() if key not in ("from", "value")}
    if not rest.keys().isdisjoint(_OF_MESSAGE):  # stray keys here, which the trainer does not read
        rest = {"beside": rest}
    if turn["from"] == "function_call":
        if call := _call(turn["value"], index):
            return {"role": "assistant", "content": None, "tool_calls": [call]} | rest
        return {"role": "function_call", "content": turn["value"]} | rest
    message = {"role": _ROLE.get(turn["from"], turn["from"]), "content": turn["value"]}
    return message | ({"tool_call_id": f"call_{index - 1}"} if turn["from"] == "observation" else {}) | rest


def _call(text: str, index: int) -> dict[str, Any] | None:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if (
        not isinstance(value, dict)
        or list(value) != ["name", "arguments"]
        or orjson.dumps(value).decode() != text
    ):
        return None
    function = {"name": value["name"], "arguments": orjson.dumps(value["arguments"]).decode()}
    return {"id": f"call_{index}", "type": "function", "function": function}


def read(line: dict[str, Any]) -> dict[str, Any]:
    example, hidden = read_head(line)
    return with_extra(example, line, _USED, LAYOUT, hidden)


def read_head(line: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read turns, system text and tools; the second value is what only the wire knows."""
    hidden: dict[str, Any] = {}
    messages = [message_of(turn, index) for index, turn in enumerate(line["conversations"])]
    if isinstance(line.get("system"), str):
        messages.insert(0, {"role": "system", "content": line["system"]})
    elif messages and messages[0]["role"] == "system":
        hidden["system_turn"] = True
    empty = {key: line[key] for key in ("system", "tools") if key in line and not isinstance(line[key], str)}
    example: dict[str, Any] = {"messages": messages}
    if isinstance(text := line.get("tools"), str):
        tools = _tools(text)
        if tools is None:
            empty["tools"] = text
        else:
            example["tools"] = [{"type": "function", "function": function} for function in tools]
    hidden |= {"empty": empty} if empty else {}
    return example, hidden


def _tools(text: str) -> list[dict[str, Any]] | None:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    same = isinstance(value, list) and bool(value) and orjson.dumps(value).decode() == text
    return value if same and all(isinstance(tool, dict) and "name" in tool for tool in value) else None
