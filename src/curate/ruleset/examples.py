"""The `passes` and `fails` of a rule as records."""

from typing import Any


def example_records(example: Any) -> list[dict[str, Any]]:
    """Return the records of an example: one record, a conversation as one-key maps, or a data set
    `{rows: [...], repeat: n}`; a text may be `{repeat: text, times: n}` or `{join: [...]}`.

    >>> example_records([{"user": "hi"}, {"assistant": "hello"}])[0]["messages"][1]
    {'role': 'assistant', 'content': 'hello'}
    """
    example = long_texts(example)
    if isinstance(example, dict) and "rows" in example:
        times: int = example.get("repeat", 1)
        return times * [record for row in example["rows"] for record in example_records(row)]
    if isinstance(example, dict):
        return [{key: _messages(value) for key, value in example.items()}]
    return [{"messages": _messages(example)}]


def long_texts(value: Any) -> Any:
    """Write out what stands for a long text, at every level.

    >>> long_texts([{"user": {"repeat": "hi ", "times": 3}}])
    [{'user': 'hi hi hi '}]
    """
    if isinstance(value, dict):
        if value.keys() in MADE_TEXT:
            return _text(value)
        return {key: long_texts(inner) for key, inner in value.items()}
    return [long_texts(item) for item in value] if isinstance(value, list) else value


def _messages(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _messages(inner) for key, inner in value.items()}
    if isinstance(value, list) and value and all(isinstance(t, dict) and len(t) == 1 for t in value):
        turns = [next(iter(turn.items())) for turn in value]
        if all(role in ROLES for role, _ in turns):
            return [
                {"role": role, **content} if isinstance(content, dict) else {"role": role, "content": content}
                for role, content in turns
            ]
    return value


def _text(value: Any) -> str:
    """Make the text of `{repeat: text, times: n}` or of `{join: [...]}`, parts of which no file may hold joined."""
    if isinstance(value, str):
        return value
    if "join" in value:
        return "".join(map(_text, value["join"]))
    repeated: str = value["repeat"] * value["times"]
    return repeated


MADE_TEXT = ({"repeat", "times"}, {"join"})
ROLES = ("system", "developer", "user", "assistant", "tool", "function", "human", "gpt")
