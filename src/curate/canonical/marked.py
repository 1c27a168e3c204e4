"""A conversation rendered as one text, each turn behind a mark of its speaker -> messages."""

import re
from typing import Any

from curate.canonical import FormatError, Reading
from curate.canonical.roles import CALL, role_of
from curate.model import Severity
from curate.wording import shown


def cut(
    text: str,
    mark: re.Pattern[str],
    end: re.Pattern[str],
    reading: Reading,
    *,
    ends: str = "assistant",
    trim: bool,
) -> list[dict[str, Any]]:
    r"""Cut a text at its marks, whose group `role` names the speaker; a turn goes to its end mark or to the next turn.

    `ends`: a turn of this role without an end mark gets a warning, none where it is empty. `trim`: the blanks around a
    turn belong to the rendering. Text before the first mark, and behind an end mark, raises FormatError.

    >>> mark, end = re.compile("<(?P<role>user|bot)>"), re.compile("</s>")
    >>> cut("<user>hi</s><bot>hello</s>", mark, end, Reading(), trim=False)
    [{'role': 'user', 'content': 'hi'}, {'role': 'assistant', 'content': 'hello'}]
    """
    marks = list(mark.finditer(text))
    if not marks or text[: marks[0].start()].strip():
        raise FormatError("/text", "text outside of the turns at character 1")
    messages: list[dict[str, Any]] = []
    for at, following in zip(marks, [*marks[1:], None], strict=True):
        role = role_of(at["role"])
        if role is None or role == CALL:
            raise FormatError("/text", f"unknown role {shown(at['role'])} at character {at.start() + 1}")
        stop = following.start() if following else len(text)
        found = end.search(text, at.end(), stop)
        said = text[at.end() : found.start() if found else stop]
        if found and (left := end.sub("", text[found.end() : stop])).strip():
            about = f"text outside of the turns at character {found.end() + 1}: {shown(left.strip())}"
            raise FormatError("/text", about)
        if following is None and not found and not said.strip() and role == "assistant":
            reading.note(
                "format/generation-prompt", "/text", "an opened assistant turn without text is left out"
            )
            break
        if not found and role == ends:
            reading.note("format/missing-end", "/text", "a turn without its end mark", Severity.WARNING)
        messages.append({"role": role, "content": said.strip() if trim else said})
    return messages
