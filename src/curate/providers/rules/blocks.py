"""Bedrock's content blocks: which kinds, in whose turns, how many."""

from collections.abc import Callable, Iterator
from typing import Any

from curate.providers.found import plain
from curate.providers.rules import Check, Hits, Scene

KINDS = ("text", "image", "video", "document", "reasoningContent", "toolUse", "toolResult")


def blocks(scene: Scene, record: dict[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    """Yield (pointer, role, kind, value) of every block."""
    for turn, message in enumerate(scene.turns(record)):
        lists = [(f"{scene.at}/{turn}/content", message.get("content"))]
        for index, candidate in enumerate(message.get("candidates") or ()):
            lists.append((f"{scene.at}/{turn}/candidates/{index}/content", candidate.get("content")))
        for at, content in lists:
            for index, block in enumerate(content if isinstance(content, list) else ()):
                for kind in KINDS if isinstance(block, dict) else ():
                    if block.get(kind) is not None:
                        yield f"{at}/{index}/{kind}", message["role"], kind, block[kind]


def unsupported(scene: Scene, kinds: list[str]) -> Check:
    """Hit a block of a kind that the model does not read."""

    def check(record: dict[str, Any]) -> Hits:
        for pointer, _, kind, _ in blocks(scene, record):
            if kind in kinds:
                yield pointer, {"kind": kind, "model": scene.model.get("id", "the model")}

    return check


def places(scene: Scene, roles: dict[str, list[str]]) -> Check:
    """Hit a block in a turn of a role that may not have it."""

    def check(record: dict[str, Any]) -> Hits:
        for pointer, role, kind, _ in blocks(scene, record):
            if kind in roles and role not in roles[kind]:
                yield pointer, {"kind": kind, "role": plain(role), "allowed": " or ".join(roles[kind])}

    return check


def count(scene: Scene, most: dict[str, int]) -> Check:
    """Hit a turn with more blocks of a kind than a turn may have."""

    def check(record: dict[str, Any]) -> Hits:
        per_turn: dict[tuple[str, str], int] = {}
        for pointer, _, kind, _ in blocks(scene, record):
            if kind in most:
                key = turn_of(pointer), kind
                per_turn[key] = per_turn.get(key, 0) + 1
        for (turn, kind), n in per_turn.items():
            if n > most[kind]:
                yield f"{turn}/content", {"kind": kind, "n": n, "limit": most[kind]}

    return check


def videos_of_a_row(scene: Scene) -> Check:
    """Hit the second video of a row, in whatever turn; the scripts count each turn for itself, the pages a row."""

    def check(record: dict[str, Any]) -> Hits:
        places = [pointer for pointer, _, kind, _ in blocks(scene, record) if kind == "video"]
        for pointer in places[1:2]:
            yield pointer, {"n": len(places)}

    return check


def exclusive(scene: Scene, pairs: list[list[str]]) -> Check:
    """Hit a turn that has blocks of both kinds of a pair of which one may have one."""
    return _both_of(scene, pairs, turn_of)


def exclusive_in_row(scene: Scene, pairs: list[list[str]]) -> Check:
    """Hit a row that has blocks of both kinds of a pair, in whatever turns."""
    return _both_of(scene, pairs, lambda pointer: "")


def reasoning_with_media(scene: Scene, kinds: list[str]) -> Check:
    """Hit a row that has reasoning and a block of one of the kinds: reasoning goes with text only."""
    return exclusive_in_row(scene, [["reasoningContent", kind] for kind in kinds])


def _both_of(scene: Scene, pairs: list[list[str]], place: Callable[[str], str]) -> Check:
    def check(record: dict[str, Any]) -> Hits:
        seen: dict[tuple[str, str], str] = {}
        for pointer, _, kind, _ in blocks(scene, record):
            seen.setdefault((place(pointer), kind), pointer)
        for where in dict.fromkeys(where for where, _ in seen):
            for first, second in pairs:
                if (where, first) in seen and (where, second) in seen:
                    yield seen[where, second], {"kinds": f"{first} and {second}"}

    return check


def turn_of(pointer: str) -> str:
    """Return the pointer of the turn or candidate that a block stands in.

    >>> turn_of("/messages/0/content/2/image")
    '/messages/0'
    """
    return pointer.rsplit("/", 3)[0]


def formats(scene: Scene, allowed: dict[str, list[str]]) -> Check:
    """Hit an image or video of a format that not every validator of the model takes."""

    def check(record: dict[str, Any]) -> Hits:
        for pointer, _, kind, value in blocks(scene, record):
            if kind in allowed and value["format"].lower() not in allowed[kind]:
                yield f"{pointer}/format", {"kind": kind, "allowed": ", ".join(allowed[kind])}

    return check


def empty_text(scene: Scene, beside: tuple[str, ...] = ("image", "video")) -> Check:
    """Hit a turn or candidate whose text blocks are all empty; beside blocks of these kinds text may be empty."""

    def check(record: dict[str, Any]) -> Hits:
        texts: dict[str, list[tuple[str, Any]]] = {}
        excused = set()
        for pointer, _, kind, value in blocks(scene, record):
            if kind == "text":
                texts.setdefault(turn_of(pointer), []).append((pointer, value))
            elif kind in beside:
                excused.add(turn_of(pointer))
        for place, said in texts.items():
            if place not in excused and not any(value for _, value in said):
                yield said[0][0], {}

    return check


def no_blocks(scene: Scene) -> Check:
    """Hit a turn without any block."""

    def check(record: dict[str, Any]) -> Hits:
        for turn, message in enumerate(scene.turns(record)):
            if message.get("content") == []:
                yield f"{scene.at}/{turn}/content", {}

    return check


def known(scene: Scene) -> Check:
    """Hit an item of content that is none of the known blocks: it is skipped without a word."""

    def check(record: dict[str, Any]) -> Hits:
        for turn, message in enumerate(scene.turns(record)):
            content = message.get("content")
            for index, block in enumerate(content if isinstance(content, list) else ()):
                if isinstance(block, dict) and all(block.get(kind) is None for kind in KINDS):
                    yield f"{scene.at}/{turn}/content/{index}", {}

    return check
