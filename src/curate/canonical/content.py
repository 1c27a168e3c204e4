"""Content of a message in any dialect -> text, or OpenAI parts; what is thought or called leaves the content."""

from typing import Any, NamedTuple

from curate.canonical import FormatError, Reading
from curate.canonical.tools import read_call

_TEXT = {"text", "input_text", "output_text"}
_THOUGHT = {"reasoning", "thinking", "thought"}
_CALL = {"tool_call", "function_call"}


class Content(NamedTuple):
    content: str | list[dict[str, Any]] | None
    calls: list[dict[str, Any]]
    thoughts: list[str]


def read_content(value: Any, at: str, reading: Reading) -> Content:
    """Read a content field; raises FormatError where it is neither text, parts nor null."""
    if value is None or isinstance(value, str):
        return Content(value, [], [])
    if isinstance(value, dict):
        value = [value]
        reading.note("format/parts", at, "content was one part, not a list")
    if not isinstance(value, list):
        raise FormatError(at, f"content must be text, a list of parts or null, not {_name(value)}")
    if all(type(p) is dict and p.get("type") == "text" and p.keys() == _PLAIN for p in value) and all(
        type(p["text"]) is str for p in value
    ):
        return Content(value, [], [])
    parts: list[dict[str, Any]] = []
    calls: list[dict[str, Any]] = []
    thoughts: list[str] = []
    foreign = False
    for index, part in enumerate(value):
        here = f"{at}/{index}"
        if isinstance(part, str):
            part, foreign = {"type": "text", "text": part}, True
        if not isinstance(part, dict):
            raise FormatError(here, f"a part must be an object, not {_name(part)}")
        part = {key: item for key, item in part.items() if item is not None}
        kind = part.get("type") if isinstance(part.get("type"), str) else "text" if "text" in part else ""
        if kind in _TEXT and isinstance(text := part.get("text", part.get("value")), str):
            foreign |= "value" in part or kind != "text"
            parts.append(
                {**{k: v for k, v in part.items() if k not in ("type", "text", "value")}, **_text(text)}
            )
        elif kind in _THOUGHT:
            thoughts.append(_string(part, ("thinking", "reasoning", "text", "value"), here))
            reading.note(
                "format/reasoning", here, "reasoning is kept apart from the answer, as reasoning_content"
            )
        elif kind in _CALL:
            calls.append(read_call(part.get("value", part.get("function", part)), here, reading))
            foreign = True
        elif kind in ("image_url", "image", "video_url", "video", "audio_url", "audio"):
            parts.append(_media(part, kind))
        elif kind:
            parts.append(part)
        else:
            raise FormatError(here, "a part needs a type")
    return Content(_joined(parts, foreign), calls, thoughts)


_PLAIN = {"type", "text"}


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _joined(parts: list[dict[str, Any]], foreign: bool) -> str | list[dict[str, Any]] | None:
    """One foreign text part is a string; OpenAI parts stay as they are."""
    if foreign and len(parts) == 1 and parts[0].keys() == _PLAIN:
        text: str = parts[0]["text"]
        return text
    return parts or None


def _media(part: dict[str, Any], kind: str) -> dict[str, Any]:
    """Bring pictures to {type: image_url, image_url: {url}}; leave what is that already."""
    name = kind.removesuffix("_url")
    url = part.get(f"{name}_url", part.get(name, part.get("url", part.get("value", part.get("path")))))
    if not isinstance(url, str) or name == "audio":
        return part
    return {"type": f"{name}_url", f"{name}_url": {"url": url}}


def _string(part: dict[str, Any], keys: tuple[str, ...], at: str) -> str:
    for key in keys:
        if isinstance(part.get(key), str):
            found: str = part[key]
            return found
    raise FormatError(at, f"the part has no text under {' or '.join(keys)}")


def _name(value: Any) -> str:
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
        str: "text",
    }
    return names.get(type(value), "null")
