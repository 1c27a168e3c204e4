"""Conversations kept as a tree: the one path that is read, and how many others there are."""

from collections.abc import Mapping

from curate.canonical import FormatError, Reading


def path_to(leaf: str, parents: Mapping[str, str | None], at: str) -> list[str]:
    """Return the nodes from the root to a leaf; raise FormatError where the parents go round in a circle.

    >>> path_to("c", {"a": None, "b": "a", "c": "b", "d": "a"}, "")
    ['a', 'b', 'c']
    """
    path: dict[str, None] = {}
    node: str | None = leaf
    while node is not None and node in parents:
        if node in path:
            raise FormatError(at, "the parents of the messages go round in a circle")
        path[node] = None
        node = parents[node]
    return list(path)[::-1]


def leaves(parents: Mapping[str, str | None]) -> int:
    """Count the nodes that are nobody's parent.

    >>> leaves({"a": None, "b": "a", "c": "b", "d": "a"})
    2
    """
    return len(parents.keys() - set(parents.values()))


def note_others(others: int, at: str, reading: Reading) -> None:
    """Say how many branches are left out, where there are any."""
    if others > 0:
        many = f"{others:,} other branch{'es' * (others > 1)} of the conversation"
        reading.note("format/branches-left-out", at, f"{many} {'are' if others > 1 else 'is'} left out")
