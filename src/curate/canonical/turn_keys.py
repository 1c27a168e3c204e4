"""Turns whose keys have other names, such as speaker and text, where it is plain who speaks."""

from typing import Any

from curate.canonical.roles import role_of

_SPEAKER = ("role", "from", "speaker", "sender", "author")
_SAID = ("content", "value", "text", "utterance", "message")


def renamed_turns(turns: Any) -> list[dict[str, Any]] | None:
    """Return turns with the keys role and content; None where they are not plainly a user's and an assistant's.

    Every turn needs such keys and a speaker with a known name; a system may only begin, since in some sets of
    dialogues the assistant is called so.

    >>> renamed_turns([{"speaker": "Human", "text": "hi"}, {"speaker": "bot", "text": "ho"}])
    [{'role': 'Human', 'content': 'hi'}, {'role': 'bot', 'content': 'ho'}]
    >>> renamed_turns([{"speaker": "USER", "text": "hi"}, {"speaker": "SYSTEM", "text": "ho"}])
    """
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, dict) for turn in turns):
        return None
    speaker, said = _one_of(_SPEAKER, turns), _one_of(_SAID, turns)
    if speaker is None or said is None:
        return None
    roles = [role_of(turn[speaker]) for turn in turns]
    if None in roles or not {"user", "assistant"} <= {*roles} or {"system", "developer"} & {*roles[1:]}:
        return None
    names = {speaker: "role", said: "content"}
    return [{names.get(key, key): value for key, value in turn.items()} for turn in turns]


def _one_of(keys: tuple[str, ...], turns: list[dict[str, Any]]) -> str | None:
    """Return the key that stands in every turn: the usual one, or the only one."""
    found = [key for key in keys if all(key in turn for turn in turns)]
    return found[0] if len(found) == 1 or found[:1] == [keys[0]] else None
