"""How far a service goes with tools: whether it takes them, and how many calls in a turn."""

from typing import Any

from curate.providers.rules import Check, Hits, Scene


def unsupported(scene: Scene) -> Check:
    """Hit the first call or declaration, where the service was seen to refuse them."""

    def check(record: dict[str, Any]) -> Hits:
        turns = scene.turns(record)
        places = [call.pointer for call in scene.dialect.calls(turns, scene.at)]
        places += [tool.pointer for tool in scene.dialect.tools(record)]
        for pointer in places[:1]:
            yield pointer, {"model": scene.model.get("id", "the model")}

    return check


def unsure(scene: Scene) -> Check:
    """Hit the first call or declaration, where the service's own pages disagree about tools."""
    return unsupported(scene)


def parallel(scene: Scene, most: int = 1) -> Check:
    """Hit a turn with more calls than the target knows what to do with."""

    def check(record: dict[str, Any]) -> Hits:
        per_turn: dict[int, int] = {}
        for call in scene.dialect.calls(scene.turns(record), scene.at):
            per_turn[call.turn] = per_turn.get(call.turn, 0) + 1
        for turn, n in per_turn.items():
            if n > most:
                yield f"{scene.at}/{turn}", {"n": n, "limit": most}

    return check


def only_last_trained(scene: Scene) -> Check:
    """Hit a row with tools and several answers: only the last one is trained."""

    def check(record: dict[str, Any]) -> Hits:
        answers = sum(turn["role"] == "assistant" for turn in scene.turns(record))
        if answers > 2 and next(scene.dialect.tools(record), None):
            yield scene.at, {"n": answers}

    return check
