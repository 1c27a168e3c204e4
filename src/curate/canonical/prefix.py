"""Two texts that begin alike -> prompt and two answers, cut at a speaker's mark and nowhere else."""

import re
from typing import Any

from curate.canonical import Reading
from curate.model import Severity

_ANSWERS = re.compile(r"(?:^|(?<=\s))(?:A|Answer|Assistant|Bot|AI|GPT)\s*:[ \t]*")
_ASKS = re.compile(r"\A\s*(?:Q|Question|Human|User|Prompt)\s*:[ \t]*")


def split_texts(
    chosen: str, rejected: str, reading: Reading
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return prompt, chosen and rejected messages of two texts that may hold their prompt.

    >>> split_texts("Q: sky? A: It is blue.", "Q: sky? A: It is green.", Reading())[0]
    [{'role': 'user', 'content': 'sky?'}]
    >>> split_texts("The sky is blue and wide", "The sky is blue", Reading())[0]
    []
    """
    shared = _shared(chosen, rejected)
    marks = list(_ANSWERS.finditer(shared))
    if not marks:
        reading.note(
            "format/no-prompt", "", "chosen and rejected are texts without a prompt", Severity.WARNING
        )
        return [], _answer(chosen), _answer(rejected)
    mark = marks[-1]
    reading.note("format/prompt-cut", "", "the prompt is what both texts share up to the last speaker's mark")
    asked = _ASKS.sub("", shared[: mark.start()]).rstrip()
    return (
        [{"role": "user", "content": asked}],
        _answer(chosen[mark.end() :]),
        _answer(rejected[mark.end() :]),
    )


def _answer(text: str) -> list[dict[str, Any]]:
    return [{"role": "assistant", "content": text}]


def _shared(one: str, other: str) -> str:
    return one[
        : next(
            (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
        )
    ]
