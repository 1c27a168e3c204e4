"""What of a text is prose: fenced blocks and inline code taken out."""

import re
from collections.abc import Iterator

_FENCE = re.compile(r"[ \t>]*(?:[-*+]|\d{1,3}[.)])?[ \t]*(`{3,}|~{3,})(.*)")
_INLINE = re.compile(r"(`{1,2})(?!`)[^`\n]+\1(?!`)")


def fences(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield (first line, last line, closed) of every fenced block; lines count from 0.

    >>> list(fences("a\\n```py\\nx\\n```\\nb\\n```\\nnever closed"))
    [(1, 3, True), (5, 6, False)]
    """
    if "```" not in text and "~~~" not in text:
        return
    mark, start = "", 0
    lines = text.split("\n")
    for number, line in enumerate(lines):
        match = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if match is None:
            continue
        run, info = match[1], match[2]
        if mark:
            if run[0] == mark[0] and len(run) >= len(mark) and not info.strip():
                yield start, number, True
                mark = ""
        elif not (run[0] == "`" and "`" in info):  # backticks in the info string: inline code
            mark, start = run, number
    if mark:
        yield start, len(lines) - 1, False


def without_code(text: str) -> str:
    """Return the text with fenced blocks and inline code blanked out; an unclosed fence runs to the end.

    >>> without_code("say `{{x}}`\\n```\\n{{y}}\\n```\\nbye")
    'say \\n\\nbye'
    """
    if "`" not in text and "~~~" not in text:
        return text
    lines = text.split("\n")
    kept, end = [], 0
    for first, last, _ in fences(text):
        kept += [*lines[end:first], ""]
        end = last + 1
    return _INLINE.sub("", "\n".join([*kept, *lines[end:]]))
