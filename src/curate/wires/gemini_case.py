"""snake_case keys of a Gemini line, as some of its pages write them. No wire itself.

camel(line) -> (the line in camelCase, where it was written otherwise); spelt(line, where) puts them back. Only keys of
the service are touched, never those of arguments, responses and schemas.
"""

from collections.abc import Iterator
from typing import Any

Path = list[str | int]

PART = {
    "file_data": "fileData",
    "inline_data": "inlineData",
    "function_call": "functionCall",
    "function_response": "functionResponse",
    "thought_signature": "thoughtSignature",
    "video_metadata": "videoMetadata",
    "media_resolution": "mediaResolution",
}
FILE = {"mime_type": "mimeType", "file_uri": "fileUri", "display_name": "displayName"}
TOOL = {"function_declarations": "functionDeclarations"}


def camel(line: dict[str, Any]) -> tuple[dict[str, Any], list[Path]]:
    """Return a line with camelCase keys, and the path of every key that was not so; the line itself without any.

    >>> camel({"contents": [{"role": "user", "parts": [{"file_data": {"file_uri": "gs://b/i"}}]}]})[1]
    [['contents', 0, 'parts', 0, 'file_data'], ['contents', 0, 'parts', 0, 'fileData', 'file_uri']]
    """
    where: list[Path] = []
    changed = dict(line)
    for key, holder, at in places(line):
        changed[key] = _renamed(holder, key, at, where)
    return (changed, where) if where else (line, where)


def places(line: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Yield (key, value, what stands there) of the top-level keys that have parts or tools below."""
    for key in ("contents", "systemInstruction", "system_instruction", "completions", "tools"):
        if key in line:
            yield key, line[key], "tools" if key == "tools" else "contents"


def _renamed(value: Any, key: str, what: str, where: list[Path]) -> Any:
    def walk(value: Any, at: Path, names: dict[str, str]) -> Any:
        if isinstance(value, list):
            return [walk(item, [*at, index], names) for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        new: dict[str, Any] = {}
        for name, item in value.items():
            known = str(names.get(name, name))
            if known != name:
                where.append([*at, name])
            below = _below(known, names)
            new[known] = walk(item, [*at, known], below) if below is not None else item
        return new

    return walk(value, [key], TOOL if what == "tools" else {})


def _below(key: str, names: dict[str, str]) -> dict[str, str] | None:
    """Return the spellings of the keys below a key, None where its value is not the service's."""
    if key == "parts":
        return PART
    if key == "completion":
        return {}
    return FILE if names is PART and key in ("fileData", "inlineData") else None


def spelt(line: dict[str, Any], where: list[Path]) -> dict[str, Any]:
    """Write the keys at these paths in snake_case again, deepest first; what is no longer there is left alone."""
    for path in sorted(where, key=len, reverse=True):
        *above, last = path
        holder: Any = line
        for key in above:
            inside = isinstance(holder, list) and isinstance(key, int) and key < len(holder)
            holder = holder[key] if inside or (isinstance(holder, dict) and key in holder) else None
        known = {**PART, **FILE, **TOOL}[str(last)]
        if isinstance(holder, dict) and known in holder:
            holder[last] = holder.pop(known)
    return line
