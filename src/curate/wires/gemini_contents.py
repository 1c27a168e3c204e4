"""{"contents": [{"role", "parts"}], "systemInstruction"?, "tools"?}: Gemini, and open models on Vertex.

The answering role is `model`; a line that was read with `assistant` is written with it. Calls have no ids here: an id
of turn and place is made on reading and left out on writing.
"""

from typing import Any

from curate.wires.extra import hidden_of, keys_of, with_extra
from curate.wires.gemini_case import camel, spelt
from curate.wires.gemini_parts import ANSWERS, contents_of, messages_of, parts_of
from curate.wires.gemini_parts import content_of as read_parts

LAYOUT = "gemini"  # of both Gemini wires
KINDS = ("chat", "prompt")
SYSTEM_KEYS = ("systemInstruction", "system_instruction")


def reads(line: dict[str, Any]) -> bool:
    return "contents" in line and "completions" not in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    return spelt(head(example) | keys_of(example), hidden_of(example, LAYOUT).get("snake", []))


def head(example: dict[str, Any]) -> dict[str, Any]:
    """Write system text, turns and tools of an example."""
    hidden = hidden_of(example, LAYOUT)
    messages = example["messages"]
    n = next((i for i, m in enumerate(messages) if m["role"] not in ("system", "developer")), len(messages))
    line: dict[str, Any] = {}
    if n:
        parts = [part for message in messages[:n] for part in parts_of(message["content"])]
        line[hidden.get("system_key", SYSTEM_KEYS[0])] = hidden.get("system_role", {}) | {"parts": parts}
    line["contents"] = contents_of(messages[n:], hidden.get("answers", "model"))
    if "tools" in example:
        line["tools"] = _tools(example["tools"], hidden)
    return line


def _tools(tools: list[dict[str, Any]], hidden: dict[str, Any]) -> list[dict[str, Any]]:
    declared = [dict(tool["function"]) for tool in tools]
    sizes = hidden.get("tool_sizes", [len(declared)])
    if hidden.get("types") != "as_read":
        declared = [_cased(tool, str.upper) for tool in declared]
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    return [
        {"functionDeclarations": declared[at : at + size]} for at, size in zip(starts, sizes, strict=True)
    ]


def _cased(value: Any, case: Any, key: str = "") -> Any:
    """Write the type names of a schema in the case that a service uses."""
    if isinstance(value, dict):
        return {name: _cased(item, case, name if key != "properties" else "") for name, item in value.items()}
    if isinstance(value, list):
        return [_cased(item, case) for item in value]
    return case(value) if key == "type" and isinstance(value, str) else value


def read(line: dict[str, Any]) -> dict[str, Any]:
    line, snake = camel(line)
    example, hidden = read_head(line)
    hidden |= {"snake": snake} if snake else {}
    used = {"contents"} | {
        key for key in (*SYSTEM_KEYS, "tools") if line.get(key) and (key != "tools" or key in example)
    }
    return with_extra(example, line, used, LAYOUT, hidden)


def read_head(line: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read turns, system text and tools; the second value is what only the wire knows."""
    hidden: dict[str, Any] = {}
    messages = messages_of(line["contents"])
    answers = [content["role"] for content in line["contents"] if content["role"] in ANSWERS]
    if "assistant" in answers:
        hidden["answers"] = answers if "model" in answers else "assistant"
    for key in SYSTEM_KEYS:
        if line.get(key) is not None:
            messages.insert(0, {"role": "system", "content": read_parts(line[key]["parts"])})
            hidden |= {"system_key": key} if key != SYSTEM_KEYS[0] else {}
            hidden |= {"system_role": {"role": line[key]["role"]}} if "role" in line[key] else {}
    example: dict[str, Any] = {"messages": messages}
    tools = line.get("tools")
    if tools and all(tool.keys() == {"functionDeclarations"} for tool in tools):
        example["tools"], more = _read_tools(tools)
        hidden |= more
    return example, hidden


def _read_tools(tools: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    declared = [function for tool in tools for function in tool["functionDeclarations"]]
    lower = [_cased(function, str.lower) for function in declared]
    hidden: dict[str, Any] = (
        {} if len(tools) == 1 else {"tool_sizes": [len(t["functionDeclarations"]) for t in tools]}
    )
    if [_cased(function, str.upper) for function in lower] != declared:
        lower, hidden["types"] = declared, "as_read"
    return [{"type": "function", "function": function} for function in lower], hidden
