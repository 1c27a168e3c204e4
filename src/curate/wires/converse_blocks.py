"""Bedrock's content blocks <-> messages: what both Converse wires share. No wire itself.

Every message that is not plain text keeps its blocks as parts under their own names: {"type": "image", "image": {...}}.
An assistant's toolUse blocks at its end become tool_calls; a user message of nothing but toolResult blocks becomes
tool messages, one a result. What cannot come back exactly stays a part of the content.
"""

from typing import Any

import orjson

Message = dict[str, Any]
BLOCKS = ("text", "image", "video", "document", "reasoningContent", "toolUse", "toolResult")
_RESULT_KEYS = {"toolUseId", "content"}


def messages_of(turns: list[dict[str, Any]]) -> list[Message]:
    """Read turns of blocks as messages; other keys of a turn go with it."""
    messages: list[Message] = []
    for turn in turns:
        blocks = turn["content"]
        plain = turn.keys() == {"role", "content"} and turn["role"] == "user"
        if plain and blocks and all(map(_is_result, blocks)):
            messages += [_result(block["toolResult"]) for block in blocks]
        else:
            messages.append(_message(turn))
    return messages


def _is_result(block: dict[str, Any]) -> bool:
    result = block.get("toolResult")
    if block.keys() != {"toolResult"} or not isinstance(result, dict) or result.keys() != _RESULT_KEYS:
        return False
    items = result["content"]
    return len(items) == 1 and items[0].keys() == {"text"} and isinstance(items[0]["text"], str)


def _result(result: dict[str, Any]) -> Message:
    return {"role": "tool", "tool_call_id": result["toolUseId"], "content": result["content"][0]["text"]}


def _message(turn: dict[str, Any]) -> Message:
    blocks = turn["content"]
    first = next((i for i, block in enumerate(blocks) if _is_use(block)), len(blocks))
    said, uses = blocks[:first], blocks[first:]
    if turn["role"] != "assistant" or not all(map(_is_use, uses)):
        said, uses = blocks, []
    message: Message = {"role": turn["role"], "content": content_of(said)}
    if uses:
        message["tool_calls"] = [_call(block["toolUse"]) for block in uses]
    rest = {key: value for key, value in turn.items() if key not in ("role", "content")}
    if "tool_calls" in rest:  # a stray key here, which is not to be taken for the calls of the blocks
        rest = {"beside": rest}
    return message | rest


def _is_use(block: dict[str, Any]) -> bool:
    return block.keys() == {"toolUse"} and block["toolUse"].keys() == {"toolUseId", "name", "input"}


def _call(use: dict[str, Any]) -> dict[str, Any]:
    function = {"name": use["name"], "arguments": orjson.dumps(use["input"]).decode()}
    return {"id": use["toolUseId"], "type": "function", "function": function}


def content_of(blocks: list[dict[str, Any]]) -> Any:
    """Read blocks as content: None for none, text for one plain text, else a list of parts."""
    if not blocks:
        return None
    if len(blocks) == 1 and blocks[0].keys() == {"text"} and isinstance(blocks[0]["text"], str):
        return blocks[0]["text"]
    return [_part(block) for block in blocks]


def _part(block: dict[str, Any]) -> dict[str, Any]:
    kind = next((key for key in BLOCKS if block.get(key) is not None), "other")
    # a block may have a `type` of its own, which nobody reads
    return {"type": kind} | ({"own": block} if "type" in block else block)


def blocks_of(content: Any) -> list[dict[str, Any]]:
    """Write content as blocks."""
    if content is None:
        return []
    if isinstance(content, str):
        return [{"text": content}]
    return [
        part["own"] if "own" in part else {k: v for k, v in part.items() if k != "type"} for part in content
    ]


def turns_of(messages: list[Message]) -> list[dict[str, Any]]:
    """Write messages as turns of blocks; tool messages that follow one another are one user turn."""
    turns: list[dict[str, Any]] = []
    before = ""
    for message in messages:
        role = message["role"]
        if role == "tool":
            result = {"toolUseId": message["tool_call_id"], "content": [{"text": _text(message["content"])}]}
            if before == "tool":
                turns[-1]["content"].append({"toolResult": result})
            else:
                turns.append({"role": "user", "content": [{"toolResult": result}]})
        else:
            blocks = blocks_of(message.get("content")) + [_use(c) for c in message.get("tool_calls") or ()]
            rest = {k: v for k, v in message.items() if k not in ("role", "content", "tool_calls", "beside")}
            turns.append({"role": role, "content": blocks} | rest | message.get("beside", {}))
        before = role
    return turns


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def _use(call: dict[str, Any]) -> dict[str, Any]:
    function = call["function"]
    given = orjson.loads(function["arguments"] or "{}")
    return {"toolUse": {"toolUseId": call["id"], "name": function["name"], "input": given}}
