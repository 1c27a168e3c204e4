"""What a target cannot express, and what is done about it: `expresses:` of a method, applied to an example.

A feature that is not named there is expressed as it stands. Actions: `unfit` (the row is left out of this target),
`left_out` (the field goes), `as_system`, `as_developer`, `as_user` (the turn changes its role), `as_text` (parts are
joined), `as_tool_calls` (legacy calls become calls), `as_json_text` (tools are written as one text),
`into_first_user` (system text goes before the first question), `as_parts` (text becomes a part, in rows with parts),
`as_nine_characters` (ids of calls that have another form are replaced, in calls and results alike), `as_files` (images
become file parts; a row with one that cannot is left out).

find(example, expresses) says what is there; apply(example, ...) returns another example and leaves its input alone.
"""

from collections.abc import Callable, Iterator
from typing import Any

from curate.plain_chat import ROLES, plain_turns
from curate.providers.call_ids import other_than_nine, with_nine
from curate.providers.file_parts import has_other_image, with_files
from curate.providers.found import Found
from curate.providers.rules.answer import text_of

Example = dict[str, Any]
Message = dict[str, Any]
_PLAIN = {"role", "content"}
_LISTS = ("messages", "chosen", "rejected", "completion")


def plain_part(example: Example, expresses: dict[str, str]) -> Example | None:
    """Return what a target takes of a row that has nothing but text of the three common roles; None for others."""
    if "system" in expresses:
        return None
    if len(example) == 2 and "extra" in example and expresses.get("extra") == "left_out":
        example = {"messages": example["messages"]} if "messages" in example else example
    if example.keys() != {"messages"} or plain_turns(example["messages"], ROLES) is None:
        return None
    return example


def _messages(example: Example) -> Iterator[tuple[str, Message]]:
    for key in _LISTS:
        for index, message in enumerate(example.get(key) or ()):
            if isinstance(message, dict):
                yield f"/{key}/{index}", message


def _role(role: str) -> Callable[[Message], bool]:
    return lambda message: message["role"] == role


def _key(*keys: str) -> Callable[[Message], bool]:
    return lambda message: any(message.get(key) is not None for key in keys)


def _part(*kinds: str) -> Callable[[Message], bool]:
    def has(message: Message) -> bool:
        content = message.get("content")
        return isinstance(content, list) and any(
            isinstance(p, dict) and p.get("type") in kinds for p in content
        )

    return has


# feature -> what a message has that shows it
FEATURES: dict[str, Callable[[Message], bool]] = {
    "developer": _role("developer"),
    "system": _role("system"),
    "images": _part("image_url", "image", "input_image"),
    "media": _part("input_audio", "file", "audio", "video"),
    "parts": lambda message: isinstance(message.get("content"), list),
    "legacy_calls": lambda message: bool(message.get("function_call")) or message["role"] == "function",
    "tools": lambda m: (
        bool(m.get("tool_calls") or m.get("function_call")) or m["role"] in ("tool", "function")
    ),
    "parallel_calls": lambda message: len(message.get("tool_calls") or ()) > 1,
    "text_beside_calls": lambda message: bool(message.get("tool_calls")) and bool(message.get("content")),
    "weight": _key("weight"),
    "reasoning": _key("reasoning_content", "reasoning"),
    "name": _key("name"),
    "refusal": _key("refusal"),
    "call_ids": other_than_nine,
}
ROW_FEATURES = {"parallel_tool_calls"}  # a key beside the messages
SAID = {
    "unfit": "the row is left out of this file",
    "as_files": "only files in a bucket or at a public address, named .png, .jpg or .webp; the row is left out",
    "left_out": "left out",
    "as_system": "written as system",
    "as_developer": "written as developer",
    "as_user": "written as user",
    "as_text": "written as text",
    "as_tool_calls": "written as tool_calls",
    "into_first_user": "put before the first question",
    "as_nine_characters": "replaced, in calls and results alike",
}
QUIET = {"as_json_text", "as_parts", "kept"}


