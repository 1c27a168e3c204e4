"""Contents and parts <-> messages: what both Gemini wires share. No wire itself.

A string content is one text part. Parts that are no text stay what they are under their own name:
{"type": "fileData", "fileData": {...}}. Responses become tool messages, one a response; those that follow one another
are one content of role `function`. What cannot come back exactly (a call before a text, a call without args)
stays a part of the content.
"""

from typing import Any

import orjson

Message = dict[str, Any]
ANSWERS = {"model", "assistant"}


def messages_of(contents: list[dict[str, Any]]) -> list[Message]:
    """Read contents as messages."""
    messages: list[Message] = []
    open_calls: list[tuple[str, str]] = []  # (name, id), oldest first
    after_result = False
    for turn, content in enumerate(contents):
        parts = content["parts"]
        kinds = [isinstance(part.get("functionResponse"), dict) and len(part) == 1 for part in parts]
        if content["role"] == "function" and all(kinds) and not after_result:
            open_before = list(open_calls)
            results = [_result(part["functionResponse"], open_calls) for part in parts]
            if [_response(result, {}) for result in results] == parts:
                messages += results
                after_result = True
                continue
            open_calls[:] = open_before
        after_result = False
        message = _turn(content, turn)
        open_calls += [(c["function"]["name"], c["id"]) for c in message.get("tool_calls", ())]
        messages.append(message)
    return messages


def _result(response: dict[str, Any], open_calls: list[tuple[str, str]]) -> Message:
    found = next((pair for pair in open_calls if pair[0] == response["name"]), None)
    if found:
        open_calls.remove(found)
    name = response.get("id") or (found[1] if found else f"call_{response['name']}")
    message = {"role": "tool", "tool_call_id": name, "name": response["name"]}
    return message | {"content": orjson.dumps(response["response"]).decode()}


def _turn(content: dict[str, Any], turn: int) -> Message:
    role = "assistant" if content["role"] in ANSWERS else content["role"]
    parts = content["parts"]
    first_call = next((i for i, part in enumerate(parts) if _is_call(part)), len(parts))
    said, calls = parts[:first_call], parts[first_call:]
    if not all(map(_is_call, calls)) or role != "assistant":
        said, calls = parts, []
    message: Message = {"role": role, "content": content_of(said)}
    if calls:
        message["tool_calls"] = [_call(part["functionCall"], turn, index) for index, part in enumerate(calls)]
    return message


def _is_call(part: dict[str, Any]) -> bool:
    call = part.get("functionCall")
    return (
        len(part) == 1
        and isinstance(call, dict)
        and isinstance(call.get("args"), dict)
        and call.get("id", "") is not None
    )


def _call(call: dict[str, Any], turn: int, index: int) -> dict[str, Any]:
    function = {"name": call["name"], "arguments": orjson.dumps(call["args"]).decode()}
    return {"id": call.get("id") or f"call_{turn}_{index}", "type": "function", "function": function}


def content_of(parts: list[dict[str, Any]]) -> Any:
    """Read parts as content: None for none, text for one plain text, else a list."""
    if not parts:
        return None
    if len(parts) == 1 and parts[0].keys() == {"text"}:
        return parts[0]["text"]
    kind = ("text", "fileData", "inlineData", "functionCall", "functionResponse")
    return [{"type": next(key for key in kind if part.get(key) is not None)} | part for part in parts]


def parts_of(content: Any) -> list[dict[str, Any]]:
    """Write content as parts."""
    if content is None:
        return []
    if isinstance(content, str):
        return [{"text": content}]
    return [{key: value for key, value in part.items() if key != "type"} for part in content]


def contents_of(messages: list[Message], answers: str | list[str] = "model") -> list[dict[str, Any]]:
    """Write messages as contents; `answers` is the role of the assistant, or its role turn by turn."""
    roles = iter(answers if isinstance(answers, list) else ())
    contents: list[dict[str, Any]] = []
    names = {c["id"]: c["function"]["name"] for m in messages for c in m.get("tool_calls") or ()}
    before = ""
    for message in messages:
        role = message["role"]
        if role == "tool":
            response = _response(message, names)
            if before == "tool":
                contents[-1]["parts"].append(response)
            else:
                contents.append({"role": "function", "parts": [response]})
        else:
            parts = parts_of(message.get("content") or None)
            parts += [_written(call) for call in message.get("tool_calls") or ()]
            if role == "assistant":
                role = next(roles, "model") if isinstance(answers, list) else answers
            contents.append({"role": role, "parts": parts})
        before = message["role"]
    return contents


def _written(call: dict[str, Any]) -> dict[str, Any]:
    function = call["function"]
    written = {"name": function["name"], "args": orjson.loads(function["arguments"] or "{}")}
    own = call.get("id", "")
    return {"functionCall": written if own.startswith("call_") else written | {"id": own}}


def _response(message: Message, names: dict[str, str]) -> dict[str, Any]:
    own = message.get("tool_call_id", "")
    content = message.get("content")
    try:
        value = orjson.loads(content) if isinstance(content, str) else content
    except orjson.JSONDecodeError:
        value = content
    response = {"name": message.get("name") or names.get(own, "tool")}
    response["response"] = value if isinstance(value, dict) else {"result": value}
    return {"functionResponse": response if own.startswith("call_") else response | {"id": own}}
