"""Bedrock's content blocks: which kinds, in whose turns, how many."""

from collections.abc import Iterator
from typing import Any

from curate.providers.rules import Check, Hits, Scene
from curate.providers.shape import plain

KINDS = ("text", "image", "video", "document", "reasoningContent", "toolUse", "toolResult")


def blocks(scene: Scene, record: dict[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    """Yield (pointer, role, kind, value) of every block."""
    for turn, message in enumerate(scene.turns(record)):
        lists = [(f"{scene.at}/{turn}/content", message.get("content"))]
        for index, candidate in enumerate(message.get("candidates") or ()):
            lists.append((f"{scene.at}/{turn}/candidates/{index}/content", candidate.get("content")))
        for at, content in lists:
            for index, block in enumerate(content or ()):
                for kind in KINDS:
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


def count(scene: Scene, kind: str, most: int) -> Check:
    """Hit a turn with more blocks of a kind than a turn may have."""

    def check(record: dict[str, Any]) -> Hits:
        per_turn: dict[str, int] = {}
        for pointer, _, seen, _ in blocks(scene, record):
            if seen == kind:
                turn = pointer.rsplit("/", 2)[0]
                per_turn[turn] = per_turn.get(turn, 0) + 1
        for turn, n in per_turn.items():
            if n > most:
                yield turn, {"kind": kind, "n": n, "limit": most}

    return check


def one_video(scene: Scene) -> Check:
    """Hit the second video of a row."""

    def check(record: dict[str, Any]) -> Hits:
        places = [pointer for pointer, _, kind, _ in blocks(scene, record) if kind == "video"]
        for pointer in places[1:2]:
            yield pointer, {"n": len(places)}

    return check


def exclusive(scene: Scene, pairs: list[list[str]]) -> Check:
    """Hit a row that has blocks of both kinds of a pair of which a row may have one."""

    def check(record: dict[str, Any]) -> Hits:
        seen: dict[str, str] = {}
        for pointer, _, kind, _ in blocks(scene, record):
            seen.setdefault(kind, pointer)
        for first, second in pairs:
            if first in seen and second in seen:
                yield seen[second], {"kinds": f"{first} and {second}"}

    return check


def formats(scene: Scene, allowed: dict[str, list[str]]) -> Check:
    """Hit an image or video of a format that not every validator of the model takes."""

    def check(record: dict[str, Any]) -> Hits:
        for pointer, _, kind, value in blocks(scene, record):
            if kind in allowed and value.get("format") not in allowed[kind]:
                yield f"{pointer}/format", {"kind": kind, "allowed": ", ".join(allowed[kind])}

    return check


def empty_text(scene: Scene) -> Check:
    """Hit a text block without text."""

    def check(record: dict[str, Any]) -> Hits:
        for pointer, _, kind, value in blocks(scene, record):
            if kind == "text" and not value:
                yield pointer, {}

    return check


def known(scene: Scene) -> Check:
    """Hit an item of content that is none of the known blocks: it is skipped without a word."""

    def check(record: dict[str, Any]) -> Hits:
        for turn, message in enumerate(scene.turns(record)):
            for index, block in enumerate(message.get("content") or ()):
                if all(block.get(kind) is None for kind in KINDS):
                    yield f"{scene.at}/{turn}/content/{index}", {}

    return check
