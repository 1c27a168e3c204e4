"""Earlier turns as pairs of question and answer."""

from typing import Any

from curate.canonical import FormatError


def turns(history: Any, at: str) -> list[dict[str, Any]]:
    """Return the messages of [[question, answer], ...]; none where it is null or empty.

    >>> turns([["hi", "hello"]], "/history")
    [{'role': 'user', 'content': 'hi'}, {'role': 'assistant', 'content': 'hello'}]
    """
    if not history:
        return []
    if not isinstance(history, list):
        raise FormatError(at, "must be a list of [question, answer]")
    messages = []
    for index, pair in enumerate(history):
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(item, str) for item in pair):
            raise FormatError(f"{at}/{index}", "must be [question, answer], both text")
        messages += [{"role": "user", "content": pair[0]}, {"role": "assistant", "content": pair[1]}]
    return messages
