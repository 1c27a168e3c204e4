"""A first proposal of a `mapping` for records that no format knows, for a person to check."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from curate.canonical.roles import CALL, role_of
from curate.spec.config import Mapping

_MOST_SPEAKERS = 6
_MOST_SPEAKER_CHARS = 20


def guess_mapping(records: Sequence[Any]) -> Mapping | None:
    """Propose the list, the speaker's key and the text's key that fit most; None without a list of turns.

    >>> turns = [{"speaker": "USER", "utterance": "A table for two."}, {"speaker": "SYSTEM", "utterance": "Where?"}]
    >>> guess = guess_mapping([{"id": "1", "turns": turns}])
    >>> guess.messages, guess.role, guess.content, guess.roles
    ('turns', 'speaker', 'utterance', {'USER': 'user', 'SYSTEM': 'assistant'})
    """
    votes: Counter[tuple[str, str, str]] = Counter()
    speakers: dict[tuple[str, str, str], dict[str, None]] = {}
    for record in records:
        for path, turns in _lists(record, ""):
            if keys := _keys(turns):
                found = (path, *keys)
                votes[found] += len(turns)
                speakers.setdefault(found, {}).update(dict.fromkeys(turn[keys[0]] for turn in turns))
    if not votes:
        return None
    best = votes.most_common(1)[0][0]
    return Mapping(messages=best[0], role=best[1], content=best[2], roles=_roles(list(speakers[best])))


def _lists(value: Any, at: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield (path, list of objects) at most two objects deep."""
    if isinstance(value, dict) and at.count(".") < 2:
        for key, item in value.items():
            path = f"{at}.{key}" if at else str(key)
            if isinstance(item, list) and item and all(isinstance(turn, dict) for turn in item):
                yield path, item
            else:
                yield from _lists(item, path)


def _keys(turns: list[dict[str, Any]]) -> tuple[str, str] | None:
    """Return the keys of the speaker (few short values) and of the text (the longest values)."""
    texts = {key: [turn.get(key) for turn in turns] for key in turns[0]}
    texts = {key: values for key, values in texts.items() if all(isinstance(value, str) for value in values)}
    short = [
        key
        for key, values in texts.items()
        if len(set(values)) <= _MOST_SPEAKERS
        and max(len(str(value)) for value in values) <= _MOST_SPEAKER_CHARS
    ]
    roles = sorted(short, key=lambda key: -sum(role_of(value) is not None for value in texts[key]))
    rest = {
        key: sum(len(str(value)) for value in values) for key, values in texts.items() if key not in roles[:1]
    }
    return (roles[0], max(rest, key=lambda key: rest[key])) if roles and rest else None


def _roles(speakers: list[str]) -> dict[str, Any]:
    """Guess a role for each speaker; a system that speaks with a user is the assistant."""
    roles = {name: role_of(name) for name in speakers[:_MOST_SPEAKERS]}
    if "assistant" not in roles.values() and "user" in roles.values():
        roles = {name: "assistant" if role in ("system", None) else role for name, role in roles.items()}
    known = {name: "tool" if role in (CALL, "function") else role for name, role in roles.items()}
    return {
        name: role or ("assistant" if "user" in known.values() else "user") for name, role in known.items()
    }
