"""Bedrock Converse rows: `system` and content as lists of blocks without a type, toolUse, toolResult, toolConfig."""

from typing import Any

import orjson

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.blocks import Turn, append_turn
from curate.canonical.single import with_system
from curate.wording import shown

BEFORE = ("anthropic_messages", "openai_chat")
TELLING: frozenset[str] = frozenset()  # its content is lists of blocks
_BLOCKS = {"text", "toolUse", "toolResult", "image", "video", "document", "reasoningContent"}
_USED = frozenset({"messages", "system", "toolConfig", "schemaVersion"})


def accepts(record: dict[str, Any]) -> bool:
    messages = record.get("messages")
    if not isinstance(messages, list) or not messages or not isinstance(messages[0], dict):
        return False
    content = messages[0].get("content")
    if not isinstance(content, list):
        return False
    return "schemaVersion" in record or all(
        isinstance(block, dict) and "type" not in block and len(block) == 1 and block.keys() <= _BLOCKS
        for block in content
    )


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    messages: list[dict[str, Any]] = []
    for index, message in enumerate(record["messages"]):
        at = f"/messages/{index}"
        if not isinstance(message, dict) or message.get("role") not in ("user", "assistant"):
            raise FormatError(f"{at}/role", "must be user or assistant")
        content = message.get("content")
        if not isinstance(content, list):
            raise FormatError(f"{at}/content", "must be a list of blocks")
        turn = Turn()
        parts: list[dict[str, Any]] = []
        for place, block in enumerate(content):
            _block(block, f"{at}/content/{place}", turn, parts, reading)
        turn.content = parts or None
        append_turn(messages, message["role"], turn, reading)
    system = record.get("system")
    if isinstance(system, list):
        system = "\n\n".join(
            b["text"] for b in system if isinstance(b, dict) and isinstance(b.get("text"), str)
        )
    fields: dict[str, Any] = {"messages": with_system(system, messages)}
    if tools := _tools(record.get("toolConfig")):
        fields["tools"] = tools
    return example(reading, record, _USED, fields)


def _block(block: Any, at: str, turn: Turn, parts: list[dict[str, Any]], reading: Reading) -> None:
    if not isinstance(block, dict):
        raise FormatError(at, "a block must be an object")
    if isinstance(block.get("text"), str):
        parts.append({"type": "text", "text": block["text"]})
    elif isinstance(use := block.get("toolUse"), dict):
        arguments = orjson.dumps(use.get("input") or {}).decode()
        function = {"name": str(use.get("name")), "arguments": arguments}
        turn.calls.append({"id": str(use.get("toolUseId")), "type": "function", "function": function})
    elif isinstance(result := block.get("toolResult"), dict):
        turn.results.append(
            {"role": "tool", "tool_call_id": str(result.get("toolUseId")), "content": _result(result, at)}
        )
    elif isinstance(thought := block.get("reasoningContent"), dict):
        text = thought.get("reasoningText")
        text = text.get("text") if isinstance(text, dict) else text
        if isinstance(text, str):
            turn.thoughts.append(text)
            reading.note(
                "format/reasoning", at, "reasoning is kept apart from the answer, as reasoning_content"
            )
    elif isinstance(image := block.get("image"), dict):
        parts.append({"type": "image_url", "image_url": {"url": _url(image)}})
    elif len(block) == 1:
        parts.append({"type": next(iter(block))} | block)
    else:
        raise FormatError(at, f"a block of unknown kind: {shown(', '.join(block)) or 'none'}")


def _result(result: dict[str, Any], at: str) -> str:
    texts = []
    content = result.get("content") or []
    if not isinstance(content, list):
        raise FormatError(at, "the content of a tool result must be a list")
    for item in content:
        if not isinstance(item, dict) or not ("text" in item or "json" in item):
            raise FormatError(at, "a tool result must be text or json")
        texts.append(str(item["text"]) if "text" in item else orjson.dumps(item["json"]).decode())
    return "\n".join(texts)


def _url(image: dict[str, Any]) -> str:
    source = image.get("source")
    source = source if isinstance(source, dict) else {}
    location = source.get("s3Location")
    if isinstance(location, dict):
        return str(location.get("uri", ""))
    return f"data:image/{image.get('format', 'png')};base64,{source.get('bytes', '')}"


def _tools(config: Any) -> list[dict[str, Any]]:
    found = []
    tools = (config.get("tools") or []) if isinstance(config, dict) else []
    if not isinstance(tools, list):
        raise FormatError("/toolConfig/tools", "must be a list")
    for tool in tools:
        spec = tool.get("toolSpec") if isinstance(tool, dict) else None
        if isinstance(spec, dict):
            schema = spec.get("inputSchema")
            parameters = schema.get("json") if isinstance(schema, dict) else None
            function = {key: value for key, value in spec.items() if key != "inputSchema"}
            found.append(
                {
                    "type": "function",
                    "function": function | ({"parameters": parameters} if parameters else {}),
                }
            )
    return found