def find(example: Example, expresses: dict[str, str]) -> list[Found]:
    """Return one hit a feature that the target does not express as it stands, at the first place of it."""
    found = []
    for feature, action in expresses.items():
        if feature == "extra" or action in QUIET:
            continue
        if feature == "tools" and action == "unfit" and (example.get("tools") or example.get("functions")):
            place: str | None = "/tools" if example.get("tools") else "/functions"
        elif feature in ROW_FEATURES:
            place = f"/{feature}" if feature in example else None
        else:
            has = has_other_image if action == "as_files" else FEATURES[feature]
            place = next((at for at, message in _messages(example) if has(message)), None)
        if (
            feature == "parts"
            and place is not None
            and all(_is_text(m.get("content")) for _, m in _messages(example))
        ):
            continue  # text parts joined to text: nothing is lost
        if place is not None:
            outcome = (
                "dropped"
                if action in ("unfit", "as_files")
                else "unclear"
                if feature in _LOSSES
                else "ignored"
            )
            found.append(Found(f"fit/{feature.replace('_', '-')}", place, {"done": SAID[action]}, outcome))
    return found


_LOSSES = {"weight", "reasoning", "images", "media"}


def _is_text(content: Any) -> bool:
    if not isinstance(content, list):
        return True
    return all(isinstance(part, dict) and part.get("type") == "text" for part in content)


def apply(example: Example, expresses: dict[str, str]) -> Example:
    """Return the example as the target can express it; rows that do not fit are the caller's to leave out."""
    changed = dict(example)
    for key in ("extra", *ROW_FEATURES):
        if expresses.get(key) == "left_out":
            changed.pop(key, None)
    for key in _LISTS:
        if key in changed:
            changed[key] = [_message(message, expresses) for message in changed[key]]
    if expresses.get("images") == "as_files":
        changed |= {key: [*map(with_files, changed[key])] for key in _LISTS if key in changed}
    if expresses.get("legacy_calls") == "as_tool_calls":
        _legacy(changed)
    if expresses.get("system") == "into_first_user":
        _into_first_user(changed)
    if expresses.get("parts") == "as_parts":
        _as_parts(changed)
    if expresses.get("call_ids") == "as_nine_characters":
        changed |= {key: [*map(with_nine, changed[key])] for key in _LISTS if key in changed}
    return changed


def _message(message: Message, expresses: dict[str, str]) -> Message:
    if (
        message.keys() == _PLAIN
        and type(message["content"]) is str
        and message["role"] in ("user", "assistant")
    ):
        return message
    new = dict(message)
    action = expresses.get(message["role"], "kept") if message["role"] in ("system", "developer") else "kept"
    if action in ("as_system", "as_developer", "as_user"):
        new["role"] = action.removeprefix("as_")
    if expresses.get("parts") == "as_text" and isinstance(new.get("content"), list):
        new["content"] = text_of(new["content"])
    if expresses.get("refusal") == "as_text" and new.get("refusal"):
        new["content"] = new.pop("refusal")
    for feature, keys in (("weight", ("weight",)), ("reasoning", ("reasoning_content", "reasoning")),
                          ("name", ("name",)), ("refusal", ("refusal",))):  # fmt: skip
        if expresses.get(feature) == "left_out":
            for key in keys:
                new.pop(key, None)
    return new


def _legacy(example: Example) -> None:
    """Write function_call and function turns as tool_calls and tool turns, with ids made of the turn's number."""
    if functions := example.pop("functions", None):
        example["tools"] = [{"type": "function", "function": function} for function in functions]
    for key in _LISTS:
        turns, call_id = [], ""
        for index, message in enumerate(example.get(key) or ()):
            new = dict(message)
            if call := new.pop("function_call", None):
                call_id = f"call_{index}"
                new["tool_calls"] = [{"id": call_id, "type": "function", "function": call}]
                new.setdefault("content", None)
            elif new["role"] == "function":
                new = {
                    "role": "tool",
                    "tool_call_id": call_id or f"call_{index - 1}",
                    "content": new.get("content") or "",
                }
            turns.append(new)
        if key in example:
            example[key] = turns


def _into_first_user(example: Example) -> None:
    told = "\n\n".join(text_of(m.get("content")) for m in example["messages"] if m["role"] == "system")
    turns = [m for m in example["messages"] if m["role"] != "system"]
    if told and turns and turns[0]["role"] == "user" and isinstance(turns[0].get("content"), str):
        turns[0] = turns[0] | {"content": f"{told}\n\n{turns[0]['content']}"}
    example["messages"] = turns


def _as_parts(example: Example) -> None:
    """Write text as a part where a message of the row has parts: some services want one of the two in a row."""
    if any(isinstance(message.get("content"), list) for _, message in _messages(example)):
        for key in _LISTS:
            if key in example:
                example[key] = [_in_parts(message) for message in example[key]]


def _in_parts(message: Message) -> Message:
    content = message.get("content")
    return message | {"content": [{"type": "text", "text": content}]} if isinstance(content, str) else message
